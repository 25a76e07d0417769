"""How features write the audit log: they are handed a function, because the log belongs to `features/accounts`."""

from __future__ import annotations

from typing import Any, Protocol

from sqlalchemy.orm import Session

from lumetra.domain.access import Access


class Audit(Protocol):
    """Adds one entry to the audit log, in the caller's open transaction."""

    def __call__(
        self,
        session: Session,
        access: Access,
        action: str,
        object_type: str,
        object_id: str,
        *,
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
    ) -> None:
        """`action` is a verb (`create`), `object_type` the noun of the route. `before` and `after` are JSON without secrets."""
        ...
