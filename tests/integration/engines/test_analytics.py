"""The analytics engine behaves the same in our process (chDB) and over HTTP (the test server that speaks ClickHouse's interface)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pyarrow as pa
import pytest
from clickhouse_connect.driver.exceptions import DatabaseError

from lumetra.domain.errors import OutOfMemory, Transient, Unprocessable
from lumetra.domain.ids import new_id
from lumetra.engines.analytics import Analytics
from lumetra.engines.analytics.clickhouse import ClickHouseAnalytics
from lumetra.engines.analytics.engine_errors import translate
from lumetra.engines.analytics.migrate import migrate_analytics
from tests.builders.running_app import RunningApp


@pytest.fixture(params=["chdb", "http"])
def analytics(request: pytest.FixtureRequest) -> Generator[Analytics]:
    if request.param == "chdb":
        yield request.getfixturevalue("running").engines.analytics
        return
    engine = ClickHouseAnalytics(request.getfixturevalue("clickhouse_dsn"))
    yield engine
    engine.close()


@pytest.fixture
def new_table(analytics: Analytics) -> Generator[Callable[[str], str]]:
    """Creates a table of these columns, ordered by nothing, and returns its name."""
    names: list[str] = []

    def create(columns: str) -> str:
        names.append(f"test_{new_id().replace('-', '')}")
        analytics.execute(f"CREATE TABLE {names[-1]} ({columns}) ENGINE = MergeTree ORDER BY tuple()")
        return names[-1]

    yield create
    for name in names:
        analytics.execute(f"DROP TABLE {name}")


def test_values_come_back_as_python_knows_them(analytics: Analytics) -> None:
    (row,) = analytics.select(
        "SELECT toDateTime64('2026-01-02 03:04:05.678901', 6, 'UTC') AS moment, toDecimal128('1.5', 18) AS money,"
        " map('a', 1.5) AS usage, ['x', 'y'] AS tags, CAST(NULL AS Nullable(Float64)) AS nothing, '图像\\n\\t\\'' AS text, true AS yes"
    )
    assert row == {
        "moment": datetime(2026, 1, 2, 3, 4, 5, 678901, UTC),
        "money": Decimal("1.5"),
        "usage": {"a": 1.5},
        "tags": ["x", "y"],
        "nothing": None,
        "text": "图像\n\t'",
        "yes": True,
    }
    assert row["moment"].utcoffset() == timedelta(0)


def test_parameters_are_bound_and_never_read_as_sql(analytics: Analytics) -> None:
    hostile = "'; DROP TABLE x; -- {a:String} \\ \" \n \t 图 %s"
    (row,) = analytics.select(
        "SELECT {text:String} AS text, {number:Int64} AS number, {many:Array(String)} AS many",
        {"text": hostile, "number": -7, "many": [hostile, "b"]},
    )
    assert row == {"text": hostile, "number": -7, "many": [hostile, "b"]}


def test_an_empty_result_is_an_empty_list(analytics: Analytics) -> None:
    assert analytics.select("SELECT 1 AS a WHERE 0") == []
    assert analytics.select_columns("SELECT 1 AS a, 2 AS b WHERE 0") == {}
    assert [row for chunk in analytics.stream("SELECT 1 AS a WHERE 0") for row in chunk] == []


def test_columns_and_rows_say_the_same(analytics: Analytics) -> None:
    sql = "SELECT number AS n, toString(number) AS text FROM numbers(3) ORDER BY n DESC"
    assert [row["n"] for row in analytics.select(sql)] == [2, 1, 0]
    columns = analytics.select_columns(sql)
    assert list(columns["n"]) == [2, 1, 0]
    assert list(columns["text"]) == ["2", "1", "0"]


def test_a_stream_delivers_all_rows_in_order_and_in_chunks(analytics: Analytics) -> None:
    chunks = list(analytics.stream("SELECT number AS n FROM numbers(200000) ORDER BY n SETTINGS max_block_size = 50000"))
    assert [row["n"] for chunk in chunks for row in chunk] == list(range(200_000))
    assert len(chunks) > 1


def test_a_stream_given_up_leaves_the_engine_usable(analytics: Analytics) -> None:
    for _ in range(20):  # more than there are clients
        stream = analytics.stream("SELECT number AS n FROM numbers(10000000)")
        assert next(iter(stream))[0] == {"n": 0}
        del stream
    assert analytics.select("SELECT 1 AS a") == [{"a": 1}]


def test_an_insert_matches_columns_by_name_and_fills_defaults(analytics: Analytics, new_table: Callable[[str], str]) -> None:
    table = new_table(
        "id UInt32, name String DEFAULT 'unnamed', at DateTime64(6, 'UTC'), tags Map(LowCardinality(String), Float64)"
    )
    moment = datetime(2026, 5, 1, 12, 0, 0, 123456, UTC)
    rows = pa.table(
        {
            "at": pa.array([moment, moment], pa.timestamp("us", tz="UTC")),
            "tags": pa.array([[("a", 1.5)], []], pa.map_(pa.string(), pa.float64())),
            "id": pa.array([2, 1], pa.uint32()),
        }
    )
    analytics.insert(table, rows)
    analytics.insert(table, rows.slice(0, 0))
    assert analytics.select(f"SELECT * FROM {table} ORDER BY id") == [
        {"id": 1, "name": "unnamed", "at": moment, "tags": {}},
        {"id": 2, "name": "unnamed", "at": moment, "tags": {"a": 1.5}},
    ]


def test_a_big_block_arrives_whole(analytics: Analytics, new_table: Callable[[str], str]) -> None:
    table = new_table("id UInt32, text String")
    count = 20_000
    analytics.insert(table, pa.table({"id": pa.array(range(count), pa.uint32()), "text": pa.array(["x" * 300] * count)}))
    assert analytics.select(f"SELECT count() AS n, uniqExact(id) AS ids, sum(length(text)) AS size FROM {table}") == [
        {"n": count, "ids": count, "size": 300 * count}
    ]


def test_many_threads_read_and_write_at_once(analytics: Analytics, new_table: Callable[[str], str]) -> None:
    table = new_table("id UInt32")
    failures: list[Exception] = []

    def work(number: int) -> None:
        try:
            for step in range(5):
                analytics.insert(table, pa.table({"id": pa.array([number * 100 + step], pa.uint32())}))
                analytics.select(f"SELECT count() FROM {table}")
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert analytics.select(f"SELECT uniqExact(id) AS n FROM {table}") == [{"n": 60}]


def test_settings_hold_for_one_call_only(analytics: Analytics) -> None:
    sql = "SELECT getSetting('max_block_size') AS size"
    (usual,) = analytics.select(sql)
    assert analytics.select(sql, settings={"max_block_size": 1234}) == [{"size": 1234}]
    assert analytics.select(sql) == [usual]


@pytest.mark.parametrize(
    "settings",
    [{"max_execution_time": 0.2}, {"max_rows_to_read": 1000}, {"max_memory_usage": 20_000_000}],
    ids=["time", "rows", "memory"],
)
def test_a_query_beyond_its_bounds_is_refused(analytics: Analytics, settings: dict[str, object]) -> None:
    heavy = "SELECT uniqExact(number, toString(number)) AS n FROM numbers_mt(3000000000)"
    with pytest.raises(Unprocessable) as refused:
        analytics.select(heavy, settings={"max_bytes_before_external_group_by": 0, **settings})
    assert refused.value.code == "query_too_heavy"


def test_a_wrong_query_is_a_bug_and_propagates(analytics: Analytics) -> None:
    for call in (analytics.select, analytics.execute):
        with pytest.raises(DatabaseError) as bug:
            call("SELECT * FROM a_table_that_is_not_there")
        assert bug.value.code == 60
    assert analytics.select("SELECT 1 AS a") == [{"a": 1}]


def test_a_write_without_memory_may_be_tried_again(analytics: Analytics) -> None:
    heavy = "INSERT INTO FUNCTION null('n UInt64') SELECT uniqExact(number, toString(number)) FROM numbers_mt(3000000000)"
    with pytest.raises(OutOfMemory):
        analytics.execute(heavy, settings={"max_bytes_before_external_group_by": 0, "max_memory_usage": 20_000_000})


def test_a_full_disk_is_transient() -> None:
    error = DatabaseError("Code: 75. DB::ErrnoException: Cannot write: errno: 28, strerror: No space left on device", code=75)
    assert isinstance(translate(error), Transient)
    own = DatabaseError("Code: 241. DB::Exception: Query memory limit exceeded: would use 1.00 GiB", code=241)
    assert isinstance(translate(own, writing=True), OutOfMemory)
    assert isinstance(translate(own), Unprocessable)
    total = DatabaseError("Code: 241. DB::Exception: (total) memory limit exceeded: would use 1.00 GiB", code=241)
    assert isinstance(translate(total), Transient)


def test_a_server_out_of_reach_is_transient() -> None:
    engine = ClickHouseAnalytics("clickhouse://default@127.0.0.1:9/default")
    with pytest.raises(Transient):
        engine.select("SELECT 1")
    engine.close()


def test_calls_after_closing_fail(clickhouse_dsn: str) -> None:
    engine = ClickHouseAnalytics(clickhouse_dsn, max_clients=2)
    engine.select("SELECT 1")
    engine.close()
    for _ in range(3):
        with pytest.raises(RuntimeError, match="closed"):
            engine.select("SELECT 1")


def test_reads_go_to_the_replica_when_there_is_one(clickhouse_dsn: str) -> None:
    engine = ClickHouseAnalytics(clickhouse_dsn, read_dsn="clickhouse://default@127.0.0.1:9/default")
    engine.execute("SELECT 1")
    with pytest.raises(Transient):
        engine.select("SELECT 1")
    engine.close()


def test_migrations_apply_once(analytics: Analytics) -> None:
    migrate_analytics(analytics)
    assert migrate_analytics(analytics) == []
    tables = {row["name"] for row in analytics.select("SHOW TABLES")}
    assert {"observations", "traces", "scores"} <= tables


def test_the_engine_keeps_no_log_tables_of_its_own(running: object, analytics: Analytics) -> None:
    assert analytics.select("SELECT name FROM system.tables WHERE database = 'system' AND engine LIKE '%MergeTree'") == []


def test_a_query_uses_as_many_threads_as_it_may_within_the_memory_it_may(running: RunningApp) -> None:
    plan = "EXPLAIN PIPELINE SELECT sum(number) FROM numbers_mt(100000000)"
    rows = running.engines.analytics.select(plan, settings={"max_threads": 2})
    assert any("AggregatingTransform × 2" in row["explain"] for row in rows)
