"""The analytics engine: ClickHouse SQL, in our own process (chDB) or on a server. One dialect, one schema, one set of queries."""

from lumetra.engines.analytics.interface import Analytics, Row
from lumetra.engines.analytics.statements import Statement, load_statement

__all__ = ["Analytics", "Row", "Statement", "load_statement"]
