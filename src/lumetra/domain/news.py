"""What became visible in a project, in brief: enough to wake a view, never the data itself."""

from __future__ import annotations

import msgspec

MOST_TRACE_IDS = 100


class News(msgspec.Struct, frozen=True, kw_only=True):
    """Something was stored. `trace_ids` are the latest of the traces it belongs to, at most `MOST_TRACE_IDS`, oldest first."""

    project_id: str
    trace_ids: tuple[str, ...] = ()
    observations: int = 0
    scores: int = 0

    def and_then(self, later: News) -> News:
        """Both as one, of the same bounded size however many are put together."""
        known = dict.fromkeys(later.trace_ids)
        ids = (*(one for one in self.trace_ids if one not in known), *known)
        return News(
            project_id=self.project_id,
            trace_ids=ids[-MOST_TRACE_IDS:],
            observations=self.observations + later.observations,
            scores=self.scores + later.scores,
        )
