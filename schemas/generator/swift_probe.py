"""What only tests need: random values, views compared with full decoding, messages by name. Tests/WireProofs/Probe."""

from emit import Lines
from model import Union
from names import upper_first
from swift_views import reachable, singular, view_name


def random_text(schema, notice):
    """Every message as a random value that the schema allows."""
    lines = Lines()
    for file in schema.files:
        for enum in [*file.enums, *(enum for message in file.messages for enum in message.enums)]:
            lines.add(f"extension {enum.swift_name}: Arbitrary {{}}")
    for message in schema.messages.values():
        lines.gap()
        if message.union:
            name = message.swift_name if message.is_union else f"{message.swift_name}.{message.union.type}"
            with lines.block(f"extension {name}: Arbitrary"):
                _random_case(lines, message.union)
        if not message.is_union:
            lines.gap()
            with lines.block(f"extension {message.swift_name}: Arbitrary"):
                with lines.block("static func arbitrary(_ random: inout RandomSource) -> Self"):
                    lines.call("Self(", [f"{item.swift}: {_random_value(item)}" for item in message.properties])
    return notice + "import Events\nimport Values\nimport WireRuntime\n\n" + lines.text()


def _random_case(lines, union):
    with lines.block("static func arbitrary(_ random: inout RandomSource) -> Self"):
        lines.add(f"switch random.below({len(union.cases)}) {{")
        for index, case in enumerate(union.cases):
            label = "default" if index == len(union.cases) - 1 else f"case {index}"
            lines.add(f"{label}: .{case.swift}(.arbitrary(&random))")
        lines.add("}")


def _random_value(item):
    if not isinstance(item, Union) and item.required and item.kind in ("string", "bytes"):
        return "random.notEmpty { .arbitrary(&$0) }"
    return ".arbitrary(&random)"


def views_text(schema, notice):
    """Each message compared with its view, field by field."""
    lines = Lines()
    wanted = reachable(schema, schema.messages[f".{schema.package}.Commit"])
    for message in schema.messages.values():
        if message.full not in wanted:
            continue
        lines.gap()
        with lines.block(f"extension {message.swift_name}"):
            head = f"func check(_ view: {view_name(message.swift_name)}, _ checks: inout ViewChecks) throws(WireError)"
            with lines.block(head):
                if any(not isinstance(item, Union) and (item.repeated or item.map) for item in message.properties):
                    lines.add("var view = view")
                for item in message.properties:
                    if isinstance(item, Union):
                        _check_union(lines, message, item)
                    else:
                        _check_field(lines, item)
    return notice + "import EventViews\nimport Events\nimport Values\nimport WireRuntime\n\n" + lines.text()


def _check_union(lines, message, union):
    kind, number, content = ("kind", "number", "bytes") if message.is_union else (
        union.name + "Kind", union.name + "Number", union.name + "Bytes")
    lines.add(f"switch {'self' if message.is_union else union.swift} {{")
    for case in union.cases:
        lines.add(f"case .{case.swift}(let value):")
        lines.add(f"  checks.same({case.number}, view.{number})", f"  checks.same(.{case.swift}, view.{kind})")
        lines.add(f"  try value.check({view_name(case.type)}(view.{content}), &checks)")
    lines.add("case .unknown(let unknown):", f"  checks.same(unknown, view.{number})")
    lines.add(f"  checks.same(.unknown, view.{kind})", "}")


def _check_field(lines, field):
    name, title = field.swift, upper_first(field.name)
    if field.map:
        lines.add(f"checks.same({name}.count, view.{field.name}Count)")
        with lines.block(f"for entry in {name}"):
            lines.add(f"guard let found = try view.next{upper_first(singular(field.name))}() else "
                      "{ return checks.fail() }")
            value = "found.text" if field.map[1].kind == "string" else "found.signed"
            lines.add("checks.same(entry.key, found.key)", f"checks.same(entry.value, {value})")
    elif field.repeated:
        lines.add(f"checks.same({name}.count, view.{field.name}Count)")
        with lines.block(f"for element in {name}"):
            lines.add(f"guard let found = try view.next{upper_first(singular(field.name))}() else "
                      "{ return checks.fail() }")
            if field.kind == "message":
                lines.add("try element.check(found, &checks)")
            else:
                lines.add("checks.same(element, found)")
    elif field.kind == "message" and field.required:
        lines.add(f"try {name}.check(view.{name}(), &checks)")
    elif field.kind == "message":
        lines.add(f"checks.same({name} != nil, view.has{title})")
        lines.add(f"if let {name}, let found = try view.{name}() {{ try {name}.check(found, &checks) }}")
    else:
        lines.add(f"checks.same({name}, view.{name})")


def names_text(schema, notice):
    """Every message by its name in the schema."""
    lines = Lines()
    with lines.block("func withMessage(named name: String, _ body: (any ProbeMessage.Type) -> Void) -> Bool"):
        lines.add("switch name {")
        for message in schema.messages.values():
            lines.add(f'case "{message.proto_name}": body({message.swift_name}.self)')
        lines.add("default: return false", "}", "return true")
    lines.gap()
    for message in schema.messages.values():
        lines.add(f"extension {message.swift_name}: ProbeMessage {{}}")
    return notice + "import Events\n\n" + lines.text()
