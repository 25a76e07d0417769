"""The analytics schema: carried out twice without harm, refused when newer, and derived for clusters."""

from __future__ import annotations

import re

import pytest

from lumetra.domain.errors import LumetraError
from lumetra.engines.analytics.clickhouse import ClickHouseAnalytics
from lumetra.engines.analytics.cluster_ddl import for_cluster
from lumetra.engines.analytics.migrate import migrate_analytics, migration_files, split_statements
from tests.builders.running_app import RunningApp
from tests.servers.clickhouse_http import clickhouse_server

STATEMENTS = [
    pytest.param(statement, id=f"{number:04} {' '.join(statement.split()[:6])[:40]}")
    for number, _, text in migration_files()
    for statement in split_statements(text)
]


def test_numbers_are_consecutive_from_one() -> None:
    assert [number for number, _, _ in migration_files()] == list(range(1, len(migration_files()) + 1))


def test_a_migration_that_was_cut_off_is_carried_out_again(tmp_path_factory: pytest.TempPathFactory) -> None:
    with clickhouse_server(tmp_path_factory.mktemp("cut off")) as dsn:
        analytics = ClickHouseAnalytics(dsn)
        for _, _, text in migration_files():
            for statement in split_statements(text) * 2:
                analytics.execute(statement)
        analytics.close()


def test_a_migration_is_carried_out_once_and_newer_data_is_refused(tmp_path_factory: pytest.TempPathFactory) -> None:
    with clickhouse_server(tmp_path_factory.mktemp("newer")) as dsn:
        analytics = ClickHouseAnalytics(dsn)
        assert migrate_analytics(analytics) == [number for number, _, _ in migration_files()]
        assert migrate_analytics(analytics) == []
        analytics.execute("INSERT INTO schema_migrations (number, name) VALUES (9999, 'of the future')")
        with pytest.raises(LumetraError, match="newer version"):
            migrate_analytics(analytics)
        analytics.close()


@pytest.mark.parametrize("statement", STATEMENTS)
def test_the_engine_parses_each_statement_for_a_cluster(statement: str, running: RunningApp) -> None:
    derived = for_cluster(statement, "main")
    assert ("ON CLUSTER 'main'" in derived) != derived.startswith("INSERT INTO")  # replication copies rows
    assert not re.search(r"ENGINE = (?!Replicated)\w*MergeTree", derived)
    running.engines.analytics.execute(f"EXPLAIN AST {derived}")


def test_table_engines_become_replicated_and_keep_their_arguments() -> None:
    derived = for_cluster("CREATE TABLE IF NOT EXISTS a (b Int8) ENGINE = ReplacingMergeTree(b, c)\nORDER BY b", "main")
    assert derived == (
        "CREATE TABLE IF NOT EXISTS a ON CLUSTER 'main' (b Int8) ENGINE = ReplicatedReplacingMergeTree("
        "'/clickhouse/tables/{uuid}/{shard}', '{replica}', b, c)\nORDER BY b"
    )


def test_an_unknown_kind_of_statement_has_no_form_for_a_cluster() -> None:
    for statement in ("CREATE TABLE a (b Int8) ENGINE = Memory", "RENAME TABLE a TO b", "OPTIMIZE TABLE a"):
        with pytest.raises(ValueError, match="no form"):
            for_cluster(statement, "main")
    with pytest.raises(ValueError, match="not the name"):
        for_cluster("ALTER TABLE a DROP COLUMN b", "main' (")


def test_merges_stay_within_a_fraction_of_the_engines_memory(running: RunningApp) -> None:
    table = running.engines.analytics.select(
        "SELECT engine_full FROM system.tables WHERE database = currentDatabase() AND name = 'observations'"
    )[0]["engine_full"]
    set_to = {name: int(value) for name, value in re.findall(r"(\w+) = (\d+)", table)}
    assert set_to["vertical_merge_algorithm_min_rows_to_activate"] == 1
    assert set_to["merge_max_block_size_bytes"] * set_to["max_parts_to_merge_at_once"] <= 16 * 1024**2
    assert set_to["text_index_max_memory_usage_before_flush"] <= 16 * 1024**2
