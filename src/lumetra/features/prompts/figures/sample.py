"""The values of one metric of one version, summed up, and where their mean lies."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from lumetra.domain.statistics import scipy_stats as stats
from lumetra.domain.statistics.confidence_sequences import Interval, asymptotic_mean, bounded_mean
from lumetra.domain.statistics.empirical_bernstein import Course, course_mean

Method = Literal["beta_binomial", "empirical_bernstein", "asymptotic"]


@dataclass(frozen=True, kw_only=True)
class Sample:
    """Values of one metric, summed up. `mean` and `variance` are None without enough values."""

    count: int
    mean: float | None
    variance: float | None
    scale: tuple[float, float] | None = None
    """The range in which every value lies by its nature, when there is one."""
    course: Course | None = None
    """The values one after the other, clipped to a range that was chosen before they came."""
    clipped: int = 0
    """How many values were cut down to that range."""

    @property
    def method(self) -> Method:
        """How `sequence` is made: the first two hold for values of any shape, the last only in the limit."""
        if self.course is not None:
            return "empirical_bernstein"
        return "asymptotic" if self.scale is None else "beta_binomial"

    def fixed_interval(self, confidence: float = 0.95) -> Interval | None:
        """Student's interval for the mean, looked at once; None below two values."""
        if self.count < 2 or self.mean is None or self.variance is None:
            return None
        half = float(stats.t.ppf(0.5 + confidence / 2, self.count - 1)) * math.sqrt(self.variance / self.count)
        return Interval(self.mean - half, self.mean + half)

    def sequence(self, alpha: float) -> Interval | None:
        """The interval that stays valid when looked at early; None when there are too few values to say anything."""
        if self.course is not None:
            return course_mean(self.course, alpha) if self.course.count > 0 else None
        if self.count == 0 or self.mean is None:
            return None
        if self.scale is not None:
            return _scaled(self.count, self.mean, self.scale, alpha)
        interval = asymptotic_mean(self.count, self.mean, self.variance or 0.0, alpha)
        return interval if math.isfinite(interval.low) else None


def _scaled(count: int, mean: float, scale: tuple[float, float], alpha: float) -> Interval:
    low, width = scale[0], scale[1] - scale[0]
    inner = bounded_mean(count, count * (mean - low) / width, alpha)
    return Interval(low + inner.low * width, low + inner.high * width)
