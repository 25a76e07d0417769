"""What `pip install .` leaves behind works without the source tree."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent.parent
SOURCE = ROOT / "src" / "lumetra"


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The contents of the built wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    uv = Path(sys.executable).parent / "uv"
    subprocess.run([uv, "build", "--quiet", "--wheel", "--out-dir", folder, ROOT], check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_every_data_file_is_in_the_wheel(unpacked: Path) -> None:
    data = [path.relative_to(SOURCE) for path in SOURCE.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert [str(path) for path in data if not (unpacked / "lumetra" / path).is_file()] == []


def test_the_installed_package_starts_from_anywhere(unpacked: Path, tmp_path: Path) -> None:
    program = (
        "import asyncio, lumetra;"
        "from lumetra.compose import create_app;"
        "from lumetra.settings import load_settings;"
        f"assert lumetra.__file__.startswith({str(unpacked)!r});"
        f"app = create_app(load_settings({{'LUMETRA_DATA_DIR': {str(tmp_path / 'data')!r}}}));"
        "asyncio.run(app.router.lifespan_context(app).__aenter__());"
        "print('started'); import os; os._exit(0)"
    )
    environ = {**os.environ, "PYTHONPATH": str(unpacked), "PYTHONUNBUFFERED": "1"}
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env=environ, capture_output=True, text=True, check=False)
    assert "started" in done.stdout, done.stderr
