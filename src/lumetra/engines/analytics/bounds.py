"""Bounds of memory, time and threads: for the engine in this process as a whole, and for every query."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

_MIB = 1024**2


@dataclass(frozen=True)
class Bounds:
    """What analytics may use. `memory_bytes` and `threads` (0: one a core, at most 4) concern the embedded engine only."""

    memory_bytes: int = 768 * _MIB
    threads: int = 0
    query_seconds: int = 30

    def engine_options(self) -> Mapping[str, str]:
        """Server settings of the embedded engine, given at its start.

        Its defaults are those of a server that owns the machine: caches of 5 GiB and 90 % of the memory. It keeps no log
        tables of its own.
        """
        memory = self.memory_bytes
        options = {
            "max_server_memory_usage": memory,
            "merges_mutations_memory_usage_soft_limit": memory // 2,
            "mark_cache_size": memory // 24,
            "primary_index_cache_size": memory // 48,
            "index_mark_cache_size": memory // 48,
            "text_index_tokens_cache_size": memory // 96,
            "text_index_header_cache_size": memory // 96,
            "text_index_postings_cache_size": memory // 48,
            "query_condition_cache_size": 8 * _MIB,
            "compiled_expression_cache_size": 8 * _MIB,
            "mmap_cache_size": 64,
            "vector_similarity_index_cache_size": _MIB,
            "unique_key_index_cache_size_bytes": _MIB,
            "parquet_metadata_cache_size": 8 * _MIB,
            "iceberg_metadata_files_cache_size": _MIB,
            "background_pool_size": 2,
            "background_schedule_pool_size": 2,
            "max_thread_pool_size": 256,
        }
        return {name: str(value) for name, value in options.items()}

    def session_settings(self, *, embedded: bool) -> Mapping[str, str]:
        """Settings of every query. A server keeps its own idea of threads and memory."""
        if not embedded:
            return {"async_insert": "0"}
        memory = self.memory_bytes
        return {
            "async_insert": "0",
            "max_threads": str(self.threads or min(4, os.cpu_count() or 1)),
            "max_insert_threads": "1",
            # The engine gives a query as many threads as free memory holds of these. Its default of 1 GiB is more than we let it use
            # in all: every query ran in one thread.
            "max_threads_min_free_memory_per_thread": str(memory // 32),
            "max_memory_usage": str(memory * 3 // 4),
            "max_bytes_before_external_group_by": str(memory // 4),
            "max_bytes_before_external_sort": str(memory // 4),
        }

    def read_settings(self) -> Mapping[str, str]:
        """Settings of a read that somebody waits for."""
        return {"max_execution_time": str(self.query_seconds)}
