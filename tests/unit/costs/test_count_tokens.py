"""Tokens counted where none were sent: by the public encodings, offline, and in bounded time."""

from __future__ import annotations

import gzip
import hashlib
import os
import subprocess
import sys
import time
from importlib import resources
from pathlib import Path

import pytest

from lumetra.domain.observation import Observation
from lumetra.features.costs.book.builtin_prices import BuiltinPrices
from lumetra.features.costs.book.load_book import PriceBook, PriceBooks
from lumetra.features.costs.pricing.count_tokens import TokenCounter
from lumetra.features.costs.pricing.price_observations import CostResult, Pricer

BUILTIN = BuiltinPrices()
COUNTER = TokenCounter()


def price(estimate: bool = True, **changes: object) -> CostResult:
    books = PriceBooks(None, BUILTIN)
    given = {"trace_id": "t", "id": "o", "start_time_us": 1, "type": "GENERATION", "model": "gpt-4o", **changes}
    book = PriceBook([], BUILTIN, estimate_missing_usage=estimate)
    return Pricer(books, COUNTER).price_one(book, Observation(**given))


@pytest.mark.parametrize(
    ("name", "digest"),
    [
        ("cl100k_base", "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7"),
        ("o200k_base", "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d"),
    ],
)
def test_the_shipped_data_is_what_tiktoken_expects(name: str, digest: str) -> None:
    packed = resources.files("lumetra.features.costs.pricing").joinpath("tokenizers", f"{name}.tiktoken.gz").read_bytes()
    assert hashlib.sha256(gzip.decompress(packed)).hexdigest() == digest


def test_plain_text_is_counted_and_priced_and_marked_as_estimated() -> None:
    result = price(input="hello world", output="hello world, how are you?")
    assert result.usage_estimated is True
    assert result.usage == {"input": 2, "output": 7, "total": 9}
    assert result.total_cost is not None
    assert result.total_cost > 0


def test_chat_messages_carry_their_framing() -> None:
    """OpenAI cookbook: 3 around each message, its role and content, and 3 for the reply."""
    result = price(input='[{"role":"user","content":"hello world"}]', output='{"role":"assistant","content":"hello"}')
    assert result.usage == {"input": 3 + 1 + 2 + 3, "output": 1, "total": 10}


def test_nothing_is_counted_where_usage_or_cost_was_sent_or_the_project_said_no() -> None:
    assert price(input="hello", usage={"input": 5.0}).usage == {"input": 5}
    assert price(estimate=False, input="hello").usage == {}
    assert price(input="hello", level="ERROR").usage == {}
    assert price(input="hello", type="SPAN").usage == {}
    assert price(input="hello", model="claude-sonnet-4-5").usage == {}


def test_a_long_run_without_spaces_is_counted_in_bounded_time() -> None:
    price(input="warm up")
    started = time.perf_counter()
    assert price(input="a" * 3_000_000).usage["input"] > 100_000
    assert time.perf_counter() - started < 10


COUNT_WITHOUT_NETWORK = """
import sys

def no_network(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname"):
        raise RuntimeError(f"tried to reach {arguments}")

sys.addaudithook(no_network)
from tests.unit.costs.test_count_tokens import price
for model in ("gpt-4o", "gpt-4", "gpt-5", "text-embedding-3-small"):
    assert price(model=model, type="GENERATION", input="hello world", output="hi").usage["input"] == 2, model
print("counted")
"""


def test_counting_reaches_for_no_network_in_a_fresh_process(tmp_path: Path) -> None:
    environ = {"PATH": os.environ["PATH"], "TIKTOKEN_CACHE_DIR": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", COUNT_WITHOUT_NETWORK], check=False, env=environ, capture_output=True, text=True, timeout=60
    )
    assert done.stdout.strip() == "counted", done.stderr
    assert list(tmp_path.iterdir()) == []
