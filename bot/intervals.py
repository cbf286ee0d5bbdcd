"""Shares and means of few questions, with the interval in which they may truly lie."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

CONFIDENCE = 0.95
_RESAMPLES = 2000
_SEED = 20230517  # fixed, so that the same answers always give the same interval


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its interval, and the number of questions that it rests on."""

    value: float
    low: float
    high: float
    of: int


def share(verdicts: Sequence[bool]) -> Estimate | None:
    """How many are true, with Wilson's score interval (Wilson 1927); None of nothing."""
    of = len(verdicts)
    if of == 0:
        return None
    value = sum(verdicts) / of
    z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    centre = (value + z * z / (2 * of)) / (1 + z * z / of)
    reach = z / (1 + z * z / of) * math.sqrt(value * (1 - value) / of + (z / (2 * of)) ** 2)
    # at 0 and at 1 the bound is the value itself, which rounding may miss
    return Estimate(value, min(value, max(0.0, centre - reach)), max(value, min(1.0, centre + reach)), of)


def mean(values: Sequence[float]) -> Estimate | None:
    """The mean with its bootstrap percentile interval (Efron 1979); None of nothing."""
    if not values:
        return None
    import numpy as np  # loaded only where figures are asked for

    drawn = np.random.default_rng(_SEED)
    means = [drawn.choice(values, len(values)).mean() for _ in range(_RESAMPLES)]
    low, high = np.quantile(means, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return Estimate(sum(values) / len(values), float(low), float(high), len(values))
