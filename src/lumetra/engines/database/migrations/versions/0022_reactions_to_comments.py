"""What people answer to comments with a single sign."""

import sqlalchemy as sa
from alembic import op

from lumetra.engines.database.database import UtcDateTime

revision = "0022_reactions_to_comments"
down_revision = "0021_mentions_in_comments"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "comment_reactions",
        sa.Column("comment_id", sa.String(), nullable=False),
        sa.Column("emoji", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comments.id"], name=op.f("fk_comment_reactions_comment_id_comments"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("comment_id", "emoji", "user_id", name=op.f("pk_comment_reactions")),
    )
