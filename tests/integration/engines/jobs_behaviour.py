"""What durable jobs promise, as plain functions. Run in a process of its own, because jobs are one per process:
`python -m tests.integration.engines.jobs_behaviour URL` runs all of them and prints their outcome as JSON lines."""

from __future__ import annotations

import json
import sys
import threading
import time
import traceback
from collections.abc import Mapping
from typing import Any

from lumetra.domain.errors import Transient, Unprocessable
from lumetra.domain.ids import new_id
from lumetra.domain.work import Work
from lumetra.engines.jobs import Job, JobContext, JobKind, JobQueue, Jobs, JobState, Schedule
from lumetra.engines.jobs.durable import DurableJobs

PATIENCE_SECONDS = 60.0


class Workshop:
    """The kinds that the behaviours submit, and what they observed while running."""

    def __init__(self) -> None:
        self.attempts: dict[str, int] = {}
        self.running = 0
        self.most_running = 0
        self.lock = threading.Lock()
        self.open = threading.Event()
        self.paused: set[Work] = set()
        self.pieces = threading.Semaphore(0)

    def kinds(self) -> list[JobKind]:
        narrow = JobQueue("test.narrow", concurrency=2)
        fair = JobQueue("test.fair", concurrency=4, concurrency_per_project=1)
        return [
            JobKind("test.double", lambda context, argument: context.step("double", lambda: argument["number"] * 2)),
            JobKind("test.refuse", self.refuse),
            JobKind("test.flaky", self.flaky),
            JobKind("test.gate", self.gate),
            JobKind("test.narrow", self.crowd, narrow),
            JobKind("test.fair", self.crowd, fair),
            JobKind("test.backfill", self.backfill, JobQueue("test.backfills", work=Work.BACKFILLS)),
            JobKind("test.echo", lambda context, argument: {**argument, "project": context.project_id}),
        ]

    def refuse(self, context: JobContext, _argument: Mapping[str, Any]) -> None:
        def refuse() -> None:
            raise Unprocessable("this cannot be done", code="cannot_be_done")

        context.step("refuse", refuse)

    def flaky(self, context: JobContext, argument: Mapping[str, Any]) -> int:
        def fail_twice() -> int:
            key = argument["key"]
            self.attempts[key] = self.attempts.get(key, 0) + 1
            if self.attempts[key] < 3:
                raise Transient("not yet")
            return self.attempts[key]

        return context.step("fail twice", fail_twice, attempts=3, first_wait_seconds=0.01)

    def gate(self, context: JobContext, _argument: Mapping[str, Any]) -> str:
        context.progress(1, 2, "at the gate")
        while not self.open.is_set():
            context.step("look", lambda: time.sleep(0.05))
        return "through"

    def backfill(self, context: JobContext, _argument: Mapping[str, Any]) -> int:
        for done in range(3):
            context.step(f"piece {done}", self.pieces.release)
        return 3

    def crowd(self, _context: JobContext, _argument: Mapping[str, Any]) -> None:
        with self.lock:
            self.running += 1
            self.most_running = max(self.most_running, self.running)
        time.sleep(0.3)
        with self.lock:
            self.running -= 1


def finished(jobs: Jobs, job_id: str) -> Job:
    return jobs.wait(job_id, timeout_seconds=PATIENCE_SECONDS)


def a_job_runs_to_its_end_and_keeps_its_result(jobs: Jobs, _work: Workshop) -> None:
    job = finished(jobs, jobs.submit("test.double", {"number": 21}, key="result", project_id="p-result"))
    assert (job.state, job.result, job.error) == (JobState.SUCCEEDED, 42, "")
    assert (job.kind, job.project_id, dict(job.argument)) == ("test.double", "p-result", {"number": 21})
    assert job.finished_at is not None
    assert job.created_at <= job.finished_at


def the_same_key_starts_nothing_new(jobs: Jobs, _work: Workshop) -> None:
    first = jobs.submit("test.double", {"number": 1}, key="same", project_id="p")
    assert jobs.submit("test.double", {"number": 2}, key="same", project_id="p") == first
    assert finished(jobs, first).result == 2
    assert jobs.submit("test.double", {"number": 3}, key="same", project_id="p") == first
    assert finished(jobs, first).result == 2


def the_same_key_of_another_project_is_another_job(jobs: Jobs, _work: Workshop) -> None:
    first = jobs.submit("test.double", {"number": 1}, key="shared", project_id="p1")
    second = jobs.submit("test.double", {"number": 2}, key="shared", project_id="p2")
    assert (finished(jobs, first).result, finished(jobs, second).result) == (2, 4)


def a_refused_job_fails_with_its_reason(jobs: Jobs, _work: Workshop) -> None:
    job = finished(jobs, jobs.submit("test.refuse", {}, key="refused"))
    assert (job.state, job.error, job.result) == (JobState.FAILED, "Unprocessable: this cannot be done", None)


def only_transient_errors_are_tried_again(jobs: Jobs, work: Workshop) -> None:
    job = finished(jobs, jobs.submit("test.flaky", {"key": "flaky"}, key="flaky"))
    assert (job.state, job.result, work.attempts["flaky"]) == (JobState.SUCCEEDED, 3, 3)


def progress_can_be_read_and_a_running_job_cancelled(jobs: Jobs, work: Workshop) -> None:
    work.open.clear()
    job_id = jobs.submit("test.gate", {}, key="cancelled")
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (job := jobs.find(job_id)) is None or job.progress is None:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert (job.state, job.progress.done, job.progress.total, job.progress.note) == (JobState.RUNNING, 1, 2, "at the gate")
    jobs.cancel(job_id)
    assert finished(jobs, job_id).state == JobState.CANCELLED


def a_queue_bounds_how_many_run_at_once(jobs: Jobs, work: Workshop) -> None:
    work.most_running = 0
    for job_id in [jobs.submit("test.narrow", {}, key=f"narrow-{index}") for index in range(6)]:
        finished(jobs, job_id)
    assert work.most_running == 2


def one_project_cannot_fill_a_fair_queue(jobs: Jobs, work: Workshop) -> None:
    work.most_running = 0
    for job_id in [jobs.submit("test.fair", {}, key=f"fair-{index}", project_id="greedy") for index in range(3)]:
        finished(jobs, job_id)
    assert work.most_running == 1


def a_paused_queue_starts_nothing_until_it_is_resumed(jobs: Jobs, _work: Workshop) -> None:
    jobs.pause("test.narrow")
    time.sleep(1.5)
    job_id = jobs.submit("test.narrow", {}, key="paused")
    time.sleep(2.5)
    job = jobs.find(job_id)
    assert job is not None
    assert job.state == JobState.QUEUED
    jobs.resume("test.narrow")
    assert finished(jobs, job_id).state == JobState.SUCCEEDED


def work_that_may_not_run_waits_at_its_next_step(jobs: Jobs, work: Workshop) -> None:
    work.paused.add(Work.BACKFILLS)
    job_id = jobs.submit("test.backfill", {}, key="held back")
    other = jobs.submit("test.double", {"number": 4}, key="not held back")
    assert finished(jobs, other).result == 8
    assert not work.pieces.acquire(timeout=2)
    work.paused.clear()
    assert finished(jobs, job_id).result == 3
    assert work.pieces.acquire(timeout=1)


def a_delayed_job_waits(jobs: Jobs, _work: Workshop) -> None:
    before = time.monotonic()
    finished(jobs, jobs.submit("test.double", {"number": 1}, key="delayed", delay_seconds=2))
    assert time.monotonic() - before >= 1.9


def jobs_are_listed_by_project_kind_and_state(jobs: Jobs, _work: Workshop) -> None:
    good = jobs.submit("test.double", {"number": 1}, key=new_id(), project_id="p-list")
    bad = jobs.submit("test.refuse", {}, key=new_id(), project_id="p-list")
    finished(jobs, good)
    finished(jobs, bad)
    assert {job.id for job in jobs.list(project_id="p-list")} == {good, bad}
    assert [job.id for job in jobs.list(project_id="p-list", states=[JobState.FAILED])] == [bad]
    assert [job.id for job in jobs.list(project_id="p-list", kinds=["test.double"])] == [good]
    assert [job.id for job in jobs.list(project_id="p-list", limit=1)] == [bad]
    assert not jobs.list(project_id="p-nobody")


def an_unknown_job_is_none(jobs: Jobs, _work: Workshop) -> None:
    assert jobs.find("test.double:p:never") is None


def a_schedule_submits_jobs_until_it_is_removed(jobs: Jobs, _work: Workshop) -> None:
    jobs.schedule(Schedule("each second", "test.echo", "* * * * * *", {"word": "hello"}, project_id="p-schedule"))
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (found := jobs.list(project_id="p-schedule", states=[JobState.SUCCEEDED])):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    jobs.unschedule("each second")
    assert found[0].result["word"] == "hello"
    assert found[0].result["project"] == "p-schedule"
    assert found[0].result["scheduled_at"].startswith("20")


def a_bad_schedule_is_refused(jobs: Jobs, _work: Workshop) -> None:
    for bad in (Schedule("bad cron", "test.echo", "every day"), Schedule("bad zone", "test.echo", "* * * * *", time_zone="Moon")):
        try:
            jobs.schedule(bad)
        except Unprocessable:
            continue
        raise AssertionError(f"{bad.name} was taken")


def stopping_leaves_a_running_job_to_the_next_start(jobs: Jobs, work: Workshop) -> None:
    work.open.clear()
    job_id = jobs.submit("test.gate", {}, key="stopped")
    time.sleep(2)
    jobs.stop()
    work.open.set()
    jobs.start()
    assert finished(jobs, job_id).result == "through"


BEHAVIOURS = [
    a_job_runs_to_its_end_and_keeps_its_result,
    the_same_key_starts_nothing_new,
    the_same_key_of_another_project_is_another_job,
    a_refused_job_fails_with_its_reason,
    only_transient_errors_are_tried_again,
    progress_can_be_read_and_a_running_job_cancelled,
    a_queue_bounds_how_many_run_at_once,
    one_project_cannot_fill_a_fair_queue,
    a_paused_queue_starts_nothing_until_it_is_resumed,
    work_that_may_not_run_waits_at_its_next_step,
    a_delayed_job_waits,
    jobs_are_listed_by_project_kind_and_state,
    an_unknown_job_is_none,
    a_schedule_submits_jobs_until_it_is_removed,
    a_bad_schedule_is_refused,
    stopping_leaves_a_running_job_to_the_next_start,
]


def main(url: str) -> None:
    """Run every behaviour against one DurableJobs and print `{"name", "error"}` for each."""
    jobs, work = DurableJobs(url, grace_seconds=5), Workshop()
    for kind in work.kinds():
        jobs.register(kind)
    jobs.hold_back(lambda kind: kind not in work.paused)
    jobs.start()
    for behaviour in BEHAVIOURS:
        error = ""
        try:
            behaviour(jobs, work)
        except Exception:
            error = traceback.format_exc()
        print(json.dumps({"name": behaviour.__name__, "error": error}), flush=True)
    jobs.stop()


if __name__ == "__main__":
    main(sys.argv[1])
