"""What remote triggers of datasets were answered."""

import sqlalchemy as sa
from alembic import op

from lumetra.engines.database.database import UtcDateTime

revision = "0018_trigger_firings"
down_revision = "0017_executions_of_experiments"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "experiment_trigger_firings",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("project_id", sa.String(), nullable=False),
        sa.Column("dataset_id", sa.String(), nullable=False),
        sa.Column("is_test", sa.Boolean(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("latency_ms", sa.Double(), nullable=False),
        sa.Column("fired_by", sa.String(), nullable=False),
        sa.Column("fired_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dataset_id"], ["datasets.id"], name=op.f("fk_experiment_trigger_firings_dataset_id_datasets"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_experiment_trigger_firings")),
    )
    op.create_index("ix_experiment_trigger_firings_dataset", "experiment_trigger_firings", ["project_id", "dataset_id", "id"])
