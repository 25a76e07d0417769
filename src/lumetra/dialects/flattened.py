"""Attributes whose keys are paths (`llm.input_messages.0.message.role`) rebuilt into the lists and objects they came from."""

from __future__ import annotations

from typing import Any, Final, cast

from lumetra.dialects.span import Span

MAXIMUM_INDEX: Final = 10_000
"""An index beyond this stays a key (wire contract 4.6: at most 10 001 slots)."""

_MAXIMUM_DEPTH: Final = 50
_LEAF: Final = "value"

Node = dict[str, Any]


def take_flattened(span: Span, prefix: str, wrappers: frozenset[str] = frozenset()) -> Any:
    """Remove and rebuild all attributes under `prefix` (which ends with a dot); None when there are none.

    `wrappers` are names of objects with one member that only name their kind (`{"message": {…}}`): their content takes their place.
    """
    attributes = span.attributes
    keys = [key for key in attributes if key.startswith(prefix)]
    if not keys:
        return None
    root: Node = {}
    for key in keys:
        _insert(root, key[len(prefix) :].split(".", _MAXIMUM_DEPTH), attributes.pop(key))
    return _unfold(root, wrappers)


def _insert(node: Node, path: list[str], value: Any) -> None:
    for step in path[:-1]:
        inner = node.get(step)
        if not isinstance(inner, dict):
            inner = {} if step not in node else {_LEAF: inner}
            node[step] = inner
        node = cast(Node, inner)
    last = path[-1]
    known = node.get(last)
    if isinstance(known, dict):
        cast(Node, known)[_LEAF] = value
    else:
        node[last] = value


def _unfold(value: Any, wrappers: frozenset[str]) -> Any:
    if not isinstance(value, dict):
        return value
    node = cast(Node, value)
    if len(node) == 1:
        name = next(iter(node))
        if name in wrappers:
            return _unfold(node[name], wrappers)
    if node and all(key.isdecimal() and key.isascii() and len(key) <= 5 and int(key) <= MAXIMUM_INDEX for key in node):
        return [_unfold(node[key], wrappers) for key in sorted(node, key=int)]
    return {key: _unfold(item, wrappers) for key, item in node.items()}
