"""`lumetra serve --role api` and `--role worker` as separate processes over shared servers: PostgreSQL, Redis, S3, and for
ClickHouse the test server that speaks its HTTP interface."""

from __future__ import annotations

import uuid
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path

import httpx2
import pytest

from lumetra.domain.ids import new_id
from lumetra.engines.opening import open_engines
from lumetra.settings import SettingsError, load_settings
from tests.builders.batch_events import at, event
from tests.builders.eventually import eventually
from tests.builders.server_process import ServerProcess
from tests.servers.postgres import Postgres

pytestmark = pytest.mark.timeout(600)


class Cluster:
    """Starts processes that share everything; each has a data directory of its own, which it hardly needs."""

    def __init__(self, folder: Path, environ: dict[str, str]) -> None:
        self._folder = folder
        self._environ = environ
        self._started = ExitStack()

    def start(self, role: str) -> ServerProcess:
        folder = self._folder / new_id()
        folder.mkdir()
        process = ServerProcess(folder / "data", LUMETRA_ROLE=role, **self._environ)
        self._started.callback(process.kill)
        process.start()
        return process

    def stop(self) -> None:
        self._started.close()


@pytest.fixture
def cluster(tmp_path: Path, postgres: Postgres, redis_url: str, s3_url: str, clickhouse_dsn: str) -> Generator[Cluster]:
    started = Cluster(
        tmp_path,
        {
            "LUMETRA_DATABASE_URL": postgres.new_database(),
            "LUMETRA_REDIS_URL": redis_url,
            "LUMETRA_BLOBS_URL": s3_url,
            "LUMETRA_ANALYTICS_URL": clickhouse_dsn,
            "LUMETRA_SECRET_KEY": "0" * 64,
        },
    )
    yield started
    started.stop()


def send_trace(api: ServerProcess, name: str) -> str:
    """Send a trace with one generation; returns its id once it is acknowledged."""
    trace_id = str(uuid.uuid4())
    batch = [
        event("trace-create", {"id": trace_id, "name": name, "timestamp": at()}),
        event("generation-create", {"id": str(uuid.uuid4()), "traceId": trace_id, "name": "g", "startTime": at(), "input": "in"}),
    ]
    with api.client() as client:
        answer = client.post("/api/public/ingestion", json={"batch": batch})
    assert answer.status_code == 207, answer.text
    assert len(answer.json()["successes"]) == 2
    return trace_id


def is_whole(api: ServerProcess, trace_id: str, name: str) -> bool:
    """True when the trace can be read back with its generation."""
    with api.client() as client:
        answer: httpx2.Response = client.get(f"/api/public/traces/{trace_id}")
    return answer.status_code == 200 and answer.json()["name"] == name and len(answer.json()["observations"]) == 1


def test_what_an_api_process_accepts_is_stored_by_workers_even_when_one_is_killed(cluster: Cluster) -> None:
    api = cluster.start("api")
    accepted_alone = send_trace(api, "before any worker")
    first = cluster.start("worker")
    eventually(lambda: is_whole(api, accepted_alone, "before any worker"), seconds=60)
    with_worker = send_trace(api, "with a worker")
    eventually(lambda: is_whole(api, with_worker, "with a worker"), seconds=30)

    standby = cluster.start("worker")
    first.kill()
    orphaned = send_trace(api, "after the kill")
    eventually(lambda: is_whole(api, orphaned, "after the kill"), seconds=90)
    through_standby = send_trace(standby, "accepted by a worker")
    eventually(lambda: is_whole(api, through_standby, "accepted by a worker"), seconds=30)


def test_a_role_without_shared_servers_is_refused(tmp_path: Path) -> None:
    settings = load_settings({"LUMETRA_DATA_DIR": str(tmp_path), "LUMETRA_ROLE": "worker"})
    with pytest.raises(SettingsError, match=r"LUMETRA_REDIS_URL.*LUMETRA_SECRET_KEY"):
        open_engines(settings)
