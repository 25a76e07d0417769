"""An answer as a trace of one generation in the environment `playground`, linked to its prompt version. Pure but for its ids."""

from __future__ import annotations

import os
from typing import Any, Final

import orjson

from lumetra.domain.observation import Level, Observation
from lumetra.features.playground.asked import Asked, Heard

ENVIRONMENT: Final = "playground"
_LEVELS: Final[dict[str, Level]] = {"failed": "ERROR", "stopped": "WARNING", "done": "DEFAULT"}


def observation_of(asked: Asked, heard: Heard) -> Observation:
    """The generation, which is its trace's root."""
    column, request, result = asked.column, heard.request, heard.result
    first = None if heard.first_token_ms is None else heard.began_us + int(heard.first_token_ms * 1000)
    linked = column.is_prompt_version
    return Observation(
        trace_id=os.urandom(16).hex(),
        id=os.urandom(8).hex(),
        start_time_us=heard.began_us,
        end_time_us=heard.began_us + int(heard.latency_ms * 1000),
        completion_start_time_us=first,
        type="GENERATION",
        name=column.prompt_name or "playground",
        trace_name="playground",
        environment=ENVIRONMENT,
        is_app_root=True,
        user_id=asked.access.user_id,
        level=_LEVELS[heard.status],
        status_message=heard.failure.message if heard.failure else ("stopped" if heard.status == "stopped" else ""),
        input=_json(list(request.messages)),
        output=_output(heard),
        metadata={
            "playground_session": _json(asked.session_id),
            "playground_run": _json(asked.run_id),
            "column": _json(column.title or column.id),
            "row": _json(asked.row_index),
        },
        model=result.model if result else request.model,
        model_parameters=_json({**request.parameters, **request.provider_options}),
        usage=dict(result.usage) if result else {},
        prompt_name=column.prompt_name if linked else "",
        prompt_version=column.prompt_version if linked else None,
        tool_definitions={str(tool.get("name", "")): _json(tool) for tool in request.tools},
        tool_calls=[_json(vars(call)) for call in result.tool_calls] if result else [],
        tool_call_names=[call.name for call in result.tool_calls] if result else [],
    )


def _output(heard: Heard) -> str:
    calls = heard.result.tool_calls if heard.result else []
    text = heard.result.text if heard.result else heard.text
    return _json({"role": "assistant", "content": text, "tool_calls": [vars(call) for call in calls]}) if calls else text


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()
