#!/usr/bin/python3
"""The verdicts of check.py on edits of the real schemas."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import check  # noqa: E402

SCHEMAS = os.path.dirname(HERE)

# (what, file, pattern, replacement); a replacement may come in several steps.
ALLOWED = [
    ("a comment", "calls", r"^message CallHeld", "// More.\nmessage CallHeld"),
    ("an optional field", "calls", r"(int32 priority = 8;)", r"\1 int64 x = 10;"),
    ("a case of a union", "calls", r"(CallEnded ended = 11;)", r"\1 CallHeld parked = 21;"),
    ("a case that takes a number kept for it", "calls", r"reserved 2, 6 to 9, 12 to 20;\n(.*\n.*\n)",
     r"reserved 6 to 9, 12 to 20;\n\1 CallArrived originated = 2;"),
    ("a value of an enum", "common", r"(SIDE_SYSTEM = 3;)", r"\1 SIDE_NETWORK = 4;"),
    ("a message", "calls", r"\Z", "message CallParked { int64 x = 1; }"),
    ("a field removed and reserved", "calls", r"string line = 3;", r'reserved 3; reserved "line";'),
    ("a new message with a required field", "calls", r"\Z", "message P { string a = 1 [(required) = true]; }"),
]
REFUSED = [
    ("a field renumbered", "calls", r"string line = 3;", "string line = 30;"),
    ("a field renamed", "calls", r"string line = 3;", "string trunk = 3;"),
    ("a field's type", "calls", r"string line = 3;", "bytes line = 3;"),
    ("a number's type", "calls", r"int32 priority = 8;", "uint32 priority = 8;"),
    ("a number's encoding", "calls", r"int32 priority = 8;", "sint32 priority = 8;"),
    ("a field removed", "calls", r"string line = 3;", ""),
    ("a field removed, its name free", "calls", r"string line = 3;", "reserved 3;"),
    ("a field made repeated", "calls", r"string line = 3;", "repeated string line = 3;"),
    ("a field with presence", "calls", r"string line = 3;", "optional string line = 3;"),
    ("a field moved into a union", "calls", r"string line = 3;", "oneof lines { string line = 3; }"),
    ("a value renumbered", "common", r"SIDE_SYSTEM = 3", "SIDE_SYSTEM = 9"),
    ("a value renamed", "common", r"SIDE_SYSTEM", "SIDE_SERVER"),
    ("a value removed", "common", r"SIDE_SYSTEM = 3;", ""),
    ("a domain type dropped", "calls", r'string service = 7 \[\(type\) = "QueueID"\]', "string service = 7"),
    ("a domain type changed", "calls", r'string service = 7 \[\(type\) = "QueueID"\]',
     'string service = 7 [(type) = "SkillID"]'),
    ("a field made required", "calls", r"string line = 3;", "string line = 3 [(required) = true];"),
    ("a required field freed", "ivr", r"string node = 2 \[\(required\) = true\];", "string node = 2;"),
    ("a new required field", "calls", r"(int32 priority = 8;)", r"\1 string x = 10 [(required) = true];"),
    ("reserved numbers released", "calls", r"reserved 2, 6 to 9, 12 to 20;", "reserved 2, 6 to 9, 12 to 19;"),
    ("a case of a union removed", "calls", r"CallHeld held = 4;", ""),
    ("an enum opened", "common", r"enum Side \{\n  option \(closed\) = true;", "enum Side {"),
    ("a union opened", "calls", r"option \(union\) = true;", ""),
    ("a message removed", "queueing", r"message RouteCandidate \{(.|\n)*?\n\}", ""),
    ("an enum removed", "queueing", r"enum RescindReason \{(.|\n)*?\n\}", ""),
]
FOLLOW_UP = {  # what else must change so that the edited schema compiles
    "a message removed": ("queueing", r"repeated RouteCandidate candidates = 4;", ""),
    "an enum removed": ("queueing", r"RescindReason reason = 3 \[\(required\) = true\];", ""),
}


def compiled(folder):
    files = [os.path.join(folder, "trunkline/v1", name) for name in os.listdir(os.path.join(folder, "trunkline/v1"))]
    with tempfile.NamedTemporaryFile() as output:
        subprocess.run(["protoc", "-I", folder, "--include_imports", "-o", output.name, *files], check=True)
        return check.load(output.name)


def edited(*edits):
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(os.path.join(SCHEMAS, "trunkline"), os.path.join(folder, "trunkline"))
        for file, pattern, replacement in edits:
            path = os.path.join(folder, "trunkline/v1", file + ".proto")
            with open(path) as source:
                text = source.read()
            changed, count = re.subn(pattern, replacement, text, count=1, flags=re.MULTILINE)
            assert count and changed != text, f"{pattern} is not in {file}.proto"
            with open(path, "w") as target:
                target.write(changed)
        return compiled(folder)


class Verdicts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.today = compiled(SCHEMAS)

    def findings(self, what, *edit):
        edits = [edit] + ([FOLLOW_UP[what]] if what in FOLLOW_UP else [])
        return list(check.check(self.today, edited(*edits)))

    def test_allowed(self):
        for what, *edit in ALLOWED:
            with self.subTest(what):
                self.assertEqual(self.findings(what, *edit), [])

    def test_refused(self):
        for what, *edit in REFUSED:
            with self.subTest(what):
                self.assertNotEqual(self.findings(what, *edit), [])

    def test_a_removed_number_stays_removed(self):
        removed = edited(("calls", r"string line = 3;", 'reserved 3; reserved "line";'))
        taken = edited(("calls", r"string line = 3;", 'string trunk = 3; reserved "line";'))
        self.assertEqual(list(check.check(removed, taken)),
                         ["trunkline.v1.CallArrived.trunk = 3: takes the number of a removed field"])

    def test_the_released_schema(self):
        self.assertEqual(list(check.check(check.load(os.path.join(HERE, "released.ds")), self.today)), [])


if __name__ == "__main__":
    unittest.main()
