"""Finds the media that values refer to: tokens anywhere in them, each with its place and a link to the bytes (wire contract 8.2)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any, Final, NamedTuple, cast

import sqlalchemy as sa

from lumetra.features.media.tables import MediaRow
from lumetra.features.media.uploads import DOWNLOAD_SECONDS, Media
from lumetra.http.wire_time import wire_time

_TOKEN: Final = re.compile(r"@@@langfuseMedia:[^@]*?\bid=([A-Za-z0-9_-]{1,64})[^@]*@@@")


REFERENCE_START: Final = "@@@langfuseMedia:"


class Token(NamedTuple):
    """A token as it stands in a value."""

    field: str
    path: str
    text: str
    media_id: str


def find_references(
    media: Media, project_id: str, things: Mapping[str, Mapping[str, Any]], address: Callable[[str], str]
) -> dict[str, list[dict[str, Any]]]:
    """By thing, what its fields refer to; tokens of unknown media, and of those never uploaded, are left out.

    `things` maps ids to fields to JSON values. `address` makes an absolute URL of ours from a path.
    """
    tokens = {
        own_id: [token for field, value in fields.items() for token in _tokens(field, "$", value)]
        for own_id, fields in things.items()
    }
    wanted = {token.media_id for found in tokens.values() for token in found}
    if not wanted:
        return {}
    with media.database.reading() as session:
        where = (MediaRow.project_id == project_id, MediaRow.id.in_(wanted), MediaRow.upload_http_status.in_((200, 201)))
        rows = {row.id: _shown(media, row, address) for row in session.scalars(sa.select(MediaRow).where(*where))}
    return {
        own_id: [
            {"field": token.field, "referenceString": token.text, "jsonPath": token.path, "media": rows[token.media_id]}
            for token in found
            if token.media_id in rows
        ]
        for own_id, found in tokens.items()
    }


def media_in_text(text: str) -> list[str]:
    """The ids in the tokens of a text, which may be JSON."""
    return [match.group(1) for match in _TOKEN.finditer(text)]


def find_unknown(media: Media, project_id: str, value: Any) -> list[str]:
    """Ids in the value's tokens that name no media of the project, in their order; media that are still being uploaded are known.

    Those that are known are about to be named, so they are left alone by whoever removes what nothing refers to.
    """
    wanted = dict.fromkeys(token.media_id for token in _tokens("", "$", value))
    if not wanted:
        return []
    where = (MediaRow.project_id == project_id, MediaRow.id.in_(wanted))
    with media.database.session() as session:
        session.execute(sa.update(MediaRow).where(*where).values(updated_at=media.clock()))
        found = set(session.scalars(sa.select(MediaRow.id).where(*where)))
    return [media_id for media_id in wanted if media_id not in found]


def _shown(media: Media, row: MediaRow, address: Callable[[str], str]) -> dict[str, Any]:
    return {
        "mediaId": row.id,
        "contentType": row.content_type,
        "contentLength": row.content_length,
        "url": media.download_url(row, address),
        "urlExpiry": wire_time(media.clock() + timedelta(seconds=DOWNLOAD_SECONDS)),
    }


def _tokens(field: str, path: str, value: Any) -> Iterator[Token]:
    if isinstance(value, str):
        for match in _TOKEN.finditer(value):
            yield Token(field, path, match.group(0), match.group(1))
    elif isinstance(value, dict):
        for key, inner in cast(dict[str, Any], value).items():
            quoted = json.dumps(key, ensure_ascii=False)[1:-1].replace('\\"', '"').replace("'", "\\'")
            yield from _tokens(field, f"{path}['{quoted}']", inner)
    elif isinstance(value, list):
        for index, inner in enumerate(cast(list[Any], value)):
            yield from _tokens(field, f"{path}[{index}]", inner)
