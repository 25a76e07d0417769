"""Tools in a model's request and answer: which were offered (definitions) and which were called, in every provider's shape."""

from __future__ import annotations

from typing import Any, Final, cast

from lumetra.dialects.span import Fields
from lumetra.domain import json_text

_CALLS: Final = ("tool_call", "tool-call", "toolCall", "tool_use", "toolName", "function_call", "functionCall")
_MAXIMUM_CALLS: Final = 1000
_MAXIMUM_DEPTH: Final = 12
_CALL_TYPES: Final = (
    "tool_call", "tool-call", "tool_use", "function_call", "server_tool_use", "mcp_call", "server_tool_call", "custom_tool_call",
)  # fmt: skip
_SCHEMAS: Final = ("parameters", "input_schema", "inputSchema", "parameters_json_schema")
_HOLDERS: Final = ("tool_calls", "toolCalls", "function_call", "functionCall")


def definitions_of(value: Any) -> dict[str, str]:
    """Tool name → JSON text of its description and parameters, from a list of tools or JSON text of one."""
    found: dict[str, str] = {}
    for tool in _items(value):
        for name, rest in _definition(tool):
            found.setdefault(name, json_text.write(rest))
    return found


def read_tools(fields: Fields) -> None:
    """Fill in the tools of a generation from its input (`{"tools": …}`) and its output, unless a dialect has said them.

    Looks for the words before it parses: most texts have none.
    """
    text = fields.input
    if not fields.tool_definitions and text and text[0] == "{" and '"tools"' in text:
        request = json_text.parse(text)
        if isinstance(request, dict):
            fields.tool_definitions = definitions_of(cast(dict[str, Any], request).get("tools"))
    text = fields.output
    if not fields.tool_calls and text and text[0] in "{[" and _may_call(text):
        add_calls(fields, json_text.parse(text))


def _may_call(text: str) -> bool:
    return ("tool" in text or "unction" in text) and any(word in text for word in _CALLS)


def add_calls(fields: Fields, value: Any) -> None:
    """Collect the tool calls in an answer: `{"id", "name", "arguments", "type", "index"}`, arguments as JSON text."""
    calls: list[dict[str, Any]] = []
    _collect(value, calls, 0)
    fields.tool_calls = [json_text.write({**call, "index": index}) for index, call in enumerate(calls)]
    fields.tool_call_names = [call["name"] for call in calls]


def _collect(value: Any, calls: list[dict[str, Any]], depth: int) -> None:
    if depth > _MAXIMUM_DEPTH or len(calls) >= _MAXIMUM_CALLS:
        return
    if isinstance(value, list):
        for item in cast(list[Any], value):
            _collect(item, calls, depth + 1)
        return
    if not isinstance(value, dict):
        return
    node = cast(dict[str, Any], value)
    if node.get("type") in _CALL_TYPES or "toolName" in node:
        call = _call(node)
        if call is not None:
            calls.append(call)
            return
    holder = next((name for name in _HOLDERS if node.get(name)), None)
    if holder is not None:
        found = [call for call in map(_call, _items(node[holder])) if call is not None]
        calls.extend(found[: _MAXIMUM_CALLS - len(calls)])
        if found:
            return
    for item in node.values():
        if isinstance(item, dict | list):
            _collect(item, calls, depth + 1)


def _call(value: Any) -> dict[str, Any] | None:
    if not isinstance(value, dict):
        return None
    node = cast(dict[str, Any], value)
    function = node.get("function", node.get("tool_call", node))
    inner = cast(dict[str, Any], function) if isinstance(function, dict) else node
    name = inner.get("name", inner.get("toolName"))
    if not isinstance(name, str) or not name:
        return None
    arguments = next((inner[key] for key in ("arguments", "args", "input", "server_tool_call") if inner.get(key) is not None), "")
    identifier = node.get("call_id", node.get("id", node.get("toolCallId")))
    return {
        "id": identifier if isinstance(identifier, str) else "",
        "name": name,
        "arguments": json_text.as_text(arguments),
        "type": "function" if isinstance(node.get("function"), dict) else str(node.get("type") or "tool_call"),
    }


def _definition(tool: Any) -> list[tuple[str, dict[str, Any]]]:
    if isinstance(tool, str):
        tool = json_text.parse(tool)
    if not isinstance(tool, dict):
        return []
    node = cast(dict[str, Any], tool)
    declared = node.get("function_declarations", node.get("functionDeclarations"))
    if isinstance(declared, list):
        return [pair for item in cast(list[Any], declared) for pair in _definition(item)]
    holder = next((key for key in ("function", "toolSpec") if isinstance(node.get(key), dict)), None)
    inner = cast(dict[str, Any], node[holder]) if holder else node
    name = inner.get("name", node.get("type"))
    if not isinstance(name, str) or not name:
        return []
    schema = next((key for key in _SCHEMAS if inner.get(key)), "parameters")
    around = {key: value for key, value in node.items() if key not in (holder, "type")} if holder else {}
    rest = {key: value for key, value in inner.items() if key not in ("name", "description", "type", schema)}
    return [(name, {"description": inner.get("description") or "", "parameters": inner.get(schema), **around, **rest})]


def _items(value: Any) -> list[Any]:
    if isinstance(value, str):
        value = json_text.parse(value)
    if isinstance(value, list):
        return cast(list[Any], value)
    return [value] if isinstance(value, dict) else []
