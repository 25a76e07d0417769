"""What sampled traffic into an annotation queue becomes a rule that fills the queue: one way to one thing."""

import sqlalchemy as sa
from alembic import op

revision = "0019_queues_are_filled_by_rules"
down_revision = "0018_trigger_firings"
branch_labels = None
depends_on = None

# A queue's rule takes the id of its queue, and goes on where the queue's own sampling had got to.
_AS_RULES = """
INSERT INTO evaluation_rules (
    id, project_id, name, description, target, filter, wire_filter, sampling, settle, settle_seconds, enabled, enabled_at,
    queue_id, created_by, created_at, updated_at
)
SELECT
    id, project_id, substr('→ ' || name, 1, 200), '', CASE sample_of WHEN 'TRACE' THEN 'trace' ELSE 'observation' END, sample_filter, NULL,
    sample_share, CASE sample_of WHEN 'TRACE' THEN 'root_end' ELSE 'at_once' END, CASE sample_of WHEN 'TRACE' THEN 5 ELSE 0 END, :on,
    coalesce(sampled_until, updated_at), id, created_by, created_at, updated_at
FROM annotation_queues
WHERE sample_of != '' AND sample_share > 0
"""
_COLUMNS = ("sample_of", "sample_filter", "sample_share", "sampled_until", "sample_problem")


def upgrade() -> None:
    op.get_bind().execute(sa.text(_AS_RULES).bindparams(sa.bindparam("on", True, sa.Boolean())))
    with op.batch_alter_table("annotation_queues") as table:
        for column in _COLUMNS:
            table.drop_column(column)
