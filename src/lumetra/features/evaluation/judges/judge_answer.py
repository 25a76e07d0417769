"""The form in which a judge must answer, and reading what it did answer. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from lumetra.domain import json_text
from lumetra.features.evaluation.content import OutputDefinition

MAX_REASONING = 20_000


@dataclass(frozen=True)
class Judgement:
    """One score: its value (number, bool, or one category), and the reasoning behind it."""

    value: float | bool | str
    reasoning: str


class BadAnswer(Exception):
    """The answer is not what was asked; the message says how, in words a model can follow as well."""


def answer_schema(output: OutputDefinition) -> dict[str, Any]:
    """The JSON Schema of the answer. Reasoning comes first, so that it is thought before the score is set."""
    score: dict[str, Any]
    match output.data_type:
        case "NUMERIC":
            score = {"type": "number"}
            if output.minimum is not None:
                score["minimum"] = output.minimum
            if output.maximum is not None:
                score["maximum"] = output.maximum
        case "BOOLEAN":
            score = {"type": "boolean"}
        case "CATEGORICAL":
            score = {"type": "string", "enum": output.categories}
            if output.allow_multiple:
                score = {"type": "array", "items": score}
    return {
        "type": "object",
        "title": "judgement",
        "properties": {
            "reasoning": {"type": "string", "description": output.reasoning_description or "Why this score, in one to three sentences."},
            "score": {**score, "description": output.score_description or "The score."},
        },
        "required": ["reasoning", "score"],
        "additionalProperties": False,
    }  # fmt: skip


def read_answer(text: str, output: OutputDefinition) -> list[Judgement]:
    """The judgements of an answer: one, or one a category when several may apply. Raises BadAnswer."""
    value = _object_in(text)
    if value is None:
        raise BadAnswer("The answer is not a JSON object with the fields reasoning and score")
    if "score" not in value:
        raise BadAnswer("The answer has no field score")
    reasoning = value.get("reasoning")
    if not isinstance(reasoning, str) or not reasoning.strip():
        raise BadAnswer("The answer has no reasoning")
    return [Judgement(score, reasoning.strip()[:MAX_REASONING]) for score in _scores(value["score"], output)]


def _scores(score: Any, output: OutputDefinition) -> list[float | bool | str]:
    match output.data_type:
        case "BOOLEAN":
            if not isinstance(score, bool):
                raise BadAnswer(f"The score must be true or false, not {_shown(score)}")
            return [score]
        case "NUMERIC":
            return [_number(score, output)]
        case "CATEGORICAL":
            chosen: list[Any] = score if output.allow_multiple and isinstance(score, list) else [score]
            unknown = [one for one in chosen if one not in output.categories]
            if unknown or not chosen:
                wrong = _shown(unknown[0]) if unknown else "an empty list"
                raise BadAnswer(f"The score must be one of {', '.join(output.categories)}, not {wrong}")
            return list(dict.fromkeys(chosen))


def _number(score: Any, output: OutputDefinition) -> float:
    if isinstance(score, bool) or not isinstance(score, int | float) or not math.isfinite(score):
        raise BadAnswer(f"The score must be a number, not {_shown(score)}")
    low = output.minimum is not None and score < output.minimum
    high = output.maximum is not None and score > output.maximum
    if low or high:
        bounds = " and ".join(
            f"{word} {bound:g}"
            for word, bound in (("at least", output.minimum), ("at most", output.maximum))
            if bound is not None
        )
        raise BadAnswer(f"The score must be {bounds}, not {score:g}")
    return float(score)


def _object_in(text: str) -> dict[str, Any] | None:
    """The JSON object that the text is, in a code fence or between other words if need be."""
    for candidate in (text, text[text.find("{") : text.rfind("}") + 1]):
        value = json_text.parse(candidate.strip()) if candidate.strip() else json_text.MISSING
        if isinstance(value, dict):
            return value
    return None


def _shown(value: Any) -> str:
    return json_text.write(value)[:80]
