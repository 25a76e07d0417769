"""The rules by which usage becomes exclusive buckets, form by form."""

from __future__ import annotations

from decimal import Decimal

import pytest

from lumetra.domain.usage import UsageForm, read_costs, read_usage

F = UsageForm


def test_openai_details_are_carved_out_of_their_whole() -> None:
    reading = read_usage(
        F.OPENAI_CHAT,
        {
            "prompt_tokens": 100,
            "completion_tokens": 50,
            "total_tokens": 150,
            "prompt_tokens_details": {"cached_tokens": 30, "audio_tokens": None},
            "completion_tokens_details": {"reasoning_tokens": 20},
        },
    )
    assert reading.quantities == {
        "input": 70,
        "input_cached_tokens": 30,
        "output": 30,
        "output_reasoning_tokens": 20,
        "total": 150,
    }
    assert set(reading.units.values()) == {"tokens"}
    assert reading.problems == {}


def test_cached_tokens_of_a_modality_are_counted_once() -> None:
    """Shape of the OpenAI realtime API: cached tokens are also part of text and audio tokens."""
    usage = {
        "input_tokens": 132,
        "output_tokens": 121,
        "total_tokens": 253,
        "input_token_details": {
            "text_tokens": 100,
            "audio_tokens": 32,
            "cached_tokens": 74,
            "cached_tokens_details": {"text_tokens": 64, "audio_tokens": 10},
        },
        "output_token_details": {"text_tokens": 30, "audio_tokens": 91},
    }
    got = read_usage(F.OPENAI_RESPONSES, usage).quantities
    assert got["input_cached_tokens"] == 64
    assert got["input_cached_audio_tokens"] == 10
    assert got["input_audio_tokens"] == 22
    assert got["input"] + got["input_text_tokens"] == 36
    assert sum(value for key, value in got.items() if key != "total") == 253


def test_details_beyond_their_whole_leave_zero_and_a_problem() -> None:
    reading = read_usage(
        F.OPENAI_CHAT,
        {
            "prompt_tokens": 5,
            "completion_tokens": 1,
            "total_tokens": 6,
            "prompt_tokens_details": {"cached_tokens": 9},
        },
    )
    assert reading.quantities["input"] == 0
    assert "less than its details" in reading.problems["prompt_tokens"]


def test_reasoning_beside_the_completion_is_seen_by_the_sent_total() -> None:
    """xAI reports reasoning tokens beside completion_tokens; the total shows it."""
    got = read_usage(
        F.OPENAI_CHAT,
        {
            "prompt_tokens": 32,
            "completion_tokens": 9,
            "total_tokens": 141,
            "completion_tokens_details": {"reasoning_tokens": 100},
        },
    ).quantities
    assert (got["output"], got["output_reasoning_tokens"], got["total"]) == (9, 100, 141)


def test_anthropic_cache_fields_stand_beside_the_input() -> None:
    got = read_usage(
        F.ANTHROPIC,
        {
            "input_tokens": 10,
            "cache_read_input_tokens": 7,
            "cache_creation_input_tokens": 5,
            "cache_creation": {"ephemeral_5m_input_tokens": 2, "ephemeral_1h_input_tokens": 3},
            "output_tokens": 3,
            "server_tool_use": {"web_search_requests": 2},
        },
    )
    assert got.quantities == {
        "input": 10,
        "input_cached_tokens": 7,
        "input_cache_creation_5m": 2,
        "input_cache_creation_1h": 3,
        "output": 3,
        "web_search_requests": 2,
        "total": 25,
    }
    assert got.units["web_search_requests"] == "requests"


@pytest.mark.parametrize("prefixed", [True, False])
def test_gen_ai_totals_include_cache_and_reasoning(prefixed: bool) -> None:
    usage: dict[str, object] = {
        "input_tokens": 10,
        "output_tokens": 8,
        "cache_read.input_tokens": 4,
        "cache_write.input_tokens": 1,
        "reasoning.output_tokens": 3,
    }
    raw: dict[str, object] = (
        {f"gen_ai.usage.{k}": v for k, v in usage.items()} | {"gen_ai.request.model": "m"} if prefixed else usage
    )
    assert read_usage(F.GEN_AI, raw).quantities == {
        "input": 5,
        "input_cached_tokens": 4,
        "input_cache_creation": 1,
        "output": 5,
        "output_reasoning_tokens": 3,
        "total": 18,
    }


def test_cache_larger_than_the_input_stands_beside_it() -> None:
    """An emitter that hands on Anthropic's exclusive input_tokens under the GenAI name loses no token."""
    got = read_usage(
        F.GEN_AI, {"gen_ai.usage.input_tokens": 10, "gen_ai.usage.output_tokens": 2, "gen_ai.usage.cache_read.input_tokens": 1500}
    )
    assert (got.quantities["input"], got.quantities["input_cached_tokens"]) == (10, 1500)


def test_vercel_keeps_anthropic_input_apart_from_its_cache() -> None:
    raw = {
        "ai.usage.promptTokens": 1600,
        "ai.usage.completionTokens": 5,
        "ai.response.providerMetadata": '{"anthropic":{"usage":{"input_tokens":1600,"cache_read_input_tokens":400}}}',
    }
    got = read_usage(F.VERCEL_AI, raw).quantities
    assert (got["input"], got["input_cached_tokens"], got["total"]) == (1600, 400, 2005)


def test_free_details_keep_their_keys_and_drop_only_bad_values() -> None:
    reading = read_usage(
        F.LANGFUSE_DETAILS,
        {
            "input": 10,
            "cache_read_input_tokens": "3",
            "output": -1,
            "note": "many",
            "huge": 1e300,
            "nan": float("nan"),
            "flag": True,
        },
    )
    assert reading.quantities == {"input": 10, "cache_read_input_tokens": 3, "total": 13}
    assert sorted(reading.problems) == ["flag", "huge", "nan", "note", "output"]
    assert reading.problems["output"] == "output is negative"


def test_totals_add_only_like_units() -> None:
    reading = read_usage(F.LANGFUSE_DETAILS, {"input_audio_seconds": 12.75, "output": 40, "web_search_requests": 2})
    assert reading.quantities["input_audio_seconds"] == 12.75
    assert reading.units == {
        "input_audio_seconds": "seconds",
        "output": "tokens",
        "web_search_requests": "requests",
        "total": "tokens",
    }
    assert reading.quantities["total"] == 40


def test_a_key_can_name_its_own_unit() -> None:
    reading = read_usage(F.LANGFUSE_DETAILS, {"steps": {"value": 2.5, "unit": "GPU-minutes"}})
    assert reading.quantities == {"steps": 2.5, "total": 2.5}
    assert reading.units == {"steps": "gpu-minutes", "total": "gpu-minutes"}


def test_legacy_usage_has_one_unit_and_a_total() -> None:
    reading = read_usage(F.LANGFUSE_LEGACY, {"input": 10, "output": 5, "unit": "CHARACTERS", "totalCost": 0.5})
    assert reading.quantities == {"input": 10, "output": 5, "total": 15}
    assert set(reading.units.values()) == {"characters"}
    assert read_usage(F.LANGFUSE_LEGACY, {"promptTokens": 1, "completionTokens": 2, "totalTokens": 3}).quantities["total"] == 3


def test_costs_are_read_exactly_and_bad_ones_named() -> None:
    reading = read_costs({"input": 0.1, "output": "0.25", "x": -1, "y": "free", "z": None})
    assert reading.costs == {"input": Decimal("0.1"), "output": Decimal("0.25")}
    assert sorted(reading.problems) == ["x", "y"]
    assert read_costs({"input": 500, "totalCost": 0.5, "inputCost": 0}).costs == {"input": Decimal(0), "total": Decimal("0.5")}


@pytest.mark.parametrize("form", list(UsageForm))
def test_no_form_raises_on_garbage(form: UsageForm) -> None:
    for raw in (
        {},
        {"input_tokens": []},
        {"usage": None, "": 1},
        {"prompt_tokens": {"a": 1}, "input_tokens_details": 7},
        {"cacheDetails": 1},
    ):
        read_usage(form, raw)
