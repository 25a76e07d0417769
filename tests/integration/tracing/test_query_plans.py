"""The hot statements use their indexes: the engine's own plan says so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

import pytest

from lumetra.engines.analytics import Analytics, Row, load_statement
from lumetra.features.tracing.filters import READ_SETTINGS, make_filter, make_sieve
from lumetra.features.tracing.lists.read_facets import count_values
from lumetra.features.tracing.read_filters import AskComments, FilterReader
from lumetra.features.tracing.read_traces import SCOPE
from lumetra.features.tracing.time_windows import Window
from lumetra.querylang import Subject
from lumetra.querylang.subjects import OBSERVATIONS, TRACES
from tests.builders.projects import TestProject
from tests.builders.rows import NOW, insert, observation
from tests.builders.running_app import RunningApp

PACKAGE = "lumetra.features.tracing"


@pytest.fixture
def stored(running: RunningApp, project: TestProject) -> TestProject:
    """A project with a trace an hour for a week."""
    rows = [observation(project.id, f"t{n}", f"o{n}", start_time=NOW - timedelta(hours=n), input=f"word{n}") for n in range(168)]
    insert(running.engines.analytics, "observations", rows)
    return project


def _plan(analytics: Analytics, sql: str, **parameters: object) -> str:
    rows = analytics.select(f"EXPLAIN indexes = 1 {sql}", parameters, settings=READ_SETTINGS)
    return "\n".join(row["explain"] for row in rows)


def test_the_newest_observations_are_found_by_project_and_hour(running: RunningApp, stored: TestProject) -> None:
    sql = load_statement(PACKAGE, "observation_keys").with_slots(filter="1", after="1")
    window = Window(NOW - timedelta(hours=1), NOW + timedelta(hours=1))
    plan = _plan(running.engines.analytics, sql, project_id=stored.id, row_limit=50, row_offset=0, **window.parameters)
    keys = plan[plan.index("PrimaryKey") :]
    assert "project_id" in keys
    assert "toStartOfHour(start_time)" in keys


def test_rows_of_known_keys_are_found_by_the_whole_primary_key(running: RunningApp, stored: TestProject) -> None:
    sql = load_statement(PACKAGE, "observation_rows").with_slots(columns="trace_id, id, input", filter="1")
    plan = _plan(running.engines.analytics, sql, project_id=stored.id, hours=[int(NOW.timestamp())], trace_ids=["t0"], ids=["o0"])
    keys = plan[plan.index("PrimaryKey") :]
    for column in ("project_id", "toStartOfHour(start_time)", "trace_id", "id"):
        assert column in keys


def test_words_are_found_by_the_text_index(running: RunningApp, stored: TestProject) -> None:
    filter_ = make_filter(OBSERVATIONS, NOW, text="word7")
    compiled = filter_.compile()
    sql = load_statement(PACKAGE, "observation_candidates").with_slots(filter=compiled.sql, after="1")
    plan = _plan(running.engines.analytics, sql, project_id=stored.id, row_limit=50, **Window().parameters, **compiled.parameters)
    assert "search_words" in plan


def test_a_trace_is_found_by_its_bloom_filter(running: RunningApp, stored: TestProject) -> None:
    plan = _plan(running.engines.analytics, load_statement(PACKAGE, "trace_window").text, project_id=stored.id, trace_id="t9")
    assert "trace_id_bloom" in plan


def test_rows_of_rare_words_are_found_by_the_text_index(running: RunningApp, stored: TestProject) -> None:
    words = make_filter(OBSERVATIONS, NOW, text='"word7 word8"').compile()
    sql = load_statement(PACKAGE, "rows_of_words").with_slots(words=words.sql, order="")
    plan = _plan(running.engines.analytics, sql, project_id=stored.id, row_limit=9, **Window().parameters, **words.parameters)
    assert "search_words" in plan


@pytest.mark.parametrize("attribute", ["session", "user"])
def test_the_traces_of_a_session_or_user_are_found_by_its_bloom_filter(
    running: RunningApp, stored: TestProject, attribute: str
) -> None:
    sieve = make_sieve(make_filter(TRACES, NOW, text=f"{attribute}:someone"), scope=SCOPE)
    members = sieve.candidates.sql[sieve.candidates.sql.index("SELECT") :].removesuffix(")")
    plan = _plan(running.engines.analytics, members, project_id=stored.id, **Window().parameters, **sieve.candidates.parameters)
    assert f"{attribute}_ids_bloom" in plan


def test_versions_of_rows_are_merged_without_cutting_them_into_layers(running: RunningApp, stored: TestProject) -> None:
    analytics = running.engines.analytics
    for half in range(2):
        rows = [observation(stored.id, f"w{n}", "o", start_time=NOW - timedelta(hours=n % 168)) for n in range(half, 20_000, 2)]
        insert(analytics, "observations", rows)
    sql = "EXPLAIN PIPELINE SELECT count() FROM observations FINAL WHERE project_id = {project_id:String}"
    for settings, layers in (({"split_intersecting_parts_ranges_into_layers_final": 1}, True), (READ_SETTINGS, False)):
        small = {"max_threads": 2, "merge_tree_min_rows_for_concurrent_read": 1, "merge_tree_min_bytes_for_concurrent_read": 1}
        plan = analytics.select(sql, {"project_id": stored.id}, settings=settings | small)
        assert any("FilterSortedStreamByRange" in row["explain"] for row in plan) == layers


class _Counted:
    """The engine, and what was asked of it."""

    def __init__(self, engine: Analytics) -> None:
        self._engine = engine
        self.statements: list[str] = []

    def select(self, sql: str, *arguments: Any, **options: Any) -> list[Row]:
        self.statements.append(sql)
        return self._engine.select(sql, *arguments, **options)


@pytest.mark.parametrize(
    ("subject", "fields"), [(TRACES, ["environment", "name", "level", "tags"]), (OBSERVATIONS, ["type", "level", "tags"])]
)
def test_facets_of_one_table_are_counted_in_one_pass(
    running: RunningApp, stored: TestProject, subject: Subject, fields: list[str]
) -> None:
    counted = _Counted(running.engines.analytics)
    window = Window(NOW - timedelta(days=9), NOW + timedelta(days=1))
    no_comments = cast(AskComments, None)  # no field here is kept by comments
    found = count_values(cast(Analytics, counted), stored.id, subject, "", fields, window, FilterReader(lambda: NOW, no_comments))
    assert [values.field for values in found] == fields
    assert len(counted.statements) == 1
