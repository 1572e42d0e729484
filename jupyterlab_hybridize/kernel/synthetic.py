"""Arguments made from types: tensors of the right dtype and shape, whose values say nothing: results are not compared."""

from __future__ import annotations

import inspect
from typing import Any

from .targets import Target

#: Length of an axis that is not known.
UNKNOWN_LENGTH = 8
#: Numbers of one made tensor at most.
SIZE_LIMIT = 50_000_000
#: Seed of TensorFlow's stateless generators: no state of the kernel is used.
SEED = (1, 2)
_SCALARS = {"int": 1, "float": 1.0, "bool": True, "str": ""}


class Unknown(Exception):
    """Too little is known of a parameter to make an argument for it."""


def synthesize(target: Target, is_bound: bool, parameters: list) -> tuple[tuple, dict, str]:
    """Positional and keyword arguments, and code that makes the like; the signature of a graph function comes first."""
    signature = target.options.get("input_signature")
    if signature is not None:
        made = [_of_spec(spec) for spec in signature]
        return tuple(value for value, _ in made), {}, ", ".join(text for _, text in made)
    known = {parameter.get("name"): parameter for parameter in parameters if isinstance(parameter, dict)}
    args: list = []
    kwargs: dict = {}
    texts: list[str] = []
    for index, parameter in enumerate(inspect.signature(target.raw).parameters.values()):
        if (is_bound and index == 0) or parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            continue
        entry = known.get(parameter.name)
        if entry is None:
            if parameter.default is not parameter.empty:
                continue
            raise Unknown(parameter.name)
        value, text = _of_entry(parameter.name, entry)
        if parameter.kind is parameter.POSITIONAL_ONLY or (parameter.default is parameter.empty and not kwargs):
            args.append(value)
            texts.append(text)
        else:
            kwargs[parameter.name] = value
            texts.append(f"{parameter.name}={text}")
    return tuple(args), kwargs, ", ".join(texts)


def _of_entry(name: str, entry: dict) -> tuple[Any, str]:
    kind = entry.get("kind")
    if kind in _SCALARS:
        return _SCALARS[kind], repr(_SCALARS[kind])
    if kind not in ("tensor", "array") or not isinstance(entry.get("dtype"), str):
        raise Unknown(name)
    shape = entry.get("shape")
    if shape is None:
        raise Unknown(name)
    return _tensor(name, entry["dtype"], shape, kind == "array")


def _of_spec(spec: Any) -> tuple[Any, str]:
    shape = getattr(spec, "shape", None)
    if shape is None or shape.rank is None or not hasattr(spec, "dtype"):
        raise Unknown(str(getattr(spec, "name", None) or spec))
    return _tensor(str(spec.name or ""), spec.dtype.name, shape.as_list(), False)


def _tensor(name: str, dtype_name: str, shape: list, as_array: bool) -> tuple[Any, str]:
    import numpy
    import tensorflow as tf

    try:
        dtype = tf.as_dtype(dtype_name)
    except TypeError as error:
        raise Unknown(name) from error
    lengths = [UNKNOWN_LENGTH if length is None else int(length) for length in shape]
    if any(length < 0 for length in lengths) or numpy.prod(lengths, dtype=float) > SIZE_LIMIT:
        raise Unknown(name)
    if dtype.is_floating:
        made, code = tf.random.stateless_uniform(lengths, SEED, dtype=dtype), f"tf.random.stateless_uniform({lengths}, {SEED}, dtype='{dtype.name}')"
    elif dtype.is_integer or dtype.is_bool or dtype.is_complex:
        made, code = tf.ones(lengths, dtype=dtype), f"tf.ones({lengths}, dtype='{dtype.name}')"
    elif dtype == tf.string:
        made, code = tf.fill(lengths, "text"), f"tf.fill({lengths}, 'text')"
    else:
        raise Unknown(name)
    return (made.numpy(), f"{code}.numpy()") if as_array else (made, code)
