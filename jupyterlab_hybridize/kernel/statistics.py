"""The ratio of two series of timings, with an interval: Hodges-Lehmann estimate, exact signed-rank interval.

The rule is frozen by experiment (``recipes/measuring.md`` sections 0 and 2b): the interval is the exact Wilcoxon
signed-rank interval of the log ratios at a nominal 99 %, each end widened by 1 %; it covers 95 % in practice, since
rounds are autocorrelated.
"""

from __future__ import annotations

import math

#: Nominal confidence of the exact interval.
NOMINAL = 0.99
#: Each end is widened by this factor: a difference below 1 % is not claimed.
WIDENING = 1.01
#: Pairs below which the exact interval of that confidence does not exist.
LEAST_PAIRS = 8
#: Pairs beyond which the normal approximation is used.
EXACT_PAIRS = 60


def median(values: list[float]) -> float:
    """The middle value; the mean of the two middle ones of an even number."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def walsh_averages(values: list[float]) -> list[float]:
    """All averages of two (or one) of the values, sorted."""
    count = len(values)
    return sorted((values[i] + values[j]) / 2 for i in range(count) for j in range(i, count))


def signed_rank_quantile(pairs: int, tail: float) -> int:
    """The largest ``k`` with P(W < k) at most ``tail``, for the signed-rank statistic of so many pairs."""
    if pairs > EXACT_PAIRS:
        mean = pairs * (pairs + 1) / 4
        deviation = math.sqrt(pairs * (pairs + 1) * (2 * pairs + 1) / 24)
        return max(0, int(mean + _normal_quantile(tail) * deviation))
    counts = [1]
    for rank in range(1, pairs + 1):
        longer = counts + [0] * rank
        for index, ways in enumerate(counts):
            longer[index + rank] += ways
        counts = longer
    total = 2**pairs
    below = 0
    for value, ways in enumerate(counts):
        if (below + ways) / total > tail:
            return value
        below += ways
    return len(counts) - 1


def _normal_quantile(probability: float) -> float:
    low, high = -10.0, 10.0
    for _ in range(80):
        middle = (low + high) / 2
        if 0.5 * math.erfc(-middle / math.sqrt(2)) < probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def ratio_of(first: list[float], second: list[float]) -> dict:
    """How many times longer ``first`` takes than ``second``, paired round by round: estimate and interval."""
    logs = [math.log(a / b) for a, b in zip(first, second) if a > 0 and b > 0]
    if not logs:
        return {"estimate": None, "low": None, "high": None, "rounds": 0}
    averages = walsh_averages(logs)
    estimate = math.exp(median(averages))
    if len(logs) < LEAST_PAIRS:
        return {"estimate": estimate, "low": None, "high": None, "rounds": len(logs)}
    cut = signed_rank_quantile(len(logs), (1 - NOMINAL) / 2)
    low = averages[max(0, cut - 1)] if cut > 0 else averages[0]
    high = averages[len(averages) - cut] if cut > 0 else averages[-1]
    return {
        "estimate": estimate,
        "low": math.exp(low) / WIDENING,
        "high": math.exp(high) * WIDENING,
        "rounds": len(logs),
    }
