"""Filters of tables: what other features keep is asked of them, and becomes a condition on ids."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from lumetra.features.tracing.filters import Filter
from lumetra.querylang import Checked, Subject, check, evaluate, parse
from lumetra.querylang.checked import AllOf, AnyOf, CompareNumber, Negated, OneOf, Predicate
from lumetra.querylang.syntax import Node, all_of


class AskComments(Protocol):
    """What tables of traces, observations and sessions (`subject`) want to know of comments.

    Those of a trace are on itself and on its steps; those of a session on itself.
    """

    def find(self, project_id: str, subject: str, predicate: Predicate, *, failing: bool = False) -> Sequence[tuple[str, str]]:
        """Trace id and own id of the commented things that meet a condition (`failing`: on their number, and that do not).

               The trace id is empty where it is not known.
        Raises Refusal when there are too many of them.
        """
        ...

    def count(self, project_id: str, subject: str, ids: Collection[str]) -> Mapping[str, int]:
        """The number of comments by id; nothing for what has none."""
        ...


@dataclass(frozen=True)
class FilterReader:
    """Reads the filters of a project."""

    clock: Callable[[], datetime]
    comments: AskComments

    def read(self, project_id: str, subject: Subject, text: str = "", *nodes: Node, now: datetime | None = None) -> Filter:
        """The filter of the text and all of `nodes`. Raises FilterError, and Refusal when too many comments are meant."""
        checked = check(all_of(parse(text), *nodes), subject, now or self.clock(), elsewhere=True)
        return Filter(subject, self._asked(project_id, subject, checked))

    def _asked(self, project_id: str, subject: Subject, node: Checked) -> Checked:
        match node:
            case AllOf(items):
                return AllOf(tuple(self._asked(project_id, subject, item) for item in items))
            case AnyOf(items):
                return AnyOf(tuple(self._asked(project_id, subject, item) for item in items))
            case Negated(item):
                return Negated(self._asked(project_id, subject, item))
            case _:
                return self._commented(project_id, subject, node) if node.field.elsewhere else node

    def _commented(self, project_id: str, subject: Subject, predicate: Predicate) -> Checked:
        if isinstance(predicate, CompareNumber) and evaluate(predicate, {"comments": 0}):
            # What nobody commented on meets it, too: those that do not are fewer.
            return Negated(self._those(subject, self.comments.find(project_id, subject.name, predicate, failing=True)))
        return self._those(subject, self.comments.find(project_id, subject.name, predicate))

    def _those(self, subject: Subject, found: Sequence[tuple[str, str]]) -> Checked:
        own, trace = subject.find("id"), subject.find("trace_id")
        assert own is not None
        chosen = OneOf(own, "", tuple(own_id for _, own_id in found))
        trace_ids = {trace_id for trace_id, _ in found}
        if trace is None or trace is own or trace.any_row or "" in trace_ids:
            return chosen
        return AllOf((OneOf(trace, "", tuple(sorted(trace_ids))), chosen))  # the index knows traces
