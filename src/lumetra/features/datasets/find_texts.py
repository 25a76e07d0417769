"""Finds what items of datasets say, in any of their versions."""

from __future__ import annotations

import sqlalchemy as sa

from lumetra.engines.database import Database
from lumetra.features.datasets.tables import DatasetItemVersionRow as Version


def find_texts(database: Database, project_id: str, words: str) -> list[str]:
    """The contents (JSON text) of the project's items that contain these words, which hold no quotes and only ASCII."""
    contents = [sa.cast(column, sa.Text) for column in (Version.input, Version.expected_output, Version.metadata_)]
    with database.reading() as session:
        return [
            text
            for content in contents
            for text in session.scalars(
                sa.select(content).where(Version.project_id == project_id, content.contains(words, autoescape=True))
            )
        ]
