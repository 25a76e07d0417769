"""What a score config may say, and what it makes of a score (wire contract 7.1, 7.3). Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final, Literal

import msgspec
from pydantic import BaseModel, ConfigDict, Field

from lumetra.domain.errors import Refusal
from lumetra.domain.observation import Score

ConfigType = Literal["NUMERIC", "BOOLEAN", "CATEGORICAL", "TEXT"]
_NAME: Final = re.compile(r"^[\w .()\-]{1,35}$")
BOOLEAN_CATEGORIES: Final = [{"label": "True", "value": 1}, {"label": "False", "value": 0}]


class Category(BaseModel):
    """One label of a categorical score and the number it counts as."""

    model_config = ConfigDict(extra="ignore")

    label: str = Field(min_length=1)
    value: float


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """A config as the rules see it; `categories` maps label to number."""

    id: str
    name: str
    data_type: str
    is_archived: bool = False
    min_value: float | None = None
    max_value: float | None = None
    categories: dict[str, float] = {}


def check_config(
    name: str, data_type: str, categories: Sequence[Category] | None, min_value: float | None, max_value: float | None
) -> list[dict[str, Any]] | None:
    """The categories to store. Raises Refusal when the config contradicts itself."""
    if not _NAME.match(name):
        raise Refusal("Invalid score config: the name has 1 to 35 letters, digits, spaces or _ . ( ) -")
    if data_type == "BOOLEAN":
        if categories and [c.model_dump() for c in categories] != BOOLEAN_CATEGORIES:
            raise Refusal("Invalid score config: a BOOLEAN config has the categories True = 1 and False = 0")
        return BOOLEAN_CATEGORIES
    if data_type == "CATEGORICAL":
        if not categories:
            raise Refusal("Invalid score config: a CATEGORICAL config needs categories")
        labels, values = {c.label for c in categories}, {c.value for c in categories}
        if len(labels) < len(categories) or len(values) < len(categories):
            raise Refusal("Invalid score config: labels and values of categories must be unique")
        return [c.model_dump() for c in categories]
    if categories:
        raise Refusal(f"Invalid score config: a {data_type} config has no categories")
    if data_type == "NUMERIC" and min_value is not None and max_value is not None and min_value >= max_value:
        raise Refusal("Invalid score config: minValue must be less than maxValue")
    return None


def apply_config(score: Score, config: Config) -> str:
    """Give the score its config's name and its category's number, in place. Returns why it does not fit, empty when it does."""
    if config.is_archived:
        return f"score config {config.id} is archived"
    if score.data_type != config.data_type:
        return f"score config {config.id} is {config.data_type}, the score is {score.data_type}"
    if config.data_type == "NUMERIC" and score.value is not None:
        if config.min_value is not None and score.value < config.min_value:
            return f"value {score.value} is below the config's minimum {config.min_value}"
        if config.max_value is not None and score.value > config.max_value:
            return f"value {score.value} is above the config's maximum {config.max_value}"
    if config.data_type == "CATEGORICAL":
        if score.string_value not in config.categories:
            return f"{score.string_value!r} is no category of score config {config.id}"
        score.value = config.categories[score.string_value]
    score.name = config.name
    return ""
