"""Uploads and imports of datasets; which import wrote a version of an item."""

import sqlalchemy as sa
from alembic import op

from lumetra.engines.database.database import UtcDateTime

revision = "0010_dataset_imports"
down_revision = "0009_connection_limits"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("dataset_item_versions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("import_id", sa.String(), nullable=True))
        batch_op.create_index(batch_op.f("ix_dataset_item_versions_import_id"), ["import_id"], unique=False)
    op.create_table(
        "dataset_uploads",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("project_id", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dataset_uploads")),
    )
    with op.batch_alter_table("dataset_uploads", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dataset_uploads_project_id"), ["project_id"], unique=False)
    op.create_table(
        "dataset_imports",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("project_id", sa.String(), nullable=False),
        sa.Column("dataset_id", sa.String(), nullable=False),
        sa.Column("job_id", sa.String(), nullable=False),
        sa.Column("source", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("imported", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("errors", sa.JSON(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["dataset_id"], ["datasets.id"], name=op.f("fk_dataset_imports_dataset_id_datasets"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dataset_imports")),
    )
    with op.batch_alter_table("dataset_imports", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dataset_imports_project_id"), ["project_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_dataset_imports_dataset_id"), ["dataset_id"], unique=False)
