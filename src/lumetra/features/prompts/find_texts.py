"""Finds what versions of prompts say."""

from __future__ import annotations

import sqlalchemy as sa

from lumetra.engines.database import Database
from lumetra.features.prompts.tables import PromptVersionRow


def find_texts(database: Database, project_id: str, words: str) -> list[str]:
    """The contents (JSON text) of the project's prompt versions that contain these words, which hold no quotes and only ASCII."""
    content = sa.cast(PromptVersionRow.content, sa.Text)
    query = sa.select(content).where(PromptVersionRow.project_id == project_id, content.contains(words, autoescape=True))
    with database.reading() as session:
        return list(session.scalars(query))
