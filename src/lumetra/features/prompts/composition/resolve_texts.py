"""Composition for texts that are no stored prompts: the drafts of other features."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from lumetra.domain.prompt import PromptVersion
from lumetra.engines.database import Database
from lumetra.features.prompts.composition.resolve import resolve
from lumetra.features.prompts.read_versions import look_up


def resolve_texts(database: Database, project_id: str, texts: Sequence[str]) -> list[str]:
    """The texts with every reference to a prompt replaced. Raises CompositionError for one that does not hold."""
    with database.reading() as session:
        return [
            str(resolve(_draft(project_id, text), lambda reference: look_up(session, project_id, reference)).prompt)
            for text in texts
        ]


def _draft(project_id: str, text: str) -> PromptVersion:
    now = datetime.now(UTC)
    return PromptVersion(
        id="draft", project_id=project_id, prompt_id="", name="", version=0, type="text", prompt=text, config={}, labels=[],
        tags=[], commit_message=None, created_by="", created_at=now, updated_at=now,
    )  # fmt: skip
