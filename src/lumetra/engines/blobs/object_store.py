"""Blobs over obstore: one implementation, the store behind it is a directory or a bucket."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit, urlunsplit

import obstore
from obstore.exceptions import GenericError
from obstore.store import AzureStore, GCSStore, LocalStore, ObjectStore, S3Store, from_url

from lumetra.domain.errors import NotFound, Transient
from lumetra.domain.ids import new_id
from lumetra.engines.blobs.interface import Blob

_CHUNK_BYTES = 8 * 1024 * 1024
_DELETE_AT_ONCE = 1000


def open_blobs(url: str) -> ObjectStoreBlobs:
    """Open a store by URL: `file:///folder` (made when missing), `s3://bucket/prefix`, `gs://…`, `az://…`.

    Options of the store follow as a query: `s3://bucket/prefix?endpoint=http://minio:9000&region=eu-central-1`; see
    obstore for their names. Credentials come from the environment (`AWS_…`, `GOOGLE_…`, `AZURE_…`) or the machine.
    """
    parts = urlsplit(url)
    if parts.scheme == "file":
        return ObjectStoreBlobs(LocalStore(Path(unquote(parts.path)), mkdir=True, automatic_cleanup=True))
    options = dict(parse_qsl(parts.query))
    plain_http = options.get("endpoint", "").startswith("http://")
    plain_url = urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))
    store = from_url(
        plain_url,
        config=options,  # pyright: ignore[reportArgumentType, reportCallIssue]  (checked by the store, which names an unknown one)
        client_options={"allow_http": plain_http, "connect_timeout": "5s"},
        retry_config={"max_retries": 3, "retry_timeout": timedelta(seconds=20)},
    )
    return ObjectStoreBlobs(store)


class ObjectStoreBlobs:
    """See Blobs for what each call promises."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    def put(self, key: str, data: bytes, *, content_type: str = "") -> None:
        """See Blobs.put."""
        with _translated(key):
            obstore.put(self._store, _checked(key), data, attributes=self._attributes(content_type))

    def put_stream(self, key: str, chunks: Iterable[bytes], *, content_type: str = "") -> int:
        """See Blobs.put_stream."""
        size = 0

        def counted() -> Iterator[bytes]:
            nonlocal size
            for chunk in chunks:
                size += len(chunk)
                yield chunk

        with _translated(key):
            obstore.put(
                self._store,
                _checked(key),
                counted(),
                attributes=self._attributes(content_type),
                chunk_size=_CHUNK_BYTES,
                max_concurrency=2,
            )
        return size

    def get(self, key: str) -> bytes:
        """See Blobs.get."""
        with _translated(key):
            return bytes(obstore.get(self._store, _checked(key)).bytes())

    def get_range(self, key: str, start: int, length: int) -> bytes:
        """See Blobs.get_range."""
        with _translated(key):
            # A range past the end is an error of some stores and not of others; none when asked within the size.
            end = min(start + length, obstore.head(self._store, _checked(key))["size"])
            return bytes(obstore.get_range(self._store, key, start=start, end=end)) if end > start else b""

    def stream(self, key: str) -> Iterator[bytes]:
        """See Blobs.stream."""
        with _translated(key):
            for chunk in obstore.get(self._store, _checked(key)).stream(min_chunk_size=_CHUNK_BYTES):
                yield bytes(chunk)

    def size(self, key: str) -> int | None:
        """See Blobs.size."""
        try:
            with _translated(key):
                return obstore.head(self._store, _checked(key))["size"]
        except NotFound:
            return None

    def list(self, prefix: str, *, after: str = "") -> Iterator[Blob]:
        """See Blobs.list."""
        with _translated(prefix):
            pages = obstore.list(self._store, _checked(prefix) if prefix else None, offset=after or None, chunk_size=1000)
            found = (Blob(meta["path"], meta["size"], meta["last_modified"]) for page in pages for meta in page)
            if isinstance(self._store, S3Store | GCSStore | AzureStore):
                yield from found
            else:  # a directory is read in the order of the file system
                yield from sorted(found, key=lambda blob: blob.key)

    def delete(self, keys: Sequence[str]) -> None:
        """See Blobs.delete."""
        for start in range(0, len(keys), _DELETE_AT_ONCE):
            part = [_checked(key) for key in keys[start : start + _DELETE_AT_ONCE]]
            try:
                with _translated(part[0]):
                    obstore.delete(self._store, part)
            except NotFound:  # a directory stops at the first that is gone; the rest is removed one by one
                self._delete_each(part)

    def signed_put(self, key: str, *, expires_seconds: int) -> str | None:
        """See Blobs.signed_put."""
        return self._signed("PUT", key, expires_seconds)

    def signed_get(self, key: str, *, expires_seconds: int) -> str | None:
        """See Blobs.signed_get."""
        return self._signed("GET", key, expires_seconds)

    def check(self) -> None:
        """See Blobs.check."""
        key = f"check/{new_id()}"
        self.put(key, b"lumetra")
        assert self.get(key) == b"lumetra"
        self.delete([key])

    def _delete_each(self, keys: Sequence[str]) -> None:
        for key in keys:
            try:
                with _translated(key):
                    obstore.delete(self._store, key)
            except NotFound:
                continue

    def _signed(self, method: str, key: str, expires_seconds: int) -> str | None:
        if not isinstance(self._store, S3Store | GCSStore | AzureStore):
            return None
        expires = timedelta(seconds=expires_seconds)
        return obstore.sign(self._store, "PUT" if method == "PUT" else "GET", _checked(key), expires)

    def _attributes(self, content_type: str) -> dict[str, str] | None:
        if not content_type or isinstance(self._store, LocalStore):
            return None
        return {"Content-Type": content_type}


def _checked(key: str) -> str:
    if not key or any(part in {"", ".", ".."} for part in key.split("/")):
        raise ValueError(f"not a key of a blob: {key!r}")
    return key


@contextmanager
def _translated(key: str) -> Generator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise NotFound(f"there is no object {key}") from error
    except (GenericError, OSError) as error:
        raise Transient(f"object storage failed: {error}") from error
