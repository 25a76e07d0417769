"""What each stage on the way of an event costs: `python -m bench.stages [--kind otlp|batch] [--events 40000]`.

The real stages, one after the other in one process, in blocks as ingestion makes them under load. Prints µs of CPU an event, of all
threads (the engine's among them), without HTTP. The work is that of bench.ingest.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
import time
from collections import defaultdict
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from bench.ingest_load.batch_bodies import build_batch_bodies
from bench.ingest_load.otlp_bodies import build_otlp_bodies
from lumetra.engines.analytics.bounds import Bounds
from lumetra.engines.analytics.clickhouse import ClickHouseAnalytics
from lumetra.engines.analytics.migrate import migrate_analytics
from lumetra.engines.database import open_database
from lumetra.engines.database.migrate import migrate_database
from lumetra.features.costs.open_costs import open_costs
from lumetra.ingest.block_builder import BlockBuilder
from lumetra.ingest.decode.batch import decode_batch, parse_batch
from lumetra.ingest.decode.otlp import parse_otlp
from lumetra.ingest.decode_delivery import decode_delivery
from lumetra.ingest.enrich import Enricher
from lumetra.ingest.fold.fold_logs import LogFolder
from lumetra.ingest.fold.fold_updates import UpdateFolder
from lumetra.ingest.fold.trace_book import TraceBook
from lumetra.ingest.intake.bad_spans import bad_spans
from lumetra.ingest.log.file_log import FileLog
from lumetra.ingest.log.record import Delivery, LogRecord
from lumetra.ingest.provenance import provenance_of
from lumetra.ingest.write.columns import observation_table, score_table
from lumetra.ingest.write.stored_rows import AnalyticsRows
from lumetra.ingest.write.stored_traces import read_stored_traces
from lumetra.ingest.write.writer import INSERT_SETTINGS


class Clocks:
    """CPU seconds by stage. A stage inside another counts for itself only."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._inner = [0.0]

    @contextmanager
    def stage(self, name: str) -> Generator[None]:
        """Whatever runs inside belongs to this stage."""
        self._inner.append(0.0)
        began = time.process_time()
        try:
            yield
        finally:
            spent = time.process_time() - began
            self.seconds[name] += spent - self._inner.pop()
            self._inner[-1] += spent


class Way:
    """The stages, connected as open_ingest connects them."""

    def __init__(self, folder: Path, clocks: Clocks) -> None:
        self.clocks = clocks
        self.analytics = ClickHouseAnalytics(f"chdb://{folder / 'analytics'}", bounds=Bounds())
        migrate_analytics(self.analytics)
        database = open_database("", folder)
        migrate_database(database)
        costs = open_costs(database, lambda *_, **__: None, lambda: datetime.now(UTC))
        started_at_us = time.time_ns() // 1000
        self.log = FileLog(folder / "log")
        self.written = 0
        self.builder = BlockBuilder(
            decode=self._decode,
            set_aside=self._refuse,
            enricher=_TimedEnricher(Enricher(costs.pricer.price, None), clocks),
            traces=TraceBook(horizon_us=started_at_us),
            folder=UpdateFolder(AnalyticsRows(self.analytics), started_at_us=started_at_us, written=lambda: self.written),
            logs=LogFolder(AnalyticsRows(self.analytics), started_at_us=started_at_us, written=lambda: self.written),
            written=lambda: self.written,
            adopt=partial(read_stored_traces, self.analytics),
        )

    def _decode(self, delivery: Delivery, provenance: object) -> object:
        with self.clocks.stage("decode"):
            return decode_delivery(delivery, provenance)

    def _refuse(self, delivery: Delivery, reason: str) -> None:
        raise RuntimeError(f"a request could not be read: {reason}")

    def accept(self, kind: str, body: bytes) -> None:
        """What intake does behind HTTP."""
        record = LogRecord(
            kind="otlp" if kind == "otlp" else "batch", project_id="bench", receipt_id=os.urandom(8).hex(), key_id="key",
            sdk_name="python", sdk_version="5.0.4", received_at_us=time.time_ns() // 1000,
            content_type="application/x-protobuf" if kind == "otlp" else "application/json", content_encoding="", body=body,
        )  # fmt: skip
        with self.clocks.stage("intake: parse and check"):
            if kind == "otlp":
                parsed = parse_otlp(body, record.content_type)
                bad_spans(parsed)
            else:
                parsed = decode_batch(parse_batch(body), provenance_of(record))
                parsed.answer()
        with self.clocks.stage("log: append and sync"):
            self.log.append(record, parsed).result()

    def build(self, rows: int) -> int:
        """Take from the log until the block has `rows` rows or the log is empty; store it. Returns the rows."""
        now = time.time()
        while self.builder.row_count < rows:
            with self.clocks.stage("log: take"):
                deliveries = self.log.take(max_bytes=2 * 1024**2, timeout_seconds=0.0)
            if not deliveries:
                break
            with self.clocks.stage("block: note traces, receipts"):
                for delivery in deliveries:
                    self.builder.add(0, delivery, now=now)
        if self.builder.is_empty:
            return 0
        with self.clocks.stage("block: fold and finish"):
            block = self.builder.finish(now=now)
        made = [row for request in block.requests for row in request.rows]
        with self.clocks.stage("write: Arrow columns"):
            table = observation_table(made, updated_at_us=time.time_ns() // 1000)
            scores = score_table([row for request in block.requests for row in request.scores], updated_at_us=0)
        with self.clocks.stage("write: insert"):
            self.analytics.insert("observations", table, settings=INSERT_SETTINGS)
            self.analytics.insert("scores", scores)
        self.written = block.number
        return len(made)


class _TimedEnricher(Enricher):
    def __init__(self, inner: Enricher, clocks: Clocks) -> None:
        self._inner = inner
        self._clocks = clocks

    def enrich(self, rows: list) -> None:
        with self._clocks.stage("enrich: prices"):
            self._inner.enrich(rows)


def run(kind: str, events: int, block_rows: int, folder: Path) -> tuple[Clocks, int]:
    """Accept and store so many events; merge in the end."""
    clocks = Clocks()
    way = Way(folder, clocks)
    bodies = list(build_otlp_bodies(40) if kind == "otlp" else build_batch_bodies(40))
    way.analytics.execute("SYSTEM STOP MERGES observations")
    for body in bodies[:10]:  # what happens once is not counted
        way.accept(kind, body.renew()[0])
    way.build(block_rows)
    clocks.seconds.clear()
    done = waiting = turn = 0
    while done + waiting < events:
        body = bodies[turn % len(bodies)]
        turn += 1
        way.accept(kind, body.renew()[0])
        waiting += body.span_count
        if waiting >= block_rows:
            while way.build(block_rows):
                pass
            done, waiting = done + waiting, 0
    way.build(block_rows)
    with clocks.stage("engine: merges"):
        way.analytics.execute("SYSTEM START MERGES observations")
        way.analytics.execute("OPTIMIZE TABLE observations FINAL")
    way.analytics.close()
    way.log.close()
    return clocks, done + waiting


def main() -> None:
    """Run and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kind", choices=("otlp", "batch"), default="otlp")
    parser.add_argument("--events", type=int, default=40_000)
    parser.add_argument("--block-rows", type=int, default=8_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        clocks, events = run(arguments.kind, arguments.events, arguments.block_rows, Path(folder))
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; {events} events ({arguments.kind})\n"
    )
    print(f"| {'stage':<32} | µs of CPU an event |\n|{'-' * 34}|{'-' * 20}|")
    for name, seconds in clocks.seconds.items():
        print(f"| {name:<32} | {seconds / events * 1e6:18.1f} |")
    print(f"| {'all of these':<32} | {sum(clocks.seconds.values()) / events * 1e6:18.1f} |")


if __name__ == "__main__":
    main()
