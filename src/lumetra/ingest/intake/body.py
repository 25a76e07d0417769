"""Reads a request's body within a bound, compressed and decompressed."""

from __future__ import annotations

import zlib

from starlette.requests import ClientDisconnect, Request

from lumetra.domain.errors import Refusal, TooLarge

_DRAIN_FACTOR = 8
"""How many times the bound is read and thrown away, so that the sender sees the answer instead of a broken connection."""


async def read_body(request: Request, *, max_bytes: int) -> bytes:
    """The body as sent. Raises TooLarge beyond the bound, and a Refusal (that nobody sees) when the client is gone."""
    chunks: list[bytes] = []
    size = 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size <= max_bytes:
                chunks.append(chunk)
            elif size > max_bytes * _DRAIN_FACTOR:
                break
            else:
                chunks.clear()
    except ClientDisconnect:
        raise Refusal("The client went away before it had sent the whole body.", code="client_disconnected") from None
    if size > max_bytes:
        raise TooLarge(f"The body exceeds the bound of {max_bytes} bytes; send smaller batches.")
    return chunks[0] if len(chunks) == 1 else b"".join(chunks)


def content_encoding(header: bytes) -> str:
    """`gzip` or empty, from the header of that name. Raises a Refusal (415) for any other encoding."""
    encoding = header.decode("latin-1").strip().lower()
    if encoding in ("", "identity"):
        return ""
    if encoding in ("gzip", "x-gzip"):
        return "gzip"
    raise _UnsupportedEncoding(f"Content-Encoding {encoding!r} is not supported; use gzip or none.")


def decompress(body: bytes, encoding: str, *, max_bytes: int) -> bytes:
    """The plain body. Raises TooLarge as soon as it grows beyond the bound, and a Refusal when the gzip stream is broken."""
    if encoding != "gzip":
        return body
    stream = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        plain = stream.decompress(body, max_bytes + 1)
    except zlib.error as error:
        raise Refusal(f"The body is not readable gzip: {error}", code="broken_gzip") from error
    if len(plain) > max_bytes:
        raise TooLarge(f"The decompressed body exceeds the bound of {max_bytes} bytes; send smaller batches.")
    if not stream.eof:
        raise Refusal("The body is not readable gzip: it ends early.", code="broken_gzip")
    return plain


class _UnsupportedEncoding(Refusal):
    status = 415
    code = "unsupported_encoding"
