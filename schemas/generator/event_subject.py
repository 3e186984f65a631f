"""What an event is about: Sources/Events/Generated/EventSubject.swift."""

from emit import Lines
from event_types import families

# Property of Event.Body, type, what its comment says.
NAMED = [
    ("call", "CallID", "The first call that it names, in the order of the schema."),
    ("agent", "AgentID", "The first agent that it names, in the order of the schema."),
]


def paths(schema, message, name, kind):
    """Swift paths to fields of that name and type, in the order of the schema; True beside those that are never nil."""
    for field in message.fields:
        if field.repeated or field.map:
            continue
        if field.name == name and field.type == kind:
            yield field.swift, not field.nilable
        elif field.kind == "message":
            for path, always in paths(schema, schema.messages[field.type_name], name, kind):
                yield f"{field.swift}{'?' if field.nilable else ''}.{path}", always and not field.nilable


def value(schema, case, name, kind):
    """The Swift expression; None: it can't name one."""
    found = []
    for path, always in paths(schema, schema.messages[case.type_name], name, kind):
        found.append(f"event.{path}")
        if always:
            break
    return " ?? ".join(found) or None


def family_values(schema, family, name, kind):
    cases = schema.messages[family.full].union.cases
    return [(case, value(schema, case, name, kind)) for case in cases]


def file_text(schema, header_line):
    lines = Lines()
    with lines.block("extension Event.Body"):
        for name, kind, comment in NAMED:
            lines.gap()
            lines.doc([comment])
            with lines.block(f"public var {name}: {kind}?"):
                lines.add("switch self {")
                silent = []
                for family, message in families(schema):
                    if any(value for _, value in family_values(schema, message, name, kind)):
                        lines.add(f"case .{family.swift}(let event): event.{name}")
                    else:
                        silent.append(f".{family.swift}")
                lines.add(f"case {', '.join([*silent, '.unknown'])}: nil", "}")
    for _, message in families(schema):
        _family(lines, schema, message)
    return header_line + "public import Values\n\n" + lines.text()


def _family(lines, schema, message):
    known = []
    for name, kind, _ in NAMED:
        values = family_values(schema, message, name, kind)
        if any(value for _, value in values):
            known.append((name, kind, values))
    if not known:
        return
    lines.gap()
    with lines.block(f"extension {message.swift_name}"):
        for name, kind, values in known:
            lines.gap()
            with lines.block(f"public var {name}: {kind}?"):
                lines.add("switch self {")
                lines.add(*(f"case .{case.swift}(let event): {value}" for case, value in values if value))
                silent = [f".{case.swift}" for case, value in values if not value]
                lines.add(f"case {', '.join([*silent, '.unknown'])}: nil", "}")
