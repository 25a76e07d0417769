"""The tracing table's own reads over /api/v1: pages, facets, counts over time, fields and keys."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import httpx2
import pyarrow.parquet as pq
import pytest

from tests.builders.projects import TestProject, create_project
from tests.builders.rows import NOW, insert, observation, score, trace_row
from tests.builders.running_app import RunningApp

WINDOW = {"from": (NOW - timedelta(hours=3)).isoformat(), "to": (NOW + timedelta(hours=1)).isoformat()}


@pytest.fixture
def filled(running: RunningApp, project: TestProject) -> TestProject:
    """t1 failed in its generation and costs, t2 has a TRACE row, t3 is an hour older and in staging."""
    insert(
        running.engines.analytics,
        "observations",
        [
            observation(project.id, "t1", "o1", trace_name="chat", tags=["a", "b"], user_id="ann", metadata={"region": '"eu"'},
                        input="where is my order", output="on its way"),
            observation(
                project.id, "t1", "o2", type="GENERATION", parent_id="o1", model="gpt-4o", level="ERROR", trace_name="chat",
                tags=["a", "b"], user_id="ann", start_time=NOW + timedelta(milliseconds=100),
                usage={"input": 10.0, "output": 3.0}, cost={"input": "0.01", "output": "0.02"}, total_cost=Decimal("0.03"),
                metadata={"region": '"eu"', "tier": '"gold"'},
            ),
            trace_row(project.id, "t2", trace_name="own", start_time=NOW + timedelta(seconds=5)),
            observation(project.id, "t2", "o3", start_time=NOW + timedelta(seconds=5), trace_name="own", tags=["b"]),
            observation(project.id, "t3", "o4", start_time=NOW - timedelta(hours=1), environment="staging"),
        ],
    )  # fmt: skip
    insert(
        running.engines.analytics,
        "scores",
        [
            score(project.id, "sc1", "quality", 0.9, trace_id="t1"),
            score(
                project.id, "sc2", "tone", None, trace_id="t1", observation_id="o2", data_type="CATEGORICAL", string_value="kind"
            ),
        ],
    )
    return project


def get(client: httpx2.Client, project: TestProject, path: str, **params: Any) -> Any:
    answer = client.get(f"/api/v1/projects/{project.id}/{path}", params={**WINDOW, **params})
    assert answer.status_code == 200, answer.text
    return answer.json()


def values(answer: Any) -> dict[str, dict[str, int]]:
    return {facet["field"]: {one["value"]: one["count"] for one in facet["values"]} for facet in answer["data"]}


def test_traces_come_newest_first_with_totals_and_scores(filled: TestProject, client: httpx2.Client) -> None:
    rows = get(client, filled, "traces")["data"]
    assert [row["id"] for row in rows] == ["t2", "t1", "t3"]
    first = rows[1]
    assert (first["name"], first["level"], first["error_count"], first["observation_count"]) == ("chat", "ERROR", 1, 2)
    assert (first["cost_usd"], first["total_tokens"], first["models"]) == (0.03, 13, ["gpt-4o"])
    assert first["latency_ms"] == 1100
    assert first["scores"] == [{"name": "quality", "data_type": "NUMERIC", "value": 0.9, "text": None}]
    assert first["metadata_preview"] == '{"region": "eu"}'
    assert rows[0]["cost_usd"] is None


def test_observations_come_newest_first_with_their_own_scores(filled: TestProject, client: httpx2.Client) -> None:
    rows = get(client, filled, "observations")["data"]
    assert [row["id"] for row in rows] == ["o3", "o2", "o1", "o4"]
    assert (rows[1]["cost_usd"], rows[1]["input_tokens"], rows[1]["tokens_per_second"]) == (0.03, 10, 3)
    assert [found["text"] for found in rows[1]["scores"]] == ["kind"]
    assert (rows[2]["cost_usd"], rows[2]["total_tokens"]) == (None, None)


@pytest.mark.parametrize("subject", ["traces", "observations"])
def test_pages_follow_one_another_without_gap_or_overlap(filled: TestProject, client: httpx2.Client, subject: str) -> None:
    whole = [row["id"] for row in get(client, filled, subject)["data"]]
    seen: list[str] = []
    cursor = ""
    while True:
        page = get(client, filled, subject, limit=1, cursor=cursor)
        seen += [row["id"] for row in page["data"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == whole


def test_a_filter_with_or_and_a_score_finds_its_traces(filled: TestProject, client: httpx2.Client) -> None:
    rows = get(client, filled, "traces", filter="(scores.quality:>0.8 OR environment:staging) -tags:zzz")["data"]
    assert [row["id"] for row in rows] == ["t1", "t3"]


def test_a_wrong_filter_says_where(filled: TestProject, client: httpx2.Client) -> None:
    answer = client.get(f"/api/v1/projects/{filled.id}/traces", params={"filter": "level:ERROR levle:x"})
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert error["code"] == "invalid_filter"
    assert (error["detail"]["start"], error["detail"]["suggestion"] != "") == (12, True)


def test_facets_of_traces_count_traces(filled: TestProject, client: httpx2.Client) -> None:
    found = values(get(client, filled, "facets/traces", fields=["environment", "tags", "level", "model", "name", "user_id"]))
    assert found["environment"] == {"default": 2, "staging": 1}
    assert found["tags"] == {"b": 2, "a": 1}
    assert found["level"] == {"DEFAULT": 3, "ERROR": 1}
    assert found["model"] == {"gpt-4o": 1}
    assert found["user_id"] == {"ann": 1}


def test_facets_of_observations_count_observations(filled: TestProject, client: httpx2.Client) -> None:
    found = values(get(client, filled, "facets/observations", fields=["type", "tags", "is_root"]))
    assert found["type"] == {"SPAN": 3, "GENERATION": 1}
    assert found["tags"] == {"b": 3, "a": 2}
    assert found["is_root"] == {"true": 3, "false": 1}


def test_values_that_are_equally_frequent_stand_by_name(running: RunningApp, project: TestProject, client: httpx2.Client) -> None:
    users = [f"user-{n}" for n in (7, 2, 9, 4, 1, 8)]
    rows = [observation(project.id, f"t-{user}", f"o-{user}", user_id=user) for user in users]
    insert(running.engines.analytics, "observations", rows)
    assert list(values(get(client, project, "facets/traces", fields=["user_id"]))["user_id"]) == sorted(users)


def test_many_different_values_are_counted_exactly(running: RunningApp, project: TestProject, client: httpx2.Client) -> None:
    rows = [observation(project.id, f"t{n}", "o", user_id=f"user-{n * 11 % 20_000}") for n in range(20_000)]
    again = {f"user-{n}" for n in range(0, 300, 3)}
    rows += [observation(project.id, f"again-{user}", "o", user_id=user) for user in again]
    insert(running.engines.analytics, "observations", rows)
    (facet,) = get(client, project, "facets/traces", fields=["user"], limit=200)["data"]
    assert {one["value"]: one["count"] for one in facet["values"] if one["count"] > 1} == dict.fromkeys(again, 2)
    assert {one["error_bound"] for one in facet["values"]} == {0}


def test_a_choice_in_a_facet_narrows_the_others_and_not_itself(filled: TestProject, client: httpx2.Client) -> None:
    found = values(get(client, filled, "facets/observations", fields=["level", "environment"], filter="level:ERROR"))
    assert found["level"] == {"DEFAULT": 3, "ERROR": 1}
    assert found["environment"] == {"default": 1}


def test_values_of_a_facet_can_be_searched_in_any_case(filled: TestProject, client: httpx2.Client) -> None:
    found = values(get(client, filled, "facets/traces", fields=["name", "tags"], containing="CHA"))
    assert found == {"name": {"chat": 1}, "tags": {}}


def test_counts_over_time_add_up(filled: TestProject, client: httpx2.Client) -> None:
    traces = get(client, filled, "counts/traces", buckets=4)
    assert (traces["bucket_seconds"], traces["total"]) == (3600, 3)
    assert [(one["count"], one["errors"]) for one in traces["data"]] == [(1, 0), (2, 1)]
    assert get(client, filled, "counts/observations", filter="type:GENERATION")["total"] == 1


def test_keys_inside_metadata_and_names_of_scores_are_offered(filled: TestProject, client: httpx2.Client) -> None:
    assert [one["value"] for one in get(client, filled, "filter-keys/metadata")["data"]] == ["region", "tier"]
    assert [one["value"] for one in get(client, filled, "filter-keys/metadata", prefix="T")["data"]] == ["tier"]
    assert [one["value"] for one in get(client, filled, "filter-keys/scores")["data"]] == ["quality", "tone"]


def test_fields_say_their_kind_and_options(project: TestProject, client: httpx2.Client) -> None:
    fields = {field["name"]: field for field in get(client, project, "filter-fields/observations")["data"]}
    assert fields["level"]["options"] == ["DEBUG", "DEFAULT", "WARNING", "ERROR"]
    assert (fields["latency"]["kind"], "duration" in fields["latency"]["aliases"]) == ("duration", True)


@pytest.mark.parametrize("path", ["traces", "observations", "counts/traces", "facets/traces?fields=name", "filter-keys/metadata"])
def test_the_rows_of_another_project_are_not_seen(
    filled: TestProject, running: RunningApp, client: httpx2.Client, path: str
) -> None:
    other = create_project(running)
    assert client.get(f"/api/v1/projects/{other.id}/{path}").status_code in (403, 404)
    with other.client() as theirs:
        answer = theirs.get(f"/api/v1/projects/{other.id}/{path}")
        assert answer.status_code == 200
        assert not any(row.get("values", True) for row in answer.json()["data"])


def export(client: httpx2.Client, project: TestProject, subject: str, **params: str) -> bytes:
    answer = client.get(f"/api/v1/projects/{project.id}/exports/{subject}", params={**WINDOW, **params})
    assert answer.status_code == 200, answer.text
    return answer.content


def test_an_export_holds_whole_rows_of_what_the_filter_finds(filled: TestProject, client: httpx2.Client) -> None:
    lines = export(client, filled, "observations", format="jsonl", filter="user_id:ann").decode().splitlines()
    rows = [json.loads(line) for line in lines]
    assert [row["id"] for row in rows] == ["o2", "o1"]
    assert (rows[1]["input"], rows[1]["metadata"]) == ("where is my order", '{"region": "eu"}')
    assert rows[0]["cost_usd"] == 0.03


def test_an_export_to_csv_disarms_formulas(running: RunningApp, project: TestProject, client: httpx2.Client) -> None:
    insert(running.engines.analytics, "observations", [observation(project.id, "t1", "o1", input='=HYPERLINK("x")')])
    rows = list(csv.DictReader(io.StringIO(export(client, project, "traces", format="csv").decode("utf-8-sig"))))
    assert [row["input"] for row in rows] == ['\'=HYPERLINK("x")']


def test_an_export_to_parquet_reads_back(filled: TestProject, client: httpx2.Client) -> None:
    table = pq.read_table(io.BytesIO(export(client, filled, "traces", format="parquet")))
    assert table.column("id").to_pylist() == ["t2", "t1", "t3"]
    assert table.column("total_tokens").to_pylist() == [0, 13, 0]


def test_an_export_holds_money_to_the_last_digit(running: RunningApp, project: TestProject, client: httpx2.Client) -> None:
    """No binary fraction has these digits: on its way through one, 0.1 + 0.2 would become another amount."""
    amounts = {"input": Decimal("0.100000000000000001"), "output": Decimal("0.2")}
    total = sum(amounts.values(), Decimal(0))
    insert(running.engines.analytics, "observations", [observation(project.id, "t1", "o1", cost=amounts, total_cost=total)])
    for subject in ("traces", "observations"):
        line = export(client, project, subject, format="jsonl").decode()
        exact = json.loads(line, parse_float=Decimal)
        row = next(csv.DictReader(io.StringIO(export(client, project, subject, format="csv").decode("utf-8-sig"))))
        table = pq.read_table(io.BytesIO(export(client, project, subject, format="parquet")))
        for name, amount in {"cost_usd": total, "input_cost_usd": amounts["input"], "output_cost_usd": amounts["output"]}.items():
            assert exact[name] == amount
            assert Decimal(row[name]) == amount
            assert table.column(name).to_pylist() == [amount]


def test_facets_of_sessions_and_users_count_groups_and_not_their_rows(
    running: RunningApp, project: TestProject, client: httpx2.Client
) -> None:
    rows = [
        observation(project.id, f"t{n}", f"o{n}", session_id=session, user_id="ann", environment=environment, tags=["x"])
        for n, (session, environment) in enumerate([("s1", "staging"), ("s1", "staging"), ("s2", "production"), ("", "staging")])
    ]
    insert(running.engines.analytics, "observations", rows)
    sessions = values(get(client, project, "facets/sessions", fields=["environment", "users", "tags"]))
    assert sessions == {"environment": {"staging": 1, "production": 1}, "users": {"ann": 2}, "tags": {"x": 2}}
    narrowed = values(get(client, project, "facets/sessions", fields=["environment", "tags"], filter="environment:staging"))
    assert narrowed == {"environment": {"staging": 1, "production": 1}, "tags": {"x": 1}}
    users = values(get(client, project, "facets/users", fields=["environment"]))
    assert set(users["environment"]) == {"staging", "production"}


def test_facets_of_scores_count_scores(filled: TestProject, client: httpx2.Client) -> None:
    found = values(get(client, filled, "facets/scores", fields=["name", "data_type", "level"]))
    assert found == {
        "name": {"quality": 1, "tone": 1},
        "data_type": {"NUMERIC": 1, "CATEGORICAL": 1},
        "level": {"TRACE": 1, "OBSERVATION": 1},
    }
    narrowed = values(get(client, filled, "facets/scores", fields=["name", "level"], filter="name:tone"))
    assert narrowed == {"name": {"quality": 1, "tone": 1}, "level": {"OBSERVATION": 1}}


def test_costs_are_added_up_exactly(running: RunningApp, project: TestProject, client: httpx2.Client) -> None:
    tenth = Decimal("0.1")
    columns = {"cost": [("input", tenth), ("output", tenth)], "total_cost": tenth + tenth}
    rows = [observation(project.id, "t1", f"o{n}", **columns) for n in range(10)]
    insert(running.engines.analytics, "observations", rows)
    assert sum([0.1] * 10) != 1.0  # as floating point does it
    for text in ("input_cost:1", "output_cost:1", "cost:2"):
        (row,) = get(client, project, "traces", filter=text)["data"]
        assert (row["input_cost_usd"], row["output_cost_usd"], row["cost_usd"]) == (1.0, 1.0, 2.0)
