"""How many calls a connection's jobs may make."""

import sqlalchemy as sa
from alembic import op

revision = "0009_connection_limits"
down_revision = "0008_comments_views"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("llm_connections", schema=None) as batch_op:
        batch_op.add_column(sa.Column("calls_per_minute", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("concurrent_calls", sa.Integer(), nullable=True))
