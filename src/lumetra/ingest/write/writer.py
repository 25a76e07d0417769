"""Writes blocks, rewrites and removals into the analytics engine. Runs on the writing thread only."""

from __future__ import annotations

import time
from collections.abc import Sequence

from lumetra.engines.analytics import Analytics, load_statement
from lumetra.ingest.block import Removal, Request, Rewrites
from lumetra.ingest.receipts.receipt import Receipt
from lumetra.ingest.receipts.receipt_table import receipt_table
from lumetra.ingest.write.columns import observation_table, score_table
from lumetra.ingest.write.rows import ObservationRow, ScoreRow

_PACKAGE = "lumetra.ingest"

INSERT_SETTINGS = {
    # Reads use FINAL, so rows of one key need not be collapsed before they are written.
    "optimize_on_insert": 0,
    # The index of words costs three times as much as the rest of an insert. Merges build it; until then reads scan the new rows.
    "exclude_materialize_skip_indexes_on_insert": "search_words",
}


class Writer:
    """Every method is idempotent: doing it again, even after a crash in between, leaves the same visible rows."""

    def __init__(self, analytics: Analytics) -> None:
        self._analytics = analytics
        rows = analytics.select(
            "SELECT name FROM system.columns WHERE database = currentDatabase() AND table = 'observations'"
            " AND default_kind NOT IN ('MATERIALIZED', 'ALIAS') ORDER BY position"
        )
        columns = ", ".join(row["name"] for row in rows)
        self._rewrite_sql = load_statement(_PACKAGE, "rewrite_traces").with_slots(columns=columns, selected=columns)

    def insert(self, requests: Sequence[Request]) -> None:
        """Insert the rows of these requests, one insert a table, and then their receipts."""
        self.insert_observations([row for request in requests for row in request.rows])
        self.insert_scores([row for request in requests for row in request.scores])
        self.insert_receipts(requests)

    def insert_observations(self, rows: Sequence[ObservationRow]) -> None:
        """Insert these rows at once."""
        if rows:
            table = observation_table(rows, updated_at_us=time.time_ns() // 1000)
            self._analytics.insert("observations", table, settings=INSERT_SETTINGS)

    def insert_scores(self, rows: Sequence[ScoreRow]) -> None:
        """Insert these scores at once."""
        if rows:
            self._analytics.insert("scores", score_table(rows, updated_at_us=time.time_ns() // 1000))

    def insert_receipts(self, requests: Sequence[Request]) -> None:
        """Insert only the receipts."""
        now_us = time.time_ns() // 1000
        receipts = [request.receipt for request in requests if not request.is_void]
        for receipt in receipts:
            receipt.stored_at_us = now_us if receipt.state == "stored" else None
        if receipts:
            self._analytics.insert("receipts", receipt_table(receipts))

    def probe(self) -> None:
        """Raises when the engine cannot take inserts at all, whatever they hold (disk full, out of memory, unreachable)."""
        now_us = time.time_ns() // 1000
        probe = Receipt(
            id="probe", project_id="", received_at_us=now_us, kind="probe", key_id="", sdk_name="", sdk_version="", body_bytes=0
        )
        self._analytics.insert("receipts", receipt_table([probe]))

    def rewrite(self, rewrites: Rewrites) -> None:
        """Bring the trace attributes on stored rows up to date."""
        traces = rewrites.traces
        self._analytics.execute(
            self._rewrite_sql,
            {
                "project_id": traces[0].project_id,
                "first": max(min(trace.min_start_us for trace in traces), 0),
                "last": max(trace.max_start_us for trace in traces),
                "trace_ids": [trace.trace_id for trace in traces],
                "names": [trace.fields.name for trace in traces],
                "users": [trace.fields.user_id for trace in traces],
                "sessions": [trace.fields.session_id for trace in traces],
                "releases": [trace.fields.release for trace in traces],
                "versions": [trace.fields.version for trace in traces],
                "tags": [list(trace.fields.tags) for trace in traces],
                "public": [trace.fields.public for trace in traces],
                "bookmarked": [trace.fields.bookmarked for trace in traces],
            },
            settings=INSERT_SETTINGS,
        )

    def remove(self, removal: Removal) -> None:
        """Hide what a deletion names."""
        deletion, project_id = removal.deletion, removal.project_id
        parameters = {"project_id": project_id, "version": removal.version}
        if deletion.whole_project:
            for table in ("observations", "traces", "scores", "receipts"):
                self._analytics.execute(f"DELETE FROM {table} WHERE project_id = {{project_id:String}}", parameters)
            return
        if deletion.trace_ids:
            self._run("remove_traces", {**parameters, "trace_ids": deletion.trace_ids})
            self._analytics.execute(
                "DELETE FROM traces WHERE project_id = {project_id:String} AND trace_id IN {trace_ids:Array(String)}",
                {"project_id": project_id, "trace_ids": deletion.trace_ids},
            )
        if deletion.observations:
            trace_ids, ids = zip(*deletion.observations, strict=True)
            self._run("remove_observations", {**parameters, "trace_ids": list(set(trace_ids)), "ids": list(ids)})
        if deletion.trace_ids or deletion.score_ids:
            self._run("remove_scores", {**parameters, "trace_ids": deletion.trace_ids, "ids": deletion.score_ids})

    def _run(self, statement: str, parameters: dict[str, object]) -> None:
        self._analytics.execute(load_statement(_PACKAGE, statement).text, parameters)
