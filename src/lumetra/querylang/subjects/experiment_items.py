"""What a filter may ask about an item of an experiment. It is only ever evaluated on records, so fields have no SQL.

A record is an item: `observations` are its executions, `scores` their values (of numbers the mean over repetitions).
"""

from __future__ import annotations

from lumetra.querylang.fields import Field, Kind, Subject, of_any_row
from lumetra.querylang.subjects.observations import SCORE_FIELD, column, many, optional

_TEXTS = ("input", "output", "expected_output", "error")


def _text(name: str, label: str, *aliases: str) -> Field:
    return of_any_row(Field(name, Kind.TEXT, label, "", column(name), aliases))


EXPERIMENT_ITEMS = Subject(
    name="experiment_items",
    fields=(
        SCORE_FIELD,
        Field("failed", Kind.FLAG, "Failed", "", lambda record: bool(record.get("failed")), ("has_error",)),
        Field("latency", Kind.DURATION, "Latency", "", optional("latency"), ("duration",)),
        Field("cost", Kind.MONEY, "Cost", "", optional("cost"), ("cost_usd", "total_cost")),
        Field("tags", Kind.LIST, "Tags of the item", "", many("tags"), ("tag",)),
        Field("metadata", Kind.METADATA, "Metadata of the item", "", many("metadata"), ("meta", "item_metadata")),
        _text("output", "Output"),
        _text("expected_output", "Expected output", "expected"),
        _text("input", "Input"),
        _text("error", "Error", "status_message"),
        Field("item_id", Kind.KEYWORD, "Item ID", "", column("item_id"), ("item", "id")),
        of_any_row(Field("trace_id", Kind.KEYWORD, "Trace ID", "", column("trace_id"), ("trace",))),
        Field("repetitions", Kind.NUMBER, "Repetitions", "", optional("repetitions"), ("executions",)),
    ),
    words=of_any_row(
        Field("anything", Kind.TEXT, "Any text", "", lambda record: " ".join(str(record.get(name, "")) for name in _TEXTS))
    ),
)
