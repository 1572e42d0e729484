"""What a graph saves: after how many calls it has paid for being made, and what a loop of known length gains."""

from __future__ import annotations

import math
from typing import Optional

#: Calls at the start whose whole time counts as the cost of the graph: later ones run as all others do.
START_CALLS = 3


def start_surplus(start_cost: float, per_call: float) -> float:
    """Seconds that the first calls took beyond what as many usual ones take."""
    return max(0.0, start_cost - START_CALLS * per_call)


def break_even(eager: float, graph: float, ratio: dict, start_cost: Optional[float]) -> Optional[dict]:
    """Calls after which the graph has paid, and the interval that follows from that of the ratio; ``None`` for never.

    ``eager`` and ``graph`` are medians in seconds per call. Where the interval of the ratio holds 1, nothing is claimed.
    """
    low, high = ratio.get("low"), ratio.get("high")
    if start_cost is None or graph >= eager or (low is not None and low <= 1):
        return None
    surplus = start_surplus(start_cost, graph)

    def calls(times_faster: Optional[float]) -> Optional[int]:
        if times_faster is None or times_faster <= 1:
            return None
        return max(1, math.ceil(surplus / (eager - eager / times_faster)))

    return {"calls": max(1, math.ceil(surplus / (eager - graph))), "low": calls(high), "high": calls(low)}


def saved_in_loop(eager: float, graph: float, start_cost: Optional[float], count: Optional[float]) -> Optional[float]:
    """Seconds that so many calls save, less what making the graph costs; negative where it costs more than it saves."""
    if count is None or start_cost is None or count <= 0:
        return None
    return count * (eager - graph) - start_surplus(start_cost, graph)
