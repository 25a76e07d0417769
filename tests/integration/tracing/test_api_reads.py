"""What the web app asks about traces and observations."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import httpx2
import pytest

from tests.builders.projects import TestProject, create_project
from tests.builders.rows import NOW, insert, observation, score, trace_row
from tests.builders.running_app import RunningApp


@pytest.fixture
def filled(running: RunningApp, project: TestProject) -> TestProject:
    """Twelve traces, a minute apart, of a root and a generation; every third has an error, trace 5 speaks Chinese."""
    rows: list[dict[str, Any]] = []
    for n in range(12):
        at = NOW - timedelta(minutes=n)
        own: dict[str, Any] = {
            "user_id": f"user-{n % 2}",
            "session_id": f"session-{n // 6}",
            "trace_name": "chat",
            "tags": ["odd"] if n % 2 else [],
        }
        rows.append(
            observation(
                project.id,
                f"t{n}",
                f"r{n}",
                name="agent",
                start_time=at,
                input="用户想要退款" if n == 5 else f"question {n}",
                **own,
            )
        )
        rows.append(
            observation(
                project.id,
                f"t{n}",
                f"g{n}",
                parent_id=f"r{n}",
                type="GENERATION",
                name="llm",
                start_time=at + timedelta(seconds=n),
                model="gpt-4o" if n % 2 else "o3",
                level="ERROR" if n % 3 == 0 else "DEFAULT",
                total_cost=Decimal(n) / 100,
                cost={"input": Decimal(n) / 100},
                usage={"input": float(n), "output": 1.0},
                output=f"Answer number {n} mentions refund_policy",
                metadata={"thread": f'"th-{n}"'},
                **own,
            )
        )
    insert(running.engines.analytics, "observations", rows)
    insert(
        running.engines.analytics,
        "scores",
        [score(project.id, "s1", "quality", 0.9, trace_id="t3"), score(project.id, "s2", "quality", 0.1, trace_id="t4")],
    )
    return project


def _get(client: httpx2.Client, project: TestProject, path: str, **parameters: Any) -> Any:
    answer = client.get(f"/api/v1/projects/{project.id}/{path}", params={k.rstrip("_"): v for k, v in parameters.items()})
    assert answer.status_code == 200, answer.text
    return answer.json()


def _walk(client: httpx2.Client, project: TestProject, path: str, **parameters: Any) -> list[str]:
    seen: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = _get(client, project, path, **parameters, **cursor)
        seen.extend(row["id"] for row in page["data"])
        if page["next_cursor"] is None:
            return seen
        cursor = {"cursor": page["next_cursor"]}


def test_pages_by_cursor_show_every_row_once_in_order(filled: TestProject, client: httpx2.Client) -> None:
    assert _walk(client, filled, "traces", limit=5) == [f"t{n}" for n in range(12)]
    assert len(_walk(client, filled, "observations", limit=7)) == 24
    assert _walk(client, filled, "traces", limit=5, order="total_cost.desc") == [f"t{n}" for n in range(11, -1, -1)]
    assert _walk(client, filled, "traces", limit=5, order="start_time.asc") == [f"t{n}" for n in range(11, -1, -1)]
    assert _walk(client, filled, "observations", limit=5, order="total_cost.asc", filter="type:GENERATION") == [
        f"g{n}" for n in range(12)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("level:ERROR", [0, 3, 6, 9]),
        ("level:ERROR user:user-1", [3, 9]),
        ("level:ERROR OR cost:>0.10", [0, 3, 6, 9, 11]),
        ("-level:ERROR cost:<0.03", [1, 2]),
        ("(model:o3 AND session:session-1) -tags:odd", [6, 8, 10]),
        ("退款", [5]),
        ("退款 user:user-1", [5]),
        ("想退", []),
        ('"number 7"', [7]),
        ("refund_policy latency:>8", [8, 9, 10, 11]),
        ("scores.quality:>0.5", [3]),
        ("has:scores", [3, 4]),
        ("metadata.thread:th-2", [2]),
        ("metadata.thread:*-1*", [1, 10, 11]),
        ("name:chat errors:0 start:>2026-11-20T11:57:30Z", [1, 2]),
        ("observation_name:llm input_tokens:11", [11]),
    ],
)
def test_traces_are_found_by_the_filter_grammar(
    filled: TestProject, client: httpx2.Client, text: str, expected: list[int]
) -> None:
    assert _walk(client, filled, "traces", limit=2, filter=text) == [f"t{n}" for n in expected]
    histogram = _get(client, filled, "counts/traces", filter=text, from_="2026-11-20T11:00:00Z", to="2026-11-20T12:30:00Z")
    assert histogram["total"] == len(expected)


def test_hits_are_highlighted(filled: TestProject, client: httpx2.Client) -> None:
    row = _get(client, filled, "traces", filter="退款")["data"][0]
    hit = row["highlights"][0]
    start, end = hit["ranges"][0]
    assert (hit["field"], hit["text"][start:end]) == ("input", "退款")
    found = _get(client, filled, "observations", filter='"NUMBER 7"')["data"]
    assert [o["id"] for o in found] == ["g7"]
    start, end = found[0]["highlights"][0]["ranges"][0]
    assert found[0]["highlights"][0]["text"][start:end] == "number 7"


def test_a_mistake_in_the_filter_is_explained_at_the_token(filled: TestProject, client: httpx2.Client) -> None:
    answer = client.get(f"/api/v1/projects/{filled.id}/traces", params={"filter": "user:x levle:ERROR"})
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert error["code"] == "invalid_filter"
    assert error["detail"] == {
        "start": 7,
        "end": 12,
        "problem": "Traces have no field levle.",
        "suggestion": "Did you mean level?",
    }


def test_a_trace_page_has_header_tree_detail_and_log(filled: TestProject, client: httpx2.Client) -> None:
    header = _get(client, filled, "traces/t3")
    assert (header["name"], header["observation_count"], header["error_count"]) == ("chat", 2, 1)
    assert header["score_list"][0]["value"] == 0.9
    tree = _get(client, filled, "traces/t3/tree")
    assert tree["id"] == ["r3", "g3"]
    assert tree["parent"] == [-1, 0]
    assert tree["depth"] == [0, 1]
    assert tree["start_us"] == [0, 3_000_000]
    assert [tree["types"][code] for code in tree["type"]] == ["SPAN", "GENERATION"]
    detail = _get(client, filled, "traces/t3/observations/g3")
    assert detail["metadata"] == {"thread": "th-3"}
    assert detail["output"]["text"].startswith("Answer number 3")
    assert detail["output"]["truncated"] is False
    piece = _get(client, filled, "traces/t3/observations/g3/output", start=7, length=6)
    assert piece == {"text": "number", "start": 7, "total": 38, "truncated": True}
    assert [step["id"] for step in _get(client, filled, "traces/t3/log")["data"]] == ["r3", "g3"]
    assert [hit["id"] for hit in _get(client, filled, "traces/t3/search", filter="level:ERROR")["data"]] == ["g3"]
    assert client.get(f"/api/v1/projects/{filled.id}/traces/none").status_code == 404


def test_a_trace_that_speaks_for_itself_is_read_like_a_step(
    running: RunningApp, project: TestProject, client: httpx2.Client
) -> None:
    said: dict[str, Any] = {"input": "asked of the trace", "output": "answered", "metadata": {"plan": '"pro"'}}
    rows = [
        trace_row(project.id, "alone", **said),
        trace_row(project.id, "silent"),
        trace_row(project.id, "repeated", input="the same"),
        observation(project.id, "repeated", "repeated-root", input="the same", output="more"),
        trace_row(project.id, "other", **said),
        observation(project.id, "other", "other-root", input="the same", output="answered"),
    ]
    insert(running.engines.analytics, "observations", rows)
    insert(running.engines.analytics, "scores", [score(project.id, "s-alone", "good", 1.0, trace_id="alone")])
    own = {name: _get(client, project, f"traces/{name}")["own_step_id"] for name in ("alone", "silent", "repeated", "other")}
    assert own == {"alone": "t-alone", "silent": "t-silent", "repeated": None, "other": "t-other"}
    tree = _get(client, project, "traces/alone/tree")
    assert (tree["total"], tree["id"], tree["scores"][0]["name"]) == (0, [], "good")
    detail = _get(client, project, "traces/alone/observations/t-alone")
    assert (detail["type"], detail["input"]["text"], detail["metadata"]) == ("TRACE", "asked of the trace", {"plan": "pro"})
    assert [one["name"] for one in detail["score_list"]] == ["good"]
    assert _get(client, project, "traces/alone/observations/t-alone/output", start=3, length=3)["text"] == "wer"
    assert _get(client, project, "traces/alone/log")["data"] == []
    assert {row["id"] for row in _get(client, project, "observations")["data"]} == {"other-root", "repeated-root"}


def test_tagging_and_deleting_many_traces(filled: TestProject, client: httpx2.Client) -> None:
    base = f"/api/v1/projects/{filled.id}/traces"
    changed = client.post(f"{base}/change", json={"trace_ids": ["t1", "t2", "nope"], "add_tags": ["reviewed"]})
    assert changed.json() == {"count": 2}
    assert _walk(client, filled, "traces", filter="tags:reviewed") == ["t1", "t2"]
    assert client.patch(f"{base}/t1", json={"bookmarked": True}).json()["tags"] == ["odd", "reviewed"]
    assert _walk(client, filled, "traces", filter="bookmarked:true") == ["t1"]
    assert client.post(f"{base}/delete", json={"trace_ids": ["t1", "t2"]}).json() == {"count": 2}
    assert _walk(client, filled, "traces", limit=3) == ["t0", *[f"t{n}" for n in range(3, 12)]]


def test_a_trace_of_fifty_thousand_observations_opens(running: RunningApp, project: TestProject, client: httpx2.Client) -> None:
    running.engines.analytics.execute(
        "INSERT INTO observations (project_id, trace_id, id, parent_id, type, name, start_time, end_time, level, row_version)"
        " SELECT {p:String}, 'big', toString(number), if(number = 0, '', toString(intDiv(number - 1, 10))), 'SPAN', 'step',"
        " toDateTime64('2026-11-20 12:00:00', 6, 'UTC') + toIntervalMicrosecond(number), now64(6), 'DEFAULT', 1 FROM numbers(50000)",
        {"p": project.id},
    )
    tree = _get(client, project, "traces/big/tree")
    assert tree["total"] == len(tree["id"]) == 50_000
    assert tree["parent"][0] == -1
    assert all(parent < place for place, parent in enumerate(tree["parent"]))
    part = _get(client, project, "traces/big/tree", offset=10, limit=5)
    assert part["id"] == tree["id"][10:15]
    assert part["parent"] == tree["parent"][10:15]


def test_an_input_of_five_megabytes_shows_a_bounded_preview(
    running: RunningApp, project: TestProject, client: httpx2.Client
) -> None:
    insert(
        running.engines.analytics,
        "observations",
        [observation(project.id, "t", "o", input="字" * 1_700_000), trace_row(project.id, "t")],
    )
    row = _get(client, project, "observations")["data"][0]
    assert len(row["input_preview"]) == 300
    detail = _get(client, project, "traces/t/observations/o")
    assert len(detail["input"]["text"]) == 100_000
    assert detail["input"]["total"] == 1_700_000


def test_nothing_is_shown_to_another_project(running: RunningApp, filled: TestProject) -> None:
    other = create_project(running)
    with other.client() as stranger:
        assert _get(stranger, other, "traces")["data"] == []
        assert stranger.get(f"/api/v1/projects/{filled.id}/traces").status_code in (403, 404)
        assert stranger.get(f"/api/v1/projects/{other.id}/traces/t3/tree").status_code == 404
