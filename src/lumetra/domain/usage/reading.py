"""The sheet on which one usage mapping is worked out: numbers checked one by one, details carved out of their whole."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final, cast

import msgspec

from lumetra.domain.usage.units import TOKENS, unit_of_key

MAXIMUM_QUANTITY: Final = 1e12
"""Above this a value is absurd: no single call consumes 10^12 of anything, and sums stay exact in Float64 below it."""

MAXIMUM_KEYS: Final = 100
MAXIMUM_KEY_LENGTH: Final = 200

Raw = Mapping[str, object]


class UsageReading(msgspec.Struct):
    """Exclusive buckets of one call.

    `quantities` are decimals ≥ 0; without `total`, its token buckets add up to what was consumed, nothing twice.
    `total` counts one unit only (see `units["total"]`). `problems` maps a key, as it was sent, to why it was not
    taken or does not add up; all other keys stand.
    """

    quantities: dict[str, float] = {}
    units: dict[str, str] = {}
    problems: dict[str, str] = {}


def check_quantity(value: object) -> float | str:
    """A usable quantity, or the reason why it is none. Numeric text is taken (contract 3.4)."""
    if type(value) is int and 0 <= value <= MAXIMUM_QUANTITY:  # nearly all of them
        return float(value)
    if isinstance(value, bool):
        return "is true/false, not a number"
    if isinstance(value, int) and not -MAXIMUM_QUANTITY <= value <= MAXIMUM_QUANTITY:
        return "is absurdly large" if value > 0 else "is negative"
    if isinstance(value, int | float | Decimal):
        number = float(value)
    elif isinstance(value, str):
        try:
            number = float(value) if len(value) <= 40 and "_" not in value else math.nan
        except ValueError:
            return "is text, not a number"
    else:
        return "is not a number"
    if math.isnan(number):
        return "is not a number (NaN)"
    if number < 0:
        return "is negative"
    if math.isinf(number):
        return "is infinite"
    return "is absurdly large" if number > MAXIMUM_QUANTITY else number


def exact_sum(values: Iterable[float]) -> float:
    """The sum without binary noise: 0.1 + 0.2 is 0.3. Whole numbers, the normal case, take the fast way."""
    numbers = [float(value) for value in values]  # a literal 0 is an int, which Python 3.11 cannot ask whether it is whole
    total = math.fsum(numbers)
    if total.is_integer() and all(number.is_integer() for number in numbers):
        return total
    return float(sum((Decimal(repr(number)) for number in numbers), Decimal(0)))


class Sheet:
    """Works on one raw mapping. Reads numbers by their sent names and collects buckets, units and problems."""

    def __init__(self, raw: Raw) -> None:
        self.raw = raw
        self.quantities: dict[str, float] = {}
        self.units: dict[str, str] = {}
        self.problems: dict[str, str] = {}

    def number(self, *names: str) -> float | None:
        """The value under the first of these names that is present and not null. `a.b` also looks inside a mapping `a`."""
        for name in names:
            value = self.raw.get(name)
            if value is None and "." in name:
                value = self._nested(name)
            if value is None:
                continue
            number = check_quantity(value)
            if isinstance(number, str):
                self.problems[name] = f"{name} {number}"
                continue
            return number
        return None

    def mapping(self, *names: str) -> Raw:
        """The first of these names that holds a mapping; an empty one when there is none."""
        for name in names:
            value = self.raw.get(name)
            if isinstance(value, Mapping):
                return cast(Raw, value)
        return {}

    def put(self, bucket: str, value: float | None, unit: str | None = None) -> None:
        """Record a bucket that stands for itself. Null is skipped; a bucket named twice adds up."""
        if value is None:
            return
        before = self.quantities.get(bucket)
        self.quantities[bucket] = value if before is None else exact_sum((before, value))
        self.units[bucket] = unit or unit_of_key(bucket)

    def carve(self, bucket: str, whole: float | None, parts: Mapping[str, float | None], *, source: str) -> None:
        """Split `whole`, which includes `parts`, into exclusive buckets: the parts, and what is left under `bucket`.

        Parts that exceed their whole leave 0 (contract 3.4) and a problem under `source`, the sent name of the whole.
        """
        known = {name: value for name, value in parts.items() if value is not None}
        if whole is not None:
            rest = exact_sum([whole, *(-value for value in known.values())]) if known else whole
            if rest < 0:
                self.problems[source] = f"{source} is {whole:g}, less than its details together ({exact_sum(known.values()):g})"
            self.put(bucket, max(rest, 0.0))
        for name, value in known.items():
            self.put(name, value)

    def finish(self, total: float | None = None) -> UsageReading:
        """The reading, with `total` as sent, else the sum of the token buckets, else of the only unit there is."""
        self.quantities.pop("total", None)
        units = {self.units[name] for name in self.quantities}
        unit = TOKENS if TOKENS in units or not units else next(iter(units))
        if total is None and self.quantities and (unit == TOKENS or len(units) == 1):
            total = exact_sum(value for name, value in self.quantities.items() if self.units[name] == unit)
        if total is not None:
            self.quantities["total"] = total
            self.units["total"] = unit
        return UsageReading(self.quantities, self.units, self.problems)

    def _nested(self, name: str) -> object:
        value: object = self.raw
        for step in name.split("."):
            if not isinstance(value, Mapping):
                return None
            value = value.get(step)
        return value
