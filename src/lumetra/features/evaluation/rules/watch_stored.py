"""Applies rules to what was just stored. Notes on the writing thread, matches on its own: ingestion never waits.

What it has not finished when the process dies is found again at the next start: it remembers up to when everything was looked at,
and asks the analytics engine for what was stored since.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

import sqlalchemy as sa

from lumetra.domain.clock import Clock
from lumetra.domain.evaluation import EVALUATION_ENVIRONMENT
from lumetra.domain.observation import Observation
from lumetra.engines.analytics import Analytics, load_statement
from lumetra.engines.database import Database
from lumetra.features.evaluation.rules.apply_rule import ActiveRule, ApplyRules
from lumetra.features.evaluation.rules.match_targets import Span, as_microseconds
from lumetra.features.evaluation.tables import EvaluationProgressRow

log = logging.getLogger(__name__)

LOOK_SECONDS: Final = 0.5
RULES_SECONDS: Final = 2.0
SAVE_SECONDS: Final = 5.0
GIVE_UP: Final = timedelta(hours=1)
"""A trace whose root never ends is evaluated after this long without news."""
_TRACE_ARRIVES: Final = timedelta(seconds=1.5)
_OVERLAP: Final = timedelta(minutes=2)
_HOUR_US: Final = 3_600_000_000
_MOST: Final = 200_000
_CHUNK: Final = 500


@dataclass
class Touched:
    """A trace or session with news: the hours its rows lie in, when the last came, and which rules have dealt with it."""

    start_us: int
    end_us: int
    last: datetime
    root_ended: bool = False
    handled: set[str] = field(default_factory=set[str])

    def merge(self, other: Touched) -> None:
        """Later news of the same thing."""
        self.start_us, self.end_us = min(self.start_us, other.start_us), max(self.end_us, other.end_us)
        self.last, self.root_ended = max(self.last, other.last), self.root_ended or other.root_ended
        self.handled.clear()

    @property
    def window(self) -> Span:
        """Whole hours around its rows."""
        return Span(self.start_us // _HOUR_US * _HOUR_US, (self.end_us // _HOUR_US + 1) * _HOUR_US)


Book = dict[str, dict[str, Touched]]
"""Project → key → news."""


class StoredWatch:
    """One for the process that stores. `note` is the listener; `start` and `stop` its life."""

    def __init__(
        self, database: Database, analytics: Analytics, apply: ApplyRules, may_run: Callable[[], bool], clock: Clock
    ) -> None:
        self._database = database
        self._analytics = analytics
        self._apply = apply
        self._may_run = may_run
        self._clock = clock
        self._lock = threading.Lock()
        self._traces: Book = {}
        self._sessions: Book = {}
        self._unread: dict[str, set[str]] = {}
        """Traces whose sessions are not looked up yet: observations need not name it, their trace may."""
        self._news: set[str] = set()
        """Projects in which something was stored since the progress was saved."""
        self._rules: dict[str, list[ActiveRule]] = {}
        self._rules_read = datetime(1970, 1, 1, tzinfo=UTC)
        self._saved = self._rules_read
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="evaluation-watch", daemon=True)

    def note(self, project_id: str, observations: Sequence[Observation]) -> None:
        """Take notice of what was stored. Only notes and returns: it is called on the writing thread."""
        if project_id not in self._rules:
            return
        now = self._clock()
        with self._lock:
            for observation in observations:
                if observation.environment != EVALUATION_ENVIRONMENT:
                    self._touch(project_id, observation, now)

    def start(self) -> None:
        """Begin with what was stored while nobody looked."""
        self._thread.start()

    def stop(self) -> None:
        """End after the present look."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(20)

    def look(self) -> None:
        """One look: rules anew when it is time, then everything that is due. Public for tests."""
        now = self._clock()
        if now - self._rules_read >= timedelta(seconds=RULES_SECONDS):
            self._read_rules(now)
        if not self._may_run():
            return
        for project_id, rules in list(self._rules.items()):
            self._find_sessions(project_id, now, wanted=any(rule.target == "session" for rule in rules))
            for rule in rules:
                self._apply_due(project_id, rule, now)
            self._forget(project_id, rules)
        if now - self._saved >= timedelta(seconds=SAVE_SECONDS):
            self._save(now)

    def _loop(self) -> None:
        while not self._stopping.wait(LOOK_SECONDS):
            try:
                self.look()
            except Exception:  # an engine that is away comes back; what was noted is still noted
                log.exception("evaluation rules could not be applied")

    def _touch(self, project_id: str, observation: Observation, now: datetime) -> None:
        is_root = not observation.parent_id or observation.is_app_root
        news = Touched(observation.start_time_us, observation.start_time_us, now, is_root and observation.end_time_us is not None)
        _merge(self._traces.setdefault(project_id, {}), observation.trace_id, news)
        self._unread.setdefault(project_id, set()).add(observation.trace_id)
        self._news.add(project_id)

    def _read_rules(self, now: datetime) -> None:
        known = {rule.id: rule for rules in self._rules.values() for rule in rules}
        first = self._rules_read.year == 1970
        rules = self._apply.active_rules()
        self._rules, self._rules_read = rules, now
        seen = self._seen_until() if first else {}
        for project_id, active in rules.items():
            since = [rule.since for rule in active if rule.id not in known]
            if first:
                self._catch_up(project_id, seen.get(project_id, min(since)) - _OVERLAP)
            elif since:
                self._catch_up(project_id, min(since))

    def _catch_up(self, project_id: str, since: datetime) -> None:
        """Note what was stored since then, as if it came now."""
        sql = load_statement("lumetra.features.evaluation", "stored_since").text
        rows = self._analytics.select(sql, {"project_id": project_id, "since": as_microseconds(since), "row_limit": _MOST})
        with self._lock:
            for row in rows:
                news = Touched(row["start_us"], row["end_us"], min(row["last"], self._clock()), bool(row["root_ended"]))
                _merge(self._traces.setdefault(project_id, {}), row["trace_id"], news)
                for session_id in row["session_ids"]:
                    _merge(self._sessions.setdefault(project_id, {}), session_id, _copy(news))

    def _find_sessions(self, project_id: str, now: datetime, *, wanted: bool) -> None:
        """Note the sessions of traces with news, once what belongs to the trace itself has arrived as well."""
        with self._lock:
            unread = self._unread.setdefault(project_id, set())
            if not wanted:
                unread.clear()
                return
            traces = self._traces.get(project_id, {})
            quiet = {key: _copy(traces[key]) for key in unread if key in traces and now - traces[key].last >= _TRACE_ARRIVES}
        keys = sorted(quiet)
        for first in range(0, len(keys), _CHUNK):
            chunk = keys[first : first + _CHUNK]
            window = Span(min(quiet[key].window.start_us for key in chunk), max(quiet[key].window.end_us for key in chunk))
            sql = load_statement("lumetra.features.evaluation", "sessions_of_traces").text
            rows = self._analytics.select(sql, {"project_id": project_id, "trace_ids": chunk, **window.parameters})
            with self._lock:
                for row in rows:
                    _merge(self._sessions.setdefault(project_id, {}), row["session_id"], _copy(quiet[row["trace_id"]]))
                unread.difference_update(key for key in chunk if traces.get(key) is None or traces[key].last == quiet[key].last)

    def _apply_due(self, project_id: str, rule: ActiveRule, now: datetime) -> None:
        book = self._sessions if rule.target == "session" else self._traces
        with self._lock:
            due = {key: _copy(news) for key, news in book.get(project_id, {}).items() if _is_due(rule, news, now)}
        keys = sorted(due)
        for first in range(0, len(keys), _CHUNK):
            chunk = keys[first : first + _CHUNK]
            window = Span(min(due[key].window.start_us for key in chunk), max(due[key].window.end_us for key in chunk))
            self._apply.apply(rule, chunk, window)
            with self._lock:
                for key in chunk:
                    news = book.get(project_id, {}).get(key)
                    if news is not None and news.last == due[key].last:  # else there is fresh news
                        news.handled.add(rule.id)

    def _forget(self, project_id: str, rules: Sequence[ActiveRule]) -> None:
        """Drop what every rule has dealt with; when far too much is left, the oldest."""
        for book, wanted in (
            (self._traces, {rule.id for rule in rules if rule.target != "session"}),
            (self._sessions, {rule.id for rule in rules if rule.target == "session"}),
        ):
            with self._lock:
                entries = book.get(project_id, {})
                unread = self._unread.get(project_id, set()) if book is self._traces else ()
                for key in [key for key, news in entries.items() if wanted <= news.handled and key not in unread]:
                    del entries[key]
                if len(entries) > _MOST:
                    log.warning(
                        "project %s has %d things waiting to settle; the oldest are not evaluated", project_id, len(entries)
                    )
                    for key in sorted(entries, key=lambda key: entries[key].last)[: len(entries) - _MOST]:
                        del entries[key]

    def _seen_until(self) -> dict[str, datetime]:
        with self._database.reading() as session:
            return {row.project_id: row.seen_until for row in session.scalars(sa.select(EvaluationProgressRow))}

    def _save(self, now: datetime) -> None:
        """Remember for every project with news since the last time up to when it is done: there all is evaluated or settled."""
        self._saved = now
        with self._lock:
            news, self._news = self._news, set()
            waiting = {
                project_id: [one.last for book in (self._traces, self._sessions) for one in book.get(project_id, {}).values()]
                for project_id in news
            }
            self._news |= {project_id for project_id, times in waiting.items() if times}  # later it will have come further
        if waiting:
            with self._database.session() as session:
                for project_id, times in waiting.items():
                    session.merge(EvaluationProgressRow(project_id=project_id, seen_until=min([now, *times])))


def _merge(entries: dict[str, Touched], key: str, news: Touched) -> None:
    known = entries.get(key)
    if known is None:
        entries[key] = news
    else:
        known.merge(news)


def _copy(news: Touched) -> Touched:
    return Touched(news.start_us, news.end_us, news.last, news.root_ended, set(news.handled))


def _is_due(rule: ActiveRule, news: Touched, now: datetime) -> bool:
    if rule.id in news.handled:
        return False
    quiet = now - news.last
    match rule.settle:
        case "at_once":
            return quiet >= timedelta(seconds=rule.settle_seconds)
        case "idle":
            return quiet >= timedelta(seconds=rule.settle_seconds)
        case _:
            return (news.root_ended and quiet >= timedelta(seconds=rule.settle_seconds)) or quiet >= GIVE_UP
