"""Annotation queues: what people should judge, who has what, who passed what by."""

import sqlalchemy as sa
from alembic import op

from lumetra.engines.database.database import UtcDateTime

revision = "0013_annotation_queues"
down_revision = "0012_playground_runs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "annotation_queues",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("project_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column("score_config_ids", sa.JSON(), nullable=False),
        sa.Column("sample_of", sa.String(), nullable=False),
        sa.Column("sample_filter", sa.String(), nullable=False),
        sa.Column("sample_share", sa.Double(), nullable=False),
        sa.Column("sampled_until", UtcDateTime(), nullable=True),
        sa.Column("sample_problem", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annotation_queues")),
        sa.UniqueConstraint("project_id", "name", name=op.f("uq_annotation_queues_project_id")),
    )
    op.create_index(op.f("ix_annotation_queues_project_id"), "annotation_queues", ["project_id"], unique=False)
    _create_items()
    op.create_table(
        "annotation_queue_skips",
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("project_id", sa.String(), nullable=False),
        sa.Column("queue_id", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["annotation_queue_items.id"],
            name=op.f("fk_annotation_queue_skips_item_id_annotation_queue_items"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("item_id", "user_id", name=op.f("pk_annotation_queue_skips")),
    )
    op.create_index(op.f("ix_annotation_queue_skips_queue_id"), "annotation_queue_skips", ["queue_id"], unique=False)
    op.create_table(
        "annotation_queue_assignments",
        sa.Column("queue_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("project_id", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["queue_id"],
            ["annotation_queues.id"],
            name=op.f("fk_annotation_queue_assignments_queue_id_annotation_queues"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("queue_id", "user_id", name=op.f("pk_annotation_queue_assignments")),
    )


def _create_items() -> None:
    op.create_table(
        "annotation_queue_items",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("project_id", sa.String(), nullable=False),
        sa.Column("queue_id", sa.String(), nullable=False),
        sa.Column("object_type", sa.String(), nullable=False),
        sa.Column("object_id", sa.String(), nullable=False),
        sa.Column("trace_id", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("locked_by", sa.String(), nullable=False),
        sa.Column("locked_until", UtcDateTime(), nullable=True),
        sa.Column("completed_by", sa.String(), nullable=False),
        sa.Column("completed_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["queue_id"],
            ["annotation_queues.id"],
            name=op.f("fk_annotation_queue_items_queue_id_annotation_queues"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annotation_queue_items")),
        sa.UniqueConstraint("queue_id", "object_type", "trace_id", "object_id", name=op.f("uq_annotation_queue_items_queue_id")),
    )
    op.create_index("ix_annotation_queue_items_status", "annotation_queue_items", ["queue_id", "status", "id"], unique=False)
