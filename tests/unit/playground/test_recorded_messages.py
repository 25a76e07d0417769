"""Recorded inputs of the usual conventions become messages that can be sent again."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lumetra.features.playground.recorded.recorded_messages import messages_of

CALL = {"id": "c1", "type": "function", "function": {"name": "look", "arguments": '{"a": 1}'}}
RESULT = {"role": "tool", "tool_call_id": "c1", "content": "42"}
ANTHROPIC = {
    "system": "Be brief.",
    "messages": [
        {"role": "user", "content": [{"type": "text", "text": "hi"}]},
        {
            "role": "assistant",
            "content": [
                {"type": "thinking", "thinking": "…"},
                {"type": "tool_use", "id": "c1", "name": "look", "input": {"a": 1}},
            ],
        },
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "c1", "content": "42"}]},
    ],
}
GEN_AI = [
    {"role": "user", "parts": [{"type": "text", "content": "hi"}]},
    {"role": "assistant", "parts": [{"type": "tool_call", "id": "c1", "name": "look", "arguments": {"a": 1}}]},
    {"role": "tool", "parts": [{"type": "tool_call_response", "id": "c1", "result": "42"}]},
]
LANGCHAIN = [[{"kwargs": {"type": "human", "content": "hi"}}, {"kwargs": {"type": "ai", "content": "ho"}}]]
GOOGLE = {"contents": [{"role": "user", "parts": [{"text": "hi"}]}, {"role": "model", "parts": [{"text": "ho"}]}]}
IMAGE = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "QQ=="}}


def compact(value: Any) -> Any:
    """Messages with their call arguments read, so that spacing does not matter."""
    return json.loads(json.dumps(value).replace('\\"a\\":1', '\\"a\\": 1'))


@pytest.mark.parametrize(
    ("recorded", "messages"),
    [
        ("plain words", [{"role": "user", "content": "plain words"}]),
        (json.dumps("quoted"), [{"role": "user", "content": "quoted"}]),
        ('{"question": 1}', [{"role": "user", "content": '{"question": 1}'}]),
        ("", []),
        (json.dumps({"role": "human", "content": "hi"}), [{"role": "user", "content": "hi"}]),
        (json.dumps(LANGCHAIN), [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "ho"}]),
        (json.dumps(GOOGLE), [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "ho"}]),
        (
            json.dumps(ANTHROPIC),
            [
                {"role": "system", "content": "Be brief."},
                {"role": "user", "content": "hi"},
                {"role": "assistant", "content": "", "tool_calls": [CALL]},
                RESULT,
            ],
        ),
        (
            json.dumps(GEN_AI),
            [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "", "tool_calls": [CALL]}, RESULT],
        ),
        (
            json.dumps([{"role": "user", "content": [{"type": "text", "text": "see"}, IMAGE]}]),
            [
                {
                    "role": "user",
                    "content": [
                        {"type": "text", "text": "see"},
                        {"type": "image_url", "image_url": {"url": "data:image/png;base64,QQ=="}},
                    ],
                }
            ],
        ),
    ],
)
def test_conventions_become_one_form(recorded: str, messages: list[dict[str, Any]]) -> None:
    assert compact(messages_of(recorded)) == messages
