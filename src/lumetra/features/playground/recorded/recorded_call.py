"""A call that a trace records, as a column that can be asked again. Messages of the usual conventions become chat messages."""

from __future__ import annotations

from typing import Any, Final, cast

import orjson

from lumetra.domain.errors import NotFound
from lumetra.domain.ids import new_id
from lumetra.engines.analytics import Analytics, load_statement
from lumetra.features.playground.columns import Column
from lumetra.features.playground.recorded.recorded_messages import messages_of

_PARAMETERS: Final = {
    "temperature": "temperature", "max_tokens": "max_tokens", "max_completion_tokens": "max_tokens", "max_output_tokens": "max_tokens",
    "top_p": "top_p", "top_k": "top_k", "seed": "seed", "presence_penalty": "presence_penalty",
    "frequency_penalty": "frequency_penalty", "stop": "stop_sequences", "stop_sequences": "stop_sequences",
    "parallel_tool_calls": "parallel_tool_calls",
}  # fmt: skip
_NOT_OURS: Final = frozenset({"stream", "stream_options", "tools", "functions", "response_format", "model", "messages", "n"})
_NUMBERS: Final = frozenset(_PARAMETERS.values()) - {"stop_sequences", "parallel_tool_calls"}


def column_of_observation(analytics: Analytics, project_id: str, trace_id: str, observation_id: str) -> Column:
    """A recorded call as a column: its messages, tools, model and parameters. The provider is left to be chosen.

    The prompt is named, but the messages are filled in already, so they are not those of its version.
    """
    sql = load_statement("lumetra.features.playground", "observation_call").text
    rows = analytics.select(sql, {"project_id": project_id, "trace_id": trace_id, "observation_id": observation_id})
    if not rows:
        raise NotFound("Observation not found")
    row = rows[0]
    recorded, asked = _object(row["model_parameters"]), _object(row["input"])
    return Column(
        id=new_id(),
        title=row["name"],
        model=row["model"],
        messages=messages_of(row["input"]),
        parameters=_parameters(recorded),
        provider_options={name: value for name, value in recorded.items() if name not in _PARAMETERS and name not in _NOT_OURS},
        tools=_tools(row["tool_definitions"], asked.get("tools") or recorded.get("tools")),
        output_schema=_schema(recorded.get("response_format") or asked.get("response_format")),
        prompt_name=row["prompt_name"],
        prompt_version=row["prompt_version"],
        edited=True,
    )


def _parameters(recorded: dict[str, Any]) -> dict[str, Any]:
    """Those that every provider knows, under the names that calls use; numbers are often recorded as text."""
    known: dict[str, Any] = {}
    for name, value in recorded.items():
        ours = _PARAMETERS.get(name)
        if ours is None or value is None or value == "":
            continue
        known[ours] = _number(value) if ours in _NUMBERS else value
        if ours == "stop_sequences" and isinstance(value, str):
            known[ours] = [value]
    return {name: value for name, value in known.items() if value is not None}


def _number(value: object) -> float | int | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    try:
        number = float(str(value))
    except ValueError:
        return None
    return int(number) if number.is_integer() else number


def _tools(definitions: dict[str, str], listed: object) -> list[dict[str, Any]]:
    tools = [_tool(name, _object(text)) for name, text in definitions.items()]
    if not tools and isinstance(listed, list):
        tools = [_tool("", cast("dict[str, Any]", one)) for one in listed if isinstance(one, dict)]
    return [tool for tool in tools if tool["name"]]


def _tool(name: str, definition: dict[str, Any]) -> dict[str, Any]:
    function = definition.get("function") or definition
    parameters = function.get("parameters") or function.get("input_schema") or function.get("inputSchema")
    return {
        "name": str(function.get("name") or name),
        "description": str(function.get("description") or ""),
        "parameters": parameters if isinstance(parameters, dict) else {"type": "object", "properties": {}},
    }


def _schema(response_format: object) -> dict[str, Any] | None:
    if not isinstance(response_format, dict):
        return None
    held = cast("dict[str, Any]", response_format).get("json_schema")
    schema = held.get("schema") if isinstance(held, dict) else None
    return cast("dict[str, Any]", schema) if isinstance(schema, dict) else None


def _object(text: str) -> dict[str, Any]:
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        return {}
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}
