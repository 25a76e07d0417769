"""An S3-compatible server over real HTTP (moto), in a process of its own."""

from __future__ import annotations

import subprocess
import sys
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager

from tests.servers.ports import free_port, wait_for_port

CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test-secret"}


@contextmanager
def s3_server(bucket: str = "lumetra") -> Generator[str]:
    """Start the server with one empty bucket and yield the blobs URL of it, credentials included."""
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for_port(port, process)
        endpoint = f"http://127.0.0.1:{port}"
        with urllib.request.urlopen(urllib.request.Request(f"{endpoint}/{bucket}", method="PUT")):
            pass
        keys = "&".join(f"{name.lower()}={value}" for name, value in CREDENTIALS.items())
        yield f"s3://{bucket}/prefix?endpoint={endpoint}&region=us-east-1&{keys}"
    finally:
        process.terminate()
        process.wait(90)
