#!/usr/bin/python3
"""check.py OLD.ds NEW.ds: refuses changes of the schema that break stored records or their readers.

Both are descriptor sets (`protoc -o`). Prints what is wrong, one line each, and exits 1 when there is anything.
Allowed: new messages, enums, optional fields, enum values, cases of unions; fields and values removed and reserved.
"""

import os
import sys

from google.protobuf import descriptor_pb2

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "generator"))

import wire_options  # noqa: E402


class Definitions:
    """Messages and enums of a descriptor set by their full names."""

    def __init__(self, files):
        self.messages, self.enums = {}, {}
        for file in files.file:
            if file.name.startswith("google/"):
                continue
            for message in file.message_type:
                self._add(f"{file.package}.{message.name}", message)
            for enum in file.enum_type:
                self.enums[f"{file.package}.{enum.name}"] = enum

    def _add(self, name, message):
        self.messages[name] = message
        for nested in message.nested_type:
            self._add(f"{name}.{nested.name}", nested)
        for enum in message.enum_type:
            self.enums[f"{name}.{enum.name}"] = enum


def check(old_files, new_files):
    """The findings, as lines."""
    old, new = Definitions(old_files), Definitions(new_files)
    for name, message in old.messages.items():
        if name not in new.messages:
            yield f"{name}: message removed"
        else:
            yield from _fields(name, message, new.messages[name])
            yield from _reservations(name, message, new.messages[name])
            yield from _unions(name, message, new.messages[name])
    for name, enum in old.enums.items():
        if name not in new.enums:
            yield f"{name}: enum removed"
        else:
            yield from _values(name, enum, new.enums[name])


def _fields(name, old, new):
    now = {field.number: field for field in new.field}
    for field in old.field:
        place = f"{name}.{field.name} = {field.number}"
        if field.number in now:
            yield from (f"{place}: {change}" for change in _field(old, field, new, now[field.number]))
        else:
            if not _is_reserved(new, field.number, 0):
                yield f"{place}: removed, and the number is not reserved"
            if field.name not in new.reserved_name:
                yield f"{place}: removed, and the name is not reserved"
    before = {field.number for field in old.field}
    for field in new.field:
        if field.number in before:
            continue
        place = f"{name}.{field.name} = {field.number}"
        # Reserved names tell of fields that were removed; without them the numbers are kept for plans and may be taken.
        if _is_reserved(old, field.number, 0) and old.reserved_name:
            yield f"{place}: takes the number of a removed field"
        if wire_options.flag(field.options, wire_options.REQUIRED):
            yield f"{place}: new and required, so that no stored record can be read"


def _field(old, field, new, now):
    if now.name != field.name:
        yield f"renamed to {now.name}"
    if now.type != field.type or now.type_name != field.type_name:
        yield "type changed"
    if now.label != field.label:
        yield "cardinality changed"
    if now.proto3_optional != field.proto3_optional:
        yield "presence changed"
    if _oneof(old, field) != _oneof(new, now):
        yield "moved into or out of a union"
    if now.json_name != field.json_name:
        yield "name in JSON changed"
    if _options(now) != _options(field):
        yield "options changed"


def _reservations(name, old, new):
    used = {field.number for field in new.field}
    for reserved in old.reserved_range:
        for number in range(reserved.start, min(reserved.end, reserved.start + 10_000)):
            if number not in used and not _is_reserved(new, number, 0):
                yield f"{name}: reserved number {number} released"
    for word in old.reserved_name:
        if word not in new.reserved_name:
            yield f"{name}: reserved name {word} released"


def _unions(name, old, new):
    now = {oneof.name: oneof for oneof in new.oneof_decl}
    for oneof in old.oneof_decl:
        if oneof.name in now and _options(oneof) != _options(now[oneof.name]):
            yield f"{name}.{oneof.name}: options changed"
    for field in new.field:
        union = _oneof(new, field)
        if union and any(_oneof(old, before) is None and before.name == union for before in old.field):
            yield f"{name}.{union}: a union takes the name of a field"
            return


def _values(name, old, new):
    now = {value.number: value.name for value in new.value}
    for value in old.value:
        place = f"{name}.{value.name} = {value.number}"
        if value.number not in now:
            if not _is_reserved(new, value.number, 1):
                yield f"{place}: removed, and the number is not reserved"
        elif now[value.number] != value.name:
            yield f"{place}: renamed to {now[value.number]}"
    if _options(old) != _options(new):
        yield f"{name}: options changed"


def _is_reserved(item, number, inclusive):
    """The end of a range belongs to it in enums and not in messages."""
    return any(reserved.start <= number < reserved.end + inclusive for reserved in item.reserved_range)


def _oneof(message, field):
    if field.HasField("oneof_index") and not field.proto3_optional:
        return message.oneof_decl[field.oneof_index].name
    return None


def _options(item):
    return item.options.SerializeToString(deterministic=True)


def load(path):
    with open(path, "rb") as file:
        return descriptor_pb2.FileDescriptorSet.FromString(file.read())


if __name__ == "__main__":
    findings = list(check(load(sys.argv[1]), load(sys.argv[2])))
    for finding in findings:
        print(finding)
    sys.exit(bool(findings))
