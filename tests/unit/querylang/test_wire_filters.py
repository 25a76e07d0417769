"""Filters in the JSON of the Langfuse API (wire contract 1.7): read, and written back."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lumetra.domain.errors import Refusal
from lumetra.querylang import parse, to_text
from lumetra.querylang.subjects import OBSERVATIONS
from lumetra.querylang.to_wire_filter import to_wire_filter
from lumetra.querylang.wire_filter import parse_wire_filter


def written(text: str) -> tuple[list[Any], str]:
    """The conditions as short rows, and the text of what they cannot say."""
    conditions, rest = to_wire_filter(parse(text), "evaluation-rules", OBSERVATIONS)
    rows = [[c["type"], c["column"] + ("." + c["key"] if "key" in c else ""), c["operator"], c["value"]] for c in conditions]
    return rows, "" if rest is None else to_text(rest)


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("type:generation", ["stringOptions", "type", "any of", ["GENERATION"]]),
        ("type:(GENERATION OR TOOL)", ["stringOptions", "type", "any of", ["GENERATION", "TOOL"]]),
        ("level:>=warning", ["stringOptions", "level", "any of", ["WARNING", "ERROR"]]),
        ("-environment:(dev OR test)", ["stringOptions", "environment", "none of", ["dev", "test"]]),
        ("user:ann", ["string", "userId", "=", "ann"]),
        ("name:*llm*", ["string", "name", "contains", "llm"]),
        ("-name:*llm*", ["string", "name", "does not contain", "llm"]),
        ("trace_name:chat*", ["string", "traceName", "starts with", "chat"]),
        ("tags:(a AND b)", ["arrayOptions", "tags", "all of", ["a", "b"]]),
        ("-tags:a", ["arrayOptions", "tags", "none of", ["a"]]),
        ("metadata.tier:gold", ["stringObject", "metadata.tier", "=", "gold"]),
        ("metadata.tier:>3", ["numberObject", "metadata.tier", ">", 3]),
        ("has:metadata.tier", ["null", "metadata.tier", "is not null", ""]),
        ("latency:>2.5s", ["number", "latency", ">", 2.5]),
        ("tool_calls:>=1", ["number", "toolCalls", ">=", 1]),
        ("-has:parent_id", ["null", "parentObservationId", "is null", ""]),
        ("is_root:true", ["boolean", "isRootObservation", "=", True]),
        ("dataset:d1", ["stringOptions", "datasetId", "any of", ["d1"]]),
        ("start:>=2026-11-19T10:00Z", ["datetime", "startTime", ">=", "2026-11-19T10:00:00Z"]),
    ],
)
def test_what_the_wire_can_say_is_written_as_its_condition(text: str, row: list[Any]) -> None:
    assert written(text) == ([row], "")


@pytest.mark.parametrize(
    "text",
    [
        "refund policy",
        "output:refund",
        "type:TOOL OR level:ERROR",
        "start:>-24h",
        "usage.input:>10",
        "name:a*b*c",
        "-(type:TOOL level:ERROR)",
    ],
)
def test_what_the_wire_cannot_say_is_left_over(text: str) -> None:
    conditions, rest = written(f"type:TOOL {text}" if " OR " not in text else f"type:TOOL ({text})")
    assert conditions == [["stringOptions", "type", "any of", ["TOOL"]]]
    assert rest == (f"({text})" if " OR " in text else text) or rest == text


def test_presence_of_a_key_and_moments_are_read_as_newer_clients_write_them() -> None:
    def read(**condition: Any) -> str:
        return to_text(parse_wire_filter(json.dumps([condition]), "evaluation-rules", OBSERVATIONS).node)

    assert read(type="stringObject", column="metadata", key="k", operator="is set", value="") == "has:metadata.k"
    assert read(type="stringObject", column="metadata", key="k", operator="is not set", value="") == "-has:metadata.k"
    assert read(type="stringObject", column="metadata", key="k", operator="contains", value="") == "has:metadata.k"
    assert read(type="datetime", column="startTime", operator="=", value="2026-01-01T00:00:00Z").startswith("start_time:=")
    with pytest.raises(Refusal, match="operator"):
        read(type="string", column="version", operator="is set", value="")
