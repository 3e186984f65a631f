"""JSON for people: Sources/EventJSON/Generated. Names as in Protocol Buffers' JSON, values as people read them."""

from emit import Lines
from model import Union
from swift_types import presence


def file_text(file, header):
    lines = Lines()
    for enum in [*file.enums, *(enum for message in file.messages for enum in message.enums)]:
        lines.add(f"extension {enum.swift_name}: JSONWritable {{}}")
    for message in file.messages:
        lines.gap()
        with lines.block(f"extension {message.swift_name}: JSONWritable"):
            with lines.block("public func json(to json: inout JSONWriter)"):
                lines.add("json.beginObject()")
                for item in message.properties:
                    if isinstance(item, Union):
                        _union(lines, item, "self" if message.is_union else item.swift)
                    else:
                        _field(lines, item)
                lines.add("json.endObject()")
    return header(file) + "public import Events\nimport WireRuntime\n\n" + lines.text()


def _union(lines, union, value):
    lines.add(f"switch {value} {{")
    for case in union.cases:
        lines.add(f'case .{case.swift}(let value): json.field("{case.json_name}", value)')
    lines.add('case .unknown(let number): json.field("unknown", number)', "}")


def _field(lines, field):
    name = field.swift
    call = f'json.field("{field.json_name}", {"base64: " if field.kind == "bytes" else ""}{name})'
    if field.nilable:
        lines.add(f"if let {name} {{ {call} }}")
    elif field.required:
        lines.add(call)
    elif field.repeated or field.map:
        lines.add(f"if !{name}.isEmpty {{ {call} }}")
    else:
        lines.add(f"if {presence(field, name)} {{ {call} }}")
