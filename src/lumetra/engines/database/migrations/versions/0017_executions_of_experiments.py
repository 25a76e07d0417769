"""Finding the evaluator executions of one experiment."""

from alembic import op

revision = "0017_executions_of_experiments"
down_revision = "0016_exact_costs_of_executions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_evaluation_executions_experiment", "evaluation_executions", ["project_id", "experiment_id"])
