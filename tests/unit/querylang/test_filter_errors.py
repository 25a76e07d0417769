"""A mistake in a filter is explained at the token."""

from __future__ import annotations

import pytest

from lumetra.querylang import FilterError, check, parse
from lumetra.querylang.subjects import OBSERVATIONS, SUBJECTS
from tests.builders.rows import NOW


@pytest.mark.parametrize(
    ("text", "marked", "suggestion"),
    [
        ("levle:ERROR", "levle", "Did you mean level?"),
        ("level:EROR", "EROR", "Did you mean ERROR?"),
        ("name:a latency:>fast", "fast", "Such as latency:>2.5s, 300ms."),
        ("start:>soon", "soon", "-24h"),
        ("metadata:x", "metadata", "Such as metadata.quality."),
        ("name.first:x", "name.first", "Write name:…"),
        ("name:>x", "x", "Write name:x"),
        ("(level:ERROR", "(", "Add a )"),
        ("http://example.com", "http", "quote it"),
        ("level:(ERROR OR WARNING AND DEBUG)", "AND", "Use two sets."),
    ],
)
def test_a_mistake_is_marked_where_it_is(text: str, marked: str, suggestion: str) -> None:
    with pytest.raises(FilterError) as caught:
        check(parse(text), OBSERVATIONS, NOW)
    assert text[caught.value.start : caught.value.end] == marked
    assert suggestion in caught.value.suggestion


def test_nesting_is_bounded() -> None:
    with pytest.raises(FilterError):
        parse("(" * 1000 + "a" + ")" * 1000)


def test_no_name_or_alias_of_a_subject_stands_for_two_fields() -> None:
    for subject in SUBJECTS.values():
        seen: dict[str, str] = {}
        for field in subject.fields:
            for name in {n.replace("_", "").lower() for n in (field.name, *field.aliases)}:
                assert seen.setdefault(name, field.name) == field.name, f"{subject.name}: {name}"
