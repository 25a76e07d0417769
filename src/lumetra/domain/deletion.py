"""What is to disappear. A deletion travels the same way as the records it removes, so that its place among them is certain."""

from __future__ import annotations

import msgspec


class Deletion(msgspec.Struct, frozen=True, kw_only=True):
    """Hides everything named here that was received before it; what arrives later under the same ids is new data.

    Deleting a trace takes its observations and scores along. `observations` are (trace id, observation id) pairs.
    `whole_project` ignores the rest and removes every record of the project.
    """

    trace_ids: list[str] = []
    observations: list[tuple[str, str]] = []
    score_ids: list[str] = []
    whole_project: bool = False
