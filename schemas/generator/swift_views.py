"""Views of messages in borrowed bytes: Sources/EventViews/Generated."""

from emit import Lines
from model import NUMBERS, Union
from names import upper_first


def reachable(schema, root):
    """Full names of the messages that occur in `root`, itself included."""
    found, todo = set(), [root]
    while todo:
        message = todo.pop()
        if message.full not in found:
            found.add(message.full)
            todo += schema.children(message)
    return found


def file_text(file, header, wanted):
    """None where no message of the file is wanted."""
    lines = Lines()
    for message in file.messages:
        if message.full in wanted:
            lines.gap()
            _view(lines, message)
    if not lines.lines:
        return None
    body = lines.text()
    imports = ["public import WireRuntime"]
    domain = ("ID(", "ID?", "Instant", "Milliseconds", "Slice", "Position", "Epoch", "Digest256")
    if any(name in body for name in domain):
        imports.insert(0, "public import Values")
    if any(field.kind == "enum" for message in file.messages for field in message.fields):
        imports.insert(0, "public import Events")
    return header(file) + "\n".join(imports) + "\n\n" + body


def view_name(swift_name):
    return swift_name.replace(".", "") + "View"


def _view(lines, message):
    name = view_name(message.swift_name)
    lines.doc(message.comment)
    with lines.block(f"public struct {name}: ~Escapable"):
        if message.union:
            _kind(lines, message.union)
            lines.gap()
        borrowed = []
        for item in message.properties:
            lines.doc(item.comment)
            if isinstance(item, Union):
                borrowed.append(_declare_union(lines, message, item))
            else:
                borrowed += _declare(lines, item)
        walks = any(_is_walked(field) for field in message.fields)
        if walks:
            lines.add("let message: RawSpan")
        lines.gap()
        _initialiser(lines, message, borrowed, walks)
        for field in message.fields:
            if _is_walked(field):
                lines.gap()
                _walk(lines, field)
            elif field.kind == "message":
                lines.gap()
                _submessage(lines, field)


def _is_walked(field):
    return field.repeated or field.map


# MARK: unions


def _kind(lines, union):
    with lines.block("public enum Kind: UInt32, Sendable"):
        lines.add("/// Nothing, or a case of a newer schema.", "case unknown = 0")
        lines.add(*(f"case {case.swift} = {case.number}" for case in union.cases))


def _union_names(message):
    """Properties for kind, number and bytes."""
    if message.is_union:
        return "kind", "number", "bytes"
    name = message.union.name
    return name + "Kind", name + "Number", name + "Bytes"


def _declare_union(lines, message, union):
    kind, number, content = _union_names(message)
    lines.add(f"public var {kind} = Kind.unknown")
    lines.add("/// Field number of the case, known or not; 0 = none.", f"public var {number}: UInt32 = 0")
    lines.add("/// The message of the case.", f"public var {content}: RawSpan")
    return content


# MARK: fields


def _declare(lines, field):
    """Declares the properties of a field and returns those that borrow, which only an initialiser can give a value."""
    name = field.swift
    if _is_walked(field):
        lines.add(f"public private(set) var {field.name}Count = 0", f"var {field.name}Next = 0")
        return []
    if field.kind == "message":
        lines.add(f"public var {field.name}Bytes: RawSpan")
        if not field.required:
            lines.add(f"public var has{upper_first(field.name)} = false")
        return [f"{field.name}Bytes"]
    if field.kind in ("text", "string", "bytes"):
        lines.add(f"public var {name}: RawSpan")
        if field.optional:
            lines.add(f"public var has{upper_first(field.name)} = false")
        return [name]
    if field.optional or field.kind == "enum" or (field.kind in ("id", "digest") and not field.required):
        lines.add(f"public var {name}: {field.type}?")
    else:
        lines.add(f"public var {name}{_zero(field)}")
    return []


def _zero(field):
    if field.kind in NUMBERS:
        return f": {field.type} = {field.zero}"
    return {
        "id": f" = {field.type}(ID128(high: 0, low: 0))",
        "digest": " = Digest256(0, 0, 0, 0)",
        "instant": " = Instant(ms: 0)",
        "milliseconds": " = Milliseconds(0)",
        "ordinal": f" = {field.type}(0)",
        "slice": ": Slice? = Slice(0)",
    }[field.kind]


def _initialiser(lines, message, borrowed, walks):
    lines.add("@_lifetime(copy bytes)")
    with lines.block("public init(_ bytes: RawSpan) throws(WireError)"):
        if borrowed:
            lines.add("let none = bytes.extracting(first: 0)")
            lines.add(*(f"self.{name.strip('`')} = none" for name in borrowed))
        if walks:
            lines.add("message = bytes")
        lines.add("var reader = WireReader(bytes)", "while true {")
        if walks:
            lines.add("  let start = reader.position")
        lines.add("  let tag = try reader.tag()", "  switch tag {", "  case 0: return")
        lines.level += 1
        for item in sorted(message.properties, key=lambda item: item.cases[0].number if isinstance(item, Union)
                           else item.number):
            if isinstance(item, Union):
                _read_union(lines, message, item)
            else:
                _read(lines, item)
        if message.union:
            lines.add("default:")
            kind, number, content = _union_names(message)
            lines.add(f"  if tag & 7 == 2 && {kind} == .unknown {{ self.{number} = tag >> 3 }}")
            lines.add("  try reader.skip(tag)")
        else:
            lines.add("default: try reader.skip(tag)")
        lines.level -= 1
        lines.add("  }", "}")


def _read_union(lines, message, union):
    kind, number, content = _union_names(message)
    lines.add("case " + ", ".join(str(case.tag()) for case in union.cases) + ":")
    lines.add(f"  {number} = tag >> 3", f"  {kind} = Kind(rawValue: {number}) ?? .unknown")
    lines.add(f"  self.{content} = try reader.slice()")


def _read(lines, field):
    head = f"case {field.tag()}:"
    name = field.swift
    if _is_walked(field):
        lines.add(head, f"  if {field.name}Count == 0 {{ {field.name}Next = start }}", f"  {field.name}Count &+= 1")
        lines.add("  try reader.skip(tag)")
    elif field.kind == "message" or (field.optional and field.kind in ("text", "string", "bytes")):
        target = f"{field.name}Bytes" if field.kind == "message" else name
        if field.required:
            lines.add(f"{head} {target} = try reader.slice()")
        else:
            lines.add(head, f"  {target} = try reader.slice()", f"  has{upper_first(field.name)} = true")
    else:
        lines.add(f"{head} {name} = {_read_expression(field)}")


def _read_expression(field):
    if field.kind in ("text", "string", "bytes"):
        return "try reader.slice()"
    if field.kind in ("id", "digest"):
        method = {"id": "bits", "digest": "digest"}[field.kind]
        if field.kind == "digest":
            return "try reader.digest()"
        return f"{field.type}(try reader.{method}())" if field.required else f"try reader.id({field.type}.self)"
    if field.kind == "enum":
        return f"{field.type}(rawValue: try reader.int32())"
    if field.kind == "instant":
        return "Instant(ms: try reader.int64())"
    if field.kind == "milliseconds":
        return "Milliseconds(try reader.int64())"
    if field.kind == "ordinal":
        return f"{field.type}(try reader.uint64())"
    if field.kind == "slice":
        return "Slice(try reader.uint32())"
    return f"try reader.{field.kind}()"


# MARK: what is read when asked for


def _submessage(lines, field):
    view = view_name(field.type)
    lines.add("@_lifetime(copy self)")
    if field.required:
        with lines.block(f"public func {field.swift}() throws(WireError) -> {view}"):
            lines.add(f"try {view}({field.name}Bytes)")
    else:
        with lines.block(f"public func {field.swift}() throws(WireError) -> {view}?"):
            lines.add(f"has{upper_first(field.name)} ? try {view}({field.name}Bytes) : nil")


def _walk(lines, field):
    if field.map:
        element, make = "WireEntryView", "try WireEntryView(bytes)"
    elif field.kind == "message":
        element, make = view_name(field.type), f"try {view_name(field.type)}(bytes)"
    else:
        element, make = "RawSpan", "bytes"
    lines.add("/// The next one, `nil` after the last.")
    lines.add("@_lifetime(copy self)")
    with lines.block(f"public mutating func next{upper_first(singular(field.name))}() throws(WireError) -> {element}?"):
        lines.add(f"if {field.name}Count == 0 {{ return nil }}")
        lines.add(f"var fields = WireRepeated(message, tag: {field.tag()}, from: {field.name}Next)")
        lines.add("guard let bytes = try fields.next() else { return nil }")
        lines.add(f"{field.name}Next = fields.position", f"return {make}")


def singular(name):
    if name.endswith("ies"):
        return name[:-3] + "y"
    return name[:-1] if name.endswith("s") else name
