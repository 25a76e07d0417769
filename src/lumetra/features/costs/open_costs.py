"""Everything the costs feature is made of, put together once in a process."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lumetra.domain.errors import Conflict
from lumetra.engines.database import Database
from lumetra.features.costs.book.builtin_prices import BuiltinPrices
from lumetra.features.costs.book.load_book import PriceBooks
from lumetra.features.costs.book.write_models import ModelWriter
from lumetra.features.costs.pricing.count_tokens import TokenCounter
from lumetra.features.costs.pricing.price_observations import Pricer
from lumetra.features.costs.tables import ModelRow
from lumetra.http.audit import Audit


@dataclass(frozen=True)
class Costs:
    """What other parts of the application are given of this feature."""

    database: Database
    books: PriceBooks
    pricer: Pricer
    writer: ModelWriter
    record_audit: Audit
    clock: Callable[[], datetime]

    @contextmanager
    def change(self, project_id: str) -> Generator[Session]:
        """A transaction that changes the project's prices; afterwards the next observation is priced by the new ones."""
        with self.database.session() as session:
            yield session
        self.books.invalidate(project_id)

    def check_free_id(self, session: Session, model_id: str) -> None:
        """Raise Conflict when another project has a model of this id."""
        if session.get(ModelRow, model_id) is not None:
            raise Conflict("This model id is taken.")


def open_costs(database: Database, record_audit: Audit, clock: Callable[[], datetime]) -> Costs:
    """Open the price books; reads nothing yet."""
    books = PriceBooks(database, BuiltinPrices())
    return Costs(
        database=database,
        books=books,
        pricer=Pricer(books, TokenCounter()),
        writer=ModelWriter(record_audit, clock),
        record_audit=record_audit,
        clock=clock,
    )
