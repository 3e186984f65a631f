"""Reading of what people and their tools send as JSON: Sources/EventJSON/Generated/…Reading.swift. Only what occurs in a
command: nothing else comes in that way."""

from emit import Lines
from model import Union

# What generated functions call their own values beside those of names.TAKEN.
MEMBERS = "members"


def enums_of(schema, wanted):
    """Swift names of the enums that fields of the messages have."""
    messages = [message for message in schema.messages.values() if message.full in wanted]
    return {field.type for message in messages for field in message.fields if field.kind == "enum"}


def file_text(file, header, wanted, wanted_enums):
    """None where nothing of the file is wanted."""
    lines = Lines()
    enums = [*file.enums, *(enum for message in file.messages for enum in message.enums)]
    enums = [enum for enum in enums if enum.swift_name in wanted_enums]
    for enum in enums:
        lines.add(f"extension {enum.swift_name}: JSONReadable {{}}")
    found = False
    for message in file.messages:
        if message.full in wanted:
            found = True
            lines.gap()
            _message(lines, message)
            if message.union:
                lines.gap()
                _union(lines, message)
    if not found and not enums:
        return None
    return header(file) + "public import Events\nimport Values\nimport WireRuntime\n\n" + lines.text()


def _message(lines, message):
    with lines.block(f"extension {message.swift_name}: JSONReadable"):
        with lines.block("public init(json: JSONValue) throws(JSONMistake)"):
            lines.add(f"var {MEMBERS} = try JSONObject(json)")
            if message.is_union:
                lines.add(f"try self.init(choiceOf: &{MEMBERS})", f"try {MEMBERS}.end()")
                return
            for item in message.properties:
                lines.add(f"let {item.swift} = {_read(item)}")
            lines.add(f"try {MEMBERS}.end()")
            lines.call("self.init(", [f"{item.swift}: {item.swift}" for item in message.properties])


def _read(item):
    if isinstance(item, Union):
        return f"try {item.type}(choiceOf: &{MEMBERS})"
    name = f'"{item.json_name}"'
    if item.kind == "bytes":
        raise NotImplementedError(f"{item.place}: bytes in a command have no reading yet")
    if item.repeated:
        return f"try {MEMBERS}.optional({name}, [{item.type}].self) ?? []"
    if item.map:
        return f"try {MEMBERS}.optional({name}, {item.type}.self) ?? [:]"
    if item.required and item.kind == "string":
        return f"try {MEMBERS}.requiredText({name})"
    if item.required:
        return f"try {MEMBERS}.required({name}, {item.type}.self)"
    read = f"try {MEMBERS}.optional({name}, {item.type}.self)"
    return read if item.nilable else f"{read} ?? {item.zero}"


def _union(lines, message):
    union = message.union
    name = message.swift_name if message.is_union else f"{message.swift_name}.{union.type}"
    with lines.block(f"extension {name}"):
        lines.doc(["The one member that says what it is; the others are left."])
        with lines.block(f"public init(choiceOf {MEMBERS}: inout JSONObject) throws(JSONMistake)"):
            for case in union.cases:
                condition = f'if let value = try {MEMBERS}.optional("{case.json_name}", {case.type}.self)'
                with lines.block(condition):
                    lines.add(f"self = .{case.swift}(value)", "return")
            choices = ", ".join(case.json_name for case in union.cases)
            lines.add(f'throw {MEMBERS}.noChoice(of: "{choices}")')
