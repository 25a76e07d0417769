"""Requests that were authenticated and then refused whole: nothing of them is kept but why, so that their receipt can say so."""

from __future__ import annotations

import msgspec


class RefusedRequest(msgspec.Struct, frozen=True, kw_only=True):
    """`kind` is what the request would have been, `body_bytes` its size as far as it was read."""

    kind: str
    body_bytes: int
    reason: str


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(RefusedRequest)


def encode_refused(refused: RefusedRequest) -> bytes:
    """The body of a log record of kind `refused`."""
    return _encoder.encode(refused)


def decode_refused(body: bytes) -> RefusedRequest:
    """The inverse of encode_refused. Raises msgspec.DecodeError."""
    return _decoder.decode(body)
