"""Durable jobs behave the same on SQLite and PostgreSQL, and survive the death of the process on both."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from lumetra.engines.jobs.calls import Calls
from tests.integration.engines import jobs_behaviour

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    kind: str = request.param
    return kind


@pytest.fixture(scope="session")
def new_url(database_kind: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A function that makes an empty database and returns its URL."""
    if database_kind == "postgresql":
        return request.getfixturevalue("postgres").new_database
    return lambda: f"sqlite:///{tmp_path_factory.mktemp('jobs') / 'jobs.sqlite'}"


@pytest.fixture(scope="session")
def outcomes(new_url: Any) -> Any:
    """What every behaviour came to, by name; all run in one process, once."""

    @cache
    def run() -> dict[str, str]:
        command = [sys.executable, "-W", "error", "-m", jobs_behaviour.__name__, new_url()]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=270, check=False)
        assert done.returncode == 0, done.stderr
        return {line["name"]: line["error"] for line in map(json.loads, done.stdout.splitlines())}

    return run


@pytest.mark.parametrize("name", [behaviour.__name__ for behaviour in jobs_behaviour.BEHAVIOURS])
def test_jobs_keep_their_promises(name: str, outcomes: Any) -> None:
    error = outcomes().get(name, "it did not run")
    assert not error, error


def test_a_job_killed_in_a_step_resumes_and_repeats_no_finished_step(new_url: Any, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.integration.engines.killed_job", new_url(), str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT) as first:
        wait_until(lambda: any(tmp_path.glob("second-*")))
        first.kill()
    (tmp_path / "go").touch()
    subprocess.run(command, cwd=ROOT, check=True, timeout=120)
    assert (tmp_path / "result").read_text() == "first second third"
    ran = {step: len(list(tmp_path.glob(f"{step}-*"))) for step in ("first", "second", "third")}
    assert ran == {"first": 1, "second": 2, "third": 1}


def wait_until(condition: Any, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def test_a_call_to_a_queue_is_heard_by_the_processes_that_listen(request: pytest.FixtureRequest) -> None:
    url = sa.make_url(request.getfixturevalue("postgres").new_database())
    heard: list[tuple[str, float]] = []
    listening = Calls(url, lambda queue, seconds: heard.append((queue, seconds)))
    submitting = Calls(url, lambda *_: None)
    listening.listen()
    try:
        submitting.call("early", 0.0)  # may come before the other listens
        wait_until(lambda: (submitting.call("exports of a week", 2.5), heard[-1:] == [("exports of a week", 2.5)])[1])
    finally:
        submitting.stop()
        listening.stop()
