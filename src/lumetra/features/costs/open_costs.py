"""Everything the costs feature is made of, put together once in a process."""

from __future__ import annotations

from dataclasses import dataclass

from lumetra.engines.database import Database
from lumetra.features.costs.builtin_prices import BuiltinPrices
from lumetra.features.costs.load_book import PriceBooks
from lumetra.features.costs.price_observations import Pricer


@dataclass(frozen=True)
class Costs:
    """What other parts of the application are given of this feature."""

    books: PriceBooks
    pricer: Pricer


def open_costs(database: Database) -> Costs:
    """Open the price books; reads nothing yet."""
    books = PriceBooks(database, BuiltinPrices())
    return Costs(books=books, pricer=Pricer(books))
