"""What a prompt is: names, labels, content, the variables and references inside it. Pure rules; storage is elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

from lumetra.domain.errors import Refusal

PromptType = Literal["text", "chat"]
PromptContent = str | list[dict[str, Any]]

LATEST: Final = "latest"
PRODUCTION: Final = "production"
MAX_COMMIT_MESSAGE: Final = 500
MAX_NAME: Final = 255
_LABEL: Final = re.compile(r"^[a-z0-9_\-.]+$")
_MAX_LABEL: Final = 36
_RESERVED_NAMES: Final = frozenset({"new", "metrics", "prompt-detail"})
_HTML: Final = re.compile(r"<[^>]*>")
_VARIABLE: Final = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")
_VARIABLE_NAME: Final = re.compile(r"^[A-Za-z_][A-Za-z0-9_.\-]*$")
_TAG: Final = re.compile(r"@@@langfusePrompt:(.*?)@@@")
_TAG_BODY: Final = re.compile(r"^name=([^|]+)\|(version|label)=([^|]+)$")


@dataclass(frozen=True)
class Reference:
    """One composition tag: the prompt it names, by version or by label (exactly one is set)."""

    name: str
    version: int | None = None
    label: str | None = None

    def tag(self) -> str:
        """The tag as it stands in the text."""
        selector = f"version={self.version}" if self.version is not None else f"label={self.label}"
        return f"@@@langfusePrompt:name={self.name}|{selector}@@@"

    def words(self) -> str:
        """For messages: `'x' with label 'production'`, `'x' with version 3`."""
        selector = f"version {self.version}" if self.version is not None else f"label '{self.label}'"
        return f"'{self.name}' with {selector}"


@dataclass(frozen=True, kw_only=True)
class PromptVersion:
    """One immutable version with the labels and tags it carries at the moment of reading."""

    id: str
    project_id: str
    prompt_id: str
    name: str
    version: int
    type: PromptType
    prompt: PromptContent
    config: Any
    labels: list[str]
    tags: list[str]
    commit_message: str | None
    created_by: str
    created_at: datetime
    updated_at: datetime


PromptAction = Literal[
    "created", "updated", "deleted", "label-moved", "review-asked", "approved", "refused", "ab-test-decided"
]  # fmt: skip
PROMPT_ACTIONS: Final[tuple[PromptAction, ...]] = (
    "created", "updated", "deleted", "label-moved", "review-asked", "approved", "refused", "ab-test-decided",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class PromptEvent:
    """Something happened to a prompt version; automations listen. `detail` holds what belongs to the action (label, arms, reason)."""

    action: PromptAction
    prompt: PromptVersion
    user_id: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict[str, Any])


def check_name(name: str) -> str:
    """The name, or a Refusal that says which rule it breaks."""
    if not name or len(name) > MAX_NAME:
        raise Refusal(f"Prompt name must have 1 to {MAX_NAME} characters")
    if "|" in name:
        raise Refusal("Prompt name cannot contain '|' characters")
    if name.startswith("/") or name.endswith("/") or "//" in name:
        raise Refusal("Prompt name cannot start or end with a slash, or contain consecutive slashes")
    if name in _RESERVED_NAMES:
        raise Refusal(f"Prompt name cannot be '{name}'")
    if _HTML.search(name):
        raise Refusal("Prompt name cannot contain HTML tags")
    if name != name.strip() or any(ord(c) < 32 for c in name):
        raise Refusal("Prompt name cannot start or end with white space or contain control characters")
    return name


def check_label(label: str) -> str:
    """The label, or a Refusal. `latest` passes: who may set it is the caller's rule."""
    if not _LABEL.match(label):
        raise Refusal("Label must be lowercase alphanumeric with optional underscores, hyphens, or periods")
    if len(label) > _MAX_LABEL:
        raise Refusal(f"Label must have at most {_MAX_LABEL} characters")
    return label


def check_content(prompt_type: PromptType, prompt: object) -> PromptContent:
    """The content in the form its type asks for, or a Refusal that names the message that is wrong."""
    if prompt_type == "text":
        if not isinstance(prompt, str):
            raise Refusal("A text prompt needs a string as its prompt")
        return prompt
    if not isinstance(prompt, list):
        raise Refusal("A chat prompt needs a list of messages as its prompt")
    messages = [_check_message(index, message) for index, message in enumerate(prompt)]
    clash = sorted(set(placeholders(messages)) & set(variables(messages)))
    if clash:
        raise Refusal(f"Placeholder names must be unique and differ from variable names: {', '.join(clash)}")
    return messages


def _check_message(index: int, message: object) -> dict[str, Any]:
    if not isinstance(message, dict):
        raise Refusal(f"Message {index} must be an object with role and content, or a placeholder")
    item: dict[str, Any] = {str(k): v for k, v in message.items()}
    if item.get("type") == "placeholder":
        name = item.get("name")
        if not isinstance(name, str) or not _VARIABLE_NAME.match(name):
            raise Refusal(f"Message {index}: a placeholder needs a name that starts with a letter and has no spaces")
        return {"type": "placeholder", "name": name}
    if not isinstance(item.get("role"), str):
        raise Refusal(f"Message {index} needs a role (a string)")
    if not isinstance(item.get("content"), str):
        raise Refusal(f"Message {index} needs content (a string)")
    return item


def texts(prompt: PromptContent) -> Iterator[str]:
    """Every piece of text in which variables and references may stand, in reading order."""
    if isinstance(prompt, str):
        yield prompt
        return
    for message in prompt:
        if message.get("type") != "placeholder":
            yield str(message.get("content", ""))


def variables(prompt: PromptContent) -> list[str]:
    """Names of the `{{variables}}`, each once, in the order they first appear. Malformed names are left out."""
    found = (match.group(1) for text in texts(prompt) for match in _VARIABLE.finditer(text))
    return list(dict.fromkeys(name for name in found if _VARIABLE_NAME.match(name)))


def malformed_variables(prompt: PromptContent) -> list[str]:
    """What stands in double braces and can be no variable name (spaces, leading digits): the editor warns about it."""
    found = (match.group(1) for text in texts(prompt) for match in _VARIABLE.finditer(text))
    return list(dict.fromkeys(name for name in found if not _VARIABLE_NAME.match(name)))


def placeholders(prompt: PromptContent) -> list[str]:
    """Names of the message placeholders of a chat prompt, each once, in order. Empty for text."""
    if isinstance(prompt, str):
        return []
    return list(dict.fromkeys(str(m["name"]) for m in prompt if m.get("type") == "placeholder"))


def parse_reference(body: str) -> Reference | None:
    """The inside of a composition tag; None when it is not exactly `name=…|version=N` or `name=…|label=…`."""
    match = _TAG_BODY.match(body.strip())
    if not match:
        return None
    name, kind, value = match.groups()
    if kind == "label":
        return Reference(name, label=value)
    return Reference(name, version=int(value)) if value.isdecimal() and int(value) > 0 else None


def references(prompt: PromptContent) -> list[Reference]:
    """Composition tags of the content, each once, in order. Malformed tags are left out: they stay as text."""
    found = (parse_reference(match.group(1)) for text in texts(prompt) for match in _TAG.finditer(text))
    return list(dict.fromkeys(reference for reference in found if reference is not None))


def replace_references(text: str, values: Mapping[Reference, str]) -> str:
    """The text with every tag that `values` knows replaced by its value."""

    def value_of(match: re.Match[str]) -> str:
        reference = parse_reference(match.group(1))
        return match.group(0) if reference is None else values.get(reference, match.group(0))

    return _TAG.sub(value_of, text)


def with_texts(prompt: PromptContent, values: Mapping[Reference, str]) -> PromptContent:
    """The content with references replaced in every text."""
    if isinstance(prompt, str):
        return replace_references(prompt, values)
    return [
        m if m.get("type") == "placeholder" else {**m, "content": replace_references(str(m["content"]), values)} for m in prompt
    ]


def fill(prompt: PromptContent, values: Mapping[str, str], messages: Mapping[str, Sequence[Mapping[str, Any]]]) -> PromptContent:
    """Compile as the SDKs do: variables replaced, placeholders expanded; names without a value stay as they stand."""

    def value_of(match: re.Match[str]) -> str:
        return values.get(match.group(1), match.group(0))

    if isinstance(prompt, str):
        return _VARIABLE.sub(value_of, prompt)
    filled: list[dict[str, Any]] = []
    for message in prompt:
        if message.get("type") != "placeholder":
            filled.append({**message, "content": _VARIABLE.sub(value_of, str(message["content"]))})
        elif message["name"] in messages:
            filled.extend(dict(inserted) for inserted in messages[str(message["name"])])
        else:
            filled.append(message)
    return filled
