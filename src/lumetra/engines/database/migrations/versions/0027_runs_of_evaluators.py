"""Executions know the run over rows that asked for them."""

import sqlalchemy as sa
from alembic import op

revision = "0027_runs_of_evaluators"
down_revision = "0026_words_of_comments"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("evaluation_executions") as table:
        table.add_column(sa.Column("run_id", sa.String(), nullable=False, server_default=""))
    op.create_index("ix_evaluation_executions_run", "evaluation_executions", ["project_id", "run_id", "created_at"])
