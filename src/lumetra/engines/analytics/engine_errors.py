"""What errors of ClickHouse mean to us: retry may help, the query asked for too much, or a bug."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

from clickhouse_connect.driver.exceptions import ClickHouseError, OperationalError, ProgrammingError
from clickhouse_connect.driver.exceptions import Error as DriverError

from lumetra.domain.errors import OutOfMemory, Transient, Unprocessable

TOO_HEAVY_CODE: Final = "query_too_heavy"

_MEMORY_LIMIT_EXCEEDED = 241
# Numbers and names: ClickHouse, src/Common/ErrorCodes.cpp.
_TOO_HEAVY: Final = frozenset(
    {
        158,  # TOO_MANY_ROWS
        159,  # TIMEOUT_EXCEEDED
        160,  # TOO_SLOW
        191,  # SET_SIZE_LIMIT_EXCEEDED
        307,  # TOO_MANY_BYTES
        396,  # TOO_MANY_ROWS_OR_BYTES
    }
)
_TRANSIENT: Final = frozenset(
    {
        3,  # UNEXPECTED_END_OF_FILE
        202,  # TOO_MANY_SIMULTANEOUS_QUERIES
        209,  # SOCKET_TIMEOUT
        210,  # NETWORK_ERROR
        225,  # NO_ZOOKEEPER
        236,  # ABORTED
        242,  # TABLE_IS_READ_ONLY
        243,  # NOT_ENOUGH_SPACE
        252,  # TOO_MANY_PARTS
        279,  # ALL_CONNECTION_TRIES_FAILED
        285,  # TOO_FEW_LIVE_REPLICAS
        286,  # UNSATISFIED_QUORUM_FOR_PREVIOUS_WRITE
        319,  # UNKNOWN_STATUS_OF_INSERT
        425,  # SYSTEM_ERROR
        999,  # KEEPER_EXCEPTION
    }
)


def translate(error: Exception, *, writing: bool = False) -> Exception:
    """The error to raise instead: `Transient`, `Unprocessable` with code `query_too_heavy`, or the same error for a bug.

    A write never asks for too much: out of memory it is `OutOfMemory`, to be tried again with less or later.
    """
    text = str(error)
    if "No space left on device" in text:
        return Transient("the analytics engine's disk is full")
    code = error.code if isinstance(error, DriverError) else None
    if code == _MEMORY_LIMIT_EXCEEDED:
        # "(total)": all queries together; the same query may pass when the others are done.
        return OutOfMemory("the analytics engine is out of memory") if writing or "(total)" in text else _too_heavy("memory")
    if code in _TOO_HEAVY:
        return _too_heavy("time" if code in {159, 160} else "data")
    if code in _TRANSIENT or (code is None and _is_unreachable(error)):
        return Transient(f"the analytics engine failed: {text.splitlines()[0][:300] if text else type(error).__name__}")
    return error


@contextmanager
def translated_errors(*, writing: bool = False) -> Generator[None]:
    """Errors of the driver leave this block translated."""
    try:
        yield
    except (ClickHouseError, OSError) as error:
        translation = translate(error, writing=writing)
        if translation is error:
            raise
        raise translation from error


def _is_unreachable(error: Exception) -> bool:
    # Without a code the engine has not answered; a ProgrammingError is our own mistake in calling the driver.
    return isinstance(error, OperationalError | OSError) and not isinstance(error, ProgrammingError)


def _too_heavy(bound: str) -> Unprocessable:
    return Unprocessable(
        f"The query exceeds its bound of {bound}. Choose a shorter time range or a narrower filter.",
        code=TOO_HEAVY_CODE,
        detail={"bound": bound},
    )
