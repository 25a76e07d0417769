"""SIGKILL at random moments under load: every acknowledged event is there afterwards, exactly once.

`FAULT_KILLS` sets how often the server is killed (50 in the full run; fewer by default, to keep `make test` short).
"""

from __future__ import annotations

import os
import random
import threading
import time
import uuid
from pathlib import Path

import httpx2
import pytest

from tests.builders.batch_events import at, event
from tests.builders.otlp_request import PROTOBUF, OtlpRequest, new_trace_id
from tests.builders.server_process import ServerProcess, read_analytics

pytestmark = pytest.mark.faults

KILLS = int(os.environ.get("FAULT_KILLS", "8"))
SENDERS = 3


class Sender(threading.Thread):
    """Sends until told to stop and remembers what was acknowledged. A request whose answer is lost is sent again, as SDKs do."""

    def __init__(self, server: ServerProcess, number: int) -> None:
        super().__init__(daemon=True)
        self._server = server
        self._random = random.Random(number)
        self._client: httpx2.Client | None = None
        self._client_port = 0
        self.stopping = threading.Event()
        self.spans: list[str] = []
        self.generations: list[str] = []
        self.scores: list[str] = []
        self.unexpected: list[str] = []

    def run(self) -> None:
        """Alternate OTLP requests and batches."""
        while not self.stopping.is_set():
            if self._random.random() < 0.5:
                self._send_spans()
            else:
                self._send_batch()
        self._close()

    def _close(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None

    def _send_spans(self) -> None:
        request, trace_id = OtlpRequest(), new_trace_id()
        spans = [request.span(f"span {n}", trace_id=trace_id, langfuse__user__id="ada") for n in range(10)]
        if self._deliver("/api/public/otel/v1/traces", content=request.body(), headers=PROTOBUF):
            self.spans += spans

    def _send_batch(self) -> None:
        trace_id, generation, score = str(uuid.uuid4()), str(uuid.uuid4()), str(uuid.uuid4())
        created = {"id": generation, "traceId": trace_id, "name": "g", "startTime": at(-1), "input": "in"}
        first = [
            event("trace-create", {"id": trace_id, "name": "t", "userId": "u"}),
            event("generation-create", created),
            event("score-create", {"id": score, "traceId": trace_id, "name": "s", "value": 0.5}),
        ]
        update = event("generation-update", {"id": generation, "traceId": trace_id, "endTime": at(), "output": "out"}, said=at(1))
        if self._deliver("/api/public/ingestion", json={"batch": first}):
            self.scores.append(score)
            if self._deliver("/api/public/ingestion", json={"batch": [update]}):
                self.generations.append(generation)

    def _deliver(self, path: str, **request: object) -> bool:
        """True when it was acknowledged; tried again while the server is away."""
        while not self.stopping.is_set():
            try:
                if self._client is None or self._client_port != self._server.port:
                    self._close()
                    self._client, self._client_port = self._server.client(timeout=30), self._server.port
                response = self._client.post(path, **request)
            except httpx2.HTTPError:
                time.sleep(0.05)
                continue
            if response.status_code in (200, 207):
                return True
            if response.status_code != 503:
                self.unexpected.append(f"{response.status_code} {response.text[:200]}")
                return False
            time.sleep(0.1)
        return False


def _stop(senders: list[Sender]) -> None:
    for sender in senders:
        sender.stopping.set()
    for sender in senders:
        sender.join(120)


@pytest.mark.timeout(300 + KILLS * 120)
def test_every_acknowledged_event_survives_random_kills_exactly_once(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path / "data")
    server.data_dir.mkdir()
    random_ = random.Random(4)
    server.start()
    senders = [Sender(server, number) for number in range(SENDERS)]
    for sender in senders:
        sender.start()
    try:
        for _ in range(KILLS):
            time.sleep(random_.uniform(0.1, 2.0))
            server.kill()
            server.start()
        time.sleep(1)
        _stop(senders)
        server.drain()
    finally:
        _stop(senders)
        server.stop()

    assert [problem for sender in senders for problem in sender.unexpected] == []
    spans = {span for sender in senders for span in sender.spans}
    generations = {generation for sender in senders for generation in sender.generations}
    scores = {score for sender in senders for score in sender.scores}
    assert len(spans) >= 10 * KILLS
    assert len(generations) >= KILLS
    rows = read_analytics(
        server.data_dir, "SELECT id, name, input, output, user_id FROM observations FINAL WHERE type != 'TRACE'"
    )
    by_id = {row["id"]: row for row in rows}
    assert len(rows) == len(by_id), "a row came back twice"
    assert spans - by_id.keys() == set()
    assert {by_id[span]["user_id"] for span in spans} == {"ada"}
    assert generations - by_id.keys() == set()
    assert {tuple(by_id[g][name] for name in ("name", "input", "output", "user_id")) for g in generations} == {
        ("g", "in", "out", "u")
    }
    found = [row["id"] for row in read_analytics(server.data_dir, "SELECT id FROM scores FINAL")]
    assert len(found) == len(set(found))
    assert scores - set(found) == set()
