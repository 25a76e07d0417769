"""The prompts of the sample's applications: their versions, and which version a recorded call used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import orjson

Json = dict[str, Any]

_SUBJECT = "You answer questions about Harbor, a platform for running web services. Use only the documentation below. Answer in "
_UNKNOWN = " If the documentation does not say, tell the user so and offer to open a ticket."
RECORDED_RULE = "the language of the question, in at most five sentences, and name the command when there is one."
FIRST_RULE = "the language of the question."
SHORT_RULE = "the language of the question, in at most two short sentences, and name the command when there is one."
SUPPORT = (
    "You are the support agent of Harbor, a platform for running web services. Look at the user's service before you answer. "
    "Open a ticket only when the user agrees or when production is down."
)


class PromptVersion(msgspec.Struct, frozen=True):
    """One version, in the order in which they are created. `labels` as in `POST /api/public/v2/prompts`."""

    name: str
    prompt: str | list[Json]
    labels: list[str]
    message: str
    config: Json
    tags: list[str]

    def body(self) -> bytes:
        """The request that creates it."""
        kind = "text" if isinstance(self.prompt, str) else "chat"
        fields = msgspec.structs.asdict(self)
        message = fields.pop("message")
        return orjson.dumps({**fields, "type": kind, "commitMessage": message})


def _answer(rule: str) -> list[Json]:
    return [
        {"role": "system", "content": f"{_SUBJECT}{rule}{_UNKNOWN}\n\nDocumentation:\n{{{{context}}}}"},
        {"type": "placeholder", "name": "history"},
        {"role": "user", "content": "{{question}}"},
    ]


_GPT_4O = {"model": "gpt-4o", "temperature": 0.2}
VERSIONS = (
    PromptVersion("docs-qa/answer", _answer(FIRST_RULE), [], "First version", _GPT_4O, ["docs-qa"]),
    PromptVersion("docs-qa/answer", _answer(RECORDED_RULE), ["production"], "Bound the length, name the command", _GPT_4O, ["docs-qa"]),
    PromptVersion("docs-qa/answer", _answer(SHORT_RULE), ["staging"], "Two sentences: users skim", _GPT_4O, ["docs-qa"]),
    PromptVersion(
        "docs-qa/condense",
        [
            {
                "role": "system",
                "content": "Rewrite the last question so that it can be understood without the conversation. Keep its language.",
            },
            {"type": "placeholder", "name": "history"},
            {"role": "user", "content": "{{question}}"},
        ],
        ["production"],
        "First version",
        {"model": "gpt-4o-mini", "temperature": 0},
        ["docs-qa"],
    ),
    PromptVersion("support/agent", SUPPORT, ["production"], "First version", {"model": "gpt-4.1-mini"}, ["support-agent"]),
)  # fmt: skip


def names() -> Iterator[str]:
    """Each prompt's name once."""
    yield from dict.fromkeys(version.name for version in VERSIONS)


def link(recorded_input: str, release: str) -> tuple[str, int, str] | None:
    """Name and version of the prompt behind a recorded call, and its input as that version makes it. Null when it used none.

    The first release ran the first version of the answer prompt; the later ones the version that was recorded.
    """
    if RECORDED_RULE in recorded_input:
        if release == "2.3.0":
            return "docs-qa/answer", 1, recorded_input.replace(RECORDED_RULE, FIRST_RULE)
        return "docs-qa/answer", 2, recorded_input
    if "Rewrite the last question" in recorded_input:
        return "docs-qa/condense", 1, recorded_input
    if SUPPORT in recorded_input:
        return "support/agent", 1, recorded_input
    return None
