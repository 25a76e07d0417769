"""What an evaluator is made of: a judge's prompt and scale, a user's code, or one of the ready-made checks. Checked when parsed."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from lumetra.domain.prompt import variables
from lumetra.features.evaluation.checks.registry import check_parameters

Source = Literal["input", "output", "metadata", "tool_calls", "expected_output", "item_metadata", "trace", "session"]
SOURCES: Final[tuple[Source, ...]] = (
    "input", "output", "metadata", "tool_calls", "expected_output", "item_metadata", "trace", "session",
)  # fmt: skip
DataType = Literal["NUMERIC", "BOOLEAN", "CATEGORICAL"]
MAX_SOURCE_BYTES: Final = 256 * 1024
MAX_CATEGORIES: Final = 50


class Strict(BaseModel):
    """Unknown fields are refused: a misspelt one would be lost silently."""

    model_config = ConfigDict(extra="forbid")


class VariableSource(Strict):
    """Where a variable's value comes from. `path` is a JSONPath into it; empty: the whole."""

    source: Source
    path: str = Field(default="", max_length=500)


VariableMapping = dict[str, VariableSource]


class ModelChoice(Strict):
    """A model behind one of the project's connections."""

    provider: str = Field(min_length=1, max_length=100)
    model: str = Field(min_length=1, max_length=200)


class Message(Strict):
    """One message of a judge's prompt; `{{name}}` stands for a variable."""

    role: Literal["system", "user", "assistant"] = "user"
    content: str = Field(max_length=200_000)


class OutputDefinition(Strict):
    """What a judge answers. Bounds are for NUMERIC, categories for CATEGORICAL; `allow_multiple` lets several categories apply."""

    data_type: DataType
    score_description: str = ""
    reasoning_description: str = ""
    minimum: float | None = None
    maximum: float | None = None
    categories: list[str] = Field(default=[], max_length=MAX_CATEGORIES)
    allow_multiple: bool = False

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.data_type == "CATEGORICAL":
            if len(self.categories) < 2 or len(set(self.categories)) != len(self.categories) or not all(self.categories):
                raise ValueError("a categorical output needs at least two different categories, none of them empty")
        elif self.categories or self.allow_multiple:
            raise ValueError("only a categorical output has categories")
        if self.data_type != "NUMERIC" and (self.minimum is not None or self.maximum is not None):
            raise ValueError("only a numeric output has bounds")
        if self.minimum is not None and self.maximum is not None and self.minimum >= self.maximum:
            raise ValueError("the minimum must be below the maximum")
        return self


class JudgeContent(Strict):
    """A language model that reads the prompt and answers on the scale. Without `model` the project's default judges."""

    kind: Literal["judge"] = "judge"
    messages: list[Message] = Field(min_length=1, max_length=50)
    model: ModelChoice | None = None
    parameters: dict[str, Any] = {}
    output: OutputDefinition

    @model_validator(mode="after")
    def _asks(self) -> Self:
        if self.messages[-1].role == "assistant":
            raise ValueError("the last message of a judge's prompt cannot be the assistant's")
        return self


class CodeContent(Strict):
    """Python with a function `evaluate(ctx)`, run in a sandbox."""

    kind: Literal["code"] = "code"
    source: str

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if len(self.source.encode()) > MAX_SOURCE_BYTES:
            raise ValueError("the code is longer than 256 KB")
        if "def evaluate(" not in self.source:
            raise ValueError("the code needs a function `evaluate(ctx)`")
        return self


class CheckContent(Strict):
    """A ready-made check with its parameters."""

    kind: Literal["check"] = "check"
    check: str
    parameters: dict[str, Any] = {}

    @model_validator(mode="after")
    def _known(self) -> Self:
        self.parameters = check_parameters(self.check, self.parameters)
        return self


Content = Annotated[JudgeContent | CodeContent | CheckContent, Field(discriminator="kind")]
_content: Final[TypeAdapter[JudgeContent | CodeContent | CheckContent]] = TypeAdapter(Content)
_mapping: Final[TypeAdapter[VariableMapping]] = TypeAdapter(VariableMapping)

CHECK_VARIABLES: Final = ("value", "expected")
_CHECK_MAPPING: Final = {"value": VariableSource(source="output"), "expected": VariableSource(source="expected_output")}


def parse_content(stored: Any) -> JudgeContent | CodeContent | CheckContent:
    """Content as it was stored. Raises pydantic's ValidationError."""
    return _content.validate_python(stored)


def parse_mapping(stored: Any) -> VariableMapping:
    """A mapping as it was stored."""
    return _mapping.validate_python(stored)


def variables_of(content: JudgeContent | CodeContent | CheckContent) -> list[str]:
    """The variables that need a source, in the order they are used. Code reads every source by itself."""
    match content:
        case JudgeContent():
            return variables([message.model_dump() for message in content.messages])
        case CheckContent():
            return list(CHECK_VARIABLES)
        case CodeContent():
            return []


def complete_mapping(content: JudgeContent | CodeContent | CheckContent, mapping: VariableMapping) -> VariableMapping:
    """The mapping for exactly the variables there are: those not given come from the source of their name or its habitual alias."""
    return {name: mapping.get(name) or _guess(content, name) for name in variables_of(content)}


_ALIASES: Final[dict[str, Source]] = {
    "query": "input", "question": "input", "prompt": "input", "answer": "output", "generation": "output", "response": "output",
    "completion": "output", "ground_truth": "expected_output", "expected": "expected_output", "reference": "expected_output",
    "context": "metadata", "conversation": "session", "conversation_history": "session", "transcript": "trace",
}  # fmt: skip


def _guess(content: JudgeContent | CodeContent | CheckContent, name: str) -> VariableSource:
    if isinstance(content, CheckContent):
        return _CHECK_MAPPING[name]
    plain = name.lower()
    for source in SOURCES:
        if source == plain:
            return VariableSource(source=source)
    return VariableSource(source=_ALIASES.get(plain, "output"))
