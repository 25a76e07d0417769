"""Leaves out scores that do not fit what the project says a score may be; the receipt of their request says why."""

from __future__ import annotations

import logging
from collections.abc import Callable

from lumetra.domain.observation import Provenance, Rejection, Score
from lumetra.ingest.decode_delivery import Incoming
from lumetra.ingest.log import Delivery

log = logging.getLogger(__name__)

CheckScores = Callable[[str, list[Score]], tuple[list[Score], list[Rejection]]]
"""(project id, scores) → those to keep, perhaps changed, and why the others were refused."""

Decode = Callable[[Delivery, Provenance], Incoming]


def with_checked_scores(decode: Decode, check: CheckScores) -> Decode:
    """The same decoding, with its scores checked. A failing check keeps the scores as they came, and is logged."""

    def decode_and_check(delivery: Delivery, provenance: Provenance) -> Incoming:
        incoming = decode(delivery, provenance)
        if incoming.scores:
            try:
                incoming.scores, refused = check(provenance.project_id, incoming.scores)
            except Exception:
                log.exception(
                    "checking %d scores of project %s failed; they are kept", len(incoming.scores), provenance.project_id
                )
            else:
                incoming.rejected = [*incoming.rejected, *refused]
        return incoming

    return decode_and_check
