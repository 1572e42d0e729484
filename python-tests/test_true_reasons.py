"""What a measurement says is matched with the findings that foresee it, and with no others."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent / "truth"))

from true_reasons import DIFFERENCES, ERRORS, unexplained

RULES = Path(__file__).resolve().parents[1] / "docs" / "rules"


def failing(kind: str, text: str, *codes: str) -> dict:
    error = {"type": kind, "text": f"in user code:\n\n    {kind}: {text}\n"}
    return {"verdict": "fails-when-traced", "reasons": [], "error": error, "codes": codes, "assumptions": []}


def differing(verdict: str, *reasons: str, codes: tuple[str, ...] = ()) -> dict:
    return {"verdict": verdict, "reasons": list(reasons), "error": None, "codes": codes, "assumptions": []}


@pytest.mark.parametrize(
    "kind, text, code",
    [
        ("TypeError", "found return value of type generator, which is not a Tensor", "generator-or-coroutine"),
        ("TypeError", "found return value of type Sequential, which is not a Tensor", "unsupported-return"),
        ("AttributeError", "'SymbolicTensor' object has no attribute 'iloc'", "eager-only-call"),
        ("NotImplementedError", "Cannot convert a symbolic tf.Tensor (mul:0) to a numpy array", "eager-conversion"),
        ("ValueError", "'loss' must be defined before the loop", "branches-disagree"),
        (
            "ValueError",
            "tf.function only supports singleton tf.Variables created on the first call",
            "variable-creation",
        ),
        ("TypeError", "'NoneType' object cannot be interpreted as an integer", "shape-read-may-be-none"),
    ],
)
def test_an_error_is_explained_by_its_own_finding_only(kind, text, code):
    assert unexplained(failing(kind, text, "no-tensor-parameter", code)) == []
    assert unexplained(failing(kind, text, "no-tensor-parameter", "retracing-on-values")) != []


def test_an_error_that_is_not_known_is_explained_by_nothing():
    assert unexplained(failing("RuntimeError", "never heard of", "python-side-effects", "unsupported-return")) != []


def test_every_difference_needs_a_finding():
    printed, frozen = "printed by call 2 printed 'a' and ''", "call 1 frozen the same in every call"
    assert unexplained(differing("output-differs", frozen, printed, codes=("python-side-effects",))) == [frozen]
    assert (
        unexplained(differing("output-differs", frozen, printed, codes=("python-side-effects", "frozen-value"))) == []
    )


def test_an_effect_is_not_explained_by_a_return():
    row = differing("effects-differ", "history structure 6 and 4 items", codes=("unsupported-return",))
    assert unexplained(row) == row["reasons"]


def test_a_retrace_is_explained_by_what_varies():
    assert unexplained(differing("retraces", codes=("frozen-value",))) == ["retraces"]
    assert unexplained(differing("retraces", codes=("retracing-on-shapes",))) == []


def test_what_is_the_same_needs_no_reason():
    assert unexplained(differing("same")) == []


def test_every_finding_that_explains_has_a_page():
    codes = {code for _, group in (*ERRORS, *DIFFERENCES) for code in group}
    assert [code for code in sorted(codes) if not (RULES / f"{code}.md").exists()] == []
