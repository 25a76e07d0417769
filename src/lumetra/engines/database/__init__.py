"""The transactional database: SQLAlchemy 2 on SQLite (WAL) or PostgreSQL, the same models on both."""

from lumetra.engines.database.database import Base, Database, UtcDateTime, open_database

__all__ = ["Base", "Database", "UtcDateTime", "open_database"]
