"""The schema for the proofs, through Google's implementation: classes, options, and descriptors that may be changed."""

import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "schemas", "generator"))

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory  # noqa: E402
from google.protobuf.descriptor import FieldDescriptor as FD  # noqa: E402

import wire_options  # noqa: E402

PACKAGE = "trunkline.v1"
PROTOS = sorted(name for name in os.listdir(os.path.join(ROOT, "schemas/trunkline/v1")) if name.endswith(".proto"))


def descriptor_set():
    """The files of schemas/trunkline/v1 and descriptor.proto, in order of import."""
    output = subprocess.run(
        ["protoc", "-I", "schemas", "--include_imports", "-o", "/dev/stdout"]
        + [f"schemas/trunkline/v1/{name}" for name in PROTOS], cwd=ROOT, check=True, capture_output=True).stdout
    return descriptor_pb2.FileDescriptorSet.FromString(output)


class Schema:
    """Message classes of a descriptor set, in a pool of their own."""

    def __init__(self, files):
        self.pool = descriptor_pool.DescriptorPool()
        for file in files.file:
            self.pool.Add(file)
        self.factory = message_factory.MessageFactory(self.pool)
        self.names = [
            message.name for file in files.file if file.package == PACKAGE for message in file.message_type
        ]

    def message(self, name):
        """The class of the message `name`."""
        return self.factory.GetPrototype(self.pool.FindMessageTypeByName(f"{PACKAGE}.{name}"))


def swift_type(field):
    """The domain's type of a field, as `CallID`, or None."""
    return wire_options.text(field.GetOptions(), wire_options.TYPE)


def is_required(field):
    return wire_options.flag(field.GetOptions(), wire_options.REQUIRED)


def is_map(field):
    return field.message_type is not None and field.message_type.GetOptions().map_entry


def is_repeated(field):
    return field.label == FD.LABEL_REPEATED


def union(descriptor):
    """The union of a message, or None."""
    real = [oneof for oneof in descriptor.oneofs if not oneof.name.startswith("_")]
    return real[0] if real else None
