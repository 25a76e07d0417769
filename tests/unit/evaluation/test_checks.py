"""Ready-made checks: what passes, what does not, and what they say about it."""

from __future__ import annotations

from typing import Any

import pytest

from lumetra.features.evaluation.checks.language import detect_language
from lumetra.features.evaluation.checks.registry import check_parameters, run_check
from lumetra.features.evaluation.checks.verdict import CannotCheck

SCHEMA = {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}}


@pytest.mark.parametrize(
    ("name", "parameters", "value", "expected", "score"),
    [
        ("length", {"maximum": 5}, "hello", None, True),
        ("length", {"maximum": 4}, "hello", None, False),
        ("length", {"unit": "words", "minimum": 2}, "two words", None, True),
        ("contains", {"texts": ["A", "b"]}, "xaxb", None, True),
        ("contains", {"texts": ["a", "z"], "match": "any"}, "xa", None, True),
        ("contains", {"texts": ["sorry"], "match": "none"}, "Sorry!", None, False),
        ("regex", {"pattern": r"\d{4}"}, "in 2024", None, True),
        ("regex", {"pattern": r"\d+", "whole": True}, "in 2024", None, False),
        ("regex", {"pattern": "(a+)+$", "matches": False}, "a" * 5000 + "b", None, True),
        ("link_present", {}, "see https://docs.example.com/x.", None, True),
        ("link_present", {"domains": ["example.com"]}, "https://docs.example.com", None, True),
        ("link_present", {"domains": ["example.com"]}, "https://example.com.evil.org", None, False),
        ("json_valid", {}, '```json\n{"a": 1}\n```', None, True),
        ("json_valid", {"fenced": False}, "{a: 1}", None, False),
        ("json_schema", {"json_schema": SCHEMA}, '{"a": 1}', None, True),
        ("json_schema", {"json_schema": SCHEMA}, '{"a": "one"}', None, False),
        ("exact_match", {}, " a  b ", "a b", True),
        ("exact_match", {"ignore_space": False}, "a  b", "a b", False),
        ("exact_match", {"as_json": True}, '{"b": 2, "a": 1}', {"a": 1, "b": 2}, True),
        ("fuzzy_match", {"threshold": 0.8}, "colour", "color", True),
        ("fuzzy_match", {"threshold": 0.8}, "colour", "black", False),
        ("numeric_tolerance", {"relative": 0.01}, "The answer is 1,005", "1000", True),
        ("numeric_tolerance", {"absolute": 1}, "about 12 or 14", 16, False),
        ("language", {"languages": ["de"]}, "Das ist nicht die richtige Antwort auf die Frage", None, True),
    ],
)
def test_a_check_gives_its_verdict_with_a_reason(
    name: str, parameters: dict[str, Any], value: Any, expected: Any, score: bool
) -> None:
    verdict = run_check(name, check_parameters(name, parameters), value, expected)
    assert verdict.value is score and verdict.reason


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("What is the answer to this question?", "en"),
        ("Quelle est la réponse à cette question ?", "fr"),
        ("¿Cuál es la respuesta a esta pregunta?", "es"),
        ("这个问题的答案是什么？", "zh"),
        ("この質問の答えは何ですか", "ja"),
        ("이 질문의 답은 무엇입니까", "ko"),
        ("Каков ответ на этот вопрос?", "ru"),
        ("ما هو الجواب على هذا السؤال", "ar"),
        ("12345 !!!", "und"),
    ],
)
def test_languages_are_told_apart(text: str, language: str) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("nothing", {}),
        ("length", {}),
        ("length", {"minimum": 5, "maximum": 1}),
        ("contains", {"texts": []}),
        ("contains", {"texts": [""]}),
        ("regex", {"pattern": "("}),
        ("json_schema", {"json_schema": {"type": 5}}),
        ("json_schema", {"json_schema": {"$ref": "https://example.com/schema"}}),
        ("fuzzy_match", {"threshold": 2}),
        ("exact_match", {"ignore_caes": True}),
    ],
)
def test_parameters_that_do_not_fit_are_refused_when_they_are_written(name: str, parameters: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="check"):
        check_parameters(name, parameters)


@pytest.mark.parametrize("name", ["exact_match", "fuzzy_match", "numeric_tolerance"])
def test_a_comparison_without_an_expected_value_says_so(name: str) -> None:
    with pytest.raises(CannotCheck, match="expected output"):
        run_check(name, check_parameters(name, {}), "x", None)
