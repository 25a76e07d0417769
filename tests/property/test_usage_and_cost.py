"""What must hold for any usage and any price: buckets never go negative and re-sum, costs add up, order does not matter."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from lumetra.domain.observation import Observation
from lumetra.domain.pricing.compute_cost import compute_cost
from lumetra.domain.pricing.conditions import CompiledTier, CompiledVersion
from lumetra.domain.pricing.price_book import PricedModel, PriceTier, PriceVersion
from lumetra.domain.usage import UsageForm, read_costs, read_usage
from lumetra.features.costs.book.builtin_prices import BuiltinPrices
from lumetra.features.costs.book.load_book import PriceBook, PriceBooks
from lumetra.features.costs.pricing.price_observations import Pricer

F = UsageForm
BUILTIN = BuiltinPrices()
PRICER = Pricer(PriceBooks(None, BUILTIN))
BOOK = PriceBook([], BUILTIN)

counts = st.integers(min_value=0, max_value=10**9)
prices = st.decimals(min_value=0, max_value=10, places=12, allow_nan=False, allow_infinity=False)
KEYS = ("input", "output", "input_cached_tokens", "output_reasoning_tokens", "input_audio_seconds")


def a_tier(price_of: dict[str, Decimal]) -> CompiledTier:
    tier = PriceTier(id="t", name="default", is_default=True, prices=price_of)
    version = PriceVersion(id="v", tiers=(tier,))
    model = PricedModel(id="m", name="m", match_pattern="m", origin="project", versions=(version,))
    return CompiledVersion(version, model, Decimal(1)).tiers[0]


def tokens_of(form: UsageForm, raw: dict[str, Any]) -> tuple[dict[str, float], dict[str, str]]:
    reading = read_usage(form, raw)
    assert all(value >= 0 for value in reading.quantities.values())
    return {key: value for key, value in reading.quantities.items() if key != "total"}, reading.problems


@given(st.tuples(counts, counts, counts), st.tuples(counts, counts))
@example((0, 0, 0), (0, 1))  # Python 3.11 cannot ask an int whether it is whole
def test_openai_buckets_resum_to_the_total(prompt: tuple[int, int, int], completion: tuple[int, int]) -> None:
    """Consistent answers: details are parts of their whole."""
    text, cached, audio = prompt
    said, reasoned = completion
    total = sum(prompt) + sum(completion)
    raw = {
        "prompt_tokens": sum(prompt),
        "completion_tokens": said + reasoned,
        "total_tokens": total,
        "prompt_tokens_details": {"cached_tokens": cached, "audio_tokens": audio},
        "completion_tokens_details": {"reasoning_tokens": reasoned},
    }
    buckets, problems = tokens_of(F.OPENAI_CHAT, raw)
    assert (sum(buckets.values()), problems) == (total, {})
    assert buckets["input"] == text


@given(st.tuples(counts, counts), st.tuples(counts, counts), counts, counts)
def test_realtime_buckets_resum_although_cached_tokens_stand_in_two_details(
    text: tuple[int, int], audio: tuple[int, int], said: int, spoken: int
) -> None:
    total_input = sum(text) + sum(audio)
    raw = {
        "input_tokens": total_input,
        "output_tokens": said + spoken,
        "total_tokens": total_input + said + spoken,
        "input_token_details": {
            "text_tokens": sum(text),
            "audio_tokens": sum(audio),
            "cached_tokens": text[1] + audio[1],
            "cached_tokens_details": {"text_tokens": text[1], "audio_tokens": audio[1]},
        },
        "output_token_details": {"text_tokens": said, "audio_tokens": spoken},
    }
    buckets, problems = tokens_of(F.OPENAI_RESPONSES, raw)
    assert (sum(buckets.values()), problems) == (raw["total_tokens"], {})


@given(counts, counts, counts, counts, counts)
def test_gemini_buckets_resum_to_the_total(text: int, audio: int, cached: int, said: int, thought: int) -> None:
    raw = {
        "promptTokenCount": text + audio + cached,
        "cachedContentTokenCount": cached,
        "promptTokensDetails": [{"modality": "AUDIO", "tokenCount": audio}, {"modality": "TEXT", "tokenCount": text + cached}],
        "candidatesTokenCount": said,
        "thoughtsTokenCount": thought,
        "totalTokenCount": text + audio + cached + said + thought,
    }
    buckets, problems = tokens_of(F.GEMINI, raw)
    assert (sum(buckets.values()), problems) == (raw["totalTokenCount"], {})


@given(counts, counts, counts, counts)
def test_conventions_resum_whether_cache_is_inside_or_beside(fresh: int, cached: int, said: int, thought: int) -> None:
    inside = {
        "gen_ai.usage.input_tokens": fresh + cached,
        "gen_ai.usage.output_tokens": said + thought,
        "gen_ai.usage.cache_read.input_tokens": cached,
        "gen_ai.usage.reasoning.output_tokens": thought,
        "gen_ai.usage.total_tokens": fresh + cached + said + thought,
    }
    beside = {**inside, "gen_ai.usage.input_tokens": fresh, "gen_ai.usage.output_tokens": said}
    buckets, _ = tokens_of(F.GEN_AI, inside)
    assert sum(buckets.values()) == fresh + cached + said + thought
    if cached and thought and cached != thought:
        buckets, _ = tokens_of(F.GEN_AI, beside)
        assert sum(buckets.values()) == fresh + cached + said + thought


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=20), inner, max_size=3),
    max_leaves=10,
)
names = st.sampled_from(
    ["input", "output", "total", "prompt_tokens", "completion_tokens", "total_tokens", "prompt_tokens_details", "input_tokens",
     "output_tokens", "input_token_details", "cache_read_input_tokens", "cache_creation", "promptTokenCount", "promptTokensDetails",
     "inputTokens", "outputTokens", "cacheDetails", "gen_ai.usage.input_tokens", "llm.token_count.prompt", "unit", "type", "seconds"]
) | st.text(max_size=10)  # fmt: skip


@given(st.sampled_from(list(UsageForm)), st.dictionaries(names, anything, max_size=8))
def test_garbage_never_raises_and_never_makes_a_negative_bucket(form: UsageForm, raw: dict[str, Any]) -> None:
    reading = read_usage(form, raw)
    assert all(0 <= value <= 10**14 for value in reading.quantities.values())
    assert reading.units.keys() == reading.quantities.keys()
    assert all(cost >= 0 for cost in read_costs(raw).costs.values())


@given(st.dictionaries(st.sampled_from(KEYS), prices, min_size=1), st.dictionaries(st.sampled_from(KEYS), counts), st.data())
def test_costs_add_up_over_any_split(price_of: dict[str, Decimal], usage: dict[str, int], data: st.DataObject) -> None:
    """The cost of a call is the sum of the costs of any two calls that used as much between them."""
    first = {key: data.draw(st.integers(min_value=0, max_value=value)) for key, value in usage.items()}
    tier = a_tier(price_of)

    def total(amounts: dict[str, int]) -> Decimal:
        return compute_cost(tier, {key: float(value) for key, value in amounts.items()}, {}).total or Decimal(0)

    assert total(usage) == total(first) + total({key: value - first[key] for key, value in usage.items()})


@given(
    st.dictionaries(st.sampled_from(KEYS), prices, min_size=1),
    st.dictionaries(st.sampled_from(KEYS), st.floats(min_value=0, max_value=1e6)),
    st.dictionaries(st.sampled_from((*KEYS, "total")), prices),
)
def test_the_total_is_what_was_sent_else_the_sum_of_the_keys(
    price_of: dict[str, Decimal], usage: dict[str, float], provided: dict[str, Decimal]
) -> None:
    cost = compute_cost(a_tier(price_of), usage, provided)
    assert all(cost.by_key[key] == amount for key, amount in provided.items())
    if "total" in provided:
        assert cost.total == provided["total"]
    elif cost.by_key:
        assert cost.total == sum(amount for key, amount in cost.by_key.items() if key != "total")
    else:
        assert cost.total is None


MODELS = ("gpt-4o", "claude-sonnet-4-5", "gemini-2.5-pro", "nobody", "deepseek-chat", "whisper-1")
observations = st.builds(
    Observation,
    trace_id=st.just("t"),
    id=st.uuids().map(str),
    start_time_us=st.integers(min_value=1_600_000_000_000_000, max_value=1_800_000_000_000_000),
    type=st.just("GENERATION"),
    model=st.sampled_from(MODELS),
    usage=st.dictionaries(st.sampled_from(KEYS), st.integers(0, 300_000).map(float)),
    model_parameters=st.sampled_from(("", '{"service_tier":"flex"}', '{"service_tier":"batch"}')),
)


@given(st.lists(observations, max_size=20), st.randoms(use_true_random=False))
def test_pricing_does_not_depend_on_the_order_of_arrival(found: list[Observation], order: random.Random) -> None:
    def costs(items: list[Observation], book: PriceBook) -> dict[str, object]:
        return {item.id: PRICER.price_one(book, item) for item in items}

    shuffled = list(found)
    order.shuffle(shuffled)
    assert costs(found, PriceBook([], BUILTIN)) == costs(shuffled, BOOK)
