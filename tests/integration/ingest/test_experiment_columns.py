"""What says to which experiment an observation belongs stays on its row, whatever is heard of it later."""

from __future__ import annotations

import httpx2

from tests.builders.batch_events import at, event
from tests.builders.eventually import eventually
from tests.builders.otlp_request import PROTOBUF, OtlpRequest, new_trace_id
from tests.builders.projects import TestProject
from tests.builders.running_app import RunningApp

EXPERIMENT = {"experiment_id": "run-1", "experiment_item_id": "item-1", "experiment_item_expected_output": '"Paris"'}


def send_span(running: RunningApp, client: httpx2.Client, trace_id: str) -> str:
    """A span of an experiment's item, stored; its id."""
    request = OtlpRequest()
    span_id = request.span(
        "answer",
        trace_id=trace_id,
        langfuse__experiment__id="run-1",
        langfuse__experiment__item__id="item-1",
        langfuse__experiment__item__expected_output='"Paris"',
    )
    wait(running, client.post("/api/public/otel/v1/traces", content=request.body(), headers=PROTOBUF))
    return span_id


def wait(running: RunningApp, response: httpx2.Response) -> None:
    receipt = response.raise_for_status().headers["x-lumetra-receipt"]
    assert running.app.state.ingest.wait_until_stored(receipt, timeout_seconds=120)


def stored(running: RunningApp, project: TestProject, trace_id: str) -> list[dict[str, object]]:
    """What the rows of the trace's observations say."""
    return running.engines.analytics.select(
        f"SELECT output, user_id, {', '.join(EXPERIMENT)} FROM observations FINAL"
        " WHERE project_id = {p:String} AND trace_id = {t:String} AND type != 'TRACE'",
        {"p": project.id, "t": trace_id},
    )


def test_an_update_of_the_observation_keeps_its_experiment(
    running: RunningApp, project: TestProject, client: httpx2.Client
) -> None:
    trace_id = new_trace_id()
    span_id = send_span(running, client, trace_id)
    for output in ("Lyon", "Paris"):  # the first is folded into the stored row, the second into what the window remembers
        update = event("span-update", {"id": span_id, "traceId": trace_id, "output": output})
        wait(running, client.post("/api/public/ingestion", json={"batch": [update]}))
        assert stored(running, project, trace_id) == [{"output": output, "user_id": "", **EXPERIMENT}]


def test_what_is_said_of_the_trace_later_keeps_the_experiment_of_its_observations(
    running: RunningApp, project: TestProject, client: httpx2.Client
) -> None:
    trace_id = new_trace_id()
    send_span(running, client, trace_id)
    update = event("trace-create", {"id": trace_id, "userId": "ada", "timestamp": at()})
    wait(running, client.post("/api/public/ingestion", json={"batch": [update]}))
    eventually(lambda: stored(running, project, trace_id) == [{"output": "", "user_id": "ada", **EXPERIMENT}])
