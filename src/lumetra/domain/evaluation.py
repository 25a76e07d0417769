"""What is evaluated, and the ids and draws that follow from it alone: the same target gives the same answer on every machine."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from typing import Final, Literal, Protocol

import msgspec

TargetKind = Literal["observation", "trace", "session", "experiment_item"]

EVALUATION_ENVIRONMENT: Final = "lumetra-evaluation"
"""Where judges' own calls are traced. Nothing in it is ever evaluated, so that judges never judge judges."""

_NAMESPACE: Final = uuid.UUID("6f6d8a3e-2f2b-5c84-9d1e-8f5a0d8b7c41")


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to evaluate. A session has only `session_id`; all others have `trace_id`, an observation its own id as well.

    An experiment item is the root observation of its run (empty: the whole trace), with the item it belongs to where that is known.
    """

    kind: TargetKind
    trace_id: str = ""
    observation_id: str = ""
    session_id: str = ""
    experiment_id: str = ""
    item_id: str = ""

    @property
    def key(self) -> str:
        """What names the target among those of its kind in its project."""
        if self.kind == "session":
            return self.session_id
        return f"{self.trace_id}/{self.observation_id}" if self.observation_id else self.trace_id


def execution_id(evaluator_version_id: str, target: Target) -> str:
    """The id of the one execution of this version on this target: asking twice is asking once."""
    return str(uuid.uuid5(_NAMESPACE, f"{evaluator_version_id}\0{target.kind}\0{target.key}"))


def score_id(execution: str, name: str) -> str:
    """The id of a score of an execution, so that running it again replaces what it wrote."""
    return str(uuid.uuid5(_NAMESPACE, f"{execution}\0{name}"))


def judge_trace_id(execution: str, attempt: int) -> str:
    """The trace of one attempt: 32 hexadecimal digits."""
    return hashlib.sha256(f"judge\0{execution}\0{attempt}".encode()).hexdigest()[:32]


def draw(rule_id: str, target_key: str) -> float:
    """A number in [0, 1) that depends on rule and target only. The target is in a sample of share s when it is below s:
    raising the share keeps what was drawn before.
    """
    digest = hashlib.sha256(f"lumetra:evaluation-sampling:v1\0{rule_id}\0{target_key}".encode()).digest()
    return (int.from_bytes(digest[:8], "big") >> 11) / 2**53


class Evaluate(Protocol):
    """How another feature has things evaluated, such as the items of an experiment."""

    def __call__(self, project_id: str, evaluator_version_ids: Sequence[str], targets: Sequence[Target]) -> int:
        """Queue every target for every version, durably, and return how many executions are new. Those that exist are left alone."""
        ...


class AddToAnnotationQueue(Protocol):
    """How a rule puts what it matched before people."""

    def __call__(self, project_id: str, queue_id: str, targets: Sequence[Target]) -> int:
        """Add the targets to the queue, each at most once, and return how many are new. Raises NotFound for an unknown queue."""
        ...
