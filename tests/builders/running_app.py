"""A real server for tests: the whole application with embedded engines, served by uvicorn on a free port in a thread."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from lumetra.compose import create_app
from lumetra.engines.opening import Engines
from lumetra.settings import Settings, load_settings

STARTUP_SECONDS = 180


@dataclass(frozen=True)
class RunningApp:
    """A served application. `engines` are the very objects that the routes use, for arranging and inspecting data."""

    url: str
    app: FastAPI
    settings: Settings

    @property
    def engines(self) -> Engines:
        """The engines that the application opened when it started."""
        engines: Engines = self.app.state.engines
        return engines


@contextmanager
def running_app(data_dir: Path, **environ: str) -> Generator[RunningApp]:
    """Serve the application over `data_dir` until the block ends. `environ` adds settings: `LUMETRA_PORT="3000"`.

    chDB opens one path per process: a second application in the same process must be given the same `data_dir`, or run
    in a process of its own.
    """
    settings = load_settings({"LUMETRA_DATA_DIR": str(data_dir), "LUMETRA_PORT": "0", **environ})
    app = create_app(settings)
    listener = socket.create_server((settings.host, settings.port))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="running-app", daemon=True)
    thread.start()
    try:
        _wait_until_started(server, thread)
        yield RunningApp(url=f"http://{settings.host}:{listener.getsockname()[1]}", app=app, settings=settings)
    finally:
        server.should_exit = True
        thread.join(timeout=STARTUP_SECONDS)
        listener.close()
    assert not thread.is_alive(), "the application did not stop"


def _wait_until_started(server: uvicorn.Server, thread: threading.Thread) -> None:
    deadline = time.monotonic() + STARTUP_SECONDS
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise RuntimeError("the application did not start; its log says why")
        time.sleep(0.01)
