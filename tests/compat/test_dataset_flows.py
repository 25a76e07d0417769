"""Datasets and experiments with every major of the official SDKs, unchanged."""

from __future__ import annotations

from typing import Any

import pytest

from lumetra.domain.dataset import experiment_id
from tests.builders.projects import TestProject
from tests.compat.environments import Environment, using

pytestmark = [pytest.mark.compat, pytest.mark.timeout(300, func_only=True)]


def computed_id(project: TestProject) -> str:
    with project.client() as client:
        dataset = client.get("/api/public/v2/datasets/folder%2Fcapitals").raise_for_status().json()
    return experiment_id(project.id, dataset["id"], "run-1")


def assert_links_became_a_run(facts: dict[str, Any], prefix: str) -> None:
    assert facts["dataset"] == {"description": "d", "metadata": {"k": 1}}
    assert {own_id: item[:2] for own_id, item in facts["items"].items()} == {
        f"{prefix}-France": [{"country": "France"}, "Paris"],
        f"{prefix}-Chile": [{"country": "Chile"}, "Santiago"],
    }
    assert facts["run"] == {"description": "first", "metadata": {"model": "m"}, "dataset": "folder/capitals"}
    assert facts["linked"] is True


@using("python-2")
def test_python_2_links_by_hand(sdk: Environment, project: TestProject) -> None:
    facts = sdk.run("datasets_python_2.py", project.langfuse_environ())
    assert_links_became_a_run(facts, "py2")
    assert facts["runs"] == ["by hand", "observed"]
    assert facts["single"]


@using("js-3")
def test_javascript_3_links_by_hand(sdk: Environment, project: TestProject) -> None:
    facts = sdk.run("datasets_js_3.mjs", project.langfuse_environ())
    assert_links_became_a_run(facts, "js3")
    assert facts["runs"] == ["by hand"]


@using("python-3", "python-4", "python-5")
def test_python_3_to_5_run_experiments(sdk: Environment, project: TestProject) -> None:
    facts = sdk.run("datasets_python.py", project.langfuse_environ())
    assert (facts["items"], facts["local"]) == (3, 1)
    assert facts["results"]["py-France"] == {"exact": 1.0, "tone": "neutral", "short": True}
    assert facts["results"]["py-Peru"]["exact"] == 0.0
    assert facts["accuracy"] == [pytest.approx(1 / 3)]
    assert facts["batch"] >= 2
    assert facts["experiment_id"] == computed_id(project)
    if sdk.major < 5:
        assert facts["run"]["description"] == "always Paris"
        assert facts["run"]["metadata"]["model"] == "gpt-4o"
        assert facts["run"]["id"] == facts["experiment_id"]
        assert "run-1" in facts["runs"]
    if "left" in facts:
        assert facts["left"] == [name for name in facts["runs"] if name != "by item.run"]
    if sdk.major > 3:
        assert_one_experiment(facts, "py", ["exact", "short", "tone"])


@using("js-4", "js-5")
def test_javascript_4_and_5_run_experiments(sdk: Environment, project: TestProject) -> None:
    facts = sdk.run("datasets_js.mjs", project.langfuse_environ())
    assert facts["results"]["js-France"] == {"exact": 1, "tone": "neutral"}
    assert facts["accuracy"] == [pytest.approx(1 / 3)]
    assert sorted(facts["runs"]) == ["by hand", "run-1"]
    assert facts["left"] == ["run-1"]
    assert facts["run"]["id"] == facts["experiment_id"] == computed_id(project)
    assert facts["run"]["description"] == "always Paris"
    if "experiments" in facts:
        assert_one_experiment(facts, "js", ["exact", "tone"])


def assert_one_experiment(facts: dict[str, Any], prefix: str, scores: list[str]) -> None:
    """What run items and what span attributes reported is one experiment, and each execution one row."""
    (found,) = facts["experiments"]
    assert (found["id"], found["items"]) == (facts["experiment_id"], 3)
    assert found["scores"] == {"accuracy": pytest.approx(1 / 3)}
    assert facts["rows"] == {
        f"{prefix}-France": ["Paris", "Paris", scores],
        f"{prefix}-Chile": ["Paris", "Santiago", scores],
        f"{prefix}-Peru": ["Paris", "Lima", scores],
    }
