"""Scores hold ids of what judged them; tables, facets, exports and analysis tell what these are called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from lumetra.domain.access import Role
from lumetra.domain.ids import new_id
from tests.builders.people import sign_in_member
from tests.builders.projects import TestProject, create_project
from tests.builders.rows import NOW, insert, observation, score
from tests.builders.running_app import RunningApp

WINDOW = {"from": (NOW - timedelta(days=1)).isoformat(), "to": (NOW + timedelta(days=1)).isoformat()}
CHECK = {"kind": "check", "check": "length", "parameters": {"maximum": 100}}


@dataclass
class Judged:
    """A project whose scores name an evaluator, a rule, a queue, an experiment, a person, and an evaluator that is gone."""

    api: str
    client: httpx2.Client
    ids: dict[str, str]

    def facet(self, field: str, **parameters: str) -> list[tuple[str, int, str | None]]:
        asked = {"fields": [field], **WINDOW, **parameters}
        [facet] = self.client.get(f"{self.api}/facets/scores", params=asked).raise_for_status().json()["data"]
        return [(one["value"], one["count"], one["label"]) for one in facet["values"]]

    def rows(self, **parameters: str) -> dict[str, dict[str, Any]]:
        found = self.client.get(f"{self.api}/scores", params=parameters).raise_for_status().json()["data"]
        return {row["id"]: row for row in found}


@pytest.fixture
def judged(running: RunningApp, project: TestProject, client: httpx2.Client) -> Judged:
    api = f"/api/v1/projects/{project.id}"

    def make(path: str, **body: Any) -> dict[str, Any]:
        return client.post(f"{api}/{path}", json=body).raise_for_status().json()

    evaluator = make("evaluators", name="Apologies", content=CHECK)["evaluator"]["id"]
    rule = make("evaluation-rules", name="Every answer", evaluators=[{"evaluator_id": evaluator}])["id"]
    config = make("score-configs", name="mood", data_type="NUMERIC")["id"]
    queue = make("annotation-queues", name="Doubtful ones", score_config_ids=[config])["id"]
    with sign_in_member(running, project, Role.MEMBER) as member:
        author = member.headers["X-Test-User"]
    experiment, gone = new_id(), new_id()
    run: dict[str, Any] = {"experiment_id": experiment, "experiment_name": "Shorter prompt", "experiment_item_id": "i"}
    insert(running.engines.analytics, "observations", [observation(project.id, "t1", "o1", **run)])
    rows = [
        score(project.id, "s1", "mood", 1.0, trace_id="t1", evaluator_id=evaluator, rule_id=rule),
        score(project.id, "s2", "mood", 0.0, trace_id="t1", evaluator_id=evaluator, config_id=config),
        score(project.id, "s3", "mood", 0.5, trace_id="t1", evaluator_id=gone, rule_id=gone),
        score(project.id, "s4", "mood", 0.5, experiment_id=experiment, author_user_id=author, queue_id=queue),
        score(project.id, "s5", "mood", 0.5, experiment_id=gone, author_user_id="somebody"),
    ]
    insert(running.engines.analytics, "scores", [{**row, "timestamp": NOW} for row in rows])
    ids = {"evaluator": evaluator, "rule": rule, "config": config, "queue": queue, "author": author}
    return Judged(api, client, {**ids, "experiment": experiment, "gone": gone})


def test_rows_tell_what_their_ids_are_called_and_null_for_what_is_gone(judged: Judged) -> None:
    rows = judged.rows()
    assert (rows["s1"]["evaluator_name"], rows["s1"]["rule_name"]) == ("Apologies", "Every answer")
    assert (rows["s2"]["rule_id"], rows["s2"]["rule_name"]) == ("", None)
    assert (rows["s3"]["evaluator_id"], rows["s3"]["evaluator_name"]) == (judged.ids["gone"], None)
    assert (rows["s4"]["experiment_name"], rows["s4"]["queue_name"]) == ("Shorter prompt", "Doubtful ones")
    assert rows["s4"]["author_name"] == Role.MEMBER.value.title()
    assert (rows["s5"]["experiment_name"], rows["s5"]["author_name"]) == (None, None)


def test_a_deleted_evaluator_and_experiment_lose_their_names(judged: Judged) -> None:
    judged.client.delete(f"{judged.api}/evaluators/{judged.ids['evaluator']}").raise_for_status()
    judged.client.delete(f"{judged.api}/experiments/{judged.ids['experiment']}").raise_for_status()
    rows = judged.rows()
    assert (rows["s1"]["evaluator_name"], rows["s4"]["experiment_name"]) == (None, None)
    assert judged.facet("evaluator_id")[0] == (judged.ids["evaluator"], 2, None)


def test_facets_tell_names_and_are_searched_by_them(judged: Judged) -> None:
    ids = judged.ids
    assert judged.facet("evaluator_id") == [(ids["evaluator"], 2, "Apologies"), (ids["gone"], 1, None)]
    assert judged.facet("rule", containing="EVERY") == [(ids["rule"], 1, "Every answer")]
    assert judged.facet("experiment_id", containing=ids["gone"][:30]) == [(ids["gone"], 1, None)]
    assert judged.facet("queue_id") == [(ids["queue"], 1, "Doubtful ones")]
    assert judged.facet("config_id") == [(ids["config"], 1, "mood")]
    assert (ids["author"], 1, Role.MEMBER.value.title()) in judged.facet("author_user_id")


def test_a_facet_names_what_the_filter_asks_for_even_when_nothing_has_it(judged: Judged) -> None:
    text = f"evaluator:{judged.ids['evaluator']} value:>0.9 -rule:{judged.ids['rule']}"
    assert judged.facet("evaluator_id", filter=text) == [(judged.ids["evaluator"], 0, "Apologies")]
    assert judged.facet("rule_id", filter=text) == [(judged.ids["rule"], 1, "Every answer")]


def test_fields_say_that_their_values_have_names(judged: Judged) -> None:
    fields = judged.client.get(f"{judged.api}/filter-fields/scores").json()["data"]
    assert {one["name"] for one in fields if one["is_named"]} == {
        *("evaluator_id", "rule_id", "experiment_id", "queue_id", "config_id", "author_user_id")
    }


def test_an_export_holds_the_names_beside_the_ids(judged: Judged) -> None:
    answer = judged.client.get(f"{judged.api}/scores/export", params={"format": "csv", "filter": "value:1", **WINDOW})
    head, row = answer.text.lstrip("\ufeff").splitlines()
    named = dict(zip(head.split(","), row.split(","), strict=False))
    assert (named["evaluator_name"], named["rule_name"]) == ("Apologies", "Every answer")


def test_scores_by_evaluator_are_told_by_its_name(judged: Judged) -> None:
    asked = {"name": "mood", "data_type": "NUMERIC", "dimension": "evaluator", **WINDOW}
    groups = judged.client.get(f"{judged.api}/score-analytics/by", params=asked).raise_for_status().json()["data"]
    assert {(one["key"], one["name"]) for one in groups} == {
        (judged.ids["evaluator"], "Apologies"),
        (judged.ids["gone"], None),
        ("", None),
    }


def test_names_of_another_project_stay_there(running: RunningApp, judged: Judged) -> None:
    other = create_project(running)
    own = {"trace_id": "t9", "evaluator_id": judged.ids["evaluator"], "author_user_id": judged.ids["author"]}
    insert(running.engines.analytics, "scores", [score(other.id, "s9", "mood", 1.0, **own)])
    with other.client() as client:
        [row] = client.get(f"/api/v1/projects/{other.id}/scores").json()["data"]
    assert (row["evaluator_name"], row["author_name"]) == (None, None)
