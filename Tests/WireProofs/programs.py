"""The two programs that the proofs compare: our probe, and Google's C++ implementation."""

import hashlib
import os
import struct
import subprocess

from schema import PROTOS, ROOT

CACHE = os.path.join(ROOT, ".build", "wire-proofs")


def pack(records):
    return b"".join(struct.pack("<I", len(record)) + record for record in records)


def unpack(data):
    records, at = [], 0
    while at < len(data):
        (size,) = struct.unpack_from("<I", data, at)
        records.append(data[at + 4:at + 4 + size])
        at += 4 + size
    return records


class Program:
    def __init__(self, path):
        self.path = path

    def run(self, *arguments, records=()):
        """The records that the program writes."""
        done = subprocess.run([self.path, *arguments], input=pack(records), check=True, stdout=subprocess.PIPE)
        return unpack(done.stdout)


def probe(configuration):
    """Builds and returns our side."""
    build = ["swift", "build", "--product", "WireProbe", "-c", configuration, "-j", "2"]
    subprocess.run(build, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    folder = subprocess.run(build + ["--show-bin-path"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return Program(os.path.join(folder.strip(), "WireProbe"))


def oracle():
    """Compiles Google's side, unless that was done for these schemas. Needs protobuf-compiler and libprotobuf-dev."""
    source = os.path.join(ROOT, "Tests/WireProofs/oracle.cc")
    inputs = [source] + [os.path.join(ROOT, "schemas/trunkline/v1", name) for name in PROTOS]
    digest = hashlib.sha256(b"".join(open(path, "rb").read() for path in inputs)).hexdigest()[:16]
    folder = os.path.join(CACHE, digest)
    binary = os.path.join(folder, "oracle")
    if not os.path.exists(binary):
        os.makedirs(folder, exist_ok=True)
        subprocess.run(
            ["protoc", "-I", "schemas", f"--cpp_out={folder}"] + [f"schemas/trunkline/v1/{name}" for name in PROTOS],
            cwd=ROOT, check=True)
        generated = [os.path.join(folder, "trunkline/v1", name.replace(".proto", ".pb.cc")) for name in PROTOS]
        _compile([source, *generated], folder, binary)
    return Program(binary)


def _compile(sources, folder, binary):
    objects = [os.path.join(folder, os.path.basename(path) + ".o") for path in sources]
    waiting = list(zip(sources, objects))
    while waiting:
        running = [
            subprocess.Popen(["g++", "-std=c++17", "-O0", "-w", f"-I{folder}", "-c", path, "-o", result])
            for path, result in waiting[:2]
        ]
        waiting = waiting[2:]
        if any(process.wait() for process in running):
            raise SystemExit("the oracle does not compile")
    subprocess.run(["g++", "-o", binary + ".new", *objects, "-lprotobuf", "-lpthread"], check=True)
    os.rename(binary + ".new", binary)
