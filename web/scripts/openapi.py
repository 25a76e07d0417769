"""Writes web/openapi.json: the `/api/v1` part of the server's OpenAPI document, from which the web app's types are generated.

Run by `make api`. `tests/integration/http/test_openapi_document.py` fails when the file and the server disagree.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from lumetra.compose import create_app
from lumetra.settings import load_settings

TARGET = Path(__file__).parent.parent / "openapi.json"


def web_document(app: FastAPI) -> dict[str, Any]:
    """The paths under `/api/v1` and the schemas they reach; the Langfuse-compatible API has no part in the web app."""
    whole = app.openapi()
    paths = {path: _complete(path, item) for path, item in whole["paths"].items() if path.startswith("/api/v1/")}
    schemas: dict[str, Any] = whole.get("components", {}).get("schemas", {})
    reached: set[str] = set()
    waiting = [json.dumps(paths)]
    while waiting:
        text = waiting.pop()
        for name, schema in schemas.items():
            if name not in reached and f'"#/components/schemas/{name}"' in text:
                reached.add(name)
                waiting.append(json.dumps(schema))
    return {
        "openapi": whole["openapi"],
        "info": {"title": whole["info"]["title"], "version": whole["info"]["version"]},
        "paths": dict(sorted(paths.items())),
        "components": {"schemas": {name: schemas[name] for name in sorted(reached)}},
    }


def _complete(path: str, item: dict[str, Any]) -> dict[str, Any]:
    """The operations of a path with every parameter of the path named, also those that only authentication reads."""
    completed = {}
    for method, operation in item.items():
        known = {parameter["name"] for parameter in operation.get("parameters", []) if parameter["in"] == "path"}
        missing = [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
            for name in re.findall(r"{(\w+)(?::\w+)?}", path)
            if name not in known
        ]
        completed[method] = {**operation, "parameters": [*missing, *operation.get("parameters", [])]}
    return completed


def as_text(document: dict[str, Any]) -> str:
    """The form in which the document is kept under version control."""
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


async def _started_document(data_dir: str) -> dict[str, Any]:
    app = create_app(load_settings({"LUMETRA_DATA_DIR": data_dir}))
    async with app.router.lifespan_context(app):
        return web_document(app)


def main() -> None:
    """Start the application over an empty directory, so that every route is there, and write its document."""
    with tempfile.TemporaryDirectory() as data_dir:
        document = asyncio.run(_started_document(data_dir))
    TARGET.write_text(as_text(document), encoding="utf-8")
    sys.stdout.write(f"{TARGET}: {len(document['paths'])} paths\n")


if __name__ == "__main__":
    main()
