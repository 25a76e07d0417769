"""Which traces, observations and sessions were commented on how often, or in which words, for filters and columns of tables."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from lumetra.domain.errors import Refusal
from lumetra.engines.database import Database
from lumetra.features.comments.mentions import plain_words
from lumetra.features.comments.tables import CommentRow
from lumetra.querylang import evaluate
from lumetra.querylang.checked import CompareNumber, HasWords, Predicate
from lumetra.querylang.words import tokens

MOST_FOUND: Final = 2_000
MOST_READ: Final = 20_000
_TYPES: Final = {"traces": ("TRACE", "OBSERVATION"), "observations": ("OBSERVATION",), "sessions": ("SESSION",)}
_ROW: Final = CommentRow


@dataclass(frozen=True)
class CommentFinder:
    """Asks the comments of a project. A trace has those on itself and on its steps."""

    database: Database

    def find(self, project_id: str, subject: str, predicate: Predicate, *, failing: bool = False) -> Sequence[tuple[str, str]]:
        """Trace id ("" when not known) and own id of the commented things that meet a condition on number or text.

        With `failing` those that do not meet one on their number. Raises Refusal for more than 2 000 things, or when more than
        20 000 comments would have to be read.
        """
        if predicate.field.name == "comments":
            found = self._by_number(project_id, subject, predicate, failing)
        else:
            found = self._by_text(project_id, subject, predicate)
        if len(found) > MOST_FOUND:
            raise Refusal(
                f"More than {MOST_FOUND} {subject} have such comments: ask for fewer, such as those with more comments"
                " or with other words in them",
                code="too_many_commented",
            )
        return found

    def count(self, project_id: str, subject: str, ids: Collection[str]) -> Mapping[str, int]:
        """The number of comments by id; nothing for what has none."""
        own, _ = _ids(subject)
        query = sa.select(own, sa.func.count()).where(*_about(project_id, subject), own.in_(ids)).group_by(own)
        with self.database.reading() as session:
            return dict(session.execute(query).all())

    def _by_number(self, project_id: str, subject: str, predicate: Predicate, failing: bool) -> list[tuple[str, str]]:
        own, trace = _ids(subject)
        number = sa.func.count()
        query = sa.select(sa.func.max(trace), own).where(*_about(project_id, subject)).group_by(own)
        holds = _holds(predicate, number)
        query = query.having(sa.not_(holds) if failing else holds).limit(MOST_FOUND + 1)
        with self.database.reading() as session:
            return [(trace_id or "", own_id) for trace_id, own_id in session.execute(query)]

    def _by_text(self, project_id: str, subject: str, predicate: Predicate) -> list[tuple[str, str]]:
        own, trace = _ids(subject)
        query = sa.select(trace, own, _ROW.content).where(*_about(project_id, subject), *_candidates(predicate))
        found: dict[str, str] = {}
        with self.database.reading() as session:
            rows = session.execute(query.limit(MOST_READ + 1)).all()
        if len(rows) > MOST_READ:
            raise Refusal(
                f"More than {MOST_READ} comments would have to be read: ask for whole words in them", code="too_many_commented"
            )
        for trace_id, own_id, content in rows:
            if own_id not in found and evaluate(predicate, {"comment": plain_words(content)}):
                found[own_id] = trace_id or ""
        return [(trace_id, own_id) for own_id, trace_id in found.items()]


def _ids(subject: str) -> tuple[sa.ColumnElement[Any], sa.ColumnElement[Any]]:
    """The id of the thing that a comment counts for, and that of its trace."""
    if subject != "traces":
        return _ROW.object_id.expression, _ROW.trace_id.expression
    trace = sa.case((_ROW.object_type == "TRACE", _ROW.object_id), else_=_ROW.trace_id)
    return trace, trace


def _about(project_id: str, subject: str) -> tuple[sa.ColumnElement[bool], ...]:
    own, _ = _ids(subject)
    return _ROW.project_id == project_id, _ROW.object_type.in_(_TYPES[subject]), own.is_not(None)


def _holds(predicate: Predicate, number: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """A condition on the number of comments, of things that have some."""
    match predicate:
        case CompareNumber(_, _, comparator, wanted):
            return {
                "=": number == wanted, ">": number > wanted, ">=": number >= wanted, "<": number < wanted, "<=": number <= wanted,
            }[comparator]  # fmt: skip
        case _:
            return sa.true()  # that there are some


def _candidates(predicate: Predicate) -> list[sa.ColumnElement[bool]]:
    """What the comments with some words have in common; rows from before their words were kept may always be meant."""
    if not isinstance(predicate, HasWords):
        return []
    return [sa.or_(_ROW.words.is_(None), _ROW.words.contains(token, autoescape=True)) for token in tokens(predicate.text)]
