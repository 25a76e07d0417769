"""Lumetra: traces, prompts and evaluations of LLM applications in one process."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("lumetra")
except PackageNotFoundError:  # running from a source tree that was never installed
    __version__ = "0.0.0"
