"""Runs from one state, for comparison: what they give, print and change, eagerly and as a graph."""

from __future__ import annotations

import random
from typing import Any, Callable, Optional

from .calls import Call
from .cancelling import Cancelled, Watch
from .clock import clock_or_replaced
from .errors import describe_error
from .judging import Further, detach
from .nudging import nudged
from .payoff import START_CALLS
from .randomness import seed_all
from .snapshot import Snapshot
from .streams import Capture

#: Seconds that one call may take.
CALL_LIMIT = 60.0
#: Calls of each form that show whether a value is frozen.
CALLS_TO_CONFIRM = 12
#: Seeds besides those of the first runs.
FURTHER_SEEDS = (3, 4, 5, 6)
_clock = clock_or_replaced()


class RaisedByUser(Exception):
    """The user's function raised; the cause is its error."""

    def __init__(self, error: BaseException) -> None:
        super().__init__(type(error).__name__)
        self.description = describe_error(error)


class Trials:
    """Runs of one call from one base state."""

    def __init__(self, watch: Watch, call: Call, base: Snapshot, check: Callable[[], None]) -> None:
        self._watch = watch
        self._call = call
        self._base = base
        self._check = check

    def record(self, function: Callable, seed: int, calls: int = 3, values: Optional[tuple] = None) -> dict:
        """Some calls from the base state: results, printed text and changes of state; raises ``RaisedByUser``."""
        self._base.restore()
        seed_all(seed)
        results, texts = [], []
        for _ in range(calls):
            self._check()
            with Capture() as printed:
                result = run_watched(self._watch, lambda: self._made(function, values))
            results.append(detach(result))
            texts.append(printed.text)
        return {"results": results, "texts": texts, "state": self._state()}

    def _made(self, function: Callable, values: Optional[tuple]) -> Any:
        return self._call(function) if values is None else function(*values[0], **values[1])

    def start(self, function: Callable, others: list) -> tuple[dict, dict]:
        """The first calls of a graph: what they give, and what they cost; raises ``RaisedByUser``."""
        self._base.restore()
        seed_all(1)
        results, texts, times, counts = [], [], [], []
        for _ in range(START_CALLS):
            self._check()
            with Capture() as printed:
                begin = _clock()
                result = run_watched(self._watch, lambda: self._call(function))
                times.append(_clock() - begin)
            results.append(detach(result))
            texts.append(printed.text)
            counts.append(tracing_count(function))
        run = {"results": results, "texts": texts, "state": self._state()}
        late = 0 if counts[0] is None or counts[-1] is None else counts[-1] - counts[0]
        late += self._traces_of_others(function, others)
        return run, {"first_call": times[0], "start_cost": sum(times), "traces": counts[-1], "late_traces": late}

    def further(self, eager: Callable, graph: Callable) -> Further:
        """Runs that are made only where the first ones leave a doubt."""

        def both() -> tuple[dict, dict]:
            return self.record(eager, 1, CALLS_TO_CONFIRM), self.record(graph, 1, CALLS_TO_CONFIRM)

        def nudged_runs() -> list[dict]:
            generator = random.Random(1)
            return [self.record(eager, 1, values=nudged(self._call.values, generator)) for _ in range(3)]

        def reseeded_runs() -> list[dict]:
            return [self.record(eager, seed) for seed in FURTHER_SEEDS]

        return Further(both, nudged_runs, reseeded_runs)

    def _state(self) -> dict:
        return {path: detach(value) for path, value in self._base.state().items()}

    def _traces_of_others(self, function: Callable, others: list) -> int:
        """How many new traces the notebook's other calls make."""
        before = tracing_count(function)
        if before is None:
            return 0
        for args, kwargs in others:
            self._check()
            self._base.restore()
            try:
                with Capture():
                    run_watched(self._watch, lambda args=args, kwargs=kwargs: function(*args, **kwargs))
            except RaisedByUser:
                # A call that fails is no reason against the one that is measured.
                continue
        return (tracing_count(function) or before) - before


def run_watched(watch: Watch, act: Callable[[], Any], limit: float = CALL_LIMIT) -> Any:
    """Runs code of the user's; its errors come as ``RaisedByUser``, an interrupt or the limit as ``Cancelled``."""
    try:
        with watch.call(limit):
            return act()
    except Cancelled:
        raise
    except BaseException as error:
        raise RaisedByUser(error) from error


def tracing_count(function: Any) -> Optional[int]:
    """How often a graph function has been traced; ``None`` for any other."""
    counter = getattr(function, "experimental_get_tracing_count", None)
    try:
        return counter() if counter is not None else None
    except Exception:
        return None
