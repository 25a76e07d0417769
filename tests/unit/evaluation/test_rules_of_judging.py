"""The pure rules: answers, retries, draws, transcripts, variables."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from lumetra.domain.evaluation import Target, draw, execution_id, score_id
from lumetra.features.evaluation.content import OutputDefinition, VariableSource
from lumetra.features.evaluation.executions.retry_rules import after_failure
from lumetra.features.evaluation.executions.run_code import read_scores
from lumetra.features.evaluation.judges.judge_answer import BadAnswer, answer_schema, read_answer
from lumetra.features.evaluation.library.load_library import load_library
from lumetra.features.evaluation.outcome import PASSING, PAUSING, Failed
from lumetra.features.evaluation.subjects.map_variables import NoValue, map_variables
from lumetra.features.evaluation.subjects.subject import Subject
from lumetra.features.evaluation.subjects.transcript import MAX_CHARACTERS, bounded, trace_text

NUMERIC = OutputDefinition(data_type="NUMERIC", minimum=0, maximum=1)
SEVERAL = OutputDefinition(data_type="CATEGORICAL", categories=["a", "b", "c"], allow_multiple=True)


def said(score: Any) -> str:
    return json.dumps({"reasoning": "because", "score": score})


@pytest.mark.parametrize(
    ("text", "output", "values"),
    [
        (said(0.5), NUMERIC, [0.5]),
        (f"Here you are:\n```json\n{said(1)}\n```", NUMERIC, [1.0]),
        (said(True), OutputDefinition(data_type="BOOLEAN"), [True]),
        (said(["a", "c", "a"]), SEVERAL, ["a", "c"]),
        (said("b"), SEVERAL, ["b"]),
    ],
)
def test_an_answer_on_the_scale_is_read(text: str, output: OutputDefinition, values: list[Any]) -> None:
    assert [one.value for one in read_answer(text, output)] == values


@pytest.mark.parametrize(
    ("text", "output"),
    [
        ("It is good.", NUMERIC),
        ("", NUMERIC),
        (said(1.5), NUMERIC),
        (said(True), NUMERIC),
        (said("0.5"), NUMERIC),
        (said(1), OutputDefinition(data_type="BOOLEAN")),
        (said("d"), SEVERAL),
        (said([]), SEVERAL),
        (json.dumps({"score": 1}), NUMERIC),
        (json.dumps({"reasoning": "x"}), NUMERIC),
    ],
)
def test_an_answer_that_was_not_asked_for_is_bad(text: str, output: OutputDefinition) -> None:
    with pytest.raises(BadAnswer):
        read_answer(text, output)


def test_reasoning_is_asked_before_the_score() -> None:
    assert list(answer_schema(NUMERIC)["properties"]) == ["reasoning", "score"]


def test_the_library_has_twenty_judges_with_scale_and_counter_examples_in_both_languages() -> None:
    library = load_library()
    assert len(library) >= 20
    for entry in library.values():
        assert entry.task.en and entry.task.zh and any(one.counter for one in entry.examples)
        assert {len(entry.messages(language)) for language in ("en", "zh")} == {2}


def test_every_failure_is_tried_again_or_pauses_or_ends_and_nothing_is_tried_for_ever() -> None:
    for kind in PASSING:
        attempts = [after_failure(Failed(kind, ""), "id", attempt) for attempt in range(1, 8)]
        assert attempts[-1].retry_seconds is None or attempts[-1].pauses
    for kind in PAUSING:
        assert after_failure(Failed(kind, ""), "id", 1).pauses
    assert after_failure(Failed("bad_answer", ""), "id", 1).retry_seconds is None
    assert after_failure(Failed("unreachable", ""), "id", 1).pauses is False
    assert after_failure(Failed("unreachable", ""), "id", 3).pauses is True


def test_what_is_not_there_yet_is_looked_for_again_and_what_was_deleted_is_given_up() -> None:
    verdicts = [after_failure(Failed("gone", ""), "id", attempt) for attempt in range(1, 5)]
    assert [verdict.retry_seconds for verdict in verdicts] == [1.0, 5.0, 30.0, None]
    assert not any(verdict.pauses for verdict in verdicts)


def test_a_larger_sample_keeps_what_a_smaller_one_drew() -> None:
    draws = [draw("rule", str(number)) for number in range(2_000)]
    assert all(0 <= one < 1 for one in draws)
    assert 0.27 < sum(one < 0.3 for one in draws) / len(draws) < 0.33
    assert draws != [draw("other rule", str(number)) for number in range(2_000)]


def test_ids_follow_from_version_and_target_alone() -> None:
    one = Target(kind="observation", trace_id="t", observation_id="o")
    same = Target(kind="observation", trace_id="t", observation_id="o", experiment_id="e")
    assert execution_id("v1", one) == execution_id("v1", same) != execution_id("v2", one)
    assert execution_id("v1", one) != execution_id("v1", Target(kind="trace", trace_id="t"))
    assert score_id("e", "a") == score_id("e", "a") != score_id("e", "b")


def subject(**values: Any) -> Subject:
    target = Target(kind="trace", trace_id="t")
    return Subject(
        **{"target": target, "name": "n", "environment": "", "start_time": datetime(2026, 1, 1, tzinfo=UTC), "session_id": "",
           "input": "", "output": "", **values}
    )  # fmt: skip


def test_variables_are_parts_of_sources_and_what_is_missing_is_named() -> None:
    whole = subject(input='{"messages": [{"text": "a"}, {"text": "b"}]}', output="plain", metadata={"k": {"deep": 1}})
    wanted = {
        "all": VariableSource(source="input", path="$.messages[*].text"),
        "first": VariableSource(source="input", path="$.messages[0].text"),
        "deep": VariableSource(source="metadata", path="$.k.deep"),
        "out": VariableSource(source="output"),
    }
    assert map_variables(whole, wanted) == {"all": ["a", "b"], "first": "a", "deep": 1, "out": "plain"}
    with pytest.raises(NoValue, match=r"'x': \$\.nothing finds nothing in output"):
        map_variables(whole, {"x": VariableSource(source="output", path="$.nothing")})
    with pytest.raises(NoValue, match="no expected output"):
        map_variables(whole, {"x": VariableSource(source="expected_output")})


@pytest.mark.parametrize(
    "value", [None, [], {}, {"scores": []}, {"scores": [{"name": "a"}]}, float("inf"), {"value": 1, "dataType": "BLOB"}, ""]
)
def test_code_that_returns_nonsense_is_told_what_would_be_right(value: Any) -> None:
    with pytest.raises(Failed) as failure:
        read_scores(value)
    assert failure.value.kind == "code_value"


def row(own: str, parent: str, **more: Any) -> dict[str, Any]:
    return {
        "id": own,
        "parent_id": parent,
        "type": "SPAN",
        "name": own,
        "level": "DEFAULT",
        "status_message": "",
        "input": "",
        "output": "",
        **more,
    }


def test_a_transcript_is_a_tree_that_survives_circles_and_missing_parents() -> None:
    rows = [row("a", ""), row("b", "a", output="x"), row("c", "gone"), row("d", "d")]
    text = trace_text(rows)
    assert text.splitlines()[:2] == ["- span a", "  - span b"] and "- span c" in text and "- span d" in text


def test_a_long_text_keeps_beginning_and_end_and_says_what_is_missing() -> None:
    text = bounded("a" * MAX_CHARACTERS + "b" * 100)
    assert text.startswith("aaa") and text.endswith("bbb") and "100 characters left out" in text
