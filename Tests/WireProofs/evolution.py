"""A schema as a later version may have it, and its messages."""

import copy

from google.protobuf import descriptor_pb2

import random_messages
from schema import FD, PACKAGE

# Numbers that no message of today has.
TEXT, NUMBER, FIXED, MESSAGE, LIST, CASE = 900, 901, 902, 903, 904, 905


def extended(files):
    """Every message with five more fields, every union with one more case."""
    files = copy.deepcopy(files)
    for file in files.file:
        if file.package != PACKAGE or not file.message_type:
            continue
        addition = f"Later{file.name.rsplit('/', 1)[-1].removesuffix('.proto').capitalize()}"
        for message in file.message_type:
            _extend(message, f".{PACKAGE}.{addition}")
        later = file.message_type.add(name=addition)
        later.field.add(name="note", number=1, type=FD.TYPE_STRING, label=FD.LABEL_OPTIONAL)
    return files


def _extend(message, addition):
    one, many = FD.LABEL_OPTIONAL, FD.LABEL_REPEATED
    # What is `optional` is written as a oneof of its own, which is no union.
    cases = [index for index, field in enumerate(message.field)
             if field.HasField("oneof_index") and not field.proto3_optional]
    if not cases:
        # Beside a union, a reader cannot tell a new message field from a new case.
        message.field.add(name="later_text", number=TEXT, type=FD.TYPE_STRING, label=one)
        message.field.add(name="later_message", number=MESSAGE, type=FD.TYPE_MESSAGE, type_name=addition, label=one)
        message.field.add(name="later_list", number=LIST, type=FD.TYPE_MESSAGE, type_name=addition, label=many)
    else:
        case = dict(name="later_case", number=CASE, type=FD.TYPE_MESSAGE, type_name=addition, label=one,
                    oneof_index=message.field[cases[-1]].oneof_index)
        message.field.insert(cases[-1] + 1, descriptor_pb2.FieldDescriptorProto(**case))
    message.field.add(name="later_number", number=NUMBER, type=FD.TYPE_INT64, label=one)
    message.field.add(name="later_fixed", number=FIXED, type=FD.TYPE_FIXED32, label=one)


def fill(message, random):
    random_messages.BITS[FD.TYPE_FIXED32] = (32, False)
    return random_messages.fill(message, random)
