"""A full disk: 503 with Retry-After, nothing acknowledged is lost, recovery without a restart. On a small tmpfs of its own."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Generator
from pathlib import Path

import pytest

from tests.builders.eventually import eventually
from tests.builders.otlp_request import PROTOBUF, OtlpRequest, new_trace_id
from tests.builders.server_process import ServerProcess, read_analytics

pytestmark = pytest.mark.faults

SIZE_MB = 400


@pytest.fixture
def small_disk(tmp_path: Path) -> Generator[Path]:
    """A disk of its own, or a skip where mounting is not permitted."""
    mount_point = tmp_path / "disk"
    mount_point.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m", "tmpfs", str(mount_point)], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"mounting a tmpfs is not permitted here: {mounted.stderr.strip()}")
    yield mount_point
    subprocess.run(["umount", "-l", str(mount_point)], check=True)


def fill(disk: Path) -> Path:
    """Use up every byte that is left."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (2**20, 4096, 1):
            try:
                while True:
                    file.write(os.urandom(size))
            except OSError:
                continue
    return filler


@pytest.mark.timeout(900)
def test_a_full_disk_refuses_new_events_and_recovers_without_a_restart(small_disk: Path) -> None:
    server = ServerProcess(small_disk / "data")
    server.data_dir.mkdir()
    server.start()
    acknowledged: list[str] = []
    try:
        with server.client() as client:

            def send() -> int:
                request, trace_id = OtlpRequest(), new_trace_id()
                spans = [request.span("s", trace_id=trace_id, langfuse__observation__input="x" * 5000) for _ in range(20)]
                response = client.post("/v1/traces", content=request.body(), headers=PROTOBUF)
                if response.status_code == 200:
                    acknowledged.extend(spans)
                elif response.status_code == 503:
                    assert int(response.headers["retry-after"]) > 0
                return response.status_code

            assert send() == 200
            filler = fill(small_disk)
            eventually(lambda: send() == 503, seconds=120)
            assert {send() for _ in range(5)} == {503}
            filler.unlink()
            eventually(lambda: send() == 200, seconds=120)
            assert {send() for _ in range(20)} == {200}
        server.drain()
    finally:
        server.stop()
    stored = {row["id"] for row in read_analytics(server.data_dir, "SELECT id FROM observations FINAL")}
    assert set(acknowledged) - stored == set()
