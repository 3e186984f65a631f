"""The schema as the generator sees it: messages, unions, enums and fields, each with its Swift name and kind."""

from typing import NamedTuple

from google.protobuf import descriptor_pb2

import names
import wire_options

F = descriptor_pb2.FieldDescriptorProto

# Kinds of fields by the `type` option, with the Protocol Buffers type that they must have.
IDENTIFIERS = {"CallID": "id", "CommandID": "id", "LogID": "id"}
TEXTS = {"CentreID": "text", "QueueID": "text", "AgentID": "text", "SkillID": "text"}
DOMAIN = {
    **{name: (kind, F.TYPE_BYTES) for name, kind in IDENTIFIERS.items()},
    **{name: (kind, F.TYPE_STRING) for name, kind in TEXTS.items()},
    "Digest256": ("digest", F.TYPE_BYTES),
    "Instant": ("instant", F.TYPE_INT64),
    "Milliseconds": ("milliseconds", F.TYPE_INT64),
    "Position": ("ordinal", F.TYPE_UINT64),
    "Epoch": ("ordinal", F.TYPE_UINT64),
    "Slice": ("slice", F.TYPE_UINT32),
}

# Protocol Buffers type -> (kind, Swift type, wire type).
PLAIN = {
    F.TYPE_INT32: ("int32", "Int32", 0),
    F.TYPE_INT64: ("int64", "Int64", 0),
    F.TYPE_UINT32: ("uint32", "UInt32", 0),
    F.TYPE_UINT64: ("uint64", "UInt64", 0),
    F.TYPE_SINT64: ("sint64", "Int64", 0),
    F.TYPE_BOOL: ("bool", "Bool", 0),
    F.TYPE_STRING: ("string", "String", 2),
    F.TYPE_BYTES: ("bytes", "[UInt8]", 2),
    F.TYPE_ENUM: ("enum", None, 0),
    F.TYPE_MESSAGE: ("message", None, 2),
}

NUMBERS = {"int32", "int64", "uint32", "uint64", "sint64", "bool"}
# Numbers with a type of their own.
MEASURES = {"instant", "milliseconds", "ordinal", "slice"}
# What is `nil` when it is absent.
ABSENT_IS_NIL = {"id", "text", "digest", "enum", "message"}


class SchemaError(Exception):
    pass


class Field:
    def __init__(self, schema, message, proto, path, comments):
        self.proto_name = proto.name
        self.number = proto.number
        self.json_name = proto.json_name
        self.name = names.swift(proto.name)
        # As in type names of events: `ivr.promptStarted`.
        self.label = names.camel(proto.name)
        if self.name in names.TAKEN:
            raise SchemaError(f"{message.proto_name}.{proto.name}: the generated code uses this name itself")
        self.swift = names.escaped(self.name)
        self.place = f"{message.proto_name}.{proto.name}"
        self.required = wire_options.flag(proto.options, wire_options.REQUIRED)
        self.optional = proto.proto3_optional
        self.repeated = proto.label == F.LABEL_REPEATED
        self.comment = comments.get(path, [])
        self._set_kind(schema, proto)
        self._check()

    def _set_kind(self, schema, proto):
        if proto.type not in PLAIN:
            raise SchemaError(f"{self.place}: this field type is not supported: add it to model.py and the runtime")
        self.kind, self.type, self.wire_type = PLAIN[proto.type]
        domain = wire_options.text(proto.options, wire_options.TYPE)
        if domain:
            self.kind, wanted = DOMAIN.get(domain, (None, None))
            if wanted != proto.type:
                raise SchemaError(f"{self.place}: (type) = {domain} does not fit this field")
            self.type = domain
        self.map = None
        if self.kind in ("enum", "message"):
            target = schema.protos[proto.type_name]
            if self.kind == "message" and target.options.map_entry:
                self.kind, self.repeated = "map", False
                self.map = [Field(schema, _Entry(self.place), entry, None, {}) for entry in target.field]
                self.type = f"WireMap<{self.map[0].type}, {self.map[1].type}>"
            else:
                self.type_name = proto.type_name
                self.type = schema.swift_names[proto.type_name]

    def _check(self):
        if self.repeated and self.wire_type != 2:
            raise SchemaError(f"{self.place}: repeated numbers are not supported")
        if self.map and (self.map[0].kind != "string" or self.map[1].kind not in NUMBERS | {"string"}):
            raise SchemaError(f"{self.place}: maps go from string to string or number")
        if self.kind == "slice" and not self.required:
            raise SchemaError(f"{self.place}: a Slice must be required, since 0 is a slice")
        if self.required and (self.repeated or self.map or self.optional):
            raise SchemaError(f"{self.place}: only a plain field can be required")

    def tag(self):
        return self.number << 3 | self.wire_type

    @property
    def nilable(self):
        """Whether the Swift property is an Optional."""
        if self.repeated or self.map or self.required:
            return False
        return self.optional or self.kind in ABSENT_IS_NIL

    @property
    def property_type(self):
        if self.repeated:
            return f"[{self.type}]"
        return self.type + ("?" if self.nilable else "")

    @property
    def default(self):
        """The default in the initialiser, None where the caller must give a value."""
        if self.required:
            return None
        if self.nilable:
            return "nil"
        return self.zero

    @property
    def zero(self):
        """The value of an absent field that is not `nil`."""
        if self.repeated or self.kind == "bytes":
            return "[]"
        if self.map:
            return "[:]"
        if self.kind in NUMBERS:
            return "false" if self.kind == "bool" else "0"
        return {"string": '""', "instant": ".epoch", "milliseconds": ".zero", "ordinal": ".zero",
                "slice": ".wireDefault"}[self.kind]


class _Entry:
    """What a field of a map entry says it belongs to."""

    def __init__(self, name):
        self.proto_name = name


class Union:
    """A oneof whose cases are messages: an enum in Swift."""

    def __init__(self, message, proto, fields, comment):
        self.proto_name = proto.name
        self.name = names.camel(proto.name)
        self.swift = names.escaped(self.name)
        self.place = f"{message.proto_name}.{proto.name}"
        self.type = names.pascal(proto.name)
        self.cases = sorted(fields, key=lambda field: field.number)
        self.comment = comment
        # Whether Swift keeps the cases behind a pointer: see Message._check_union.
        self.indirect = False


class Value(NamedTuple):
    """A value of an enum."""

    name: str  # in Swift, as `leftInIVR`
    label: str  # in JSON, as `leftInIvr`
    number: int
    proto_name: str
    comment: list


class Enum:
    def __init__(self, proto, swift_name, path, comments):
        if not wire_options.flag(proto.options, wire_options.CLOSED):
            raise SchemaError(f"{proto.name}: only (closed) enums are supported")
        prefix = names.enum_prefix(proto.name)
        self.name, self.swift_name = proto.name, swift_name
        self.comment = comments.get(path, [])
        self.values = []
        for index, value in enumerate(proto.value):
            if not value.name.startswith(prefix):
                raise SchemaError(f"{value.name}: should begin with {prefix}")
            name = names.swift(value.name[len(prefix):])
            label = names.camel(value.name[len(prefix):])
            if value.number == 0:
                if name != "unspecified":
                    raise SchemaError(f"{value.name}: number 0 is {prefix}UNSPECIFIED")
                continue
            self.values.append(Value(name, label, value.number, value.name, comments.get(path + (2, index), [])))


class Message:
    def __init__(self, schema, proto, full, path, comments):
        self.proto_name = full[len(schema.package) + 2:]
        self.full = full
        self.name = proto.name
        self.swift_name = schema.swift_names[full]
        self.comment = comments.get(path, [])
        self.enums = [
            Enum(enum, schema.swift_names[f"{full}.{enum.name}"], path + (4, index), comments)
            for index, enum in enumerate(proto.enum_type)
        ]
        if any(not nested.options.map_entry for nested in proto.nested_type):
            raise SchemaError(f"{full}: nested messages are not supported")
        fields, members = [], {}
        for index, field in enumerate(proto.field):
            made = Field(schema, self, field, path + (2, index), comments)
            if field.HasField("oneof_index") and not field.proto3_optional:
                members.setdefault(field.oneof_index, []).append(made)
                if len(members[field.oneof_index]) == 1:
                    fields.append(field.oneof_index)
            else:
                fields.append(made)
        unions = {index: self._union(proto, index, cases, path, comments) for index, cases in members.items()}
        # In the order of the schema: fields, and a union where its first case is.
        self.properties = [unions[item] if isinstance(item, int) else item for item in fields]
        self.union = next((item for item in self.properties if isinstance(item, Union)), None)
        # Swift makes the whole message the enum.
        self.is_union = self.union is not None and len(self.properties) == 1
        if self.union:
            self._check_union()

    def _union(self, proto, index, cases, path, comments):
        oneof = proto.oneof_decl[index]
        if not wire_options.flag(oneof.options, wire_options.UNION):
            raise SchemaError(f"{self.full}.{oneof.name}: only (union) oneofs are supported")
        for case in cases:
            if case.kind != "message":
                raise SchemaError(f"{case.place}: only messages can be cases of a union")
        return Union(self, oneof, cases, comments.get(path + (8, index), []))

    def _check_union(self):
        if sum(isinstance(item, Union) for item in self.properties) > 1:
            raise SchemaError(f"{self.full}: more than one union")
        numbers = [case.number for case in self.union.cases]
        for field in self.fields:
            if min(numbers) < field.number < max(numbers):
                raise SchemaError(f"{field.place}: number inside the union's: the generated encoder cannot order it")
        # An enum of pointers is cheaper to move than one as big as its biggest message (measured: decoding takes an
        # eighth less, encoding a third). A message that is an enum itself lies in such a box already.
        self.union.indirect = not self.is_union

    @property
    def fields(self):
        return [item for item in self.properties if isinstance(item, Field)]


class File:
    def __init__(self, schema, proto):
        self.name = proto.name
        self.stem = names.pascal(proto.name.rsplit("/", 1)[-1].removesuffix(".proto"))
        comments = _comments(proto)
        self.enums = [
            Enum(enum, schema.swift_names[f".{proto.package}.{enum.name}"], (5, index), comments)
            for index, enum in enumerate(proto.enum_type)
        ]
        self.messages = [
            Message(schema, message, f".{proto.package}.{message.name}", (4, index), comments)
            for index, message in enumerate(proto.message_type)
        ]


class Schema:
    def __init__(self, protos):
        """`protos`: all files of one package, imports before those that import them."""
        protos = [proto for proto in protos if not proto.name.startswith("google/")]
        self.package = protos[0].package
        self.protos, self.swift_names = {}, {}
        for proto in protos:
            if proto.syntax != "proto3" or proto.package != self.package:
                raise SchemaError(f"{proto.name}: proto3 and package {self.package} only")
            for item in list(proto.message_type) + list(proto.enum_type):
                self._register(f".{proto.package}.{item.name}", item, item.name)
        self.files = [File(self, proto) for proto in protos]
        self.messages = {message.full: message for file in self.files for message in file.messages}
        for message in self.messages.values():
            self._refuse_recursion(message, [])

    def _register(self, full, item, swift_name):
        self.protos[full], self.swift_names[full] = item, swift_name
        for nested in list(getattr(item, "nested_type", [])) + list(getattr(item, "enum_type", [])):
            self._register(f"{full}.{nested.name}", nested, f"{swift_name}.{nested.name}")

    def children(self, message):
        """Messages that occur in `message`."""
        fields = message.fields + (message.union.cases if message.union else [])
        return [self.messages[field.type_name] for field in fields if field.kind == "message"]

    def _refuse_recursion(self, message, above):
        if message.full in above:
            raise SchemaError(f"{message.full}: recursive messages are not supported")
        for child in self.children(message):
            self._refuse_recursion(child, above + [message.full])


def _comments(proto):
    """Source path -> paragraphs of the comment before the thing, then of that behind it."""
    comments = {}
    for location in proto.source_code_info.location:
        text = [part for part in (location.leading_comments, location.trailing_comments) if part.strip()]
        if text:
            comments[tuple(location.path)] = [" ".join(part.split()) for part in text]
    return comments
