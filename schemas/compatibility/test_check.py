#!/usr/bin/python3
"""The verdicts of check.py on edits of a small schema."""

import os
import re
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import check  # noqa: E402

SCHEMAS = os.path.dirname(HERE)

SAMPLE = """\
syntax = "proto3";
package sample;
import "trunkline/v1/options.proto";

enum Side {
  option (trunkline.v1.closed) = true;
  SIDE_UNSPECIFIED = 0;
  SIDE_CALLER = 1;
  SIDE_AGENT = 2;
}

enum Reason { REASON_UNSPECIFIED = 0; }

message CallEvent {
  reserved 2, 6 to 9;
  oneof event {
    option (trunkline.v1.union) = true;
    CallArrived arrived = 1;
    CallHeld held = 4;
  }
}

message CallArrived {
  string node = 1 [(trunkline.v1.required) = true];
  string line = 3;
  string service = 7 [(trunkline.v1.type) = "QueueID"];
  int32 priority = 8;
}

message CallHeld { Side by = 1; }

message Unused { int32 x = 1; }
"""

# (what, pattern, replacement)
ALLOWED = [
    ("a comment", r"^message CallHeld", r"// More.\n\g<0>"),
    ("an optional field", r"int32 priority = 8;", r"\g<0> int64 x = 10;"),
    ("a case of a union", r"CallHeld held = 4;", r"\g<0> CallHeld parked = 21;"),
    ("a case that takes a number kept for it", r"reserved 2, 6 to 9;\n((.*\n){4})",
     r"reserved 6 to 9;\n\1 CallHeld originated = 2;"),
    ("a value of an enum", r"SIDE_AGENT = 2;", r"\g<0> SIDE_NETWORK = 4;"),
    ("a message", r"\Z", "message CallParked { int64 x = 1; }"),
    ("a field removed and reserved", r"string line = 3;", 'reserved 3; reserved "line";'),
    ("a new message with a required field", r"\Z", "message P { string a = 1 [(trunkline.v1.required) = true]; }"),
]
REFUSED = [
    ("a field renumbered", r"string line = 3;", "string line = 30;"),
    ("a field renamed", r"string line = 3;", "string trunk = 3;"),
    ("a field's type", r"string line = 3;", "bytes line = 3;"),
    ("a number's type", r"int32 priority = 8;", "uint32 priority = 8;"),
    ("a number's encoding", r"int32 priority = 8;", "sint32 priority = 8;"),
    ("a field removed", r"string line = 3;", ""),
    ("a field removed, its name free", r"string line = 3;", "reserved 3;"),
    ("a field made repeated", r"string line = 3;", "repeated string line = 3;"),
    ("a field with presence", r"string line = 3;", "optional string line = 3;"),
    ("a field moved into a union", r"string line = 3;", "oneof lines { string line = 3; }"),
    ("a value renumbered", r"SIDE_AGENT = 2", "SIDE_AGENT = 9"),
    ("a value renamed", r"SIDE_AGENT", "SIDE_STAFF"),
    ("a value removed", r"SIDE_AGENT = 2;", ""),
    ("a domain type dropped", r' \[\(trunkline.v1.type\) = "QueueID"\]', ""),
    ("a domain type changed", r'"QueueID"', '"SkillID"'),
    ("a field made required", r"string line = 3;", "string line = 3 [(trunkline.v1.required) = true];"),
    ("a required field freed", r" \[\(trunkline.v1.required\) = true\]", ""),
    ("a new required field", r"int32 priority = 8;", r"\g<0> string x = 10 [(trunkline.v1.required) = true];"),
    ("reserved numbers released", r"reserved 2, 6 to 9;", "reserved 2, 6 to 8;"),
    ("a case of a union removed", r"CallHeld held = 4;", ""),
    ("an enum opened", r"option \(trunkline.v1.closed\) = true;", ""),
    ("a union opened", r"option \(trunkline.v1.union\) = true;", ""),
    ("a message removed", r"message Unused .*", ""),
    ("an enum removed", r"enum Reason .*", ""),
]


def compiled(*arguments):
    with tempfile.NamedTemporaryFile() as output:
        subprocess.run(["protoc", "-I", SCHEMAS, "--include_imports", "-o", output.name, *arguments], check=True)
        return check.load(output.name)


def sample(pattern=None, replacement=None):
    """The sample with one edit."""
    text = SAMPLE
    if pattern:
        text, count = re.subn(pattern, replacement, text, count=1, flags=re.MULTILINE)
        assert count and text != SAMPLE, f"{pattern} is not in the sample"
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "sample.proto")
        with open(path, "w") as file:
            file.write(text)
        return compiled("-I", folder, path)


class Verdicts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.before = sample()

    def findings(self, *edit):
        return list(check.check(self.before, sample(*edit)))

    def test_allowed(self):
        for what, *edit in ALLOWED:
            with self.subTest(what):
                self.assertEqual(self.findings(*edit), [])

    def test_refused(self):
        for what, *edit in REFUSED:
            with self.subTest(what):
                self.assertNotEqual(self.findings(*edit), [])

    def test_a_removed_number_stays_removed(self):
        removed = sample(r"string line = 3;", 'reserved 3; reserved "line";')
        taken = sample(r"string line = 3;", 'string trunk = 3; reserved "line";')
        self.assertEqual(list(check.check(removed, taken)),
                         ["sample.CallArrived.trunk = 3: takes the number of a removed field"])

    def test_the_released_schema(self):
        folder = os.path.join(SCHEMAS, "trunkline/v1")
        today = compiled(*(os.path.join(folder, name) for name in os.listdir(folder) if name.endswith(".proto")))
        self.assertEqual(list(check.check(check.load(os.path.join(HERE, "released.ds")), today)), [])


if __name__ == "__main__":
    unittest.main()
