"""The ranges in which A/B tests count their metrics."""

import sqlalchemy as sa
from alembic import op

revision = "0011_ab_ranges"
down_revision = "0010_dataset_imports"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("prompt_ab_tests") as batch_op:
        batch_op.add_column(sa.Column("ranges", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    with op.batch_alter_table("prompt_ab_tests") as batch_op:
        batch_op.drop_column("ranges")
