"""News of a project as server-sent events: what arrives wakes whoever watches, and nobody else."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import httpx2
import pytest

from lumetra.domain.news import MOST_TRACE_IDS, News
from lumetra.domain.observation import Observation, Score
from lumetra.engines.queue import LocalLiveEvents
from lumetra.ingest.announce import Announcer, Stored
from lumetra.ingest.spread_news import NEWS_CHANNEL, NewsSpreader
from tests.builders.events import conversation_turn
from tests.builders.projects import TestProject, create_project
from tests.builders.running_app import RunningApp

Watch = Callable[[TestProject], Iterator[tuple[str, Any]]]


@contextmanager
def watching(project: TestProject) -> Generator[Iterator[tuple[str, Any]]]:
    """The events of a project's stream, as they come."""
    with project.client() as client, client.stream("GET", f"/api/v1/projects/{project.id}/events") as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield events(answer)


def events(answer: httpx2.Response) -> Generator[tuple[str, Any]]:
    name = ""
    for line in answer.iter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))


@pytest.fixture
def watch() -> Generator[Watch]:
    with ExitStack() as stack:
        yield lambda project: stack.enter_context(watching(project))


def send(client: httpx2.Client, trace_id: str) -> None:
    answer = client.post("/api/public/ingestion", json={"batch": conversation_turn(trace_id, "hello", "hi")})
    assert answer.status_code == 207, answer.text


def test_what_is_stored_wakes_those_who_watch_its_project(project: TestProject, client: httpx2.Client, watch: Watch) -> None:
    stream = watch(project)
    assert next(stream) == ("ready", {})
    send(client, "t-live")
    name, data = next(stream)
    assert name == "stored"
    assert data["trace_ids"] == ["t-live"]
    assert data["observations"] > 0


def test_news_of_another_project_is_not_told(
    running: RunningApp, project: TestProject, client: httpx2.Client, watch: Watch
) -> None:
    other = create_project(running)
    stream = watch(project)
    assert next(stream)[0] == "ready"
    with other.client() as theirs:
        send(theirs, "t-theirs")
    send(client, "t-ours")
    assert next(stream)[1]["trace_ids"] == ["t-ours"]


def test_a_flood_becomes_one_piece_of_news_of_bounded_size() -> None:
    news = News(project_id="p", trace_ids=("t0",), observations=1)
    for number in range(1, 1000):
        news = news.and_then(News(project_id="p", trace_ids=(f"t{number}",), observations=1, scores=2))
    assert len(news.trace_ids) == MOST_TRACE_IDS
    assert news.trace_ids[-1] == "t999"
    assert (news.observations, news.scores) == (1000, 1998)


def test_storing_goes_on_when_news_cannot_be_spread() -> None:
    class Away(LocalLiveEvents):
        def publish(self, channel: str, payload: bytes) -> None:
            super().publish(channel, payload)
            raise ConnectionError("no Redis")

    announcer, away, heard = Announcer(), Away(), []
    away.listen(NEWS_CHANNEL, heard.append)
    spreader = NewsSpreader(announcer, away)
    stored = Stored(project_id="p", observations=list[Observation](), scores=list[Score](), trace_ids=["t"])
    announcer.announce(stored)
    announcer.announce(stored)
    spreader.close()
    assert all(b'"t"' in payload for payload in heard)
