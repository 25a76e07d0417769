"""The reference of dialects says what the code does."""

from __future__ import annotations

import pkgutil

import lumetra.dialects
from tests.policy.dialect_reference import MODULES, PAGE, page

NOT_DIALECTS = {"dialect", "flattened", "precedence", "span", "tools", "translate", "values"}


def test_the_reference_page_of_dialects_is_up_to_date() -> None:
    assert PAGE.read_text() == page(), "run: python -m tests.policy.dialect_reference"


def test_every_dialect_is_in_the_reference() -> None:
    assert {module.name for module in pkgutil.iter_modules(lumetra.dialects.__path__)} == {*MODULES, *NOT_DIALECTS}
