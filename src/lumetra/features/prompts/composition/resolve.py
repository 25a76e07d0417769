"""Composition: replaces references to other prompts by their text. Pure; a callable looks versions up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from lumetra.domain.errors import Refusal
from lumetra.domain.prompt import PromptContent, PromptVersion, Reference, references, texts, with_texts

MAX_DEPTH: Final = 5
MAX_RESOLVED_CHARACTERS: Final = 4_000_000
LookUp = Callable[[Reference], PromptVersion | None]


class CompositionError(Refusal):
    """A reference cannot be followed. Status 400 on writing; reading answers 409 for cycles (contract 6.4)."""

    code = "prompt_composition"


class CycleError(CompositionError):
    """A prompt contains itself, directly or through others."""


@dataclass(frozen=True)
class Resolved:
    """The content with everything filled in. `graph` is None when there was nothing to resolve."""

    prompt: PromptContent
    graph: dict[str, Any] | None


@dataclass
class _Walk:
    look_up: LookUp
    done: dict[str, PromptContent] = field(default_factory=dict[str, PromptContent])
    edges: dict[str, list[dict[str, Any]]] = field(default_factory=dict[str, list[dict[str, Any]]])


def resolve(root: PromptVersion, look_up: LookUp) -> Resolved:
    """Follow all references of `root`. Raises CycleError or CompositionError (missing, not a text prompt, too deep, too long)."""
    if not references(root.prompt):
        return Resolved(root.prompt, None)
    walk = _Walk(look_up)
    content = _expand(walk, root, (root.id,))
    return Resolved(content, {"root": _node(root), "dependencies": walk.edges})


def _expand(walk: _Walk, version: PromptVersion, path: tuple[str, ...]) -> PromptContent:
    if version.id in walk.done:
        return walk.done[version.id]
    values: dict[Reference, str] = {}
    for reference in references(version.prompt):
        child = walk.look_up(reference)
        if child is None:
            raise CompositionError(f"Prompt dependency not found: {reference.words()}")
        if child.id in path:
            raise CycleError(f"Circular dependency detected involving prompt '{child.name}' version {child.version}")
        if child.type != "text":
            raise CompositionError(f"Prompt dependency is not a text prompt: {reference.words()}")
        if len(path) >= MAX_DEPTH:
            raise CompositionError(f"Maximum nesting depth exceeded ({MAX_DEPTH})")
        values[reference] = str(_expand(walk, child, (*path, child.id)))
        walk.edges.setdefault(version.id, []).append(_node(child))
    content = with_texts(version.prompt, values) if values else version.prompt
    if sum(len(text) for text in texts(content)) > MAX_RESOLVED_CHARACTERS:
        raise CompositionError(f"The resolved prompt exceeds {MAX_RESOLVED_CHARACTERS} characters")
    walk.done[version.id] = content
    return content


def _node(version: PromptVersion) -> dict[str, Any]:
    return {"name": version.name, "version": version.version, "id": version.id}
