"""Our named rules, applied by independent code to a message that Google's implementation has accepted."""

import re

from random_messages import BYTES, NAMES
from schema import FD, is_map, is_repeated, is_required, swift_type, union

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}\Z")

# WireError.Kind of the rules that the schema adds.
MISSING, ENUM, IDENTIFIER = 9, 10, 11
OURS = {MISSING, ENUM, IDENTIFIER}


class Verdict:
    def __init__(self):
        self.broken = set()  # kinds of the errors
        self.newer = False  # has a case of a newer schema: decoded, never encoded
        self.zero_id = False  # has an optional id of zeros, which we take for absent


def judge(message):
    verdict = Verdict()
    _message(message, verdict)
    return verdict


def newer_case(message):
    """Number of the last unknown field that may be a case of a newer schema, or None."""
    numbers = [field.field_number for field in message.UnknownFields() if field.wire_type == 2]
    return numbers[-1] if numbers else None


def _message(message, verdict):
    chosen = union(message.DESCRIPTOR)
    if chosen and message.WhichOneof(chosen.name) is None:
        if newer_case(message):
            verdict.newer = True
        else:
            verdict.broken.add(MISSING)
    for field in message.DESCRIPTOR.fields:
        if is_map(field):
            continue
        value = getattr(message, field.name)
        if is_repeated(field):
            for element in value:
                if field.message_type:
                    _message(element, verdict)
                elif swift_type(field) and not element:
                    verdict.broken.add(IDENTIFIER)
                else:
                    _value(field, element, verdict)
        elif field.message_type:
            if message.HasField(field.name):
                _message(value, verdict)
            elif is_required(field):
                verdict.broken.add(MISSING)
        else:
            _value(field, value, verdict)


def _value(field, value, verdict):
    kind = swift_type(field)
    empty = not value or (kind in BYTES and not any(value) and len(value) == BYTES[kind])
    if empty and is_required(field) and field.type in (FD.TYPE_STRING, FD.TYPE_BYTES, FD.TYPE_ENUM):
        verdict.broken.add(MISSING)
    if empty and value and not is_required(field):
        verdict.zero_id = True
    if kind in BYTES and len(value) not in (0, BYTES[kind]):
        verdict.broken.add(IDENTIFIER)
    if kind in NAMES and value and not NAME.match(value):
        verdict.broken.add(IDENTIFIER)
    if kind == "Slice" and value >= 64:
        verdict.broken.add(IDENTIFIER)
    if field.type == FD.TYPE_ENUM and value not in field.enum_type.values_by_number:
        verdict.broken.add(ENUM)
