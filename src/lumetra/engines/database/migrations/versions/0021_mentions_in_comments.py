"""Whom comments mention, and the trace that the commented thing belongs to."""

import sqlalchemy as sa
from alembic import op

revision = "0021_mentions_in_comments"
down_revision = "0020_sharing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "comment_mentions",
        sa.Column("comment_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("project_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comments.id"], name=op.f("fk_comment_mentions_comment_id_comments"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("comment_id", "user_id", name=op.f("pk_comment_mentions")),
    )
    with op.batch_alter_table("comment_mentions") as table:
        table.create_index("ix_comment_mentions_user", ["project_id", "user_id"], unique=False)
    with op.batch_alter_table("comments") as table:
        table.add_column(sa.Column("trace_id", sa.String(), nullable=True))
