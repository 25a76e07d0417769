"""Alembic's entry: runs on the connection that `migrate.py` hands over."""

from alembic import context

from lumetra.engines.database.database import Base

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True, compare_type=True)
with context.begin_transaction():
    context.run_migrations()
