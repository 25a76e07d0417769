"""The filter means the same in SQL and in Python, and survives being written and read again."""

from __future__ import annotations

import json
import random
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lumetra.querylang import FilterError, check, evaluate, parse, to_sql, to_text
from lumetra.querylang.subjects import OBSERVATIONS
from lumetra.querylang.syntax import And, Comparison, Condition, FieldName, Has, Node, Not, Or, Value, Words, all_of
from lumetra.querylang.to_wire_filter import to_wire_filter
from lumetra.querylang.wire_filter import parse_wire_filter
from tests.builders.examples import examples
from tests.builders.projects import TestProject, create_project
from tests.builders.rows import NOW, insert, observation, score
from tests.builders.running_app import RunningApp

WORDS = ["refund", "Policy", "error_code", "café", "STRASSE", "straße", "退款", "退款政策说明", "返金ポリシー", "бот", "مرحبا", "😀", "a%b", "x_y", "1.5"]  # fmt: skip


def _text(rng: random.Random) -> str:
    return rng.choice([" ", ", ", "\\n", "，"]).join(rng.choices(WORDS, k=rng.randrange(0, 4)))


def _record(rng: random.Random, number: int, project_id: str) -> dict[str, Any]:
    start = NOW - timedelta(minutes=rng.randrange(0, 5000))
    usage = rng.choice(
        [{}, {"input": 10.0, "output": 5.0}, {"input": 700.0, "input_cached_tokens": 50.0, "output": 2.5, "total": 752.5}]
    )
    return observation(
        project_id,
        f"trace-{number % 20}",
        f"o-{number}",
        type=rng.choice(["SPAN", "GENERATION", "TOOL"]),
        name=rng.choice(["answer", "Retrieve docs", "tool*call", "检索"]),
        level=rng.choice(["DEBUG", "DEFAULT", "WARNING", "ERROR"]),
        status_message=rng.choice(["", "timeout after 30s", "Rate limit"]),
        start_time=start,
        end_time=rng.choice([None, start + timedelta(milliseconds=rng.randrange(0, 9000))]),
        parent_id=rng.choice(["", "o-0"]),
        user_id=rng.choice(["", "ann", "小明"]),
        tags=rng.sample(["prod", "beta", "Nightly"], k=rng.randrange(0, 3)),
        input=_text(rng),
        output=_text(rng),
        metadata=rng.choice(
            [{}, {"k": '"refund"'}, {"k": "12"}, {"a": '{"b": {"c": "Deep"}, "n": 3}'}, {"a.b": "true"}, {"k": "null"}]
        ),
        usage=usage,
        cost=rng.choice([{}, {"input": 0.5, "output": 1.25}]),
        total_cost=rng.choice([None, Decimal("1.75"), Decimal("0.000125")]),
        prompt_version=rng.choice([None, 1, 2]),
        bookmarked=rng.random() < 0.5,
        tool_call_names=rng.sample(["search", "calc"], k=rng.randrange(0, 3)),
    )


@pytest.fixture(scope="module")
def stored(running: RunningApp) -> tuple[TestProject, list[dict[str, Any]]]:
    """A project with records of every shape, and the same records as Python sees them."""
    project = create_project(running)
    rng = random.Random(7)
    records = [_record(rng, number, project.id) for number in range(120)]
    scores = [
        score(project.id, f"s-{n}", rng.choice(["quality", "tone"]), rng.choice([0.25, 0.9, 1.0]), trace_id=f"trace-{n % 20}",
              observation_id=rng.choice(["", f"o-{n}"]), string_value=rng.choice(["", "good", "True"]))
        for n in range(40)
    ]  # fmt: skip
    insert(running.engines.analytics, "observations", records)
    insert(running.engines.analytics, "scores", scores)
    for record in records:
        record["scores"] = [
            s for s in scores if s["trace_id"] == record["trace_id"] and s["observation_id"] in ("", record["id"])
        ]  # fmt: skip
    return project, records


VALUES = st.sampled_from(
    [*WORDS, "answer", "Retrieve docs", "tool*call", "ERROR", "warning", "TOOL", "ann", "小明", "prod", "nightly", "12", "3", "0.9", "2s",
     "300ms", "1k", "true", "false", "2026-11-19", "-24h", "Deep", "timeout", "limit", "search", "good", "", "AND", "-x", ">", 'q"q', "a b"]
)  # fmt: skip
FIELDS = st.sampled_from(
    ["name", "level", "type", "user", "tags", "input", "output", "metadata.k", "metadata.a.b.c", "metadata.a.n", "metadata.a.b", "latency",
     "tokens", "input_tokens", "cost", "input_cost", "prompt_version", "start", "end", "bookmarked", "is_root", "tools", "status_message",
     "scores.quality", "scores.tone", "usage.input", "tps", "id", "tool_calls"]
)  # fmt: skip


def _names(text: str) -> FieldName:
    name, _, key = text.partition(".")
    return FieldName(name, key)


def _parts(text: str, wild: int) -> tuple[str, ...]:
    return [(text,), ("", text), (text, ""), ("", text, "")][wild]


value_nodes = st.builds(lambda text, wild: Value(_parts(text, wild)), VALUES, st.sampled_from([0, 0, 0, 1, 2, 3]))
tests = st.builds(Comparison, st.sampled_from([":", ":", ":", "=", ">", ">=", "<", "<="]), value_nodes)
leaves: st.SearchStrategy[Node] = st.one_of(
    st.builds(lambda name, test: Condition(_names(name), (test,)), FIELDS, tests),
    st.builds(
        lambda name, several, match: Condition(_names(name), tuple(several), match),
        FIELDS,
        st.lists(tests, min_size=2, max_size=3),
        st.sampled_from(["any", "all"]),
    ),
    st.builds(lambda name: Has(_names(name)), FIELDS),
    st.builds(Words, value_nodes),
)


def _flat(kind: type[And] | type[Or], items: list[Node]) -> Node:
    flat: list[Node] = []
    for item in items:
        flat.extend(item.items if isinstance(item, kind) else [item])
    return kind(tuple(flat))


def _tree(leaves: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.builds(Not, inner),
            st.builds(lambda items: _flat(And, items), st.lists(inner, min_size=2, max_size=3)),
            st.builds(lambda items: _flat(Or, items), st.lists(inner, min_size=2, max_size=3)),
        ),
        max_leaves=6,
    )


def _sensible(node: Node) -> bool:
    try:
        check(node, OBSERVATIONS, NOW)
    except FilterError:
        return False
    return True


nodes = _tree(leaves)
sensible_nodes = _tree(leaves.filter(_sensible))


@settings(max_examples=examples(500))
@given(nodes)
def test_a_written_filter_reads_back_as_itself(node: Node) -> None:
    assert parse(to_text(node)) == node


@settings(max_examples=examples(300))
@given(st.text(alphabet='ab:()"* .-<>=\\ORANDNT退', max_size=40))
def test_any_text_is_parsed_or_refused_at_a_position_inside_it(text: str) -> None:
    try:
        node = parse(text)
    except FilterError as error:
        assert 0 <= error.start <= error.end <= len(text) + 1
        return
    assert parse(to_text(node)) == node


@settings(max_examples=examples(400), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much])
@given(node=sensible_nodes)
def test_sql_and_evaluation_agree_on_every_record(
    running: RunningApp, stored: tuple[TestProject, list[dict[str, Any]]], node: Node
) -> None:
    project, records = stored
    checked = check(node, OBSERVATIONS, NOW)
    compiled = to_sql(checked, OBSERVATIONS)
    rows = running.engines.analytics.select(
        f"SELECT id FROM observations FINAL WHERE project_id = {{project_id:String}} AND {compiled.sql}",
        {"project_id": project.id, **compiled.parameters},
    )
    assert sorted(row["id"] for row in rows) == sorted(r["id"] for r in records if evaluate(checked, r)), to_text(node)


@settings(max_examples=examples(400), suppress_health_check=[HealthCheck.filter_too_much])
@given(node=sensible_nodes)
def test_a_filter_means_the_same_after_it_was_written_for_the_wire_and_read_again(node: Node) -> None:
    rng = random.Random(11)
    records = [_record(rng, number, "p") | {"scores": []} for number in range(40)]
    conditions, rest = to_wire_filter(node, "evaluation-rules", OBSERVATIONS)
    read = parse_wire_filter(json.dumps(conditions), "evaluation-rules", OBSERVATIONS).node
    again = check(read if rest is None else all_of(read, rest), OBSERVATIONS, NOW)
    before = check(node, OBSERVATIONS, NOW)
    assert [evaluate(again, r) for r in records] == [evaluate(before, r) for r in records], (to_text(node), conditions)
