"""The estimator: algebraic properties, and the exact signed-rank distribution."""

from __future__ import annotations

import itertools
import math
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from jupyterlab_hybridize.kernel.statistics import median, ratio_of, signed_rank_quantile, walsh_averages
from jupyterlab_hybridize.kernel.timing import Side, interleave

times = st.lists(st.floats(1e-6, 1e3), min_size=8, max_size=30)


@given(times)
def test_a_series_against_itself_is_one(series):
    ratio = ratio_of(series, series)
    assert math.isclose(ratio["estimate"], 1.0)
    assert ratio["low"] <= 1.0 <= ratio["high"]


@given(times, st.floats(0.01, 100))
def test_a_common_factor_is_found(series, factor):
    ratio = ratio_of([value * factor for value in series], series)
    assert math.isclose(ratio["estimate"], factor, rel_tol=1e-6)


@given(times, times)
def test_exchanging_the_sides_inverts_the_ratio(first, second):
    size = min(len(first), len(second))
    forth = ratio_of(first[:size], second[:size])
    back = ratio_of(second[:size], first[:size])
    assert math.isclose(forth["estimate"] * back["estimate"], 1.0, rel_tol=1e-6)
    assert math.isclose(forth["low"] * back["high"], 1.0, rel_tol=1e-6)


@given(times, times)
def test_the_estimate_lies_in_its_interval(first, second):
    size = min(len(first), len(second))
    ratio = ratio_of(first[:size], second[:size])
    assert ratio["low"] <= ratio["estimate"] <= ratio["high"]


@settings(max_examples=20)
@given(st.integers(1, 10), st.floats(0.001, 0.2))
def test_the_quantile_agrees_with_enumeration(pairs, tail):
    totals = [sum(rank for rank, sign in enumerate(signs, 1) if sign) for signs in itertools.product((0, 1), repeat=pairs)]
    cut = signed_rank_quantile(pairs, tail)
    below = sum(total < cut for total in totals) / len(totals)
    assert below <= tail
    assert sum(total <= cut for total in totals) / len(totals) > tail


def test_too_few_rounds_have_no_interval():
    ratio = ratio_of([2.0] * 7, [1.0] * 7)
    assert ratio == {"estimate": 2.0, "low": None, "high": None, "rounds": 7}


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20))
def test_walsh_averages_are_sorted_and_hold_the_values(values):
    averages = walsh_averages(values)
    assert averages == sorted(averages)
    assert min(values) <= median(averages) <= max(values)


def test_every_block_waits_for_the_accelerator():
    waits = []
    sides = [Side(lambda: None, None, lambda: waits.append(1)), Side(lambda: None, None)]
    interleave(sides, 0.05, lambda _: None, lambda: None, random.Random(1))
    assert len(waits) >= len(sides[0].times) > 0
