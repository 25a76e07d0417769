"""Names of what other features hold, for whoever holds only ids of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

NamesOf = Callable[[str, Collection[str]], Mapping[str, str]]
"""Names by id of things of one kind in a project; ids of nothing, or of what is gone, are left out."""

NamedFields = Mapping[str, NamesOf]
"""By the name of a field whose values are such ids, as filters and answers call it: `evaluator_id`."""
