"""A mistake in a filter, explained at the token: where it is, what is wrong, what would be right."""

from __future__ import annotations

from lumetra.domain.errors import Refusal


class FilterError(Refusal):
    """The filter cannot be understood. `start` and `end` are character offsets into the filter's text, end exclusive."""

    code = "invalid_filter"

    def __init__(self, message: str, start: int, end: int, suggestion: str = "") -> None:
        super().__init__(
            message + (f" {suggestion}" if suggestion else ""),
            detail={"start": start, "end": end, "problem": message, "suggestion": suggestion},
        )
        self.start = start
        self.end = end
        self.problem = message
        self.suggestion = suggestion
