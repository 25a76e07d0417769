"""The prices of one unit of usage, as they are shown beside a cost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Final, NamedTuple


class UnitPrices(NamedTuple):
    """US dollars for one unit of usage; None where the model has no price for it."""

    input: Decimal | None = None
    output: Decimal | None = None
    total: Decimal | None = None


NO_PRICES: Final = UnitPrices()

FindPrices = Callable[[str, str, str, datetime], UnitPrices]
"""(project id, model id, pricing tier id, when) → the prices that held then; none for a model that is gone."""
