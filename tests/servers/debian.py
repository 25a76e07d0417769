"""Programs that tests need from Debian's packages: found, installed when we may, else the test is skipped with the reason."""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest


@cache
def find_program(name: str, package: str, folders: str = "") -> str | None:
    """The path of a program, or None. Installs `package` when it is missing and we are root on a system with apt."""
    found = _look_for(name, folders)
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        apt = ["apt-get", "-o", "DPkg::Lock::Timeout=120", "-qq"]
        subprocess.run([*apt, "update"], env=environ, check=False, capture_output=True)
        subprocess.run([*apt, "install", "-y", "--no-install-recommends", package], env=environ, check=False, capture_output=True)
        found = _look_for(name, folders)
    return found


def need_program(name: str, package: str, folders: str = "") -> str:
    """The path of a program; skips the test, saying what to install, when there is none."""
    found = find_program(name, package, folders)
    if found is None:
        pytest.skip(f"{name} is not installed and cannot be installed without root: apt-get install {package}")
    return found


def _look_for(name: str, folders: str) -> str | None:
    candidates = sorted(Path("/").glob(f"{folders.lstrip('/')}/{name}")) if folders else []
    return str(candidates[-1]) if candidates else shutil.which(name)
