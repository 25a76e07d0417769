"""The price book: models, prices in time, tiers, exchange rates, corrections, re-pricing."""

import sqlalchemy as sa
from alembic import op

from lumetra.engines.database.database import UtcDateTime

revision = "0003_costs"
down_revision = "0002_prompts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cost_corrections",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("project_id", sa.String(), nullable=False),
        sa.Column("trace_id", sa.String(), nullable=False),
        sa.Column("observation_id", sa.String(), nullable=False),
        sa.Column("cost", sa.JSON(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cost_corrections")),
    )
    with op.batch_alter_table("cost_corrections", schema=None) as batch_op:
        batch_op.create_index("ix_cost_corrections_observation", ["project_id", "trace_id", "observation_id"], unique=False)

    op.create_table(
        "currency_rates",
        sa.Column("project_id", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("usd_per_unit", sa.String(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("project_id", "currency", name=op.f("pk_currency_rates")),
    )
    op.create_table(
        "models",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("project_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("match_pattern", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("tokenizer_id", sa.String(), nullable=True),
        sa.Column("tokenizer_config", sa.JSON(), nullable=True),
        sa.Column("copied_from", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_models")),
        sa.UniqueConstraint("project_id", "name", name=op.f("uq_models_project_id")),
    )
    with op.batch_alter_table("models", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_models_project_id"), ["project_id"], unique=False)

    op.create_table(
        "price_settings",
        sa.Column("project_id", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("estimate_missing_usage", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("project_id", name=op.f("pk_price_settings")),
    )
    op.create_table(
        "repricings",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("project_id", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("from_time", UtcDateTime(), nullable=False),
        sa.Column("to_time", UtcDateTime(), nullable=False),
        sa.Column("models", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("position", sa.JSON(), nullable=False),
        sa.Column("old_total", sa.String(), nullable=False),
        sa.Column("new_total", sa.String(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repricings")),
    )
    with op.batch_alter_table("repricings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_repricings_project_id"), ["project_id"], unique=False)

    op.create_table(
        "switched_off_models",
        sa.Column("project_id", sa.String(), nullable=False),
        sa.Column("model_id", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("project_id", "model_id", name=op.f("pk_switched_off_models")),
    )
    op.create_table(
        "model_price_versions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("project_id", sa.String(), nullable=False),
        sa.Column("model_id", sa.String(), nullable=False),
        sa.Column("valid_from", UtcDateTime(), nullable=True),
        sa.Column("valid_to", UtcDateTime(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("units", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["model_id"], ["models.id"], name=op.f("fk_model_price_versions_model_id_models"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_price_versions")),
    )
    with op.batch_alter_table("model_price_versions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_model_price_versions_model_id"), ["model_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_model_price_versions_project_id"), ["project_id"], unique=False)

    op.create_table(
        "model_pricing_tiers",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("project_id", sa.String(), nullable=False),
        sa.Column("version_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("conditions", sa.JSON(), nullable=False),
        sa.Column("prices", sa.JSON(), nullable=False),
        sa.Column("request_fee", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["model_price_versions.id"],
            name=op.f("fk_model_pricing_tiers_version_id_model_price_versions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_pricing_tiers")),
    )
    with op.batch_alter_table("model_pricing_tiers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_model_pricing_tiers_project_id"), ["project_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_model_pricing_tiers_version_id"), ["version_id"], unique=False)


def downgrade() -> None:
    for table in (
        "model_pricing_tiers", "model_price_versions", "models", "repricings", "cost_corrections", "switched_off_models",
        "currency_rates", "price_settings",
    ):  # fmt: skip
        op.drop_table(table)
