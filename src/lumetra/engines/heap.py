"""Memory of the process: the C library's heap kept near what is in use, and the interpreter's collector kept off what stays.

The parts about the heap do nothing where the C library is another one than glibc.
"""

from __future__ import annotations

import ctypes
import functools
import gc
from typing import Final

# glibc's malloc.h
_M_MMAP_THRESHOLD: Final = -3
_M_ARENA_MAX: Final = -8

_ARENAS: Final = 2
_LARGE_BYTES: Final = 1024**2


def limit_heap() -> None:
    """Call once, before threads start. Few arenas, and large buffers on pages of their own, which go back when they are freed.

    By default each thread gets an arena (up to 8 a core), and what one thread frees no other can use: after a burst of
    ingestion 330 MiB lay there unused.
    """
    library = _glibc()
    if library is not None:
        library.mallopt(_M_ARENA_MAX, _ARENAS)
        library.mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)


def pause_collector() -> None:
    """Call before loading the application, which makes a million objects that stay: looking through them again and again took a
    quarter of the start (4.4 -> 3.3 s of CPU on a busy machine). `settle_heap` ends the pause.
    """
    gc.disable()


def settle_heap() -> None:
    """Call when everything is loaded. What exists now is never looked at again by the cyclic collector, which also runs more rarely.

    Decoding makes millions of small objects that need no collector: by default it took a quarter of decoding's time, and each
    full collection stopped all threads for a tenth of a second. What is garbage by now stays as well: 5 000 of 500 000 objects
    after a start, and finding them took 0.2 s of it.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    gc.enable()


def trim_heap() -> None:
    """Give free pages back to the system. Takes some 20 ms of CPU, without the interpreter lock."""
    library = _glibc()
    if library is not None:
        library.malloc_trim(0)


@functools.cache
def _glibc() -> ctypes.CDLL | None:
    try:
        library = ctypes.CDLL("libc.so.6")
        library.malloc_trim.argtypes = [ctypes.c_size_t]
        library.mallopt.argtypes = [ctypes.c_int, ctypes.c_int]
    except (OSError, AttributeError):
        return None
    return library
