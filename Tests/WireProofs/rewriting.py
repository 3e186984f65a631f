"""Other bytes for the same message: what a reader must accept beside the canonical form. And bytes that are broken."""

from schema import FD


def varint(value, size=0):
    """`size`: at least so many bytes, more than needed where it is greater."""
    out = bytearray()
    while value > 127 or len(out) + 1 < size:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def delimited(number, content):
    return varint(number << 3 | 2) + varint(len(content)) + content


def fields(data):
    """(number, wire type, value) of each field of a canonical message; value: int or bytes."""
    at = 0
    while at < len(data):
        tag, at = _read_varint(data, at)
        if tag & 7 == 0:
            value, at = _read_varint(data, at)
        else:
            size, at = _read_varint(data, at)
            value, at = data[at:at + size], at + size
        yield tag >> 3, tag & 7, value


def _read_varint(data, at):
    value = shift = 0
    while True:
        value |= (data[at] & 127) << shift
        shift += 7
        at += 1
        if data[at - 1] < 128:
            return value, at


def rewritten(data, descriptor, random):
    """Long varints, unknown fields, messages in pieces; values overridden by later ones. The same message."""
    out = bytearray()
    for number, wire_type, value in fields(data):
        field = descriptor.fields_by_number[number]
        tag = varint(number << 3 | wire_type, random.choice([0, 0, 0, 2, 3, 5]))
        if random.random() < 0.1:
            out += _unknown(random)
        if wire_type == 0:
            if random.random() < 0.1 and field.type != FD.TYPE_ENUM:
                out += tag + varint(random.getrandbits(5))
            out += tag + varint(value, random.choice([0, 0, 0, 2, 10]))
        elif field.message_type and not field.message_type.GetOptions().map_entry:
            once = field.label == FD.LABEL_REPEATED
            for piece in [value] if once else _pieces(value, random):
                inner = rewritten(piece, field.message_type, random)
                out += tag + varint(len(inner), random.choice([0, 0, 2, 5])) + inner
        else:
            out += tag + varint(len(value), random.choice([0, 0, 2, 5])) + value
    return bytes(out)


def _pieces(data, random):
    """A message in one, two or three pieces, each of whole fields; the empty one among them."""
    parts = [[] for _ in range(random.choice([1, 1, 2, 3]))]
    current = 0
    for number, wire_type, value in fields(data):
        current = random.randrange(current, len(parts))
        head = varint(number << 3 | wire_type)
        parts[current].append(head + (varint(value) if wire_type == 0 else varint(len(value)) + value))
    return [b"".join(part) for part in parts]


def cut(data, descriptor, random):
    """Sub-messages cut in two anywhere: a reader must refuse what ends in the middle of a field."""
    out = bytearray()
    for number, wire_type, value in fields(data):
        field = descriptor.fields_by_number[number]
        head = varint(number << 3 | wire_type)
        if wire_type == 0:
            out += head + varint(value)
            continue
        at = random.randrange(len(value) + 1) if field.message_type else 0
        for piece in (value[:at], value[at:]) if at else (value,):
            out += head + varint(len(piece)) + piece
    return bytes(out)


def _unknown(random):
    """A field that no message has; never one that may be taken for a case."""
    number = random.randrange(19_000, 20_000)
    return random.choice([
        varint(number << 3) + varint(random.getrandbits(60)),
        varint(number << 3 | 1) + random.randbytes(8),
        varint(number << 3 | 5) + random.randbytes(4),
        varint(number << 3 | 3) + varint(7 << 3) + b"\1" + varint(number << 3 | 4),
    ])


def mutated(data, others, random):
    """A message with one to four faults."""
    out = bytearray(data)
    for _ in range(random.randrange(1, 5)):
        at = random.randrange(len(out) + 1)
        choice = random.randrange(8)
        if choice == 0 and at < len(out):
            out[at] = random.getrandbits(8)
        elif choice == 1 and at < len(out):
            out[at] ^= 1 << random.randrange(8)
        elif choice == 2:
            del out[at:]
        elif choice == 3:
            out[at:at] = random.randbytes(random.randrange(6))
        elif choice == 4:
            del out[at:at + random.randrange(8)]
        elif choice == 5:
            other = random.choice(others)
            start = random.randrange(len(other) + 1)
            out[at:at] = other[start:start + 64]
        elif choice == 6 and at < len(out):
            out[at] = random.choice([0x00, 0x7F, 0x80, 0xFF, 0x7A, 0x0B, 0x0C, 0x8A])
        else:
            out += random.choice(others)
    return bytes(out)


def directed(random):
    """Inputs at the limits of the format, for any message."""
    for depth in range(90, 110):
        yield varint(900 << 3 | 3) * depth + varint(900 << 3 | 4) * depth
        yield varint(900 << 3 | 3) * depth + varint(901 << 3 | 4) * depth
    for size in (1, 2, 4, 5, 6, 9, 10, 11):
        yield b"\x10" + varint(1, size)
        yield varint(2 << 3, size) + b"\x05"
        yield b"\x0a" + varint(1, size) + b"a"
        yield varint(1 << 29 | 2 << 3, size) + b"\x05"
        yield varint(1 << 32 | 2 << 3, size) + b"\x05"
    for byte in range(256):
        yield bytes([byte])
        yield bytes([byte, 0])
        yield bytes([byte, 1, 0x41])
    for length in (0x7FFF_FFEF, 0x7FFF_FFF0, 0x7FFF_FFFF, 0xFFFF_FFFF, 1 << 32, (1 << 32) + 1):
        yield b"\x0a" + varint(length) + b"a"
    for text in (b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xff", b"a\xc3", b"\xe2\x82",
                 b"\xf0\x9f\x98\x80"):
        for number in range(1, 20):
            yield delimited(number, text)
            yield delimited(number, delimited(1, text) + delimited(3, text))
