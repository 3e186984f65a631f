"""Swift types with their decoder and encoder: Sources/Events/Generated."""

from emit import Lines
from model import MEASURES, NUMBERS, Union
from names import escaped


def file_text(file, header):
    lines = Lines()
    for enum in file.enums:
        lines.gap()
        _enum(lines, enum)
    for message in file.messages:
        lines.gap()
        if message.is_union:
            _union_message(lines, message)
        else:
            _struct(lines, message)
    body = lines.text()
    imports = ["public import WireRuntime"]
    if any(field.kind in MEASURES | {"id", "text", "digest"} for message in file.messages for field in message.fields):
        imports.insert(0, "public import Values")
    return header(file) + "\n".join(imports) + "\n\n" + body


# MARK: enums of the schema


def _enum(lines, enum):
    lines.doc(enum.comment)
    with lines.block(f"public enum {enum.name}: Int32, WireEnum"):
        for value in enum.values:
            lines.doc(value.comment)
            lines.add(f"case {escaped(value.name)} = {value.number}")
        lines.gap()
        with lines.block("public var protoName: StaticString"):
            _switch(lines, [(value.name, f'"{value.proto_name}"') for value in enum.values])
        lines.gap()
        with lines.block("public var name: String"):
            _switch(lines, [(value.name, f'"{value.label}"') for value in enum.values])


def _switch(lines, cases):
    lines.add("switch self {")
    lines.add(*(f"case .{name}: {value}" for name, value in cases))
    lines.add("}")


# MARK: structs


def _struct(lines, message):
    lines.doc(message.comment)
    with lines.block(f"public struct {message.name}: WireMessage"):
        for enum in message.enums:
            lines.gap()
            _enum(lines, enum)
            lines.gap()
        if message.union:
            _union_enum(lines, message.union)
            lines.gap()
        for item in message.properties:
            lines.doc(item.comment)
            lines.add(f"public var {item.swift}: {_property_type(item)}")
        lines.gap()
        _initialiser(lines, message)
        lines.gap()
        _decoder(lines, message)
        lines.gap()
        _encoder(lines, message)


def _property_type(item):
    return item.type if isinstance(item, Union) else item.property_type


def _initialiser(lines, message):
    parameters = []
    for item in message.properties:
        default = None if isinstance(item, Union) else item.default
        parameters.append(f"{item.swift}: {_property_type(item)}" + (f" = {default}" if default else ""))
    lines.call("public init(", parameters, ") {")
    lines.add(*(f"  self.{item.name} = {item.swift}" for item in message.properties), "}")


def _decoder(lines, message):
    with lines.block("public init(from reader: inout WireReader) throws(WireError)"):
        for item in message.properties:
            lines.add(f"var {item.swift}{_local(item)}")
        lines.add("fields: while true {")
        lines.add("  let tag = try reader.tag()")
        lines.add("  switch tag {")
        lines.level += 1
        lines.add("case 0: break fields")
        for item in sorted(message.properties, key=_first_number):
            if isinstance(item, Union):
                _note_case(lines, item, item.swift, f"{item.type}")
            else:
                _read(lines, item)
        if message.union:
            lines.add(f"default: try reader.skip(tag, &{message.union.swift})")
        else:
            lines.add("default: try reader.skip(tag)")
        lines.level -= 1
        lines.add("  }", "}")
        for item in message.properties:
            _store(lines, item)


def _first_number(item):
    return item.cases[0].number if isinstance(item, Union) else item.number


def _local(item):
    """Type and first value of the variable that collects a field."""
    if isinstance(item, Union):
        return " = WireChoice()"
    if item.kind == "message" and not item.repeated:
        return " = WireRegion()"
    if item.repeated or item.map:
        return f": {item.property_type} = {item.zero}"
    if item.nilable or item.kind in ("id", "text", "digest", "enum"):
        return f": {item.type}?"
    if item.kind in NUMBERS | MEASURES:
        return f": {item.type} = {item.zero}"
    return f": {item.type} = {item.zero}" if item.kind == "bytes" else f" = {item.zero}"


def read_expression(field):
    """Reads one value; of a domain type the method is an extension in DomainFields.swift."""
    if field.kind in ("id", "text"):
        return f'try reader.{field.kind}({field.type}.self, "{field.place}")'
    if field.kind == "enum":
        return f'try reader.enumeration({field.type}.self, "{field.place}")'
    if field.kind in ("digest", "slice"):
        method = {"digest": "digest", "slice": "sliceNumber"}[field.kind]
        return f'try reader.{method}("{field.place}")'
    if field.kind in ("instant", "milliseconds"):
        return f"try reader.{field.kind}()"
    if field.kind == "ordinal":
        return f"{field.type}(try reader.uint64())"
    if field.kind == "bytes":
        return "try reader.byteArray()"
    return f"try reader.{field.kind}()"


def _read(lines, field):
    head = f"case {field.tag()}:"
    if field.map:
        _read_map_entry(lines, field, head)
    elif field.repeated and field.kind in ("id", "text", "digest"):
        lines.add(f"{head} {field.swift}.append(try reader.element({read_expression(field)}, \"{field.place}\"))")
    elif field.repeated:
        lines.add(f"{head} {field.swift}.append({read_expression(field)})")
    elif field.kind == "message":
        lines.add(f"{head} try reader.note(&{field.swift})")
    else:
        lines.add(f"{head} {field.swift} = {read_expression(field)}")


def _read_map_entry(lines, field, head):
    key, value = field.map
    lines.add(head)
    lines.level += 1
    lines.add(f"var key = {key.zero}", f"var value: {value.type} = {value.zero}")
    lines.add("let outer = try reader.enter()", "entry: while true {")
    lines.add("  let tag = try reader.tag()", "  switch tag {", "  case 0: break entry")
    lines.add(f"  case {key.tag()}: key = {read_expression(key)}")
    lines.add(f"  case {value.tag()}: value = {read_expression(value)}")
    lines.add("  default: try reader.skip(tag)", "  }", "}")
    lines.add("reader.leave(outer)", f"{field.swift}.append(key, value)")
    lines.level -= 1


def _note_case(lines, union, local, type_name):
    tags = ", ".join(str(case.tag()) for case in union.cases)
    lines.add(f"case {tags}:")
    lines.level += 1
    lines.add(f"if {local}.isReplaced(by: tag) {{ _ = try {type_name}({local}, from: &reader) }}")
    lines.add(f"try reader.note(&{local}, tag)")
    lines.level -= 1


def _store(lines, item):
    name = item.swift
    if isinstance(item, Union):
        lines.add(f"self.{item.name} = try {item.type}({name}, from: &reader)")
        return
    missing = f'throw WireError.missing("{item.place}")'
    if item.kind == "message" and not item.repeated:
        read = f"try reader.message({name}, {item.tag()})"
        if item.required:
            lines.add(f"if !{name}.isPresent {{ {missing} }}", f"self.{item.name} = {read}")
        else:
            lines.add(f"self.{item.name} = {name}.isPresent ? {read} : nil")
        return
    if item.map:
        lines.add(f"{name}.sort()")
    if item.required and item.kind in ("id", "text", "digest", "enum"):
        lines.add(f"guard let {name} else {{ {missing} }}")
    elif item.required and item.kind in ("string", "bytes"):
        lines.add(f"if {name}.isEmpty {{ {missing} }}")
    lines.add(f"self.{item.name} = {name}")


# MARK: encoders


def _encoder(lines, message):
    with lines.block("public func encode(to writer: inout WireWriter)"):
        for item in sorted(message.properties, key=_first_number, reverse=True):
            if isinstance(item, Union):
                _write_union(lines, item, item.swift)
            else:
                _write(lines, item)


def _write_union(lines, union, value):
    lines.add(f"switch {value} {{")
    for case in reversed(union.cases):
        lines.add(f"case .{case.swift}(let value): writer.message(value, {case.tag()})")
    # What a newer version wrote is read by consumers only: nothing here encodes it again.
    lines.add(f'case .unknown: writer.fail(.missing("{union.place}"))')
    lines.add("}")


def write_call(field, value, tag=None):
    method = {"bytes": "byteArray", "enum": "enumeration", "slice": "sliceNumber"}.get(field.kind, field.kind)
    return f"writer.{method}({value}, {tag or field.tag()})"


def _write(lines, field):
    name = field.swift
    if field.map:
        key, value = field.map
        with lines.block(f"for entry in {name}.reversed()"):
            lines.add("let end = writer.count")
            lines.add(write_call(value, "entry.value"), write_call(key, "entry.key"))
            lines.add(f"writer.close(end, {field.tag()})")
    elif field.repeated:
        with lines.block(f"for element in {name}.reversed()"):
            if field.kind in ("id", "text", "digest"):
                lines.add(f'writer.require({presence(field, "element")}, "{field.place}")')
            lines.add(write_call(field, "element"))
    elif field.nilable:
        lines.add(f"if let {name} {{ {write_call(field, name)} }}")
    elif field.required and field.kind in ("message", "enum"):
        lines.add(write_call(field, name))
    else:
        if field.required and _emptiness(field):
            lines.add(f'writer.require({presence(field, name)}, "{field.place}")')
        lines.add(f"if {presence(field, name)} {{ {write_call(field, name)} }}")


def _emptiness(field):
    """Whether a required value can be empty and thereby missing."""
    return field.kind in ("id", "text", "digest", "string", "bytes")


def presence(field, value):
    if field.kind in ("string", "bytes"):
        return f"!{value}.isEmpty"
    if field.kind == "text":
        return f"!{value}.text.isEmpty"
    if field.kind == "id":
        return f"!{value}.bits.isZero"
    if field.kind == "digest":
        return f"!{value}.isZero"
    if field.kind == "bool":
        return value
    return value + {"instant": ".ms", "milliseconds": ".count", "ordinal": ".number", "slice": ".number"}.get(
        field.kind, "") + " != 0"


# MARK: unions


def _union_message(lines, message):
    """A message that is nothing but its union."""
    union = message.union
    lines.doc(message.comment)
    with lines.block(f"public enum {message.name}: WireMessage"):
        _cases(lines, union)
        lines.gap()
        with lines.block("public init(from reader: inout WireReader) throws(WireError)"):
            lines.add("var choice = WireChoice()", "fields: while true {")
            lines.add("  let tag = try reader.tag()", "  switch tag {")
            lines.level += 1
            lines.add("case 0: break fields")
            _note_case(lines, union, "choice", "Self")
            lines.add("default: try reader.skip(tag, &choice)")
            lines.level -= 1
            lines.add("  }", "}", "try self.init(choice, from: &reader)")
        lines.gap()
        _choice_initialiser(lines, union)
        lines.gap()
        with lines.block("public func encode(to writer: inout WireWriter)"):
            _write_union(lines, union, "self")


def _union_enum(lines, union):
    """The union of a message that has other fields too."""
    lines.doc(union.comment)
    with lines.block(f"public enum {union.type}: Equatable, Sendable"):
        _cases(lines, union)
        lines.gap()
        _choice_initialiser(lines, union)


def _cases(lines, union):
    for case in union.cases:
        lines.doc(case.comment)
        lines.add(f"{'indirect ' if union.indirect else ''}case {case.swift}({case.type})")
    lines.add("/// A case of a newer schema, by its field number. It cannot be encoded.", "case unknown(UInt32)")


def _choice_initialiser(lines, union):
    with lines.block("init(_ choice: WireChoice, from reader: inout WireReader) throws(WireError)"):
        lines.add("switch choice.tag {")
        for case in union.cases:
            lines.add(f"case {case.tag()}: self = .{case.swift}(try reader.message(choice))")
        lines.add("default:", f'  if choice.unknown == 0 {{ throw WireError.missing("{union.place}") }}')
        lines.add("  self = .unknown(choice.unknown)", "}")
