"""What executions of evaluators cost, exactly; and which were done once their entry in the log was forgotten."""

import sqlalchemy as sa
from alembic import op

from lumetra.engines.database.database import UtcDateTime

revision = "0016_exact_costs_of_executions"
down_revision = "0015_experiment_plans"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("evaluation_executions") as table:
        table.alter_column(
            "cost_usd", existing_type=sa.Float(), existing_nullable=True, type_=sa.String(), postgresql_using="cost_usd::text"
        )
    op.create_index("ix_evaluation_executions_finished", "evaluation_executions", ["finished_at"])
    op.create_table(
        "evaluation_done",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("project_id", sa.String(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_done")),
    )
    op.create_index(op.f("ix_evaluation_done_project_id"), "evaluation_done", ["project_id"])
