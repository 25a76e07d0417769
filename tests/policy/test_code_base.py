"""The code base as the subject: its borders hold, nothing in it is unused, nothing is undocumented."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from lumetra.engines.database import Base
from lumetra.engines.database.migrate import alembic_config
from lumetra.settings import InitSettings, Settings, SsoSettings, settings_reference
from tests.builders.running_app import RunningApp

ROOT = Path(__file__).parent.parent.parent
SOURCE = ROOT / "src" / "lumetra"
MIGRATIONS = SOURCE / "engines" / "database" / "migrations" / "versions"
EVERYTHING = (ROOT / "src", ROOT / "tests", ROOT / "bench", ROOT / "examples")
LONGEST_FILE, LONGEST_FUNCTION, MOST_MODULES = 350, 60, 25
LONG_FILES: dict[str, str] = {}
LARGE_FOLDERS: dict[str, str] = {}
LONG_FUNCTIONS: dict[str, str] = {}
"""What may be longer, each with its reason. The lists may only shrink. Migrations are not counted: they are never changed."""
GATHERING_NAMES = {"service", "services", "utils", "util", "helpers", "helper", "manager", "common", "base", "misc"}


def python_files(*folders: Path) -> list[Path]:
    """Those of the program, or of `folders`."""
    return [path for folder in folders or (SOURCE,) for path in folder.rglob("*.py") if "webapp" not in path.parts]


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("features/accounts/wire.py", "import lumetra.features.prompts.wire", "Features are islands"),
        ("domain/ids.py", "import lumetra.http.paging", "Imports point down"),
        ("features/accounts/wire.py", "import chdb", "Engine libraries stay in engines"),
        (
            "features/accounts/keys/routes.py",
            "import lumetra.features.accounts.sign_in.routes",
            "Rooms of accounts stand in order",
        ),
        ("features/costs/tables.py", "import lumetra.features.costs.routes", "No circles"),
    ],
)
def test_import_linter_catches_a_violation(tmp_path: Path, module: str, line: str, contract: str) -> None:
    shutil.copytree(SOURCE, tmp_path / "src" / "lumetra", ignore=shutil.ignore_patterns("webapp", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    seeded = tmp_path / "src" / "lumetra" / module
    seeded.write_text(seeded.read_text("utf-8") + f"\n{line}\n", "utf-8")
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    environ = {"PYTHONPATH": str(tmp_path / "src"), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, cwd=tmp_path, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    assert f"{contract} BROKEN" in done.stdout


def test_every_named_statement_is_used() -> None:
    unused = []
    for statement in SOURCE.rglob("queries/*.sql"):
        feature = statement.parent.parent
        texts = [path.read_text("utf-8") for path in feature.rglob("*.py")]
        if not any(f'"{statement.stem}"' in text for text in texts):
            unused.append(str(statement.relative_to(SOURCE)))
    assert unused == []


def test_migrations_form_one_line() -> None:
    assert len(ScriptDirectory.from_config(alembic_config()).get_heads()) == 1


def test_the_migrated_schema_is_the_one_that_the_tables_declare(running: RunningApp) -> None:
    with running.engines.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        differences = compare_metadata(context, Base.metadata)
    assert differences == []


def _goes_with_its_project(table: sa.Table) -> bool:
    """It names its project, or belongs to a row that does and goes with that."""
    parents = [key.column.table for key in table.foreign_keys if key.ondelete == "CASCADE"]
    return "project_id" in table.columns or any(map(_goes_with_its_project, parents))


def test_every_project_table_has_its_project() -> None:
    without = {name for name, table in Base.metadata.tables.items() if not _goes_with_its_project(table)}
    of_whole_organizations = {
        "users",
        "organizations",
        "projects",
        "memberships",
        "sessions",
        "signin_links",
        "password_resets",
        "identities",
    }
    assert without - of_whole_organizations == set()


def test_every_setting_is_documented() -> None:
    for model in (Settings, InitSettings, SsoSettings):
        for name, field in model.model_fields.items():
            assert field.description, f"{name} has no description"
            assert len(field.description) > 15, f"{name}: {field.description!r} says too little"


def test_the_settings_page_is_current() -> None:
    page = ROOT / "docs" / "reference" / "settings.md"
    assert page.read_text("utf-8") == settings_reference(), "a setting changed: run `make reference`"


def test_no_module_gathers_what_belongs_elsewhere() -> None:
    assert [str(path) for path in python_files() if path.stem in GATHERING_NAMES or path.parent.name in GATHERING_NAMES] == []


def test_every_module_says_what_it_is_for() -> None:
    silent = []
    for path in python_files():
        text = path.read_text("utf-8").strip()
        if text and not text.startswith(('"""', "#")):
            silent.append(str(path.relative_to(SOURCE)))
    assert silent == []


def test_every_silenced_warning_states_its_reason() -> None:
    silenced = re.compile(r"#\s*(noqa|type:\s*ignore|pyright:\s*ignore)")
    with_reason = re.compile(r"#\s*(noqa(:\s*[\w, ]+)?|(type|pyright):\s*ignore(\[[\w, -]+\])?)\s*(#|\().{5,}")
    bare = []
    for path in python_files(*EVERYTHING):
        if path != Path(__file__):
            for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
                if silenced.search(line) and not with_reason.search(line):
                    bare.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()}")
    assert bare == []


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    lengths = {str(path.relative_to(SOURCE)): len(path.read_text("utf-8").splitlines()) for path in python_files()}
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST_FILE and path not in LONG_FILES} == {}
    assert [path for path in LONG_FILES if lengths.get(path, 0) <= LONGEST_FILE] == [], "no longer long: take them off the list"


def test_no_function_is_longer_than_a_screen() -> None:
    lengths = {
        f"{path.relative_to(SOURCE)}:{function.name}": (function.end_lineno or 0) - function.lineno + 1
        for path in python_files()
        if MIGRATIONS not in path.parents
        for function in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FUNCTION and name not in LONG_FUNCTIONS} == {}
    assert [name for name in LONG_FUNCTIONS if lengths.get(name, 0) <= LONGEST_FUNCTION] == [], "take them off the list"


def test_no_folder_holds_more_modules_than_a_reader_can_survey() -> None:
    modules = [path for path in python_files() if path.name != "__init__.py" and MIGRATIONS not in path.parents]
    counts = Counter(str(path.parent.relative_to(SOURCE)) for path in modules)
    assert {folder: count for folder, count in counts.items() if count > MOST_MODULES and folder not in LARGE_FOLDERS} == {}
    assert [folder for folder in LARGE_FOLDERS if counts[folder] <= MOST_MODULES] == [], "take them off the list"


def test_the_program_has_no_unfinished_parts() -> None:
    unfinished = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    found = [str(path.relative_to(SOURCE)) for path in python_files() if unfinished.search(path.read_text("utf-8"))]
    assert found == []
