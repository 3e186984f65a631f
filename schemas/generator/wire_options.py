"""Reads the custom options of schemas/trunkline/v1/options.proto from raw option bytes, without a generated module."""

TYPE = 50001  # FieldOptions.type
REQUIRED = 50002  # FieldOptions.required
CLOSED = 50011  # EnumOptions.closed
UNION = 50021  # OneofOptions.union


def flag(options, number):
    return bool(_value(options, number))


def text(options, number):
    value = _value(options, number)
    return value.decode() if value else None


def _value(options, number):
    """The last value of field `number`: an int, bytes, or None."""
    data = options.SerializeToString()
    found, at = None, 0
    while at < len(data):
        tag, at = _varint(data, at)
        wire_type = tag & 7
        if wire_type == 0:
            value, at = _varint(data, at)
        elif wire_type == 2:
            size, at = _varint(data, at)
            value, at = data[at:at + size], at + size
        else:
            size = 8 if wire_type == 1 else 4
            value, at = data[at:at + size], at + size
        if tag >> 3 == number:
            found = value
    return found


def _varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at
