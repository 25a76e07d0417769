"""The words of comments, folded so that a search for them finds them in any language."""

import sqlalchemy as sa
from alembic import op

revision = "0026_words_of_comments"
down_revision = "0025_identities"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("comments") as table:
        table.add_column(sa.Column("words", sa.String(), nullable=True))
