"""The filter of an experiment's items: scores, categories, tags, metadata, texts, errors, latency and cost, in the one grammar."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from tests.builders.projects import TestProject
from tests.builders.rows import insert, observation
from tests.builders.running_app import RunningApp
from tests.builders.runs import BEGAN, insert_run


@pytest.fixture
def api(project: TestProject) -> str:
    return f"/api/v1/projects/{project.id}"


@pytest.fixture
def experiment(client: httpx2.Client, running: RunningApp, project: TestProject) -> str:
    """Four items run twice; the first two are items of a dataset, the last one's first execution failed."""
    dataset = client.post("/api/public/v2/datasets", json={"name": "capitals"}).raise_for_status().json()["id"]
    for own_id, metadata in (("paris", {"region": {"continent": "Europe"}, "hops": 2}), ("beijing", {"region": "Asia"})):
        item = {"datasetName": "capitals", "id": own_id, "input": f"of {own_id}?", "expectedOutput": own_id, "metadata": metadata}
        client.post("/api/public/dataset-items", json=item).raise_for_status()
    tagged = {"tags": ["edge case"]}
    client.patch(f"/api/v1/projects/{project.id}/datasets/{dataset}/items/paris", json=tagged).raise_for_status()
    own_id = insert_run(
        running.engines.analytics, project.id, "run",
        {
            "right": {"paris": [1, 1], "beijing": [1, 0], "oslo": [0, 0], "rome": [1, 1]},
            "grade": {"paris": [0.9, 0.7], "beijing": [0.1, 0.9], "oslo": [0.2, 0.2], "rome": [1, 1]},
            "topic": {"paris": [1, 1], "beijing": [2, 1], "oslo": [2, 2], "rome": [3, 3]},
        },
        kinds={"right": "BOOLEAN", "topic": "CATEGORICAL"}, outputs={"oslo": "我不知道 the capital"},
        latency_ms={"paris": 100, "beijing": 2_500, "oslo": 100, "rome": 900},
        cost_usd={"paris": 0.001, "beijing": 0.02, "oslo": 0.001, "rome": 0.001},
    )  # fmt: skip
    trace = f"{own_id}-rome-0"
    failing = observation(
        project.id, trace, f"{trace}-tool", parent_id=f"{trace}-root", start_time=BEGAN, level="ERROR", experiment_id=own_id,
        experiment_name="run", experiment_item_id="rome", experiment_item_root_observation_id=f"{trace}-root",
    )  # fmt: skip
    insert(running.engines.analytics, "observations", [failing])
    return own_id


@pytest.mark.parametrize(
    ("filter_", "found"),
    [
        ("score.grade:>=0.5", {"paris", "beijing", "rome"}),
        ("score.grade:<0.5", {"oslo"}),
        ("score.right:false", {"beijing", "oslo"}),
        ('score.topic:"topic 2"', {"beijing", "oslo"}),
        ('-score.topic:"topic 2" has:score.grade', {"paris", "rome"}),
        ('tag:"edge case"', {"paris"}),
        ("metadata.region.continent:Europe OR metadata.region:Asia", {"paris", "beijing"}),
        ("metadata.hops:>1", {"paris"}),
        ("output:capital", {"oslo"}),
        ("不知道", {"oslo"}),
        ("expected:*beijing*", {"beijing"}),
        ("failed:true", {"rome"}),
        ("latency:>1s", {"beijing"}),
        ("cost:>0.01 repetitions:2", {"beijing"}),
        ("item:(oslo OR rome) NOT failed:yes", {"oslo"}),
    ],
)
def test_items_of_a_run_are_found_by(client: httpx2.Client, api: str, experiment: str, filter_: str, found: set[str]) -> None:
    page = client.get(f"{api}/experiments/{experiment}/items", params={"filter": filter_}).raise_for_status().json()
    assert ({row["item_id"] for row in page["data"]}, page["total"]) == (found, len(found))


def test_a_filter_that_items_do_not_know_is_refused_at_the_word(client: httpx2.Client, api: str, experiment: str) -> None:
    refused = client.get(f"{api}/experiments/{experiment}/items", params={"filter": "cost:>0 outptu:x"})
    error: dict[str, Any] = refused.json()["error"]
    assert refused.status_code == 400
    assert "no field outptu" in error["message"]
    assert error["detail"]["start"] == len("cost:>0 ")


def test_the_fields_of_the_filter_can_be_asked_for(client: httpx2.Client, api: str) -> None:
    fields = client.get(f"{api}/experiment-item-fields").raise_for_status().json()["data"]
    assert {"scores", "failed", "latency", "cost", "tags", "metadata", "output", "expected_output"} <= {
        one["name"] for one in fields
    }
