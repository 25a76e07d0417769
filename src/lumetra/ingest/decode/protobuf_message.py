"""A protobuf request parsed with the protocol's own class; text that is not UTF-8 is repaired and not refused."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.message import DecodeError, Message

from lumetra.domain.errors import Refusal

M = TypeVar("M", bound=Message)


def parse_message(kind: type[M], body: bytes) -> M:
    """The message. Text that is not UTF-8 is repaired with U+FFFD; raises a Refusal for anything else that is wrong."""
    try:
        return kind.FromString(body)
    except DecodeError:
        pass
    try:
        return kind.FromString(_with_valid_text(kind, body))
    except DecodeError:
        raise Refusal(
            f"The body is not an OTLP {kind.DESCRIPTOR.name} in protobuf: it is cut short, of another format, or nested "
            "more than 100 levels deep.",
            code="invalid_otlp",
        ) from None


@cache
def _byte_class(kind: type[Message]) -> type[Message]:
    """The class with every `string` field declared as `bytes`: the same wire format, without the check for UTF-8."""
    pool = descriptor_pool.DescriptorPool()
    for file in _files(kind.DESCRIPTOR.file):
        proto = descriptor_pb2.FileDescriptorProto()
        file.CopyToProto(proto)
        pending = list(proto.message_type)
        while pending:
            message = pending.pop()
            pending.extend(message.nested_type)
            for field in message.field:
                if field.type == descriptor_pb2.FieldDescriptorProto.TYPE_STRING:
                    field.type = descriptor_pb2.FieldDescriptorProto.TYPE_BYTES
        pool.Add(proto)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName(kind.DESCRIPTOR.full_name))


def _files(file: Any) -> list[Any]:
    found: list[Any] = []
    for dependency in file.dependencies:
        found.extend(item for item in _files(dependency) if item not in found)
    return [*found, file]


def _with_valid_text(kind: type[Message], body: bytes) -> bytes:
    request = _byte_class(kind).FromString(body)
    _repair(request)
    return request.SerializeToString()


def _repair(message: Any) -> None:
    binary = ("trace_id", "span_id", "parent_span_id", "bytes_value")
    for field, value in message.ListFields():
        if field.message_type is not None:
            for item in value if field.is_repeated else (value,):
                _repair(item)
        elif field.type == field.TYPE_BYTES and field.name not in binary:
            if field.is_repeated:
                value[:] = [_valid(item) for item in value]
            else:
                setattr(message, field.name, _valid(value))


def _valid(text: bytes) -> bytes:
    return text.decode("utf-8", "replace").encode()
