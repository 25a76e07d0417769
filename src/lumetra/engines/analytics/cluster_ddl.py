"""The schema for a cluster of ClickHouse replicas, derived from the one we write. Pure: text in, text out.

A cluster here is one shard of any number of replicas: every replica holds everything, Keeper keeps them equal.
"""

from __future__ import annotations

import re

_NAMED = re.compile(
    r"\A(CREATE TABLE IF NOT EXISTS|CREATE MATERIALIZED VIEW IF NOT EXISTS|ALTER TABLE|DROP TABLE IF EXISTS|DROP VIEW IF EXISTS)"
    r"\s+(\w+)"
)
_ENGINE = re.compile(r"\bENGINE = (\w*MergeTree)(?:\(([^)]*)\))?")
_UNCHANGED = re.compile(r"\AINSERT INTO\b")
_REPLICA = "'/clickhouse/tables/{uuid}/{shard}', '{replica}'"


def for_cluster(statement: str, cluster: str) -> str:
    """The statement as every replica of `cluster` must carry it out: ON CLUSTER, and replicated table engines.

    INSERT stays as it is, because replication copies the rows. Raises ValueError for a kind of statement that is not
    known here, so that a new one is thought about.
    """
    if not re.fullmatch(r"\w+", cluster):
        raise ValueError(f"not the name of a cluster: {cluster!r}")
    statement = statement.strip()
    if _UNCHANGED.match(statement):
        return statement
    if not _NAMED.match(statement):
        raise ValueError(f"this statement has no form for a cluster: {statement[:80]}")
    return _ENGINE.sub(_replicated, _NAMED.sub(rf"\1 \2 ON CLUSTER '{cluster}'", statement, count=1), count=1)


def _replicated(match: re.Match[str]) -> str:
    engine, arguments = match.group(1), match.group(2)
    return f"ENGINE = Replicated{engine}({_REPLICA}{', ' + arguments if arguments else ''})"
