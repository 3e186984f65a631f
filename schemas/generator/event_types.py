"""The types of events, as `call.arrived`: Sources/Events/Generated/EventType.swift."""

from emit import Lines
from names import upper_first


def families(schema):
    """(case of Event.body, message of the family) in order of number."""
    event = schema.messages[f".{schema.package}.Event"]
    return [(case, schema.messages[case.type_name]) for case in event.union.cases]


def event_types(schema):
    """(Swift case, raw value, dotted name, family's field, event's field) of each type."""
    for family, message in families(schema):
        for case in message.union.cases:
            swift = family.label + upper_first(case.name)
            yield swift, family.number << 16 | case.number, f"{family.label}.{case.label}", family, case


def file_text(schema, header_line):
    lines = Lines()
    lines.doc(["The type of an event: its family and what happened, by their field numbers (family × 65536 + event)."])
    with lines.block("public enum EventType: UInt32, CaseIterable, Hashable, Sendable"):
        lines.add(*(f"case {swift} = {value:#x}" for swift, value, *_ in event_types(schema)))
        lines.gap()
        lines.add("/// As `call.arrived`.")
        with lines.block("public var name: String"):
            lines.add("switch self {")
            lines.add(*(f'case .{swift}: "{name}"' for swift, _, name, *_ in event_types(schema)))
            lines.add("}")
    lines.gap()
    with lines.block("extension Event"):
        lines.add("/// `nil` for an event that a newer version wrote.")
        lines.add("public var type: EventType? { body.type }")
        lines.add("public var typeName: String { body.typeName }")
    lines.gap()
    with lines.block("extension Event.Body"):
        lines.add("/// `nil` for an event that a newer version wrote.")
        with lines.block("public var type: EventType?"):
            lines.add("switch self {")
            lines.add(*(f"case .{family.swift}(let event): event.type" for family, _ in families(schema)))
            lines.add("case .unknown: nil", "}")
        lines.gap()
        lines.doc(["As `call.arrived`; of an event that a newer version wrote, as `call.unknown-37` or `unknown-99`."])
        with lines.block("public var typeName: String"):
            lines.add("switch self {")
            lines.add(*(f"case .{family.swift}(let event): event.typeName" for family, _ in families(schema)))
            lines.add('case .unknown(let number): "unknown-\\(number)"', "}")
    for family, message in families(schema):
        lines.gap()
        with lines.block(f"extension {message.swift_name}"):
            with lines.block("public var type: EventType?"):
                lines.add("switch self {")
                for swift, _, _, owner, case in event_types(schema):
                    if owner is family:
                        lines.add(f"case .{case.swift}: .{swift}")
                lines.add("case .unknown: nil", "}")
            lines.gap()
            with lines.block("public var typeName: String"):
                lines.add(f'if case .unknown(let number) = self {{ return "{family.label}.unknown-\\(number)" }}')
                lines.add("return type!.name")
    lines.gap()
    with lines.block("extension EventType"):
        lines.add("/// The name by the field numbers of family and event, whether this version knows them or not.")
        with lines.block("public static func name(family: UInt32, event: UInt32) -> String"):
            lines.add("if let type = EventType(rawValue: family << 16 | event) { return type.name }")
            lines.add("switch family {")
            for family, _ in families(schema):
                lines.add(f'case {family.number}: return "{family.label}.unknown-\\(event)"')
            lines.add('default: return "unknown-\\(family)"', "}")
    return header_line + lines.text()
