"""Realistic traces: 8-12 spans of a retrieval application, as (name, type, parent, attributes) before any encoding."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from typing import Any

MODELS = ("gpt-4o", "gpt-4o-mini", "claude-sonnet-4-5", "gemini-2.5-flash")
_ENGLISH = (
    "the model answers with a short summary of each document and names its source so that a reader can check what was said "
    "about tracing latency cost tokens prompts evaluation retrieval embedding vectors agents tools context window streaming "
)
_CHINESE = "观测 平台 可以 追踪 每 一次 调用 并且 计算 成本 数据 集 评估"
CHINESE_SHARE = 0.05
"""Of the texts; with several texts a span, about one span in eight holds some."""
WORDS = (_ENGLISH.split(), (_ENGLISH + _CHINESE).split())


@dataclass
class LoadSpan:
    """One span; `parent` is the index of its parent in the trace, -1 for the root. Times are milliseconds from the trace's start."""

    name: str
    type: str
    parent: int
    start_ms: int
    end_ms: int
    input: str = ""
    output: str = ""
    model: str = ""
    usage: dict[str, int] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)


@dataclass
class LoadTrace:
    """One trace with the attributes that an SDK puts on every span of it."""

    user_id: str
    session_id: str
    tags: list[str]
    spans: list[LoadSpan]


def _text(random_: random.Random, length: int) -> str:
    found: list[str] = []
    words = WORDS[random_.random() < CHINESE_SHARE]
    size = 0
    while size < length:
        word = random_.choice(words)
        found.append(word)
        size += len(word.encode()) + 1
    return " ".join(found)


def _messages(random_: random.Random, length: int) -> str:
    system, history = _text(random_, length // 3), _text(random_, length // 3)
    question = _text(random_, length // 3)
    return json.dumps(
        [
            {"role": "system", "content": system},
            {"role": "assistant", "content": history},
            {"role": "user", "content": question},
        ],
        ensure_ascii=False,
    )


def build_trace(random_: random.Random, number: int) -> LoadTrace:
    """A chain with retriever, embedding, 2-3 generations (2-6 KB in, 0.5-1.5 KB out) and tools: 8 to 12 spans."""
    spans = [LoadSpan("answer-question", "chain", -1, 0, 4000, _text(random_, 120), _text(random_, 600))]
    spans.append(LoadSpan("retrieve", "retriever", 0, 10, 300, _text(random_, 120), _text(random_, 1500)))
    spans.append(LoadSpan("embed", "embedding", 1, 15, 90, _text(random_, 120), "", "text-embedding-3-small", {"input": 31}))
    generations, size = random_.choice((2, 3)), random_.randint(8, 12)
    for index in range(generations):
        tokens = random_.randint(500, 1500)
        spans.append(
            LoadSpan(
                f"call-{index}", "generation", 0, 300 + index * 900, 1100 + index * 900,
                _messages(random_, random_.randint(2000, 6000)), _text(random_, random_.randint(500, 1500)),
                random_.choice(MODELS), {"input": tokens, "output": tokens // 4, "total": tokens + tokens // 4},
                {"temperature": "0.2", "attempt": str(index)},
            )
        )  # fmt: skip
    while len(spans) < size:
        start = 400 + 100 * len(spans)
        spans.append(LoadSpan("search-tool", "tool", 0, start, start + 80, '{"query": "docs"}', _text(random_, 200)))
    return LoadTrace(f"user-{number % 500}", f"session-{number % 2000}", ["production", f"team-{number % 5}"], spans)
