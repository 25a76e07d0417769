"""Tells every process what was stored here, for live views: at most a few times a second and project, whatever the load."""

from __future__ import annotations

import logging
import threading

import msgspec

from lumetra.domain.news import News
from lumetra.engines.queue import LiveEvents
from lumetra.ingest.announce import Announcer, Stored

log = logging.getLogger(__name__)

NEWS_CHANNEL = "news"
_PAUSE_SECONDS = 0.25
_MOST_PROJECTS = 10_000


class NewsSpreader:
    """Notes what is announced and publishes it from a thread of its own, so that storing never waits for listeners.

    News is a courtesy (see LiveEvents): what cannot be published is dropped, and the views ask again by themselves.
    """

    def __init__(self, announcer: Announcer, live_events: LiveEvents) -> None:
        self._live_events = live_events
        self._waiting: dict[str, News] = {}
        self._changed = threading.Condition()
        self._closing = threading.Event()
        self._unsubscribe = announcer.subscribe(self._note)
        self._thread = threading.Thread(target=self._run, name="news", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Publish nothing more."""
        self._unsubscribe()
        self._closing.set()
        with self._changed:
            self._changed.notify_all()
        self._thread.join()

    def _note(self, stored: Stored) -> None:
        ids = dict.fromkeys((*stored.trace_ids, *(one.trace_id for one in stored.observations)))
        latest = News(project_id=stored.project_id, observations=len(stored.observations), scores=len(stored.scores))
        news = News(project_id=stored.project_id, trace_ids=tuple(one for one in ids if one)).and_then(latest)
        with self._changed:
            known = self._waiting.get(stored.project_id)
            if known is None and len(self._waiting) >= _MOST_PROJECTS:
                return
            self._waiting[stored.project_id] = news if known is None else known.and_then(news)
            self._changed.notify_all()

    def _run(self) -> None:
        while not self._closing.is_set():
            with self._changed:
                self._changed.wait_for(lambda: bool(self._waiting) or self._closing.is_set())
                taken, self._waiting = self._waiting, {}
            for news in taken.values():
                self._publish(news)
            self._closing.wait(_PAUSE_SECONDS)

    def _publish(self, news: News) -> None:
        try:
            self._live_events.publish(NEWS_CHANNEL, msgspec.json.encode(news))
        except Exception as failure:  # the next news will do; ingestion must not notice
            log.warning("news of project %s was not spread: %s", news.project_id, failure)
