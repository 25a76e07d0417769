"""Media on S3: a real SDK puts the bytes straight into the bucket by a presigned link, and they are read back by another."""

from __future__ import annotations

from pathlib import Path

import httpx2
import pytest

from lumetra.engines.blobs import open_blobs
from tests.builders.server_process import PROJECT, PUBLIC_KEY, SECRET_KEY, ServerProcess
from tests.compat.environments import Environment, using
from tests.servers.s3 import s3_server

pytestmark = [pytest.mark.compat, pytest.mark.timeout(400, func_only=True)]


@using("python-4")
def test_an_sdk_puts_media_into_the_bucket_itself(sdk: Environment, tmp_path: Path) -> None:
    with s3_server() as blobs_url:
        server = ServerProcess(tmp_path / "data", LUMETRA_BLOBS_URL=blobs_url)
        server.data_dir.mkdir()
        server.start()
        try:
            keys = {"LANGFUSE_PUBLIC_KEY": PUBLIC_KEY, "LANGFUSE_SECRET_KEY": SECRET_KEY, "LANGFUSE_TIMEOUT": "60"}
            facts = sdk.run("python_4.py", {"LANGFUSE_HOST": server.url, "LANGFUSE_BASE_URL": server.url, **keys})
            stored = open_blobs(blobs_url).get(f"media/{PROJECT}/{facts['media_id']}.png")
            with server.client() as client:
                found = client.get(f"/api/public/media/{facts['media_id']}").json()
                shown = client.get(f"/api/v1/projects/{PROJECT}/media/{facts['media_id']}/content")
            assert not found["url"].startswith(server.url)
            assert httpx2.get(found["url"]).content == stored == shown.content
            assert stored.startswith(b"\x89PNG")
        finally:
            server.stop()
