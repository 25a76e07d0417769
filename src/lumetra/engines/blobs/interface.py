"""What the rest of Lumetra may ask of object storage. Synchronous: callers in async code go through a worker thread."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class Blob:
    """What a listing says of one object. `size_bytes` counts the stored bytes."""

    key: str
    size_bytes: int
    modified_at: datetime


class Blobs(Protocol):
    """Objects by key. Safe to call from many threads at once.

    A key is `/`-separated segments without `.` and `..`; anything else is a bug and raises ValueError. Objects are
    immutable by custom: writing a key again replaces it whole, readers see the old or the new one, never a mix.
    Errors: `NotFound` where said; `Transient` when the store cannot be reached or is full; anything else (wrong
    credentials, no such bucket) is a fault of the installation and propagates as it is.
    """

    def put(self, key: str, data: bytes, *, content_type: str = "") -> None:
        """Store the bytes; when it returns they survive the death of this process.

        `content_type` is what a signed GET answers with, where the store keeps one (a directory does not).
        """
        ...

    def put_stream(self, key: str, chunks: Iterable[bytes], *, content_type: str = "") -> int:
        """Store what the chunks (of any size) add up to, holding a few MiB at a time; returns the size in bytes.

        Nothing becomes visible when the iterable raises; its error propagates.
        """
        ...

    def get(self, key: str) -> bytes:
        """The whole object. Raises NotFound."""
        ...

    def get_range(self, key: str, start: int, length: int) -> bytes:
        """`length` bytes from offset `start`; fewer when the object ends before, none past its end. Raises NotFound."""
        ...

    def stream(self, key: str) -> Iterator[bytes]:
        """The object in chunks of some MiB, in order. Raises NotFound at the first chunk."""
        ...

    def size(self, key: str) -> int | None:
        """Size in bytes; None when there is no such object."""
        ...

    def list(self, prefix: str, *, after: str = "") -> Iterator[Blob]:
        """Objects below the folder `prefix` at any depth, ascending by key, those greater than the key `after` only.

        `a/b` is the folder `a/b/`: it does not list `a/bc`. No such folder: nothing.
        """
        ...

    def delete(self, keys: Sequence[str]) -> None:
        """Remove the objects. Those that do not exist are ignored."""
        ...

    def signed_put(self, key: str, *, expires_seconds: int) -> str | None:
        """A URL that takes one PUT without credentials; None when the store has none and Lumetra must serve its own."""
        ...

    def signed_get(self, key: str, *, expires_seconds: int) -> str | None:
        """A URL that answers GET without credentials, also for keys that do not exist yet; None as for `signed_put`."""
        ...

    def check(self) -> None:
        """Write, read and remove a small object. Raises what goes wrong."""
        ...
