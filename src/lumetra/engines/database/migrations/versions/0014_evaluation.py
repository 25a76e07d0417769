"""Evaluators, rules and executions."""

import sqlalchemy as sa
from alembic import op

from lumetra.engines.database.database import UtcDateTime

revision = "0014_evaluation"
down_revision = "0013_annotation_queues"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "evaluators",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("project_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("library_key", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.String(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("paused_reason", sa.String(), nullable=False),
        sa.Column("paused_message", sa.String(), nullable=False),
        sa.Column("paused_at", UtcDateTime(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluators")),
    )
    op.create_table(
        "evaluator_versions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("project_id", sa.String(), nullable=False),
        sa.Column("evaluator_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evaluator_id"], ["evaluators.id"], name=op.f("fk_evaluator_versions_evaluator_id_evaluators"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluator_versions")),
        sa.UniqueConstraint("evaluator_id", "version", name=op.f("uq_evaluator_versions_evaluator_id")),
    )
    op.create_table(
        "evaluation_settings",
        sa.Column("project_id", sa.String(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("project_id", name=op.f("pk_evaluation_settings")),
    )
    op.create_table(
        "evaluation_rules",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("project_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("filter", sa.String(), nullable=False),
        sa.Column("wire_filter", sa.JSON(), nullable=True),
        sa.Column("sampling", sa.Double(), nullable=False),
        sa.Column("settle", sa.String(), nullable=False),
        sa.Column("settle_seconds", sa.Double(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("enabled_at", UtcDateTime(), nullable=True),
        sa.Column("queue_id", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_rules")),
    )
    op.create_table(
        "evaluation_rule_evaluators",
        sa.Column("project_id", sa.String(), nullable=False),
        sa.Column("rule_id", sa.String(), nullable=False),
        sa.Column("evaluator_id", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("mapping", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["rule_id"],
            ["evaluation_rules.id"],
            name=op.f("fk_evaluation_rule_evaluators_rule_id_evaluation_rules"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["evaluator_id"],
            ["evaluators.id"],
            name=op.f("fk_evaluation_rule_evaluators_evaluator_id_evaluators"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("rule_id", "evaluator_id", name=op.f("pk_evaluation_rule_evaluators")),
    )
    op.create_table(
        "evaluation_executions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("project_id", sa.String(), nullable=False),
        sa.Column("rule_id", sa.String(), nullable=False),
        sa.Column("evaluator_id", sa.String(), nullable=False),
        sa.Column("evaluator_version_id", sa.String(), nullable=False),
        sa.Column("evaluator_version", sa.Integer(), nullable=False),
        sa.Column("evaluator_name", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("trace_id", sa.String(), nullable=False),
        sa.Column("observation_id", sa.String(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("experiment_id", sa.String(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("claimed_by", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error_kind", sa.String(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("scores", sa.JSON(), nullable=False),
        sa.Column("judge_trace_id", sa.String(), nullable=False),
        sa.Column("cost_usd", sa.Double(), nullable=True),
        sa.Column("latency_ms", sa.Double(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=True),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_executions")),
    )
    op.create_table(
        "evaluation_progress",
        sa.Column("project_id", sa.String(), nullable=False),
        sa.Column("seen_until", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("project_id", name=op.f("pk_evaluation_progress")),
    )
    op.create_index("ix_evaluators_project_name", "evaluators", ["project_id", "name"])
    op.create_index("ix_evaluation_rules_project_id", "evaluation_rules", ["project_id"])
    op.create_index("ix_evaluation_executions_due", "evaluation_executions", ["state", "due_at"])
    op.create_index("ix_evaluation_executions_rule", "evaluation_executions", ["project_id", "rule_id", "created_at"])
    op.create_index("ix_evaluation_executions_evaluator", "evaluation_executions", ["project_id", "evaluator_id", "created_at"])
    op.create_index("ix_evaluation_executions_trace", "evaluation_executions", ["project_id", "trace_id"])
