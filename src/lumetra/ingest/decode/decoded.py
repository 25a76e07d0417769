"""The result of decoding a request."""

from __future__ import annotations

import msgspec

from lumetra.domain.observation import Observation, Rejection, Score, TraceUpdate


class Decoded(msgspec.Struct):
    """Records in the order of the request; `rejected` names what was not taken. At most one TraceUpdate per trace."""

    observations: list[Observation] = []
    traces: list[TraceUpdate] = []
    scores: list[Score] = []
    rejected: list[Rejection] = []
