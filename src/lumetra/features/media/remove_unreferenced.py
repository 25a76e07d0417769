"""Removes media whose traces are gone and which nothing else names. A new reference to the same content at any moment is safe.

First a content is withdrawn: from then on, who announces it is asked for its bytes again. Only when nobody has come meanwhile do its
bytes go, under the lock that announcing takes as well.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Final

import msgspec
import sqlalchemy as sa

from lumetra.engines.analytics import Analytics, load_statement
from lumetra.features.media.find_references import REFERENCE_START, media_in_text
from lumetra.features.media.tables import MediaLinkRow, MediaRow
from lumetra.features.media.uploads import Media, blob_key

GRACE: Final = timedelta(hours=24)
"""How long after it was last announced a content is left alone: its trace may come later, and its bytes may be on their way."""

PAGE: Final = 200
_TRACES_AT_ONCE: Final = 5_000

FindTexts = Callable[[str, str], Collection[str]]
"""(project id, words) → the texts of the project, of one kind, that contain the words."""


class Withdrawn(msgspec.Struct, frozen=True):
    """A content that is about to go, as it was left."""

    project_id: str
    media_id: str
    at: datetime


class WithdrawnPage(msgspec.Struct, frozen=True, kw_only=True):
    """What was withdrawn of a page of contents, and the last content looked at; None when there was none."""

    withdrawn: list[Withdrawn]
    last: tuple[str, str] | None


class Remover:
    """Finds and removes. `texts` look where tokens may stand without a link: items of datasets, prompts."""

    def __init__(self, media: Media, analytics: Analytics, texts: Collection[FindTexts]) -> None:
        self._media = media
        self._analytics = analytics
        self._texts = texts

    def withdraw(self, after: tuple[str, str]) -> WithdrawnPage:
        """Look at the next contents by key, and withdraw those that nothing refers to."""
        rows = self._quiet(after)
        by_project: dict[str, list[MediaRow]] = {}
        for row in rows:
            by_project.setdefault(row.project_id, []).append(row)
        found = [one for project_id, group in by_project.items() for one in self._withdraw(project_id, group)]
        return WithdrawnPage(withdrawn=found, last=(rows[-1].project_id, rows[-1].id) if rows else None)

    def remove(self, withdrawn: Collection[Withdrawn]) -> int:
        """Remove those that are still withdrawn, bytes first; what is named by now is given back. How many went."""
        named = {
            project_id: self._named(project_id, [one.media_id for one in withdrawn if one.project_id == project_id])
            for project_id in {one.project_id for one in withdrawn}
        }
        return sum(self._remove(one, is_named=one.media_id in named[one.project_id]) for one in withdrawn)

    def _quiet(self, after: tuple[str, str]) -> list[MediaRow]:
        """Contents of traces, and of nothing else, that nobody has announced for a while."""
        link = (MediaLinkRow.project_id == MediaRow.project_id, MediaLinkRow.media_id == MediaRow.id)
        of_trace = sa.exists().where(*link, MediaLinkRow.trace_id != "")
        of_item = sa.exists().where(*link, MediaLinkRow.dataset_id != "")
        key = sa.tuple_(MediaRow.project_id, MediaRow.id)
        query = (
            sa.select(MediaRow)
            .where(key > after, MediaRow.updated_at < self._media.clock() - GRACE, of_trace, ~of_item)
            .order_by(MediaRow.project_id, MediaRow.id)
            .limit(PAGE)
        )
        with self._media.database.reading() as session:
            return list(session.scalars(query))

    def _withdraw(self, project_id: str, rows: list[MediaRow]) -> list[Withdrawn]:
        dead = self._without_traces(project_id, rows)
        named = self._named(project_id, [row.id for row in dead])
        now = self._media.clock()
        withdrawn: list[Withdrawn] = []
        for seen in dead:
            if seen.id in named:
                continue
            with self._media.database.session() as session:
                row = session.get(MediaRow, (project_id, seen.id), with_for_update=True)
                if row is None or row.updated_at != seen.updated_at:
                    continue  # announced again since we looked
                row.upload_http_status, row.updated_at = None, now
            withdrawn.append(Withdrawn(project_id, seen.id, now))
        return withdrawn

    def _without_traces(self, project_id: str, rows: list[MediaRow]) -> list[MediaRow]:
        query = sa.select(MediaLinkRow.media_id, MediaLinkRow.trace_id).where(
            MediaLinkRow.project_id == project_id, MediaLinkRow.media_id.in_([row.id for row in rows])
        )
        with self._media.database.reading() as session:
            links = [(media_id, trace_id) for media_id, trace_id in session.execute(query.distinct())]
        living = self._living(project_id, sorted({trace_id for _, trace_id in links if trace_id}))
        kept = {media_id for media_id, trace_id in links if trace_id in living}
        return [row for row in rows if row.id not in kept]

    def _living(self, project_id: str, trace_ids: list[str]) -> set[str]:
        statement = load_statement("lumetra.features.media", "living_traces").text
        living: set[str] = set()
        for at in range(0, len(trace_ids), _TRACES_AT_ONCE):
            some = trace_ids[at : at + _TRACES_AT_ONCE]
            found = self._analytics.select_columns(statement, {"project_id": project_id, "trace_ids": some})
            living.update(found.get("trace_id", ()))
        return living

    def _named(self, project_id: str, media_ids: list[str]) -> set[str]:
        """Those of the contents that a token names somewhere."""
        if not media_ids:
            return set()
        statement = load_statement("lumetra.features.media", "named_media").text
        found = self._analytics.select_columns(statement, {"project_id": project_id, "media_ids": media_ids})
        texts = (text for find in self._texts for text in find(project_id, REFERENCE_START))
        return {*found.get("media_id", ()), *(media_id for text in texts for media_id in media_in_text(text))}

    def _remove(self, one: Withdrawn, *, is_named: bool) -> bool:
        with self._media.database.session() as session:
            row = session.get(MediaRow, (one.project_id, one.media_id), with_for_update=True)
            if row is None:
                return False
            if is_named or row.updated_at != one.at:  # somebody has come: the bytes stay, and are there
                if row.upload_http_status is None and self._media.blobs.size(blob_key(row)) is not None:
                    row.upload_http_status = 200
                return False
            self._media.blobs.delete([blob_key(row)])
            session.execute(
                sa.delete(MediaLinkRow).where(MediaLinkRow.project_id == one.project_id, MediaLinkRow.media_id == one.media_id)
            )
            session.delete(row)
        return True
