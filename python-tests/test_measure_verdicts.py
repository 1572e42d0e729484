"""Each planted difference gets its true verdict, and no harmless function gets a false alarm."""

from __future__ import annotations

import pytest
from measured.case import SHARED, Case
from measured.harmless import HARMLESS
from measured.planted import PLANTED

#: Seconds of timing: the verdict is wanted, not the ratio.
BUDGET = 0.02


@pytest.fixture(scope="module")
def prepared(kernel):
    kernel.run(SHARED)
    # Collecting garbage is most of a short measurement; what was imported needs no looking at.
    kernel.run("import gc\ngc.collect()\ngc.freeze()")
    return kernel


def name_of(case: Case) -> str:
    return case.name


def test_no_two_cases_share_a_name():
    names = [case.name for case in HARMLESS + PLANTED]
    assert len(set(names)) == len(names)
    assert len(HARMLESS) >= 60
    assert len(PLANTED) >= 60


@pytest.mark.parametrize("case", HARMLESS, ids=name_of)
def test_a_harmless_function_is_the_same(prepared, case):
    prepared.run(case.code)
    answer = prepared.measure(case.name, list(case.calls), budget=BUDGET, accepted=case.accepted)
    assert answer["kind"] == "done", answer
    assert answer["verdict"] == "same", answer["reasons"] or answer["error"]
    assert answer["restored"], answer["left"]


@pytest.mark.parametrize("case", PLANTED, ids=name_of)
def test_a_planted_difference_is_found(prepared, case):
    prepared.run(case.code)
    answer = prepared.measure(case.name, list(case.calls), budget=BUDGET, accepted=case.accepted)
    assert answer["kind"] == "done", answer
    assert answer["verdict"] == case.verdict, answer
    assert answer["restored"], answer["left"]
    if case.verdict.startswith("fails"):
        assert answer["error"]["type"] in (case.kind, answer["error"]["type"] if not case.kind else ""), answer["error"]
    else:
        found = [entry for entry in answer["reasons"] if entry["path"].startswith(case.path)]
        assert found, answer["reasons"]
        assert not case.kind or case.kind in {entry["kind"] for entry in found}, found


def test_what_differs_from_run_to_run_is_not_reproducible(prepared):
    prepared.run(
        "import itertools\nticks = itertools.count()\n"
        "def ticking(x): return x + tf.py_function(lambda: float(next(ticks)), [], tf.float32)"
    )
    answer = prepared.measure("ticking", "ticking(a)", budget=BUDGET, accepted=True)
    assert answer["verdict"] == "not-reproducible", answer


def test_an_array_argument_that_is_changed_is_put_back(prepared):
    prepared.run("m = np.zeros((2, 2))\ndef fill(t):\n    t[0, 0] += 1.0\n    return tf.constant(t)")
    answer = prepared.measure("fill", "fill(m)", budget=BUDGET)
    assert answer["verdict"] == "fails-when-traced"
    assert prepared.run("print(m.sum())") == "0.0\n"
