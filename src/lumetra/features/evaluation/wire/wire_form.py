"""Evaluators and rules in the wire's names (contract 9.7, 9.8), both ways."""

from __future__ import annotations

from typing import Any, Final, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from lumetra.domain.errors import Refusal, Unprocessable
from lumetra.features.evaluation.content import (
    CodeContent,
    JudgeContent,
    Message,
    ModelChoice,
    OutputDefinition,
    Source,
    VariableMapping,
    VariableSource,
    variables_of,
)
from lumetra.features.evaluation.tables import EvaluatorRow
from lumetra.features.evaluation.write_evaluators import StoredVersion
from lumetra.http.wire_time import wire_time

_TO_WIRE: Final[dict[Source, str]] = {"item_metadata": "experiment_item_metadata"}
_FROM_WIRE: Final[dict[str, Source]] = {"experiment_item_metadata": "item_metadata"}
CODE_VARIABLES: Final = ("input", "output", "metadata", "toolCalls", "experimentItemExpectedOutput", "experimentItemMetadata")


class WireVariable(BaseModel):
    """Where a variable comes from."""

    variable: str
    source: Literal[
        "input", "output", "metadata", "tool_calls", "expected_output", "experiment_item_metadata", "item_metadata", "trace", "session"
    ]  # fmt: skip
    jsonPath: str | None = None


class WireMessage(BaseModel):
    """One message of a judge's prompt."""

    role: Literal["system", "user", "assistant"] = "user"
    content: str


class WireEvaluator(BaseModel):
    """The content of an evaluator as clients send it, of either API."""

    model_config = ConfigDict(protected_namespaces=())

    name: str = ""
    description: str | None = None
    type: Literal["llm_as_judge", "code"] = "llm_as_judge"
    prompt: str | list[WireMessage] | None = None
    variableMapping: list[WireVariable] | None = Field(default=None)
    modelConfig: ModelChoice | None = Field(default=None)
    outputDefinition: dict[str, Any] | None = None
    sourceCode: str | None = None
    sourceCodeLanguage: str | None = None


def read_content(body: WireEvaluator) -> JudgeContent | CodeContent:
    """What the client describes. Raises Refusal for what is missing or wrong, Unprocessable for TypeScript."""
    if body.type == "code":
        if body.sourceCode is None:
            raise Refusal("sourceCode is required for a code evaluator")
        if body.sourceCodeLanguage not in (None, "PYTHON"):
            raise Unprocessable("Code evaluators are written in PYTHON: TypeScript is not run by this server")
        return _checked(lambda: CodeContent(source=cast("str", body.sourceCode)))
    if body.prompt is None or body.outputDefinition is None:
        raise Refusal("prompt and outputDefinition are required for a judge")
    messages = (
        [Message(content=body.prompt)] if isinstance(body.prompt, str) else [Message(role=m.role, content=m.content) for m in body.prompt]
    )  # fmt: skip
    output = read_output(body.outputDefinition)
    return _checked(lambda: JudgeContent(messages=messages, model=body.modelConfig, output=output))


def read_output(wire: dict[str, Any]) -> OutputDefinition:
    """The output in its flat form (9.8), or with `score` and `reasoning` as objects (9.4)."""
    score = cast("dict[str, Any]", wire["score"]) if isinstance(wire.get("score"), dict) else wire
    reasoning = wire.get("reasoning")
    words = cast("dict[str, Any]", reasoning).get("description") if isinstance(reasoning, dict) else reasoning
    described = score.get("description") if score is not wire else wire.get("score")
    return _checked(
        lambda: OutputDefinition(
            data_type=wire.get("dataType") or "NUMERIC",
            reasoning_description=str(wire.get("scoreReasoningInstructions") or words or ""),
            score_description=str(wire.get("scoreValueInstructions") or described or ""),
            minimum=score.get("minValue"),
            maximum=score.get("maxValue"),
            categories=score.get("categories") or [],
            allow_multiple=bool(score.get("shouldAllowMultipleMatches")),
        )
    )


def read_mapping(wire: list[WireVariable] | None) -> VariableMapping:
    """A mapping; none given means each variable comes from the source of its name."""
    return {
        one.variable: VariableSource(source=_FROM_WIRE.get(one.source, cast("Source", one.source)), path=one.jsonPath or "")
        for one in wire or []
    }


def wire_mapping(mapping: VariableMapping) -> list[dict[str, Any]]:
    """A mapping as clients read it."""
    return [
        {"variable": name, "source": _TO_WIRE.get(one.source, one.source), "jsonPath": one.path or None}
        for name, one in mapping.items()
    ]


def wire_content(stored: StoredVersion, *, nested: bool) -> dict[str, Any]:
    """The content of a version. `nested`: the older API's forms. Ready-made checks appear as code, with their name as its source."""
    content = stored.content
    if isinstance(content, JudgeContent):
        prompt: Any = [message.model_dump() for message in content.messages]
        output = content.output
        return {
            "type": "llm_as_judge",
            "prompt": "\n\n".join(message.content for message in content.messages) if nested else prompt,
            "variables": variables_of(content),
            "mapping" if nested else "variableMapping": wire_mapping(stored.mapping),
            "modelConfig": None if content.model is None else content.model.model_dump(),
            "outputDefinition": _nested_output(output) if nested else _flat_output(output),
        }
    if isinstance(content, CodeContent):
        source = content.source
    else:
        source = f"# The ready-made check {content.check} with {content.parameters}\n"
    code: dict[str, Any] = {"type": "code", "sourceCode": source, "sourceCodeLanguage": "PYTHON"}
    return code | {"variables": list(CODE_VARIABLES), "mapping": None} if nested else code


def wire_evaluator(row: EvaluatorRow, stored: StoredVersion, assignments: list[dict[str, Any]]) -> dict[str, Any]:
    """An evaluator of the newer API with its newest version's content."""
    return {
        "id": row.id, "name": row.name, "description": row.description or None, "createdBy": creator(row.created_by),
        "status": "paused" if row.paused_reason else "active", "pausedAt": wire_time(row.paused_at),
        "pausedReason": row.paused_reason or None, "pausedMessage": row.paused_message or None,
        "evaluationRuleAssignments": assignments, "createdAt": wire_time(row.created_at), "updatedAt": wire_time(row.updated_at),
        "versionId": stored.row.id, "version": stored.row.version, "versionCreatedAt": wire_time(stored.row.created_at),
        "versionCreatedBy": creator(stored.row.created_by), **wire_content(stored, nested=False),
    }  # fmt: skip


def creator(actor: str) -> dict[str, Any] | None:
    """Who made it, as clients read it; null for an API key."""
    return None if not actor or actor.startswith("key:") else {"id": actor, "name": None}


def _flat_output(output: OutputDefinition) -> dict[str, Any]:
    wire: dict[str, Any] = {
        "dataType": output.data_type,
        "scoreReasoningInstructions": output.reasoning_description or None,
        "scoreValueInstructions": output.score_description or None,
    }
    if output.data_type == "NUMERIC":
        return wire | {"minValue": output.minimum, "maxValue": output.maximum}
    if output.data_type == "CATEGORICAL":
        return wire | {"categories": output.categories, "shouldAllowMultipleMatches": output.allow_multiple}
    return wire


def _nested_output(output: OutputDefinition) -> dict[str, Any]:
    score: dict[str, Any] = {"description": output.score_description}
    if output.data_type == "NUMERIC":
        score |= {"minValue": output.minimum, "maxValue": output.maximum}
    if output.data_type == "CATEGORICAL":
        score |= {"categories": output.categories, "shouldAllowMultipleMatches": output.allow_multiple}
    return {"dataType": output.data_type, "reasoning": {"description": output.reasoning_description}, "score": score}


def _checked(make: Any) -> Any:
    try:
        return make()
    except ValidationError as error:
        raise Refusal(str(error.errors()[0]["msg"]).removeprefix("Value error, ")) from error
