"""A support agent on the OpenAI SDK that calls tools in a loop, traced with the Langfuse drop-in client and decorator.

Settings as in `examples/docs_qa/app.py`.
"""

from __future__ import annotations

import json
import sys
import uuid
from typing import Any

from langfuse import get_client, observe, propagate_attributes
from langfuse.openai import OpenAI

MAX_STEPS = 6
SYSTEM = (
    "You are the support agent of Harbor, a platform for running web services. Look at the user's service before you answer. "
    "Open a ticket only when the user agrees or when production is down."
)


def _tool(name: str, description: str, **properties: str) -> dict[str, Any]:
    schema = {key: {"type": "string", "description": text} for key, text in properties.items()}
    parameters = {"type": "object", "properties": schema, "required": list(schema), "additionalProperties": False}
    return {"type": "function", "function": {"name": name, "description": description, "parameters": parameters}}


TOOLS = [
    _tool("get_service_status", "Health, release and instance count of a service.", service="Name of the service"),
    _tool(
        "search_logs",
        "Newest log lines of a service that contain a text.",
        service="Name of the service",
        text="What to look for",
    ),
    _tool("open_ticket", "Open a ticket for the operations team.", title="One line", severity="low, medium or high"),
]

SERVICES = {
    "checkout": {"health": "degraded", "release": 219, "instances": 4, "cpu_percent": 93, "memory_percent": 71},
    "search": {"health": "healthy", "release": 88, "instances": 2, "cpu_percent": 41, "memory_percent": 55},
    "webhooks": {"health": "down", "release": 31, "instances": 0, "last_exit": "OOMKilled", "memory_percent": 100},
}
LOGS = {
    "checkout": [
        "WARN upstream payments took 4812 ms",
        "WARN upstream payments took 5120 ms",
        "ERROR deadline exceeded calling payments",
    ],
    "webhooks": ["fatal: out of memory allocating 268435456 bytes", "exit status 137"],
}


@observe(as_type="tool")
def get_service_status(service: str) -> dict[str, Any]:
    """What the platform knows of a service."""
    if service not in SERVICES:
        raise KeyError(f"no service named {service!r}; known: {', '.join(SERVICES)}")
    return {"service": service, **SERVICES[service]}


@observe(as_type="tool")
def search_logs(service: str, text: str) -> list[str]:
    """Log lines that contain the text."""
    return [line for line in LOGS.get(service, []) if text.lower() in line.lower()]


@observe(as_type="tool")
def open_ticket(title: str, severity: str) -> dict[str, str]:
    """A new ticket's number."""
    return {"ticket": f"OPS-{4000 + sum(map(ord, title)) % 900}", "severity": severity}


RUN = {"get_service_status": get_service_status, "search_logs": search_logs, "open_ticket": open_ticket}


def call_tool(name: str, arguments: str) -> str:
    """Run one tool call of the model; an error becomes the tool's answer, so that the model can correct itself."""
    try:
        return json.dumps(RUN[name](**json.loads(arguments)), ensure_ascii=False)
    except Exception as error:  # the model sees every failure of a tool
        return json.dumps({"error": str(error)}, ensure_ascii=False)


@observe(name="support-agent", as_type="agent")
def answer(client: OpenAI, messages: list[dict[str, Any]], model: str) -> str:
    """Let the model work until it answers in words, at most MAX_STEPS times."""
    for _ in range(MAX_STEPS):
        reply = client.chat.completions.create(model=model, messages=messages, tools=TOOLS).choices[0].message
        messages.append(reply.model_dump(exclude_none=True))
        if not reply.tool_calls:
            return reply.content or ""
        for call in reply.tool_calls:
            messages.append(
                {"role": "tool", "tool_call_id": call.id, "content": call_tool(call.function.name, call.function.arguments)}
            )
    raise RuntimeError(f"no answer after {MAX_STEPS} steps")


def converse(client: OpenAI, turns: list[str], *, session_id: str, user_id: str, model: str = "gpt-4.1-mini") -> list[str]:
    """A whole conversation; every turn is a trace of the same session."""
    messages: list[dict[str, Any]] = [{"role": "system", "content": SYSTEM}]
    answers: list[str] = []
    for turn in turns:
        messages.append({"role": "user", "content": turn})
        with propagate_attributes(session_id=session_id, user_id=user_id, tags=["support-agent"]):
            answers.append(answer(client, messages, model))
    return answers


def main() -> None:
    """Send the turns given on the command line."""
    turns = sys.argv[1:] or ["checkout is slow since this morning, can you look?"]
    for text in converse(OpenAI(), turns, session_id=f"support-{uuid.uuid4()}", user_id="you@example.com"):
        print(text)
    get_client().flush()


if __name__ == "__main__":
    main()
