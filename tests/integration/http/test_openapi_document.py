"""The document from which the web app's types are made says what the server does."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from tests.builders.running_app import RunningApp

WEB = Path(__file__).parents[3] / "web"


def test_the_web_apps_openapi_document_is_the_servers(running: RunningApp) -> None:
    spec = importlib.util.spec_from_file_location("openapi_script", WEB / "scripts" / "openapi.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    current = script.as_text(script.web_document(running.app))
    kept = (WEB / "openapi.json").read_text(encoding="utf-8")
    assert kept == current, "an /api/v1 route changed: run `make api` and commit web/openapi.json"
