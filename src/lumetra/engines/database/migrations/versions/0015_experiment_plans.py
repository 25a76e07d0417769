"""Experiments that are run from the screen, their executions, and remote triggers."""

import sqlalchemy as sa
from alembic import op

from lumetra.engines.database.database import UtcDateTime

revision = "0015_experiment_plans"
down_revision = "0014_evaluation"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "experiment_plans",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("project_id", sa.String(), nullable=False),
        sa.Column("organization_id", sa.String(), nullable=False),
        sa.Column("dataset_id", sa.String(), nullable=False),
        sa.Column("dataset_version", UtcDateTime(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column("arms", sa.JSON(), nullable=False),
        sa.Column("experiment_ids", sa.JSON(), nullable=False),
        sa.Column("repetitions", sa.Integer(), nullable=False),
        sa.Column("evaluator_version_ids", sa.JSON(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.String(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("halted", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dataset_id"], ["datasets.id"], name=op.f("fk_experiment_plans_dataset_id_datasets"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_experiment_plans")),
    )
    with op.batch_alter_table("experiment_plans", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_experiment_plans_project_id"), ["project_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_experiment_plans_dataset_id"), ["dataset_id"], unique=False)
    op.create_table(
        "experiment_executions",
        sa.Column("plan_id", sa.String(), nullable=False),
        sa.Column("arm", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("repetition", sa.Integer(), nullable=False),
        sa.Column("trace_id", sa.String(), nullable=False),
        sa.Column("observation_id", sa.String(), nullable=False),
        sa.Column("failed", sa.Boolean(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("unsent", sa.String(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["experiment_plans.id"],
            name=op.f("fk_experiment_executions_plan_id_experiment_plans"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("plan_id", "arm", "item_id", "repetition", name=op.f("pk_experiment_executions")),
    )
    with op.batch_alter_table("experiment_executions", schema=None) as batch_op:
        batch_op.create_index("ix_experiment_executions_plan", ["plan_id", "state"], unique=False)
    op.create_table(
        "experiment_triggers",
        sa.Column("dataset_id", sa.String(), nullable=False),
        sa.Column("project_id", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("payload", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("sealed_secret", sa.String(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dataset_id"], ["datasets.id"], name=op.f("fk_experiment_triggers_dataset_id_datasets"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("dataset_id", name=op.f("pk_experiment_triggers")),
    )
    with op.batch_alter_table("experiment_triggers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_experiment_triggers_project_id"), ["project_id"], unique=False)
