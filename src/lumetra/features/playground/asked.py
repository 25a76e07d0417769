"""What is asked of a model in the playground, and what has come of it so far."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Literal

from lumetra.domain.access import Access
from lumetra.features.playground.columns import Column, Filling
from lumetra.llm.answer import CallRequest, CallResult
from lumetra.llm.failures import CallFailure

Status = Literal["done", "failed", "stopped"]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Where an answer belongs, and what is asked."""

    access: Access
    session_id: str
    run_id: str
    row_index: int
    column: Column
    filling: Filling

    @property
    def author(self) -> str:
        """The person, or the key, that asks."""
        return author_of(self.access)


@dataclass
class Heard:
    """What has come of an answer so far. `began_us` is wall-clock time, for the trace; the rest is measured monotonically."""

    request: CallRequest
    began: float = field(default_factory=time.monotonic)
    began_us: int = field(default_factory=lambda: time.time_ns() // 1000)
    text: str = ""
    reasoning: str = ""
    first_token_ms: float | None = None
    latency_ms: float = 0
    result: CallResult | None = None
    failure: CallFailure | None = None
    status: Status = "stopped"

    def elapsed_ms(self) -> float:
        """Since the beginning."""
        return (time.monotonic() - self.began) * 1000


def author_of(access: Access) -> str:
    """Who did it: a user's id, or `key:` and a key's."""
    return access.user_id or f"key:{access.key_id}"
