"""Signatures as text: ``input_tensor,axis=None,keepdims=False,name=None`` with ``/`` and ``*`` as Python writes them."""

from __future__ import annotations

import inspect
import re

_LONGEST_DEFAULT = 24


def signature_of(value):
    """The ``inspect.Signature`` of a callable, decorators unwrapped; ``None`` where it has none."""
    target = value
    try:
        from tensorflow.python.util import tf_decorator

        target = tf_decorator.unwrap(value)[1] if not inspect.isclass(value) else value
    except Exception:
        target = value
    for candidate in (target, value):
        try:
            return inspect.signature(candidate)
        except Exception:  # `tf.compat.v1.flags.FLAGS` parses the command line when asked anything.
            continue
    return _from_docstring(value)


def _from_docstring(value):
    """NumPy's ufuncs and C functions write their signature in the first line of the docstring."""
    import numpy

    if isinstance(value, numpy.ufunc):
        inputs = ["x"] if value.nin == 1 else [f"x{i + 1}" for i in range(value.nin)]
        names = [inspect.Parameter(name, inspect.Parameter.POSITIONAL_ONLY) for name in inputs]
        names.append(inspect.Parameter("out", inspect.Parameter.POSITIONAL_OR_KEYWORD, default=None))
        for option, default in (("where", True), ("casting", "same_kind"), ("dtype", None)):
            names.append(inspect.Parameter(option, inspect.Parameter.KEYWORD_ONLY, default=default))
        return inspect.Signature(names)
    text = (getattr(value, "__doc__", None) or "").strip().split("\n\n")[0].replace("\n", " ")
    match = re.match(r"^\w+\((.*)\)", text)
    if match is None:
        return None
    body = re.sub(r"\[,?\s*", ",", match.group(1)).replace("]", "").replace("...", "*args")
    try:
        namespace = {}
        exec(f"def f({body}): pass", {}, namespace)
        return inspect.signature(namespace["f"])
    except SyntaxError:
        return None


def text_of(signature):
    """The compact text of a signature."""
    if signature is None:
        return None
    parts = []
    previous = None
    star = False
    for parameter in signature.parameters.values():
        if previous == parameter.POSITIONAL_ONLY and parameter.kind != parameter.POSITIONAL_ONLY:
            parts.append("/")
        if parameter.kind == parameter.KEYWORD_ONLY and not star:
            parts.append("*")
            star = True
        previous = parameter.kind
        if parameter.kind == parameter.VAR_POSITIONAL:
            parts.append(f"*{parameter.name}")
            star = True
        elif parameter.kind == parameter.VAR_KEYWORD:
            parts.append(f"**{parameter.name}")
        elif parameter.default is parameter.empty:
            parts.append(parameter.name)
        else:
            parts.append(f"{parameter.name}={default_text(parameter.default)}")
    if previous == inspect.Parameter.POSITIONAL_ONLY:
        parts.append("/")
    return ",".join(parts)


def default_text(value):
    """A default that a rule may read, or ``...`` for anything else."""
    name = getattr(value, "name", None)
    if type(value).__name__ == "DType" and isinstance(name, str):
        return f"tf.{name}"
    if isinstance(value, type):
        return value.__name__ if value.__module__ == "builtins" else f"np.{value.__name__}"
    if value is None or isinstance(value, (bool, int, float, str, tuple, list)):
        text = repr(value).replace(", ", ",")
        if len(text) <= _LONGEST_DEFAULT and "<" not in text:
            return text
    return "..."
