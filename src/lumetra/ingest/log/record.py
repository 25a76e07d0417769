"""One accepted request as it lies in the log: who sent it, how it was encoded, and its body exactly as received."""

from __future__ import annotations

import struct
import zlib
from typing import BinaryIO, Literal

import msgspec

RecordKind = Literal["otlp", "otlp_logs", "batch", "score_batch", "internal", "refused"]
"""A `score_batch` is a batch of a caller who may only write scores: every other event in it is rejected. A `refused` request
leaves nothing but a receipt."""

# A frame is: payload length, CRC-32 of what follows, time logged in microseconds; then the payload.
_HEADER = struct.Struct("<IIQ")
_TIME = struct.Struct("<Q")
HEADER_BYTES = _HEADER.size


class LogRecord(msgspec.Struct, array_like=True, frozen=True, kw_only=True):
    """What one request said, and when it came by the clock of intake (decoding must give the same result every time).

    `body` is as received: still compressed when `content_encoding` says so.
    """

    kind: RecordKind
    project_id: str
    receipt_id: str
    key_id: str
    sdk_name: str
    sdk_version: str
    received_at_us: int
    content_type: str
    content_encoding: str
    body: bytes


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """A durable record on its way to the pipeline.

    `logged_at_us` is unique and increasing within a log, and it is what row versions derive from, so that reading a
    record again writes the same rows again. `start` and `end` are log positions in bytes. `parsed` is the message that
    intake already parsed, or None when the record was read back from disk.
    """

    record: LogRecord
    logged_at_us: int
    start: int
    end: int
    parsed: object | None = None


class BrokenFrame(Exception):
    """The bytes at this position are no whole frame: a torn tail or damage."""


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(LogRecord)


def encode_payload(record: LogRecord) -> bytes:
    """The payload of a frame. Costs one copy of the body."""
    return _encoder.encode(record)


def decode_payload(payload: bytes) -> LogRecord:
    """The record of a payload. Raises BrokenFrame when it does not parse."""
    try:
        return _decoder.decode(payload)
    except msgspec.DecodeError as error:
        raise BrokenFrame(str(error)) from error


def frame_header(payload: bytes, logged_at_us: int) -> bytes:
    """The header that precedes this payload."""
    checksum = zlib.crc32(payload, zlib.crc32(_TIME.pack(logged_at_us)))
    return _HEADER.pack(len(payload), checksum, logged_at_us)


def read_frame(file: BinaryIO, remaining: int) -> tuple[bytes, int]:
    """The payload of the frame at the file's position, and when it was logged. `remaining` bytes may be read at most.

    Raises BrokenFrame when the frame is not all there or its checksum does not match.
    """
    header = file.read(HEADER_BYTES)
    if len(header) < HEADER_BYTES:
        raise BrokenFrame("header cut off")
    length, checksum, logged_at_us = _HEADER.unpack(header)
    if length == 0 or length > remaining - HEADER_BYTES:
        raise BrokenFrame(f"payload of {length} bytes cut off")
    payload = file.read(length)
    if len(payload) < length or zlib.crc32(payload, zlib.crc32(_TIME.pack(logged_at_us))) != checksum:
        raise BrokenFrame("checksum differs")
    return payload, logged_at_us
