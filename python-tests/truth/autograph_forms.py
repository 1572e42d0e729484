"""What each form of ``fixtures/autograph/forms.txt`` does under ``tf.function``, by running it.

``python autograph_forms.py --write`` writes the outcomes into the file; without, it prints what disagrees.
"""

from __future__ import annotations

import ast
import contextlib
import copy
import io
import linecache
import re
import sys
from pathlib import Path
from types import CodeType

import numpy as np

FORMS = Path(__file__).resolve().parents[2] / "fixtures" / "autograph" / "forms.txt"
#: What is printed before a form, in this order.
MODES = ("autograph", "none", "without")
#: Calls of each form: what is frozen shows at the second or third.
CALLS = 3


def prelude() -> str:
    """What stands before the first form: imports, the argument and what forms touch."""
    return FORMS.read_text(encoding="utf-8").partition("# outcomes: ")[0]


def forms() -> dict[str, str]:
    """The source of each form by its name."""
    _, mark, rest = FORMS.read_text(encoding="utf-8").partition("# outcomes: ")
    text = mark + rest
    return {node.name: ast.get_source_segment(text, node) or "" for node in ast.parse(text).body}


def noted() -> dict[str, tuple[str, ...]]:
    """The outcomes that the file tells, by name."""
    pattern = re.compile(r"^# outcomes: ?(.*)\n(?:async )?def (\w+)", re.M)
    return {m[2]: tuple(m[1].split()) for m in pattern.finditer(FORMS.read_text(encoding="utf-8"))}


def _compiled(name: str, source: str) -> CodeType:
    file = f"<form {name}>"
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    return compile(source, file, "exec")


def _plain(value: object) -> object:
    """A value that can be compared: tensors as lists, objects by their class."""
    if hasattr(value, "numpy"):
        array = np.asarray(value.numpy())
        return [str(array.dtype), array.tolist()]
    if type(value).__module__ == "numpy":
        return [str(value.dtype), value.tolist()]
    if isinstance(value, (bool, int, float, str, bytes, type(None))):
        return ["python", type(value).__name__, value]
    if isinstance(value, dict):
        return {str(type(key)): _plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(entry) for entry in value]
    return repr(type(value))


def _numbers(value: object) -> object:
    """The value with Python numbers and tensors of them alike, as a tensor is what a graph gives back."""
    if isinstance(value, list) and len(value) == 3 and value[0] == "python" and value[1] != "str":
        return value[2]
    if isinstance(value, list) and len(value) == 2 and isinstance(value[0], str) and value[0] != "python":
        return value[1]
    if isinstance(value, list):
        return [_numbers(entry) for entry in value]
    return value


def outcome(name: str, source: str, mode: str | None) -> tuple[str, object]:
    """``ok`` and what was observed, or the error's class and nothing.

    :param mode: one of ``MODES``, or ``None`` for eagerly.
    """
    import tensorflow as tf

    namespace: dict = {}
    exec(_compiled(f"prelude of {name}", prelude()), namespace)
    namespace["random"].seed(5)
    exec(_compiled(name, source), namespace)
    target = namespace[name]
    if mode is not None:
        signature = [tf.TensorSpec([None, None])] if mode == "none" else None
        target = tf.function(target, input_signature=signature, autograph=mode != "without")
        namespace[name] = target
    printed, seen = io.StringIO(), []
    try:
        with contextlib.redirect_stdout(printed):
            for factor in range(1, CALLS + 1):
                result = target(namespace["x"] * factor)
                seen.append(_numbers(_plain(result)))
                if hasattr(result, "close"):
                    result.close()
            state = [_plain(namespace["LAST"]), copy.copy(namespace["COUNTS"]), _plain(namespace["KEPT"])]
    except Exception as error:
        return type(error).__name__, None
    return "ok", [seen, state, printed.getvalue()]


def outcomes_of(name: str, source: str) -> tuple[str, ...]:
    """What the three modes do, against eager execution."""
    eager, expected = outcome(name, source, None)
    if eager != "ok":
        return (f"eager-{eager}",) * len(MODES)
    answers = []
    for mode in MODES:
        told, observed = outcome(name, source, mode)
        answers.append("same" if told == "ok" and observed == expected else "differs" if told == "ok" else told)
    return tuple(answers)


def main() -> int:
    known = noted()
    text = FORMS.read_text(encoding="utf-8")
    is_right = True
    for name, source in forms().items():
        found = outcomes_of(name, source)
        if found != known.get(name):
            is_right = False
            print(name, known.get(name), found)
            text = re.sub(
                rf"^# outcomes:.*\n((?:async )?def {name}\b)", rf"# outcomes: {' '.join(found)}\n\1", text, flags=re.M
            )
    if "--write" in sys.argv:
        FORMS.write_text(text, encoding="utf-8")
        return 0
    return 0 if is_right else 1


if __name__ == "__main__":
    sys.exit(main())
