"""What the page of a session shows of each turn: steps, filters about them, tools, system prompts."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import httpx2
import pytest

from tests.builders.projects import TestProject, create_project
from tests.builders.rows import NOW, insert, observation, score, trace_row
from tests.builders.running_app import RunningApp

PROMPT = '[{"role": "system", "content": "Be brief."}, {"role": "user", "content": "ask"}]'
TURNS = 4


@pytest.fixture
def chat(running: RunningApp, project: TestProject) -> TestProject:
    """Session s of four turns, a minute apart: a root, two calls of a model and a tool; turn 2 has no tool and fails."""
    rows: list[dict[str, Any]] = []
    for n in range(TURNS):
        start = NOW + timedelta(minutes=n)
        rows.append(trace_row(project.id, f"t{n}", start_time=start, session_id="s", input=f"ask {n}", output=f"say {n}"))
        calls = {"tool_calls": ['{"name": "weather", "arguments": {"city": "Bern"}}'], "tool_call_names": ["weather"]}
        price = {
            "total_cost": Decimal("0.25"),
            "cost": {"input": Decimal("0.1"), "output": Decimal("0.15")},
            "usage": {"output": 3.0},
        }
        made: list[tuple[int, dict[str, Any]]] = [
            (0, {"id": f"root{n}", "name": "turn"}),
            (1, {"id": f"plan{n}", "type": "GENERATION", "name": "plan", "input": PROMPT, "output": "call", **calls}),
            (2, {"id": f"tool{n}", "type": "TOOL", "name": "weather", "input": '{"city": "Bern"}', "output": "rain"}),
            (
                4,
                {"id": f"answer{n}", "type": "GENERATION", "name": "answer", "input": "x" * 9_000, "output": f"say {n}", **price},
            ),
        ]
        for second, columns in made:
            at = start + timedelta(seconds=second)
            level = "ERROR" if columns["id"] == "answer2" else "DEFAULT"
            if columns["id"] != "tool2":
                own = {**columns, "start_time": at, "end_time": at + timedelta(seconds=1), "session_id": "s", "level": level}
                rows.append(observation(project.id, f"t{n}", columns["id"], **own))
    insert(running.engines.analytics, "observations", rows)
    insert(running.engines.analytics, "scores", [score(project.id, "sc", "mood", 1.0, trace_id="t0", observation_id="answer0")])
    return project


@pytest.fixture
def read(chat: TestProject, client: httpx2.Client) -> Any:
    """Asks for the session with these parameters."""

    def ask(**parameters: Any) -> dict[str, Any]:
        answer = client.get(f"/api/v1/projects/{chat.id}/sessions/s", params=parameters)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return ask


def steps(turn: dict[str, Any]) -> list[str]:
    return [step["id"] for step in turn["steps"]]


def test_a_conversation_has_no_steps_unless_they_are_asked_for(read: Any) -> None:
    session = read()
    assert [(turn["number"], turn["steps"], turn["step_count"]) for turn in session["turns"]] == [
        (n, [], 0) for n in (1, 2, 3, 4)
    ]
    assert session["matches"] is None
    assert session["turns"][0]["system_source"] is None


@pytest.mark.parametrize(
    ("show", "first"),
    [
        ("all", ["root0", "plan0", "tool0", "answer0"]),
        ("content", ["plan0", "tool0", "answer0"]),
        ("first_llm", ["plan0"]),
        ("last_llm", ["answer0"]),
    ],
)
def test_each_way_to_show_a_turn_has_its_steps_in_order(read: Any, show: str, first: list[str]) -> None:
    session = read(show=show)
    assert steps(session["turns"][0]) == first
    assert len(session["turns"]) == TURNS


def test_a_step_says_what_went_in_and_out_and_is_cut_where_many_are_shown(read: Any) -> None:
    many = read(show="all")["turns"][0]["steps"]
    assert (many[2]["input"]["text"], many[2]["output"]["text"]) == ('{"city": "Bern"}', "rain")
    assert many[1]["tool_calls"] == [{"name": "weather", "arguments": {"city": "Bern"}}]
    assert (len(many[3]["input"]["text"]), many[3]["input"]["total"], many[3]["input"]["truncated"]) == (4_000, 9_000, True)
    assert [one["name"] for one in many[3]["scores"]] == ["mood"]
    assert many[3]["cost_usd"] == 0.25
    alone = read(show="last_llm")["turns"][0]["steps"][0]
    assert (len(alone["input"]["text"]), alone["input"]["truncated"]) == (9_000, False)


def test_a_filter_leaves_matching_turns_and_steps_and_says_how_many_of_all(read: Any) -> None:
    session = read(show="all", filter="type:TOOL")
    assert [(turn["number"], steps(turn)) for turn in session["turns"]] == [(1, ["tool0"]), (2, ["tool1"]), (4, ["tool3"])]
    assert session["matches"] == {"turns": 3, "steps": 3}
    assert (session["trace_count"], session["observation_count"]) == (4, 15)
    assert session["turns"][2]["gap_ms"] == 55_000  # since turn 3 ended, which is not shown
    failed = read(filter="level:ERROR")
    assert [(turn["id"], turn["step_count"], turn["steps"]) for turn in failed["turns"]] == [("t2", 1, [])]
    assert failed["matches"] == {"turns": 1, "steps": 1}


def test_the_last_call_of_a_model_is_the_last_that_the_filter_leaves(read: Any) -> None:
    session = read(show="last_llm", filter="name:plan OR name:weather")
    assert [steps(turn) for turn in session["turns"]] == [[f"plan{n}"] for n in range(TURNS)]
    assert session["matches"] == {"turns": TURNS, "steps": TURNS}


def test_a_filter_that_nothing_meets_still_tells_the_session(read: Any) -> None:
    session = read(filter="name:nobody")
    assert (session["turns"], session["matches"], session["trace_count"]) == ([], {"turns": 0, "steps": 0}, TURNS)


def test_a_wrong_filter_is_explained_at_its_token(chat: TestProject, client: httpx2.Client) -> None:
    answer = client.get(f"/api/v1/projects/{chat.id}/sessions/s", params={"filter": "colour:red"})
    assert answer.status_code == 400
    assert "colour" in answer.json()["error"]["message"]


def test_tools_and_system_prompts_come_with_a_conversation_when_asked_for(read: Any) -> None:
    session = read(tools="true", system="true")
    assert [steps(turn) for turn in session["turns"]] == [["plan0", "tool0"], ["plan1", "tool1"], ["plan2"], ["plan3", "tool3"]]
    assert {turn["system_source"]["text"] for turn in session["turns"]} == {PROMPT}


def test_pages_go_on_by_cursor_and_begin_anywhere(read: Any) -> None:
    first = read(limit=2, filter="type:TOOL")
    assert [turn["number"] for turn in first["turns"]] == [1, 2]
    rest = read(limit=2, filter="type:TOOL", cursor=first["next_cursor"])
    assert ([turn["number"] for turn in rest["turns"]], rest["next_cursor"]) == ([4], None)
    middle = read(limit=2, start=1)
    assert [turn["number"] for turn in middle["turns"]] == [2, 3]
    assert middle["turns"][0]["gap_ms"] == 55_000
    assert middle["trace_count"] == TURNS
    assert read(start=99)["turns"] == []


def test_a_turn_of_many_steps_shows_the_first_and_counts_them_all(
    running: RunningApp, project: TestProject, client: httpx2.Client
) -> None:
    start = NOW
    rows = [
        observation(project.id, "big", f"s{n:03}", start_time=start + timedelta(seconds=n), session_id="huge", input="in")
        for n in range(300)
    ]
    insert(running.engines.analytics, "observations", rows)
    turn = client.get(f"/api/v1/projects/{project.id}/sessions/huge", params={"show": "all"}).json()["turns"][0]
    assert (steps(turn), turn["step_count"]) == ([f"s{n:03}" for n in range(20)], 300)


def test_sessions_of_other_projects_stay_unknown(running: RunningApp, chat: TestProject) -> None:
    with create_project(running).client() as other:
        assert other.get(f"/api/v1/projects/{chat.id}/sessions/s", params={"show": "all"}).status_code in {403, 404}
