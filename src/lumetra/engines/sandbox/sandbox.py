"""A pool of interpreter processes (pydantic-monty) that reach nothing outside: no network, no files, no installed packages."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Final, Literal

import pydantic_monty as monty

FailureKind = Literal["syntax", "time", "memory", "recursion", "error", "crash", "value"]
_PRINT_BYTES: Final = 64 * 1024


@dataclass(frozen=True)
class SandboxLimits:
    """What one run may use: seconds of execution, bytes of memory, depth of calls."""

    seconds: float = 2.0
    memory_bytes: int = 64 * 1024**2
    recursion: int = 200


@dataclass(frozen=True)
class CodeResult:
    """What the code's last expression gave (plain Python values), and what it printed."""

    value: Any
    printed: str


class CodeFailure(Exception):
    """Code that was stopped or failed. `message` says why in words for its author; `line` is theirs, 0 when unknown."""

    def __init__(self, kind: FailureKind, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.kind: FailureKind = kind
        self.message = message
        self.line = line


class Sandbox:
    """Safe from any thread. The first run starts the pool; `close` ends its processes."""

    def __init__(self, *, processes: int = 2) -> None:
        self._processes = processes
        self._pool: monty.Monty | None = None
        self._stack = ExitStack()
        self._lock = threading.Lock()

    def run(
        self, source: str, call: str, inputs: Mapping[str, Any], *, prelude: str = "", limits: SandboxLimits | None = None
    ) -> CodeResult:
        """Run `source`, then the expression `call`, which sees `inputs`. `prelude` is our own and runs first. Raises CodeFailure.

        Clocks stand still at sleep and random numbers have a fixed seed, so that the same input gives the same answer.
        """
        bounds = limits or SandboxLimits()
        printed = monty.CollectString(_PRINT_BYTES)
        try:
            with self._open().checkout(
                limits=_limits(bounds), os_policy={"sleep": "zero", "random_start": {"seed": 0}}
            ) as session:
                if prelude:
                    session.feed_run(prelude)
                session.feed_run(source, print_callback=printed)
                value = session.feed_run(call, inputs=dict(inputs), print_callback=printed)
        except monty.MontyError as error:
            raise _failure(error, bounds) from error
        return CodeResult(value, printed.output)

    def close(self) -> None:
        """End the pool. A later run starts another."""
        with self._lock:
            self._stack.close()
            self._pool = None

    def _open(self) -> monty.Monty:
        with self._lock:
            if self._pool is None:
                pool = monty.Monty(
                    min_processes=1, max_processes=self._processes, max_checkouts_per_worker=500, request_timeout=30
                )
                self._pool = self._stack.enter_context(pool)
            return self._pool


def _limits(bounds: SandboxLimits) -> monty.ResourceLimits:
    return {
        "max_feed_duration_secs": bounds.seconds,
        "max_memory": bounds.memory_bytes,
        "max_recursion_depth": bounds.recursion,
        "max_suspensions": 50,
    }


def _failure(error: monty.MontyError, bounds: SandboxLimits) -> CodeFailure:
    line = _line_of(error)
    if isinstance(error, monty.MontySyntaxError):
        return CodeFailure("syntax", f"The code cannot be read: {error}", line)
    if isinstance(error, monty.MontyCrashedError):
        if error.timed_out:
            return CodeFailure("time", f"The code ran longer than {bounds.seconds:g} s and was stopped")
        return CodeFailure("crash", "The code brought its interpreter down and was stopped")
    if isinstance(error, monty.MontyConversionError):
        return CodeFailure("value", f"A value cannot be handed to the code: {error}")
    inner = error.exception()
    match inner:
        case TimeoutError():
            return CodeFailure("time", f"The code ran longer than {bounds.seconds:g} s and was stopped", line)
        case MemoryError():
            megabytes = bounds.memory_bytes // 1024**2
            return CodeFailure("memory", f"The code used more than {megabytes} MiB of memory and was stopped", line)
        case RecursionError():
            return CodeFailure(
                "recursion", f"The code called itself more than {bounds.recursion} levels deep and was stopped", line
            )
        case ModuleNotFoundError():
            return CodeFailure("error", f"{error}. Only a part of Python's standard library is there", line)
        case PermissionError():
            return CodeFailure("error", f"{error}. Evaluators have neither files nor network", line)
        case _:
            return CodeFailure("error", str(error), line)


def _line_of(error: monty.MontyError) -> int:
    if isinstance(error, monty.MontyRuntimeError | monty.MontySyntaxError):
        frames = [frame for frame in error.traceback() if frame.filename.endswith(("-1>", "-2>", "main.py"))]
        return frames[-1].line if frames else 0
    return 0
