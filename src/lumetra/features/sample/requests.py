"""One request of the sample, as an SDK would send it."""

from __future__ import annotations

import msgspec
import orjson


class SampleRequest(msgspec.Struct, frozen=True):
    """A path of the public API, the headers of the SDK that was recorded, and a JSON body, to be sent with POST."""

    path: str
    headers: dict[str, str]
    body: bytes

    @classmethod
    def json(cls, path: str, body: object, headers: dict[str, str] | None = None) -> SampleRequest:
        """A request from its body's value."""
        return cls(path, {"Content-Type": "application/json", **(headers or {})}, orjson.dumps(body))
