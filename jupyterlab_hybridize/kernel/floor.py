"""The cost of one graph call that does next to nothing: a function that is faster than this eagerly cannot gain alone."""

from __future__ import annotations

from typing import Callable, Optional

from .clock import true_clock

#: Calls of one block, and blocks; the shortest block counts, since other programs can only make one longer.
CALLS = 20
BLOCKS = 8

_measured: dict[str, float] = {}


def floor_cost(check: Callable[[], None]) -> Optional[float]:
    """Seconds of one call of the smallest graph; measured once in the life of a kernel, ``None`` where that fails."""
    if "floor" not in _measured:
        try:
            _measured["floor"] = _measure(check)
        except Exception:
            return None
    return _measured["floor"]


def _measure(check: Callable[[], None]) -> float:
    import tensorflow as tf

    clock = true_clock()
    graph = tf.function(lambda number: number + 1, autograph=False)
    number = tf.constant(1.0)
    for _ in range(CALLS):
        graph(number)
    shortest = float("inf")
    for _ in range(BLOCKS):
        check()
        begin = clock()
        for _ in range(CALLS):
            graph(number)
        shortest = min(shortest, (clock() - begin) / CALLS)
    return shortest
