"""What is sent: the envelope of the contract (11.2) for webhooks, blocks for Slack. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import orjson

from lumetra.domain.prompt import PromptEvent

_CONTRACT_ACTIONS: Final = frozenset({"created", "updated", "deleted"})
_WORDS: Final = {
    "created": "was created", "updated": "was updated", "deleted": "was deleted", "label-moved": "had a label moved",
    "review-asked": "asks for review", "approved": "was approved", "refused": "was refused", "ab-test-decided": "had its A/B test decided",
}  # fmt: skip


def prompt_payload(delivery_id: str, event: PromptEvent, user: dict[str, str] | None, now: datetime) -> str:
    """The JSON body. Created, updated and deleted are `prompt-version` as Langfuse sends it; the rest is `prompt-release`."""
    prompt = event.prompt
    body: dict[str, Any] = {
        "id": delivery_id,
        "timestamp": _time(now),
        "type": "prompt-version" if event.action in _CONTRACT_ACTIONS else "prompt-release",
        "apiVersion": "v1",
        "action": event.action,
    }
    if user:
        body["user"] = user
    if event.detail:
        body["detail"] = dict(event.detail)
    body["prompt"] = {
        "id": prompt.id,
        "name": prompt.name,
        "version": prompt.version,
        "projectId": prompt.project_id,
        "createdBy": prompt.created_by,
        "labels": prompt.labels,
        "prompt": prompt.prompt,
        "type": prompt.type,
        "config": prompt.config,
        "commitMessage": prompt.commit_message,
        "tags": prompt.tags,
        "createdAt": _time(prompt.created_at),
        "updatedAt": _time(prompt.updated_at),
    }
    return orjson.dumps(body).decode()


@dataclass(frozen=True)
class CalledOut:
    """What a callout is about: a trace, or a step of it, and the session it belongs to (empty: to none)."""

    trace_id: str
    observation_id: str
    session_id: str


def callout_payload(
    delivery_id: str, project_id: str, about: CalledOut, user: dict[str, str] | None, now: datetime, *, is_test: bool = False
) -> str:
    """The JSON body: ids only, null where there is none. What they name is read with an API key."""
    body: dict[str, Any] = {
        "id": delivery_id,
        "timestamp": _time(now),
        "type": "callout",
        "apiVersion": "v1",
        "action": "test" if is_test else "called",
        "projectId": project_id,
        "traceId": about.trace_id,
        "observationId": about.observation_id or None,
        "sessionId": about.session_id or None,
    }
    if user:
        body["user"] = user
    return orjson.dumps(body).decode()


def slack_payload(event: PromptEvent, user: dict[str, str] | None) -> str:
    """A message for an incoming webhook of Slack."""
    prompt, detail = event.prompt, event.detail
    headline = f"Prompt *{_escape(prompt.name)}* v{prompt.version} {_WORDS[event.action]}"
    if detail.get("label"):
        headline += f" (`{_escape(str(detail['label']))}`)"
    facts = [f"*By* {_escape(user['name'] or user['email'])}"] if user else []
    if detail.get("note") or prompt.commit_message:
        facts.append(_escape(str(detail.get("note") or prompt.commit_message)))
    if prompt.labels:
        facts.append("*Labels* " + ", ".join(f"`{label}`" for label in prompt.labels))
    blocks: list[dict[str, Any]] = [{"type": "section", "text": {"type": "mrkdwn", "text": headline}}]
    if facts:
        blocks.append({"type": "context", "elements": [{"type": "mrkdwn", "text": fact[:2000]} for fact in facts]})
    return orjson.dumps({"text": headline, "blocks": blocks}).decode()


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
