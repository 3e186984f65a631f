"""Dotted names of event types, as `call.arrived`: Sources/Events/Generated/EventTypeNames.swift."""

from emit import Lines


def families(schema):
    """(case of Event.body, message of the family) in order of number."""
    event = schema.messages[f".{schema.package}.Event"]
    return [(case, schema.messages[case.type_name]) for case in event.union.cases]


def file_text(schema, header_line):
    lines = Lines()
    lines.add("/// All event types that this version knows, as `call.arrived`.")
    with lines.block("public enum EventType"):
        with lines.block("public static let allNames: [String] = [", "]"):
            for family, message in families(schema):
                for case in message.union.cases:
                    lines.add(f'"{family.label}.{case.label}",')
        lines.gap()
        _name_of_numbers(lines, schema)
    lines.gap()
    with lines.block("extension Event"):
        lines.add("public var typeName: String { body.typeName }")
    lines.gap()
    with lines.block("extension Event.Body"):
        lines.add("/// As `call.arrived`; of an event that a newer version wrote, as `call.unknown-37` or `unknown-99`.")
        with lines.block("public var typeName: String"):
            lines.add("switch self {")
            lines.add(*(f"case .{family.swift}(let event): event.typeName" for family, _ in families(schema)))
            lines.add('case .unknown(let number): "unknown-\\(number)"', "}")
    for family, message in families(schema):
        lines.gap()
        with lines.block(f"extension {message.swift_name}"):
            with lines.block("public var typeName: String"):
                lines.add("switch self {")
                for case in message.union.cases:
                    lines.add(f'case .{case.swift}: "{family.label}.{case.label}"')
                lines.add(f'case .unknown(let number): "{family.label}.unknown-\\(number)"', "}")
    return header_line + lines.text()


def _name_of_numbers(lines, schema):
    lines.add("/// The name by the field numbers of family and event, for readers of views.")
    with lines.block("public static func name(family: UInt32, event: UInt32) -> String"):
        lines.add("switch (family, event) {")
        for family, message in families(schema):
            for case in message.union.cases:
                lines.add(f'case ({family.number}, {case.number}): "{family.label}.{case.label}"')
            lines.add(f'case ({family.number}, _): "{family.label}.unknown-\\(event)"')
        lines.add('default: "unknown-\\(family)"', "}")
