"""The way of a media file: announced, put, noted, read back."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import httpx2
import pytest

from tests.builders.projects import TestProject, create_project
from tests.builders.running_app import RunningApp

PICTURE = b"\x89PNG not really"


def _announce(client: httpx2.Client, data: bytes, content_type: str = "image/png", **extra: Any) -> Any:
    body = {
        "contentType": content_type, "contentLength": len(data), "sha256Hash": base64.b64encode(hashlib.sha256(data).digest()).decode(),
        "field": "input", "traceId": "t1", "observationId": None, "datasetId": None, "datasetItemId": None, **extra,
    }  # fmt: skip
    return client.post("/api/public/media", json=body)


def test_a_file_is_put_without_credentials_and_read_back(client: httpx2.Client, anonymous: httpx2.Client) -> None:
    answer = _announce(client, b"abc", "text/plain")
    assert answer.status_code == 201
    media = answer.json()
    assert media["mediaId"] == "ungWv48Bz-pBQUDeXa4iI7"
    assert client.get(f"/api/public/media/{media['mediaId']}").json()["message"] == "Media not yet uploaded"
    headers = {"Content-Type": "text/plain", "x-amz-checksum-sha256": "x", "x-ms-blob-type": "BlockBlob"}
    assert anonymous.put(media["uploadUrl"], content=b"abc", headers=headers).status_code == 200
    noted = client.patch(
        f"/api/public/media/{media['mediaId']}",
        json={"uploadedAt": "2026-11-20T10:00:00.000Z", "uploadHttpStatus": 200, "uploadHttpError": "OK", "uploadTimeMs": 3},
    )
    assert (noted.status_code, noted.json()) == (200, {"message": "OK"})
    found = client.get(f"/api/public/media/{media['mediaId']}").json()
    assert set(found) == {"mediaId", "contentType", "contentLength", "uploadedAt", "url", "urlExpiry"}
    file = anonymous.get(found["url"])
    assert file.content == b"abc"
    assert file.headers["content-disposition"].startswith("attachment")
    assert file.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in file.headers["content-security-policy"]
    assert _announce(client, b"abc", "text/plain").json()["uploadUrl"] is None


def test_only_the_announced_bytes_are_taken(client: httpx2.Client, anonymous: httpx2.Client) -> None:
    url = _announce(client, PICTURE).json()["uploadUrl"]
    assert anonymous.put(url, content=PICTURE + b"x").status_code == 400
    assert anonymous.put(url, content=PICTURE[:-1]).status_code == 400
    assert anonymous.put(url, content=PICTURE[:-1] + b"x").status_code == 400
    assert anonymous.put(url[:-2] + "zz", content=PICTURE).status_code == 403
    assert anonymous.put(url, content=PICTURE).status_code == 200
    assert anonymous.get(url.replace("/uploads/", "/files/")).status_code == 403


@pytest.mark.parametrize(
    "wrong",
    [
        {"contentType": "application/x-evil"},
        {"contentLength": 0},
        {"contentLength": 2_000_000_000},
        {"sha256Hash": "short"},
        {"traceId": None},
        {"datasetId": "d", "datasetItemId": "i"},
        {"field": "expectedOutput"},
    ],
)
def test_a_bad_announcement_is_refused(client: httpx2.Client, wrong: dict[str, Any]) -> None:
    assert _announce(client, b"abc", **{"content_type": wrong.pop("contentType", "image/png"), **wrong}).status_code == 400


def test_media_of_another_project_do_not_exist(running: RunningApp, project: TestProject, client: httpx2.Client) -> None:
    media = _announce(client, PICTURE).json()
    client.put(media["uploadUrl"], content=PICTURE)
    assert client.get(f"/api/public/media/{media['mediaId']}").status_code == 200
    with create_project(running).client() as other:
        assert other.get(f"/api/public/media/{media['mediaId']}").json()["message"] == "Media asset not found"
        assert other.patch(
            f"/api/public/media/{media['mediaId']}", json={"uploadedAt": "2026-11-20T10:00:00Z", "uploadHttpStatus": 500}
        ).status_code == 404  # fmt: skip


def test_items_of_a_dataset_say_which_media_they_refer_to(client: httpx2.Client, anonymous: httpx2.Client) -> None:
    announced = _announce(client, PICTURE, traceId=None, datasetId="d", datasetItemId="i1").json()
    client.put(announced["uploadUrl"], content=PICTURE)
    token = f"@@@langfuseMedia:type=image/png|id={announced['mediaId']}|source=bytes@@@"
    client.post("/api/public/v2/datasets", json={"name": "pictures"})
    item = {"datasetName": "pictures", "id": "i1", "input": {"it's": ["see", f"this {token}"]}}
    assert client.post("/api/public/dataset-items", json=item).status_code == 200
    (reference,) = client.get("/api/public/dataset-items/i1").json()["mediaReferences"]
    assert (reference["field"], reference["referenceString"]) == ("input", token)
    assert reference["jsonPath"] == "$['it\\'s'][1]"
    assert (reference["media"]["mediaId"], reference["media"]["contentLength"]) == (announced["mediaId"], len(PICTURE))
    assert anonymous.get(reference["media"]["url"]).content == PICTURE
    listed = client.get("/api/public/dataset-items", params={"datasetName": "pictures"}).json()["data"]
    assert [len(found["mediaReferences"]) for found in listed] == [1]
