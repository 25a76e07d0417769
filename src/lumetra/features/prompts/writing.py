"""One way to change prompts: a transaction that is retried when two writers collide, then forgetting, then listeners."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final, Protocol, TypeVar, cast

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lumetra.domain.clock import Clock, utc_now
from lumetra.domain.errors import Transient
from lumetra.domain.prompt import PromptAction, PromptEvent, PromptVersion
from lumetra.engines.database import Database
from lumetra.features.prompts.history import Happened, happened_in
from lumetra.features.prompts.read_versions import as_version, labels_by_version, prompt_by_id, tags_of, version_row
from lumetra.features.prompts.tables import Prompt

T = TypeVar("T")
ATTEMPTS: Final = 6
_EVENT_OF: Final = {
    "created": "created",
    "deleted": "deleted",
    "label_moved": "label-moved",
    "label_removed": "label-moved",
    "rolled_back": "label-moved",
    "review_asked": "review-asked",
    "approved": "approved",
    "refused": "refused",
    "ab_test_decided": "ab-test-decided",
    "ab_arm_stopped": "ab-test-decided",
}
_UPDATES: Final = frozenset({"label_moved", "label_removed", "rolled_back", "tagged", "renamed"})


class PromptListener(Protocol):
    """Who wants to know about changes (automations)."""

    def record(self, session: Session, project_id: str, events: list[PromptEvent]) -> None:
        """Note the events in the transaction that makes the change, so that none is lost or invented."""
        ...

    def wake(self) -> None:
        """Called after the commit: there may be something to deliver."""
        ...


class PromptWriter:
    """Runs changes of prompts."""

    def __init__(
        self,
        database: Database,
        forget: Callable[[str], None],
        listener: PromptListener | None = None,
        clock: Clock = utc_now,
    ) -> None:
        self._database = database
        self._forget = forget
        self._listener = listener
        self._clock = clock

    def write(self, project_id: str, change: Callable[[Session, datetime], T]) -> T:
        """Run `change(session, now)` in one transaction; both of two colliding writers succeed, one after the other."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                result, happened = self._attempt(project_id, change)
            except IntegrityError as collision:
                if attempt == ATTEMPTS:
                    raise Transient("several writers changed this prompt at once") from collision
                continue
            self._forget(project_id)
            if happened and self._listener is not None:
                self._listener.wake()
            return result
        raise AssertionError("unreachable")

    def change(self, project_id: str, prompt_id: str, act: Callable[[Session, Prompt, datetime], T]) -> T:
        """Run `act(session, prompt, now)` on the prompt with that id, as `write` does. Raises NotFound."""
        return self.write(project_id, lambda session, now: act(session, prompt_by_id(session, project_id, prompt_id), now))

    def _attempt(self, project_id: str, change: Callable[[Session, datetime], T]) -> tuple[T, bool]:
        with self._database.session() as session:
            result = change(session, self._clock())
            session.flush()
            if self._listener is None:
                return result, False
            events = _events(session, happened_in(session))
            if events:
                self._listener.record(session, project_id, events)
            return result, bool(events)


def _events(session: Session, happened: list[Happened]) -> list[PromptEvent]:
    events: list[PromptEvent] = []
    created = {h.entry.to_version for h in happened if h.entry.action == "created"}
    updated: dict[tuple[str, int], Happened] = {}
    for item in happened:
        entry = item.entry
        number = entry.to_version or entry.from_version
        action = _EVENT_OF.get(entry.action)
        subject = item.subject or (_load(session, item, number) if number is not None else None)
        if action is not None and subject is not None:
            detail = {"label": entry.label, "fromVersion": entry.from_version, "toVersion": entry.to_version, "note": entry.note}
            events.append(
                PromptEvent(
                    action=cast("PromptAction", action),
                    prompt=subject,
                    user_id=item.actor.user_id,
                    detail={k: v for k, v in detail.items() if v not in ("", None)} | dict(item.detail),
                )
            )
        if entry.action in _UPDATES:
            touched = {entry.from_version, entry.to_version} - created - {None}
            updated.update({(item.prompt.id, v): item for v in touched if v is not None})
    for (_, number), item in updated.items():
        subject = _load(session, item, number)
        if subject is not None:
            events.append(PromptEvent(action="updated", prompt=subject, user_id=item.actor.user_id))
    return events


def _load(session: Session, item: Happened, number: int) -> PromptVersion | None:
    row = version_row(session, item.prompt.id, number)
    if row is None:
        return None
    labels = labels_by_version(session, item.prompt.id)
    return as_version(item.prompt, row, labels.get(number, []), tags_of(session, item.prompt.id))
