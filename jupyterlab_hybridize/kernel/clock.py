"""A clock of the kernel that the user's program has not replaced."""

from __future__ import annotations

import time
import types
from typing import Callable


class NoClock(Exception):
    """Every clock of the ``time`` module has been replaced."""


def _is_own(function: object) -> bool:
    """Whether it is the function that the interpreter was built with."""
    return isinstance(function, types.BuiltinFunctionType) and getattr(function, "__module__", None) == "time"


def true_clock() -> Callable[[], float]:
    """Seconds that only grow, with the best resolution there is; raises ``NoClock`` where all have been replaced."""
    for name, scale in (("perf_counter", None), ("monotonic", None), ("perf_counter_ns", 1e-9), ("monotonic_ns", 1e-9)):
        found = getattr(time, name, None)
        if not _is_own(found):
            continue
        if scale is None:
            return found
        return lambda found=found, scale=scale: found() * scale
    raise NoClock


def clock_or_replaced() -> Callable[[], float]:
    """The clock for limits and progress: a replaced one where there is no other."""
    try:
        return true_clock()
    except NoClock:
        return time.perf_counter
