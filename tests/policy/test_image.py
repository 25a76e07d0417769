"""The container's recipe as the subject: what it copies is there, what it sets exists. Building it needs Docker, which tests have not."""

from __future__ import annotations

import re
from pathlib import Path

from lumetra.settings import Settings

ROOT = Path(__file__).parents[2]
RECIPE = (ROOT / "deploy" / "Dockerfile").read_text("utf-8")
IGNORED = (ROOT / ".dockerignore").read_text("utf-8").split()


def copied() -> list[str]:
    """What the recipe takes from the checkout."""
    lines = re.findall(r"^COPY (?!--from)(.+)$", RECIPE, re.MULTILINE)
    return [source for line in lines for source in line.split()[:-1]]


def test_the_recipe_copies_only_what_is_there_and_sent_to_the_builder() -> None:
    assert copied()
    assert [source for source in copied() if not (ROOT / source).exists()] == []
    assert [source for source in copied() if f"!{source.split('/')[0]}" not in IGNORED] == []


def test_the_recipe_sets_only_settings_that_exist() -> None:
    named = {name.lower() for name in re.findall(r"LUMETRA_([A-Z_]+)", RECIPE)}
    assert named - set(Settings.model_fields) == set()


def test_the_recipe_exposes_the_port_of_the_settings() -> None:
    assert f"EXPOSE {Settings.model_fields['port'].default}\n" in RECIPE


def test_the_program_of_the_image_is_nobody_in_particular() -> None:
    assert re.findall(r"^USER (\w+)$", RECIPE, re.MULTILINE) == ["lumetra"]
