"""Playground: runs of their own, on screen and over tables. Answers from before runs were kept stay as traces only."""

import sqlalchemy as sa
from alembic import op

from lumetra.engines.database.database import UtcDateTime

revision = "0012_playground_runs"
down_revision = "0011_ab_ranges"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DELETE FROM playground_answers WHERE table_run_id = '' OR row_index IS NULL")
    with op.batch_alter_table("playground_sessions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("revision", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("playground_sessions", schema=None) as batch_op:
        batch_op.alter_column("revision", server_default=None)
    _rename_runs()
    with op.batch_alter_table("playground_answers", schema=None) as batch_op:
        batch_op.alter_column("table_run_id", new_column_name="run_id", existing_type=sa.String())
        batch_op.alter_column("row_index", existing_type=sa.Integer(), nullable=False)
        batch_op.drop_column("request")
        batch_op.add_column(sa.Column("finish_reason", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("playground_answers", schema=None) as batch_op:
        batch_op.alter_column("finish_reason", server_default=None)
        batch_op.create_foreign_key(
            op.f("fk_playground_answers_run_id_playground_runs"), "playground_runs", ["run_id"], ["id"], ondelete="CASCADE"
        )
        batch_op.create_index(batch_op.f("ix_playground_answers_run_id"), ["run_id"], unique=False)


def _rename_runs() -> None:
    op.create_table(
        "playground_runs",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("project_id", sa.String(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("job_id", sa.String(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("placeholders", sa.JSON(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["playground_sessions.id"],
            name=op.f("fk_playground_runs_session_id_playground_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_playground_runs")),
    )
    op.execute(
        'INSERT INTO playground_runs (id, project_id, session_id, kind, name, job_id, columns, placeholders, "rows", created_by,'
        " created_at) SELECT id, project_id, session_id, 'table', '', job_id, columns, placeholders, \"rows\", created_by, created_at"
        " FROM playground_table_runs"
    )
    op.drop_table("playground_table_runs")
    with op.batch_alter_table("playground_runs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_playground_runs_project_id"), ["project_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_playground_runs_session_id"), ["session_id"], unique=False)
