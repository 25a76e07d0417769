"""The conversations of the sample project, read from conversations.toml: what people asked, and what a model answered."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, NamedTuple


class Feedback(NamedTuple):
    """What the user thought of an answer: a thumb, 1 for up and 0 for down, and perhaps a word."""

    thumb: int
    comment: str = ""


class Turn(NamedTuple):
    """One question and its answer. `standalone` is the question rewritten so that it needs no history, empty where it needs none;
    `fault` is an HTTP status that the model's call ends with."""

    question: str
    standalone: str = ""
    answer: str = ""
    feedback: Feedback | None = None
    fault: int | None = None
    slow_seconds: float = 0.0


class Conversation(NamedTuple):
    """One session of the Q&A application."""

    model: str
    language: str
    turns: list[Turn]


class ToolCall(NamedTuple):
    """A tool that the model calls."""

    name: str
    arguments: dict[str, Any]


class AgentTurn(NamedTuple):
    """A user's sentence and the model's moves, in order: a string is an answer."""

    says: str
    moves: list[str | ToolCall]
    feedback: Feedback | None = None
    fault: int | None = None


class AgentConversation(NamedTuple):
    """One session of the support agent."""

    model: str
    turns: list[AgentTurn]


class ReleaseNotes(NamedTuple):
    """Notes on the release whose list of commits says `commit`: as drafted, and as they stand after the check."""

    commit: str
    draft: str
    final: str


def _feedback(entry: dict[str, Any]) -> dict[str, Any]:
    return {**entry, "feedback": Feedback(**entry["feedback"])} if "feedback" in entry else entry


def _agent_turn(entry: dict[str, Any]) -> AgentTurn:
    moves = [m["answer"] if "answer" in m else ToolCall(m["tool"], m["arguments"]) for m in entry.get("moves", [])]
    return AgentTurn(**{**_feedback(entry), "moves": moves})


_SCRIPT = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))

DOCS_QA = [
    Conversation(entry["model"], entry["language"], [Turn(**_feedback(turn)) for turn in entry["turns"]])
    for entry in _SCRIPT["docs_qa"]
]
SUPPORT_AGENT = [
    AgentConversation(entry["model"], [_agent_turn(turn) for turn in entry["turns"]]) for entry in _SCRIPT["support_agent"]
]
RELEASE_NOTES = [ReleaseNotes(**entry) for entry in _SCRIPT["release_notes"]]
