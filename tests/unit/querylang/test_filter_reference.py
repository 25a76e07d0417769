"""The reference page of the filter names every field, and every example in it is right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lumetra.querylang import check, parse
from lumetra.querylang.subjects import OBSERVATIONS, SUBJECTS
from tests.builders.rows import NOW

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "filter.md").read_text("utf-8")
EXAMPLES = re.findall(r"`([^`]+)`", PAGE.split("| write | finds |")[1].split("\n\n")[0].replace("`*` stands", "* stands"))


def test_every_field_of_every_subject_has_its_line() -> None:
    for subject in SUBJECTS.values():
        section = PAGE.split(f"## Fields of {subject.name}\n")[1].split("\n## ")[0]
        assert re.findall(r"^\| `(\w+)`", section, re.MULTILINE) == [field.name for field in subject.fields]


@pytest.mark.parametrize("example", [e for e in EXAMPLES if not e.startswith("-") or ":" in e or "(" in e])
def test_every_example_is_a_right_filter(example: str) -> None:
    check(parse(example), OBSERVATIONS, NOW, elsewhere=True)
