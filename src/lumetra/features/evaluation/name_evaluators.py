"""What evaluators and rules are called."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.features.evaluation.tables import EvaluatorRow, RuleRow


def names_of_evaluators(session: Session, project_id: str, ids: Sequence[str]) -> dict[str, str]:
    """By id; what was deleted is left out."""
    return _names(session, EvaluatorRow, project_id, ids)


def names_of_rules(session: Session, project_id: str, ids: Sequence[str]) -> dict[str, str]:
    """By id; what was deleted is left out."""
    return _names(session, RuleRow, project_id, ids)


def _names(session: Session, row: type[EvaluatorRow | RuleRow], project_id: str, ids: Sequence[str]) -> dict[str, str]:
    query = sa.select(row.id, row.name).where(row.project_id == project_id, row.id.in_(ids))
    return {found[0]: found[1] for found in session.execute(query)}
