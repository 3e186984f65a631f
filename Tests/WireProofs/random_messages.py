"""Random messages that our rules allow, as Google's implementation builds them."""

from schema import FD, is_map, is_repeated, is_required, swift_type, union

LETTERS = ["a", "Z", " ", '"', "\\", "\n", "\x01", "é", "e\u0301", "漢", "😀", "\0", "/", "\x7f", "\u2028"]
NAME_LETTERS = "aZ09._-"
BITS = {FD.TYPE_INT64: (64, True), FD.TYPE_SINT64: (64, True), FD.TYPE_UINT64: (64, False),
        FD.TYPE_INT32: (32, True), FD.TYPE_UINT32: (32, False)}
BYTES = {"CallID": 16, "CommandID": 16, "LogID": 16, "Digest256": 32}
NAMES = {"CentreID", "QueueID", "AgentID", "SkillID"}


def fill(message, random):
    chosen = union(message.DESCRIPTOR)
    case = random.choice(chosen.fields) if chosen else None
    for field in message.DESCRIPTOR.fields:
        if chosen and field.containing_oneof == chosen:
            if field.name == case.name:
                getattr(message, field.name).SetInParent()
                fill(getattr(message, field.name), random)
        elif is_required(field) or random.random() < 0.5:
            _set(message, field, random)
    return message


def _set(message, field, random):
    if is_map(field):
        key, value = field.message_type.fields
        for _ in range(random.randrange(4)):
            getattr(message, field.name)[_value(key, random)] = _value(value, random)
    elif is_repeated(field):
        for _ in range(random.randrange(4)):
            if field.message_type:
                fill(getattr(message, field.name).add(), random)
            else:
                getattr(message, field.name).append(_value(field, random))
    elif field.message_type:
        getattr(message, field.name).SetInParent()
        fill(getattr(message, field.name), random)
    else:
        value = _value(field, random)
        while is_required(field) and not value and field.type in (FD.TYPE_STRING, FD.TYPE_BYTES, FD.TYPE_ENUM):
            value = _value(field, random)
        setattr(message, field.name, value)


def _value(field, random):
    kind = swift_type(field)
    if kind in BYTES:
        return (random.getrandbits(8 * BYTES[kind]) | 1).to_bytes(BYTES[kind], "big")
    if kind in NAMES:
        return random.choice("aZ0") + "".join(random.choices(NAME_LETTERS, k=random.choice([0, 1, 14, 15, 62])))
    if kind == "Slice":
        return random.randrange(64)
    if field.type in BITS:
        return _number(*BITS[field.type], random)
    if field.type == FD.TYPE_BOOL:
        return random.random() < 0.5
    if field.type == FD.TYPE_STRING:
        return "".join(random.choices(LETTERS, k=random.choice([0, 1, 5, 14, 16, 40, 200])))
    if field.type == FD.TYPE_BYTES:
        return random.randbytes(random.randrange(30))
    if field.type == FD.TYPE_ENUM:
        return random.choice(field.enum_type.values).number
    raise ValueError(f"{field.full_name}: no random value for this type")


def _number(bits, signed, random):
    low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)
    choice = random.randrange(5)
    if choice == 0:
        return random.randrange(3)
    if choice == 1:
        return random.choice([low, high, low + 1, high - 1, 127, 128, 16383, 16384])
    value = random.getrandbits(random.randrange(1, bits))
    return -value if signed and random.random() < 0.5 else value
