"""The documentation as the subject: what it points to, names and counts is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.compat.environments import JAVASCRIPT_SDKS, PYTHON_SDKS

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    page for pattern in ("*.md", "docs/**/*.md", "bench/*.md", "examples/*.md", "web/*.md") for page in ROOT.glob(pattern)
)
REFERENCE = (ROOT / "docs" / "reference" / "settings.md").read_text("utf-8")
# An operator gives providers names; the pages' examples are called so.
SETTINGS = {
    name.replace("<NAME>", provider)
    for name in re.findall(r"`(LUMETRA_[A-Z_]+(?:<NAME>[A-Z_]+)?)`", REFERENCE)
    for provider in ("GOOGLE", "WORK")
}
NOT_SETTINGS = {"LUMETRA_URL", "LUMETRA_PUBLIC_KEY", "LUMETRA_SECRET_KEY", "LUMETRA_DEV_SERVER"}
"""Variables of others: of a CI that runs the gate, and of the web app's development server."""

SOURCE = ROOT / "src" / "lumetra"
ROOMS = {path.name for folder in (ROOT, SOURCE) for path in folder.iterdir()}
PLACES = (ROOT, SOURCE, ROOT / "web", ROOT / "web" / "src")
NOT_OF_THE_CHECKOUT = {"src/lumetra/webapp", "ingest/log", "ingest/poison", "http/json", "http/protobuf"}
"""What a build makes, what lies in a data directory, and protocols."""


def names(pages: list[Path]) -> list[str]:
    return [str(page.relative_to(ROOT)) for page in pages]


def anchors(page: Path) -> set[str]:
    """The anchors of its headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=names(PAGES))
def test_every_link_leads_somewhere(page: Path) -> None:
    dead = []
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
        path, _, anchor = link.partition("#")
        target = page if not path else (page.parent / path).resolve()
        if "://" not in link and (not target.exists() or (anchor and anchor not in anchors(target))):
            dead.append(link)
    assert dead == []


@pytest.mark.parametrize("page", PAGES, ids=names(PAGES))
def test_every_setting_that_a_page_names_exists(page: Path) -> None:
    named = set(re.findall(r"\bLUMETRA_[A-Z_]*[A-Z]\b(?!_)", page.read_text("utf-8")))
    assert {name for name in named - SETTINGS - NOT_SETTINGS if not any(known.startswith(name) for known in SETTINGS)} == set()


@pytest.mark.parametrize("page", PAGES, ids=names(PAGES))
def test_every_file_that_a_page_names_exists(page: Path) -> None:
    """Paths from the root or the program's folder, and modules by their name alone: `domain/access.py`, `precedence.py`."""
    gone = []
    for name in re.findall(r"`(\w[\w./-]*)`", page.read_text("utf-8")):
        path = name.rstrip("/")
        if "/" in path and path.split("/")[0] in ROOMS and path not in NOT_OF_THE_CHECKOUT:
            if not any((place / path).exists() for place in (*PLACES, page.parent)):
                gone.append(name)
        elif re.fullmatch(r"\w+\.py", path) and not any(list((ROOT / top).rglob(path)) for top in ("src", "tests", "bench")):
            gone.append(name)
    assert gone == []


@pytest.mark.parametrize("page", PAGES, ids=names(PAGES))
def test_every_module_that_a_page_runs_exists(page: Path) -> None:
    modules = re.findall(r"-m ((?:bench|tests)(?:\.\w+)+)", page.read_text("utf-8"))
    assert [name for name in modules if not (ROOT / name.replace(".", "/")).with_suffix(".py").is_file()] == []


def test_every_page_is_reached_from_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text("utf-8")
    linked = {(ROOT / "docs" / link.partition("#")[0]).resolve() for link in re.findall(r"\]\(([^)\s]+)\)", index)}
    pages = [page for page in (ROOT / "docs").rglob("*.md") if "adr" not in page.parts and page.name != "README.md"]
    assert names([page for page in pages if page not in linked]) == []


def test_both_readmes_have_the_same_parts() -> None:
    def parts(page: str) -> list[str]:
        return [
            re.split(r"[ \[]", line)[0]
            for line in (ROOT / page).read_text("utf-8").splitlines()
            if re.match(r"#|```|\| `|!\[", line)
        ]

    assert parts("README.md") == parts("README.zh-CN.md")


def test_the_table_of_sdks_names_the_versions_that_are_tested() -> None:
    page = (ROOT / "docs" / "sdks.md").read_text("utf-8")
    pins = [pin.partition("==")[2] for environment in PYTHON_SDKS.values() for pin in environment[:1]]
    pins += [next(iter(environment.values())) for environment in JAVASCRIPT_SDKS.values()]
    assert [version for version in pins if version not in page] == []
