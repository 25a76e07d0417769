"""The built-in price book: the data of the `genai-prices` package in our terms. Upgrading that package refreshes it."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable
from datetime import date
from typing import Final, NamedTuple

from genai_prices import types as genai
from genai_prices.data import providers as genai_providers

from lumetra.domain.pricing.price_book import PricedModel
from lumetra.features.costs.book.translate_prices import translate_model

MAXIMUM_MODEL_LENGTH: Final = 300
_REMEMBERED: Final = 20_000

# Who made the model, or runs the API that people mean when they name no provider. Resellers are asked only by name.
FIRST_PARTY: Final = (
    "openai", "anthropic", "google", "mistral", "deepseek", "x-ai", "cohere", "perplexity", "voyageai", "moonshotai", "meta",
    "aws", "groq", "zai", "zhipuai", "minimax", "cerebras", "azure", "elevenlabs",
)  # fmt: skip
_REGION: Final = re.compile(r"^(?:us|eu|apac|jp|au|ca|sa|global|us-gov)\.")
_VENDOR: Final = re.compile(r"^(?:anthropic|meta|mistral|cohere|deepseek|openai|qwen|amazon|ai21|stability)\.")
_BEDROCK_TAIL: Final = re.compile(r"-v\d+(?::\d+)?(?::\d+k)?$")
_COMPACT_DATE: Final = re.compile(r"-(20\d{2})(0[1-9]|1[0-2])([0-2]\d|3[01])(?=-|:|$)")


class Match(NamedTuple):
    """A built-in model, or the providers between which the name alone cannot decide."""

    model: PricedModel | None
    candidates: tuple[str, ...] = ()


class BuiltinPrices:
    """Looks models up by the names under which traffic mentions them. Thread-safe; translated models are kept."""

    def __init__(self, providers: Iterable[genai.Provider] | None = None) -> None:
        self._providers = {provider.id: provider for provider in (genai_providers if providers is None else providers)}
        self._by_id = {
            builtin_id(provider.id, model.id): (provider, model)
            for provider in self._providers.values()
            for model in provider.models
        }
        self._translated: dict[str, PricedModel] = {}
        self._found: dict[tuple[str, str], Match] = {}
        self._exact: dict[str, list[tuple[genai.Provider, genai.ModelInfo]]] = {}
        for provider, model in self._by_id.values():
            for name in _exact_names(model.match):
                self._exact.setdefault(name.lower(), []).append((provider, model))
        self._lock = threading.Lock()

    def ids(self) -> list[str]:
        """Every built-in model's id, sorted."""
        return sorted(self._by_id)

    def get(self, model_id: str) -> PricedModel | None:
        """The model with this id, or null."""
        known = self._translated.get(model_id)
        if known is None and model_id in self._by_id:
            provider, model = self._by_id[model_id]
            known = translate_model(model_id, provider.id, model)
            self._translated[model_id] = known
        return known

    def find(self, name: str, provider: str = "") -> Match:
        """The model that traffic calls `name`, sold by `provider` where that is known.

        In this order: the named provider; a provider in front of the name (`openai/gpt-4o`); the provider that the name itself
        tells (`claude…`); the name without Bedrock's region, vendor and version, Vertex's `@date` and vendor folders; at last
        any provider that lists exactly this name, if its price is the only one.
        """
        name = name.strip()[:MAXIMUM_MODEL_LENGTH].lower()
        key = (name, provider.strip().lower()[:100])
        match = self._found.get(key)
        if match is None:
            match = self._find(*key)
            with self._lock:
                if len(self._found) >= _REMEMBERED:
                    self._found = {}
                self._found[key] = match
        return match

    def _find(self, name: str, hint: str) -> Match:
        if not hint and _VENDOR.match(_REGION.sub("", name)):
            hint = "aws"  # `us.anthropic.claude…` is how Bedrock writes it
        if hint and (provider := self._provider(hint)) is not None:
            for spelling in _spellings(name):
                if (model := self._model_of(provider, spelling)) is not None:
                    return Match(model)
        for spelling in _spellings(name):
            if (model := self._by_name(spelling)) is not None:
                return Match(model)
        for spelling in _spellings(name):
            found = self._only_one(spelling)
            if found.model is not None or found.candidates:
                return found
        return Match(None)

    def _by_name(self, name: str) -> PricedModel | None:
        """By a leading provider, then by the provider whose models are called like this."""
        head, _, rest = name.partition("/")
        if rest and (provider := self._providers.get(head)) is not None and (model := self._model_of(provider, rest)):
            return model
        for provider_id in FIRST_PARTY:
            provider = self._providers.get(provider_id)
            matches = provider is not None and provider.model_match is not None and provider.model_match.is_match(name)
            if provider is not None and matches and (model := self._model_of(provider, name)):
                return model
        return None

    def _only_one(self, name: str) -> Match:
        """Providers that list exactly this name: a first-party one wins; otherwise all must agree on the price."""
        found = self._exact.get(name, [])
        ranked = sorted((pair for pair in found if pair[0].id in FIRST_PARTY), key=lambda pair: FIRST_PARTY.index(pair[0].id))
        if ranked:
            return Match(self.get(builtin_id(ranked[0][0].id, ranked[0][1].id)))
        models = [model for provider, info in found if (model := self.get(builtin_id(provider.id, info.id))) is not None]
        prices = {tuple(sorted(model.versions[-1].tiers[-1].prices.items())) for model in models}
        if len(prices) == 1:
            return Match(models[0])
        return Match(None, tuple(sorted({model.provider for model in models})))

    def _provider(self, hint: str) -> genai.Provider | None:
        if hint in self._providers:
            return self._providers[hint]
        hint = _PROVIDER_NAMES.get(hint, hint)
        if hint in self._providers:
            return self._providers[hint]
        return next(
            (p for p in self._providers.values() if p.provider_match is not None and p.provider_match.is_match(hint)), None
        )

    def _model_of(self, provider: genai.Provider, name: str) -> PricedModel | None:
        for seller in (provider.id, *(provider.fallback_model_providers or ())):
            for model in self._providers[seller].models:
                if model.is_match(name):
                    return self.get(builtin_id(seller, model.id))
        return None


# OpenTelemetry `gen_ai.provider.name`, `gen_ai.system`, OpenInference and LangChain names that the package does not know.
_PROVIDER_NAMES: Final = {
    "az.ai.openai": "azure", "azure.ai.openai": "azure", "azure.ai.inference": "azure", "az.ai.inference": "azure",
    "azure_openai": "azure", "aws.bedrock": "aws", "bedrock_converse": "aws", "gcp.gemini": "google", "gcp.gen_ai": "google",
    "gcp.vertex_ai": "google", "vertexai": "google", "mistral_ai": "mistral", "mistralai": "mistral", "x_ai": "x-ai",
    "xai": "x-ai", "moonshot_ai": "moonshotai", "together_ai": "together", "fireworks_ai": "fireworks",
}  # fmt: skip


def builtin_id(provider: str, model: str) -> str:
    """The id under which a built-in model appears everywhere."""
    return f"builtin:{provider}/{model}"


def _spellings(name: str) -> list[str]:
    """The name, then simpler ones: without folders in front, Bedrock's region, vendor and version, Vertex's `@`."""
    found = [name]

    def add(candidate: str) -> None:
        if candidate and candidate not in found:
            found.append(candidate)

    if "/" in name:
        add(name.partition("/")[2])
        add(name.rpartition("/")[2])
    for base in list(found):
        without_region = _REGION.sub("", base)
        add(without_region)
        add(_BEDROCK_TAIL.sub("", _VENDOR.sub("", without_region)))
        add(base.replace("@", "-"))
        add(base.partition("@")[0])
    for base in list(found):
        add(_COMPACT_DATE.sub(_dashed, base))
    return found


def _dashed(match: re.Match[str]) -> str:
    try:
        return f"-{date(int(match[1]), int(match[2]), int(match[3])).isoformat()}"
    except ValueError:
        return match[0]


def _exact_names(clause: object) -> Iterable[str]:
    if isinstance(clause, genai.ClauseEquals):
        yield clause.equals
    elif isinstance(clause, genai.ClauseOr):
        for part in clause.or_:
            yield from _exact_names(part)
