"""Blobs behave the same in a directory and in a bucket."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from lumetra.domain.errors import NotFound, Transient
from lumetra.domain.ids import new_id
from lumetra.engines.blobs import Blobs, open_blobs


@pytest.fixture(params=["directory", "s3"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> Blobs:
    if request.param == "s3":
        return open_blobs(request.getfixturevalue("s3_url"))
    return open_blobs((tmp_path / "made when missing").as_uri())


@pytest.fixture
def folder() -> str:
    """A folder that no other test writes to."""
    return f"test/{new_id()}"


def test_what_was_put_is_got(blobs: Blobs, folder: str) -> None:
    blobs.put(f"{folder}/a", b"\x00\xffbytes", content_type="image/png")
    assert blobs.get(f"{folder}/a") == b"\x00\xffbytes"
    assert blobs.size(f"{folder}/a") == 7


def test_an_empty_object_is_an_object(blobs: Blobs, folder: str) -> None:
    blobs.put(f"{folder}/empty", b"")
    assert blobs.get(f"{folder}/empty") == b""
    assert blobs.size(f"{folder}/empty") == 0


def test_putting_again_replaces(blobs: Blobs, folder: str) -> None:
    blobs.put(f"{folder}/a", b"a long first version")
    blobs.put(f"{folder}/a", b"second")
    assert blobs.get(f"{folder}/a") == b"second"


def test_a_missing_object_is_not_found(blobs: Blobs, folder: str) -> None:
    assert blobs.size(f"{folder}/missing") is None
    for read in (
        lambda: blobs.get(f"{folder}/missing"),
        lambda: blobs.get_range(f"{folder}/missing", 0, 1),
        lambda: list(blobs.stream(f"{folder}/missing")),
    ):
        with pytest.raises(NotFound):
            read()


def test_a_range_ends_where_the_object_ends(blobs: Blobs, folder: str) -> None:
    blobs.put(f"{folder}/a", b"0123456789")
    assert blobs.get_range(f"{folder}/a", 2, 3) == b"234"
    assert blobs.get_range(f"{folder}/a", 8, 100) == b"89"
    assert blobs.get_range(f"{folder}/a", 10, 5) == b""
    assert blobs.get_range(f"{folder}/a", 50, 5) == b""


def test_a_big_body_is_streamed_in_and_out(blobs: Blobs, folder: str) -> None:
    chunks = [bytes([number]) * 1_000_003 for number in range(21)]
    assert blobs.put_stream(f"{folder}/big", iter(chunks), content_type="text/plain") == 21 * 1_000_003
    assert b"".join(blobs.stream(f"{folder}/big")) == b"".join(chunks)


def test_a_body_that_breaks_off_leaves_nothing(blobs: Blobs, folder: str) -> None:
    def broken() -> Iterator[bytes]:
        yield b"x" * 9_000_000
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        blobs.put_stream(f"{folder}/broken", broken())
    assert blobs.size(f"{folder}/broken") is None
    assert list(blobs.list(folder)) == []


def test_a_folder_is_listed_in_the_order_of_keys(blobs: Blobs, folder: str) -> None:
    for key in ("b/2", "a/9", "b/1", "bc/1", "b/10/deep"):
        blobs.put(f"{folder}/{key}", key.encode())
    listed = list(blobs.list(f"{folder}/b"))
    assert [blob.key for blob in listed] == [f"{folder}/b/1", f"{folder}/b/10/deep", f"{folder}/b/2"]
    assert [blob.size_bytes for blob in listed] == [3, 9, 3]
    assert all(blob.modified_at.tzinfo is not None for blob in listed)
    assert [blob.key for blob in blobs.list(f"{folder}/b", after=f"{folder}/b/10/deep")] == [f"{folder}/b/2"]
    assert list(blobs.list(f"{folder}/nothing")) == []


def test_deleting_ignores_what_is_gone(blobs: Blobs, folder: str) -> None:
    for name in ("a", "b"):
        blobs.put(f"{folder}/{name}", b"x")
    blobs.delete([f"{folder}/missing", f"{folder}/a", f"{folder}/b"])
    blobs.delete([f"{folder}/a"])
    blobs.delete([])
    assert list(blobs.list(folder)) == []


@pytest.mark.parametrize("key", ["", "/a", "a/", "a//b", "../a", "a/../../b", "."])
def test_a_key_that_leaves_the_store_is_refused(blobs: Blobs, key: str) -> None:
    with pytest.raises(ValueError, match="not a key"):
        blobs.put(key, b"x")
    with pytest.raises(ValueError, match="not a key"):
        blobs.get(key)


def test_names_of_every_language_are_keys(blobs: Blobs, folder: str) -> None:
    key = f"{folder}/图像 one%20 #?+.png"
    blobs.put(key, b"x")
    assert blobs.get(key) == b"x"
    assert [blob.key for blob in blobs.list(folder)] == [key]


def test_a_signed_url_works_without_credentials_or_there_is_none(blobs: Blobs, folder: str) -> None:
    key = f"{folder}/signed"
    put_url, get_url = (blobs.signed_put(key, expires_seconds=60), blobs.signed_get(key, expires_seconds=60))
    if put_url is None:
        assert get_url is None
        return
    assert get_url is not None
    assert httpx2.put(put_url, content=b"uploaded").status_code == 200
    assert blobs.get(key) == b"uploaded"
    assert httpx2.get(get_url).content == b"uploaded"


def test_a_healthy_store_passes_its_check(blobs: Blobs) -> None:
    blobs.check()
    assert list(blobs.list("check")) == []


def test_a_store_out_of_reach_is_transient() -> None:
    unreachable = open_blobs("s3://bucket?endpoint=http://127.0.0.1:9&region=x&access_key_id=a&secret_access_key=b")
    with pytest.raises(Transient):
        unreachable.get("a")
