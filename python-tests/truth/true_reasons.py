"""Which findings name the true reason of what a measurement saw: the error that tracing raised, or what differed.

A function misbehaves for what TensorFlow said, not for whatever else a finding says of it: ``variable-creation`` does not
explain a text that differs. Every row names messages of TensorFlow 2.12 to 2.21 and the findings that foresee them; the
first that fits decides.
"""

from __future__ import annotations

import re

#: Stores to what outlives the call, in whatever form.
STORES = frozenset({"python-side-effects", "leaked-tensor"})
#: What is read while tracing and then stays.
FROZEN = frozenset({"frozen-value", "frozen-attribute"})
#: Conversions that ask a symbolic tensor for its value.
CONVERSIONS = frozenset({"eager-conversion", "eager-only-call", "numpy-on-parameter"})
#: A tensor decides, or is gone through, where Python itself acts.
PYTHON_FORMS = frozenset({"tensor-as-boolean", "unconvertible-iteration", "raise-on-tensor"})

#: Messages of errors that tracing raises, and the findings that foresee them.
ERRORS: tuple[tuple[str, frozenset[str]], ...] = (
    (r"found return value of type generator", frozenset({"generator-or-coroutine"})),
    (r"found return value of type", frozenset({"unsupported-return"})),
    (r"unhashable|cannot create weak reference|generic TraceType", frozenset({"untraceable-object"})),
    (r"(?:SymbolicTensor|Tensor|KerasTensor)'? object has no attribute", frozenset({"eager-only-call"})),
    (r"numpy\(\) is only available when eager", frozenset({"eager-only-call"})),
    (r"Cannot convert a symbolic|to a numpy array|__array__\(\)", CONVERSIONS),
    (r"not JSON serializable|must be real number, not|can't pickle|cannot pickle", CONVERSIONS),
    (r"break and return statements which depend on a TF condition", frozenset({"loop-exit"})),
    (r"Iterating over a symbolic|as a Python `bool`", PYTHON_FORMS),
    (r"len is not well defined for a symbolic", frozenset({"unconvertible-iteration"})),
    (
        r"singleton tf\.Variables|tf\.function-decorated function tried to create variables",
        frozenset({"variable-creation"}),
    ),
    (
        r"must be defined before the loop|must also be initialized|undefined after|inconsistent|changed its? (?:shape|type)",
        frozenset({"branches-disagree", "list-in-tensor-loop"}),
    ),
    (r"out of scope|cannot be accessed from here", frozenset({"leaked-tensor", "list-in-tensor-loop"})),
    (
        r"`?model\.(?:fit|predict|evaluate)|Unable to convert function return value to a Python type|inside a `?tf\.function",
        frozenset({"eager-only-call"}),
    ),
    (
        r"Expected \w+,? but got .* of type|Expected \w+ passed to parameter|must have the same dtype|have incompatible dtypes|"
        r"do(?:es)? not match .*type",
        frozenset({"dtype-conflict"}),
    ),
    (r"object of type 'NoneType'|unsupported operand type.*NoneType|NoneType", frozenset({"shape-read-may-be-none"})),
)

#: Kinds of differences by the words of the measurement, and the findings that foresee them.
DIFFERENCES: tuple[tuple[str, frozenset[str]], ...] = (
    (r"^printed by call", frozenset({"python-side-effects"})),
    (r"^call \d+\S* type ", frozenset({"unsupported-return", "python-number-result"})),
    (r"^call \d+\S* frozen", FROZEN),
    (r"^call \d+\S* value ['\"]", frozenset({"symbolic-text", "mode-dependent"})),
    (
        r"^call \d+",
        FROZEN
        | {
            "mode-dependent",
            "list-in-tensor-loop",
            "stale-weights",
            "stale-variable-read",
            "exception-around-operation",
            "library-differs-in-graph",
        },
    ),
    (r" leaked ", STORES),
    (r"", STORES | FROZEN | {"stale-weights", "stale-variable-read"}),
)


def explanations(row: dict) -> list[tuple[str, frozenset[str]]]:
    """Each thing that the measurement of this row said, with the findings that would foresee it."""
    if row["verdict"] in ("same", "not-reproducible"):
        return []
    if row["verdict"] == "retraces":
        return [("retraces", frozenset({"retracing-on-values", "retracing-on-shapes"}))]
    if row["verdict"] == "fails-when-traced":
        text = f"{row['error']['type']}: {row['error']['text']}"
        codes = next((codes for pattern, codes in ERRORS if re.search(pattern, text, re.DOTALL)), frozenset())
        return [(text.strip().splitlines()[-1], codes)]
    return [
        (reason, next(codes for pattern, codes in DIFFERENCES if re.search(pattern, reason)))
        for reason in row["reasons"]
    ]


def unexplained(row: dict) -> list[str]:
    """What the measurement of this row said and no finding or named assumption of the row foresees."""
    told = {*row["codes"], *row["assumptions"]}
    return [said for said, codes in explanations(row) if not codes & told]
