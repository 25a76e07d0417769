"""Serving prompts from memory: finished answers by project and selector, forgotten when anything in the project changes."""

from __future__ import annotations

import hashlib
import random
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.errors import Conflict, NotFound, Refusal
from lumetra.domain.prompt import PRODUCTION, PromptVersion, Reference
from lumetra.engines.database import Database
from lumetra.features.prompts.composition.resolve import CycleError, resolve
from lumetra.features.prompts.read_versions import find_prompt, get_version, look_up
from lumetra.features.prompts.serving.assign import Arm, Split, pick, point_of
from lumetra.features.prompts.serving.wire_form import wire_version
from lumetra.features.prompts.tables import PromptAbTest

MAX_ANSWERS_PER_PROJECT: Final = 2_000
MAX_PROJECTS: Final = 500
MAX_AGE_SECONDS: Final = 60.0
"""How long a process may serve what it holds when the news of a change in another process was lost."""
NO_TEST: Final = Split("", ())


@dataclass(frozen=True)
class Selector:
    """What a reader asks for. Neither version nor label means the label `production`."""

    name: str
    version: int | None = None
    label: str | None = None
    resolve: bool = True


@dataclass(frozen=True)
class Answer:
    """A finished response: the JSON body and its entity tag (quoted)."""

    body: bytes
    etag: str
    version: PromptVersion


class Exposures:
    """Counts hand-outs of arms in memory until somebody takes them away to store them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: dict[tuple[str, str, int], list[int]] = {}

    def count(self, project_id: str, test_id: str, version: int, *, keyed: bool) -> None:
        """One fetch more; `keyed` when the caller passed an assignment key."""
        with self._lock:
            entry = self._counts.setdefault((project_id, test_id, version), [0, 0])
            entry[0] += 1
            entry[1] += keyed

    def take(self) -> dict[tuple[str, str, int], list[int]]:
        """Everything counted since the last take: (project, test, version) → [fetches, keyed fetches]."""
        with self._lock:
            taken, self._counts = self._counts, {}
        return taken


@dataclass
class _Project:
    answers: OrderedDict[Selector, Answer | Refusal] = field(default_factory=OrderedDict["Selector", "Answer | Refusal"])
    splits: dict[tuple[str, str], Split] = field(default_factory=dict[tuple[str, str], Split])
    ids: dict[tuple[str, int], str] = field(default_factory=dict[tuple[str, int], str])
    born: float = field(default_factory=time.monotonic)

    def is_old(self) -> bool:
        return time.monotonic() - self.born > MAX_AGE_SECONDS


class ServedPrompts:
    """Answers of `GET /v2/prompts/{name}`. Safe for many threads; a hit costs microseconds and no thread hop.

    Forgetting replaces the project's whole entry, and an answer read before that is never stored after it: the next
    request after a committed change sees the change.
    """

    def __init__(self, database: Database, exposures: Exposures, draw: Callable[[], float] = random.random) -> None:
        self._database = database
        self._exposures = exposures
        self._draw = draw
        self._lock = threading.Lock()
        self._projects: OrderedDict[str, _Project] = OrderedDict()

    def cached(self, project_id: str, selector: Selector, key: str = "") -> Answer | Refusal | None:
        """The answer when it is in memory, else None. Counts an exposure when it comes from an A/B test."""
        project = self._projects.get(project_id)
        if project is None or project.is_old():
            return None
        split = NO_TEST
        if selector.version is None:
            found = project.splits.get((selector.name, selector.label or PRODUCTION))
            if found is None:
                return None
            split = found
        if not split.arms:
            return project.answers.get(selector)
        version = pick(split.arms, point_of(split.test_id, key) if key else self._draw())
        answer = project.answers.get(Selector(selector.name, version=version, resolve=selector.resolve))
        if isinstance(answer, Answer):
            self._exposures.count(project_id, split.test_id, version, keyed=bool(key))
        return answer

    def read(self, project_id: str, selector: Selector, key: str = "") -> Answer:
        """The answer, from memory or from the database. Raises Refusal as the contract says (400, 404, 409)."""
        if selector.version is not None and selector.label is not None:
            raise Refusal("Cannot specify both version and label")
        for _ in range(3):  # a write in between empties the cache; after that the third reading is served uncached
            answer = self.cached(project_id, selector, key)
            if answer is None:
                answer = self._load(project_id, selector, key)
            if answer is not None:
                break
        else:
            raise Conflict("The prompt is changing: ask again")
        if isinstance(answer, Refusal):
            raise type(answer)(answer.message, code=answer.code, detail=answer.detail)
        return answer

    def version_id(self, project_id: str, name: str, version: int) -> str:
        """The id of a prompt version, empty when there is none: what links a recorded call to its prompt."""
        project = self._project(project_id)
        known = project.ids.get((name, version))
        if known is None:
            with self._database.reading() as session:
                known = _find_id(session, project_id, name, version)
            if len(project.ids) < MAX_ANSWERS_PER_PROJECT:
                project.ids[(name, version)] = known
        return known

    def forget(self, project_id: str) -> None:
        """Drop what is known of a project: call it after each commit that changes prompts."""
        with self._lock:
            self._projects.pop(project_id, None)

    def _project(self, project_id: str) -> _Project:
        with self._lock:
            project = self._projects.get(project_id)
            if project is None or project.is_old():
                project = self._projects[project_id] = _Project()
                if len(self._projects) > MAX_PROJECTS:
                    self._projects.popitem(last=False)
            return project

    def _load(self, project_id: str, selector: Selector, key: str) -> Answer | Refusal | None:
        """Read into the project's entry as it was before reading: if it was dropped meanwhile, so is what we stored."""
        project = self._project(project_id)
        with self._database.reading() as session:
            if selector.version is None:
                split = running_split(session, project_id, selector.name, selector.label or PRODUCTION)
                project.splits[(selector.name, selector.label or PRODUCTION)] = split
                if split.arms:
                    for arm in split.arms:
                        self._store(session, project, project_id, Selector(selector.name, arm.version, None, selector.resolve))
                    return self.cached(project_id, selector, key)
            return self._store(session, project, project_id, selector)

    def _store(self, session: Session, project: _Project, project_id: str, selector: Selector) -> Answer | Refusal:
        try:
            answer: Answer | Refusal = build_answer(session, project_id, selector)
        except Refusal as refusal:
            answer = refusal.with_traceback(None)
        project.answers[selector] = answer
        while len(project.answers) > MAX_ANSWERS_PER_PROJECT:
            project.answers.popitem(last=False)
        return answer


def build_answer(session: Session, project_id: str, selector: Selector) -> Answer:
    """Read, resolve and serialise one version."""
    version = get_version(session, project_id, selector.name, version=selector.version, label=selector.label)
    if not selector.resolve:
        return _answer(version, orjson.dumps(wire_version(version)))

    def find(reference: Reference) -> PromptVersion | None:
        return look_up(session, project_id, reference)

    try:
        resolved = resolve(version, find)
    except CycleError as cycle:
        raise Conflict(cycle.message, code=cycle.code) from cycle
    return _answer(version, orjson.dumps(wire_version(version, prompt=resolved.prompt, graph=resolved.graph)))


def _answer(version: PromptVersion, body: bytes) -> Answer:
    return Answer(body, f'"{hashlib.sha256(body).hexdigest()[:32]}"', version)


def running_split(session: Session, project_id: str, name: str, label: str) -> Split:
    """The A/B test that runs on a label of a prompt, or NO_TEST."""
    prompt = find_prompt(session, project_id, name)
    if prompt is None:
        return NO_TEST
    query = sa.select(PromptAbTest).where(
        PromptAbTest.prompt_id == prompt.id, PromptAbTest.label == label, PromptAbTest.status == "running"
    )
    test = session.scalars(query).first()
    if test is None:
        return NO_TEST
    return Split(test.id, tuple(Arm(int(arm["version"]), float(arm["weight"])) for arm in test.arms))


def _find_id(session: Session, project_id: str, name: str, version: int) -> str:
    try:
        return get_version(session, project_id, name, version=version).id
    except NotFound:
        return ""
