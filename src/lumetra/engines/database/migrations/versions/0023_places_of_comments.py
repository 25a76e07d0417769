"""Which part of a trace or an observation a comment is about."""

import sqlalchemy as sa
from alembic import op

revision = "0023_places_of_comments"
down_revision = "0022_reactions_to_comments"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("comments") as table:
        table.add_column(sa.Column("field", sa.String(), nullable=True))
        table.add_column(sa.Column("path", sa.String(), nullable=True))
        table.add_column(sa.Column("range_start", sa.Integer(), nullable=True))
        table.add_column(sa.Column("range_end", sa.Integer(), nullable=True))
        table.add_column(sa.Column("quote", sa.String(), nullable=True))
