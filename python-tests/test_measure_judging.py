"""The verdict over runs that have been recorded."""

from __future__ import annotations

import numpy

from jupyterlab_hybridize.kernel.judging import Further, judge


def run(result: float, state: float) -> dict:
    return {
        "results": [numpy.float32(result)],
        "texts": [""],
        "state": {"weights": numpy.array([state], dtype=numpy.float32)},
    }


def verdict_of(graph_state: float, states_by_seed: list[float]) -> tuple[str, list[str]]:
    """Random results; the state of the first two seeds is the same by chance."""
    eager = [run(0.25, 1.0), run(0.25, 1.0), run(0.75, 1.0)]
    graph = run(0.5, graph_state)
    further = Further(
        both=lambda: (run(0.25, 1.0), graph),
        nudged=lambda: [run(0.25, 1.0)],
        reseeded=lambda: [run(0.1, state) for state in states_by_seed],
    )
    verdict, _, flags = judge(eager, graph, {"late_traces": 0}, further)
    return verdict, flags


def test_a_state_that_hangs_on_the_seed_is_random():
    assert verdict_of(2.0, [1.0, 3.0]) == ("same", ["random"])


def test_a_state_that_is_the_same_with_every_seed_is_not():
    assert verdict_of(2.0, [1.0, 1.0])[0] == "effects-differ"
