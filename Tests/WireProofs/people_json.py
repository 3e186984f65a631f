"""JSON for people, written a second time from the descriptors, to compare with the Swift one."""

import base64
import datetime

from rules import newer_case
from schema import FD, is_map, is_repeated, is_required, swift_type, union

EPOCH = datetime.datetime(1970, 1, 1)
ERA_MS = 146_097 * 86_400_000  # 400 years, after which the calendar repeats
EXACT = 1 << 53


def members(message):
    """A message as a list of (key, value): the order counts."""
    result = []
    chosen = union(message.DESCRIPTOR)
    done = False
    for field in message.DESCRIPTOR.fields:
        if chosen and field.containing_oneof == chosen:
            case = message.WhichOneof(chosen.name)
            if case == field.name:
                result.append((field.json_name, members(getattr(message, case))))
            elif case is None and not done:
                result.append(("unknown", newer_case(message)))
                done = True
        elif is_map(field):
            value = getattr(message, field.name)
            if value:
                entries = sorted(value.items(), key=lambda entry: entry[0].encode())
                result.append((field.json_name, [(key, _value(field.message_type.fields[1], item))
                                                 for key, item in entries]))
        elif is_repeated(field):
            value = getattr(message, field.name)
            if value:
                result.append((field.json_name, [_element(field, item) for item in value]))
        elif field.containing_oneof:
            # A field of its own presence: zero that was set is there.
            if message.HasField(field.name):
                result.append((field.json_name, _value(field, getattr(message, field.name))))
        elif field.message_type:
            if message.HasField(field.name):
                result.append((field.json_name, members(getattr(message, field.name))))
        elif is_required(field) or getattr(message, field.name):
            result.append((field.json_name, _value(field, getattr(message, field.name))))
    return result


def _element(field, item):
    return members(item) if field.message_type else _value(field, item)


def _value(field, value):
    kind = swift_type(field)
    if kind == "Instant":
        return _instant(value)
    if field.type == FD.TYPE_BYTES:
        return value.hex() if kind else base64.b64encode(value).decode()
    if field.type == FD.TYPE_ENUM:
        return _enum_name(field.enum_type, value)
    if isinstance(value, bool) or isinstance(value, str):
        return value
    return value if abs(value) <= EXACT else str(value)


def _enum_name(enum, number):
    """Without the prefix that all values share, in lower camel case."""
    names = [value.name for value in enum.values]
    prefix = next(name for name in names if name.endswith("UNSPECIFIED")).removesuffix("UNSPECIFIED")
    first, *rest = enum.values_by_number[number].name.removeprefix(prefix).lower().split("_")
    return first + "".join(part.capitalize() for part in rest)


def _instant(ms):
    """The calendar of Python, which ends with year 9999, moved by whole eras."""
    era, rest = divmod(ms - 11_017 * 86_400_000, ERA_MS)  # from 2000-03-01 on
    moment = EPOCH + datetime.timedelta(days=11_017, milliseconds=rest)
    year = moment.year + 400 * era
    digits = 6 if abs(year) < 1_000_000 else 9
    text = f"{year:04}" if 0 <= year <= 9999 else f"{'-' if year < 0 else '+'}{abs(year):0{digits}}"
    return f"{text}-{moment:%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z"
