"""Timing two or more callables against each other: interleaved blocks of calls, the order drawn at random."""

from __future__ import annotations

import gc
import os
import random
import time
from typing import Any, Callable

from .statistics import median

#: Seconds of one block that are aimed at.
BLOCK = 0.04
#: Calls of one block at most.
CALLS_AT_MOST = 100_000
#: Rounds at most.
ROUNDS_AT_MOST = 60
#: Share of the budget that warming up may take.
WARM_UP_SHARE = 0.25

_clock = time.perf_counter


def _loop(call: Callable[[], Any], count: int, synchronise: Callable[[], None] | None) -> float:
    # As in ``timeit`` each result is let go at once: one that lived through the next call would cost it its memory.
    begin = _clock()
    for _ in range(count):
        call()
    if synchronise is not None:
        synchronise()
    return _clock() - begin


class Side:
    """One of the callables, and what was measured of it."""

    def __init__(
        self,
        call: Callable[[], Any],
        restore: Callable[[], None] | None,
        synchronise: Callable[[], None] | None = None,
    ) -> None:
        self.call = call
        self.restore = restore
        #: Waits for what an accelerator still computes; ``None`` where calls return when they are done.
        self.synchronise = synchronise
        self.count = 1
        self.times: list[float] = []

    def block(self) -> float:
        """Seconds per call, over one block; the state is put back first, outside the clock."""
        if self.restore is not None:
            self.restore()
        return _loop(self.call, self.count, self.synchronise) / self.count


def busy_time() -> tuple[float, float] | None:
    """CPU seconds of the whole machine and of this process so far; ``None`` where they cannot be read."""
    try:
        with open("/proc/stat", encoding="ascii") as file:
            fields = [float(field) for field in file.readline().split()[1:9]]
        ticks = os.sysconf("SC_CLK_TCK")
        times = os.times()
        return (sum(fields) - fields[3] - fields[4]) / ticks, times.user + times.system
    except (OSError, ValueError, AttributeError):
        return None


def interleave(
    sides: list[Side],
    budget: float,
    progress: Callable[[float], None],
    check: Callable[[], None],
    generator: random.Random,
) -> dict:
    """Times the sides within about ``budget`` seconds; gives the noise that other programs made."""
    before = busy_time()
    begin = _clock()
    for side in sides:
        _warm_up(side, budget * WARM_UP_SHARE / len(sides))
        check()
    _calibrate(sides, budget)
    enabled = gc.isenabled()
    gc.collect()
    gc.disable()
    recalibrated = False
    try:
        start = _clock()
        while True:
            spent = _clock() - start
            rounds = len(sides[0].times)
            if rounds >= ROUNDS_AT_MOST or (spent >= budget and rounds >= 3):
                break
            if spent >= 2 * budget:
                break
            order = list(sides)
            generator.shuffle(order)
            measured = {id(side): side.block() for side in order}
            for side in sides:
                side.times.append(measured[id(side)])
            check()
            progress(min(1.0, (_clock() - start) / budget))
            if not recalibrated and len(sides[0].times) == 5:
                recalibrated = True
                if _recalibrate(sides, budget):
                    for side in sides:
                        side.times.clear()
    finally:
        if enabled:
            gc.enable()
    wall = _clock() - begin
    after = busy_time()
    foreign = None
    if before is not None and after is not None and wall > 0:
        foreign = max(0.0, ((after[0] - before[0]) - (after[1] - before[1])) / wall)
    return {"wall": wall, "foreign": foreign}


def _warm_up(side: Side, limit: float) -> None:
    begin = _clock()
    for _ in range(3):
        if side.restore is not None:
            side.restore()
        side.call()
        if _clock() - begin > limit:
            break


def _probe(side: Side) -> float:
    if side.restore is not None:
        side.restore()
    return _loop(side.call, 1, side.synchronise)


def _calibrate(sides: list[Side], budget: float) -> None:
    shortest = {id(side): float("inf") for side in sides}
    for _ in range(3):
        for side in sides:
            shortest[id(side)] = min(shortest[id(side)], _probe(side))
    _set_counts(sides, [shortest[id(side)] for side in sides], budget)


def _set_counts(sides: list[Side], costs: list[float], budget: float) -> None:
    block = max(0.002, min(BLOCK, budget / (len(sides) * 40)))
    counts = [max(1, min(CALLS_AT_MOST, round(block / max(cost, 1e-9)))) for cost in costs]
    if max(costs) <= 1.4 * min(costs):
        counts = [min(counts)] * len(counts)
    for side, count in zip(sides, counts):
        side.count = count


def _recalibrate(sides: list[Side], budget: float) -> bool:
    before = [side.count for side in sides]
    _set_counts(sides, [min(side.times) for side in sides], budget)
    changed = any(abs(side.count - count) > 0.25 * count for side, count in zip(sides, before))
    if not changed:
        for side, count in zip(sides, before):
            side.count = count
    return changed


def summary(side: Side) -> dict:
    """Median and quartiles of one side, in seconds per call."""
    ordered = sorted(side.times)
    if not ordered:
        return {"median": None, "q25": None, "q75": None, "calls": side.count}
    return {
        "median": median(ordered),
        "q25": ordered[len(ordered) // 4],
        "q75": ordered[(3 * len(ordered)) // 4],
        "calls": side.count,
    }
