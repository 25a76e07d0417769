"""`lumetra replay`: what was set aside and what lies in the log is read again by the next start; deleted data stays deleted."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lumetra.ingest.log import LogRecord
from lumetra.ingest.poison import PoisonStore
from tests.builders.eventually import eventually
from tests.builders.otlp_request import PROTOBUF, OtlpRequest, new_trace_id
from tests.builders.server_process import PROJECT, ServerProcess

pytestmark = pytest.mark.timeout(300, func_only=True)


def lumetra(data_dir: Path, *arguments: str) -> tuple[int, str]:
    """Run the installed command; exit code and everything it said."""
    command = [str(Path(sys.executable).with_name("lumetra")), *arguments]
    environ = {**os.environ, "LUMETRA_DATA_DIR": str(data_dir)}
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=120, check=False)
    return done.returncode, done.stdout + done.stderr


def request_of(trace_id: str, name: str) -> bytes:
    request = OtlpRequest()
    request.span(name, trace_id=trace_id)
    return request.body()


def names(server: ServerProcess, trace_id: str) -> list[str]:
    with server.client() as client:
        rows = client.get("/api/public/v2/observations", params={"traceId": trace_id, "fields": "core,basic"})
        return [row["name"] for row in rows.raise_for_status().json()["data"]]


def test_requests_are_read_again_and_deleted_ones_stay_deleted(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    server = ServerProcess(data_dir)
    kept, deleted, aside = new_trace_id(), new_trace_id(), new_trace_id()
    server.start()
    try:
        with server.client() as client:
            for trace_id in (kept, deleted):
                body = request_of(trace_id, "sent")
                client.post("/api/public/otel/v1/traces", content=body, headers=PROTOBUF).raise_for_status()
                assert eventually(lambda trace_id=trace_id: names(server, trace_id)) == ["sent"]
            client.delete(f"/api/public/traces/{deleted}").raise_for_status()
            assert eventually(lambda: names(server, deleted) == [])
        code, said = lumetra(data_dir, "replay", "log", "--since", "2020-01-01T00:00:00")
        assert (code, "stop it first" in said) == (2, True), said
    finally:
        server.stop()

    record = LogRecord(
        kind="otlp",
        project_id=PROJECT,
        receipt_id="01-aside",
        key_id="k",
        sdk_name="",
        sdk_version="",
        received_at_us=1_800_000_000_000_000,
        content_type="application/x-protobuf",
        content_encoding="",
        body=request_of(aside, "aside"),
    )
    PoisonStore(data_dir / "ingest" / "poison").set_aside(record, "Traceback\nValueError: of an older version")
    code, said = lumetra(data_dir, "replay", "list")
    assert code == 0
    assert "01-aside" in said
    assert "ValueError: of an older version" in said
    code, said = lumetra(data_dir, "replay", "set-aside", "nobody")
    assert (code, "nothing is set aside under nobody" in said) == (2, True), said
    assert "1 requests are in the log again" in lumetra(data_dir, "replay", "set-aside")[1]
    assert "Nothing is set aside" in lumetra(data_dir, "replay", "list")[1]
    code, said = lumetra(data_dir, "replay", "log", "--since", "2020-01-01T00:00:00")
    assert code == 0, said
    assert lumetra(data_dir, "replay", "log", "--since", "2999-01-01T00:00:00")[0] == 1

    server.start()
    try:
        assert eventually(lambda: names(server, aside)) == ["aside"]
        assert names(server, kept) == ["sent"]
        assert names(server, deleted) == []
    finally:
        server.stop()
