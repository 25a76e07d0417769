"""What the editor wants to know of a draft or a version: variables and where they stand, references and whether they hold."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import orjson
from sqlalchemy.orm import Session

from lumetra.domain.errors import Refusal
from lumetra.domain.prompt import (
    PromptContent,
    PromptVersion,
    malformed_variables,
    placeholders,
    references,
    variables,
)
from lumetra.features.prompts.composition.resolve import resolve
from lumetra.features.prompts.read_versions import look_up


@dataclass(frozen=True)
class Use:
    """A place in the content. `message_index` is None for text prompts; lines count from 1."""

    message_index: int | None
    line: int


@dataclass(frozen=True)
class VariableUse:
    """A variable and every place it stands."""

    name: str
    uses: list[Use]


@dataclass(frozen=True)
class ReferenceState:
    """A composition tag and what it means now; `error` is empty when it holds."""

    tag: str
    name: str
    version: int | None
    label: str | None
    resolved_version: int | None
    error: str


@dataclass(frozen=True)
class Analysis:
    """Everything the editor marks. `resolved` is None when a reference does not hold; `error` then says which."""

    variables: list[VariableUse]
    malformed_variables: list[str]
    placeholders: list[str]
    references: list[ReferenceState]
    resolved: PromptContent | None
    resolution_graph: dict[str, Any] | None
    error: str


@dataclass(frozen=True)
class DiffLine:
    """One line of a comparison: `left` and `right` are line numbers from 1, None where the line is absent."""

    kind: Literal["equal", "removed", "added"]
    left: int | None
    right: int | None
    text: str


@dataclass(frozen=True)
class Comparison:
    """Two versions side by side."""

    prompt: list[DiffLine]
    config: list[DiffLine]


def analyse(session: Session, version: PromptVersion) -> Analysis:
    """Look at a stored version, or at a draft dressed as one."""
    content = version.prompt
    states = [_state(session, version, reference) for reference in references(content)]
    resolved, graph, error = None, None, ""
    try:
        done = resolve(version, lambda reference: look_up(session, version.project_id, reference))
        resolved, graph = done.prompt, done.graph
    except Refusal as refusal:
        error = refusal.message
    seen = variables(content if resolved is None else resolved)
    return Analysis(
        variables=[VariableUse(name, _uses(content, name)) for name in seen],
        malformed_variables=malformed_variables(content),
        placeholders=placeholders(content),
        references=states,
        resolved=resolved,
        resolution_graph=graph,
        error=error,
    )


def compare(left: PromptVersion, right: PromptVersion) -> Comparison:
    """Line by line: the text (messages with their roles) and the config as indented JSON."""
    return Comparison(
        prompt=diff_lines(_prompt_lines(left.prompt), _prompt_lines(right.prompt)),
        config=diff_lines(_config_lines(left.config), _config_lines(right.config)),
    )


def diff_lines(left: Sequence[str], right: Sequence[str]) -> list[DiffLine]:
    """Equal, removed and added lines in reading order."""
    lines: list[DiffLine] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal":
            lines.extend(DiffLine("equal", a + i + 1, c + i + 1, left[a + i]) for i in range(b - a))
            continue
        lines.extend(DiffLine("removed", i + 1, None, left[i]) for i in range(a, b))
        lines.extend(DiffLine("added", None, i + 1, right[i]) for i in range(c, d))
    return lines


def _state(session: Session, version: PromptVersion, reference: Any) -> ReferenceState:
    found = look_up(session, version.project_id, reference)
    error = "" if found else f"Prompt dependency not found: {reference.words()}"
    if found is not None and found.type != "text":
        error = f"Prompt dependency is not a text prompt: {reference.words()}"
    return ReferenceState(
        tag=reference.tag(),
        name=reference.name,
        version=reference.version,
        label=reference.label,
        resolved_version=found.version if found else None,
        error=error,
    )


def _uses(content: PromptContent, name: str) -> list[Use]:
    pattern = re.compile(r"\{\{\s*" + re.escape(name) + r"\s*\}\}")
    if isinstance(content, str):
        return [Use(None, content.count("\n", 0, m.start()) + 1) for m in pattern.finditer(content)]
    uses: list[Use] = []
    for index, message in enumerate(content):
        text = "" if message.get("type") == "placeholder" else str(message.get("content", ""))
        uses.extend(Use(index, text.count("\n", 0, m.start()) + 1) for m in pattern.finditer(text))
    return uses


def _prompt_lines(content: PromptContent) -> list[str]:
    if isinstance(content, str):
        return content.split("\n")
    lines: list[str] = []
    for message in content:
        if message.get("type") == "placeholder":
            lines.append(f"[placeholder {message['name']}]")
            continue
        lines.append(f"[{message.get('role', '')}]")
        lines.extend(str(message.get("content", "")).split("\n"))
    return lines


def _config_lines(config: Any) -> list[str]:
    return orjson.dumps(config, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS).decode().split("\n")
