"""Arguments as data, as the rule server reads them, and how they are made real.

The encoding is that of ``src/analysis/libraries/rules/ruleArgument.ts``: a tensor is
``{"kind": "tensor", "type": {"dtype", "shape", "form"}, "elements"}``, an axis that is
``None`` when traced is ``"open"``.
"""

from __future__ import annotations


def tensor(dtype="float32", shape=(2, 3), form="dense", elements=None):
    """A tensor argument; ``shape`` is ``None`` for an unknown rank."""
    axes = None if shape is None else ["open" if axis is None else axis for axis in shape]
    encoded = {"kind": "tensor", "type": {"dtype": dtype, "shape": axes, "form": form}}
    if elements is not None:
        encoded["elements"] = list(elements)
    return encoded


def constant(value):
    """A Python value: a scalar, or a list or tuple of values."""
    if isinstance(value, (list, tuple)):
        return {"kind": "sequence", "items": [constant(item) for item in value]}
    if isinstance(value, dict) and "kind" in value:
        return value
    if value is None:
        return {"kind": "constant", "type": "None", "value": None}
    return {"kind": "constant", "type": type(value).__name__, "value": value}


def dtype(name):
    """A dtype object."""
    return {"kind": "dtype", "dtype": name}


def sequence(items):
    """A list of arguments."""
    return {"kind": "sequence", "items": list(items)}


def realise(argument, library, traced=True):
    """The Python object that an argument stands for, in the default graph when ``traced``."""
    import numpy

    kind = argument["kind"]
    if kind == "constant":
        return argument["value"]
    if kind == "sequence":
        return [realise(item, library, traced) for item in argument["items"]]
    if kind == "mapping":
        return {key: realise(item, library, traced) for key, item in argument["entries"]}
    if kind == "callable":
        return CALLABLES[argument["name"]]
    if kind == "dtype":
        if library == "numpy":
            return numpy.dtype(argument["dtype"])
        if library == "keras":
            return argument["dtype"]
        import tensorflow

        return tensorflow.as_dtype(argument["dtype"])
    if kind == "shape":
        import tensorflow

        return tensorflow.TensorShape(_axes(argument["shape"]))
    if kind == "tensor":
        if library == "numpy" or argument["type"]["form"] == "ndarray":
            return _array(argument)
        return _tensor(argument, traced)
    raise ValueError(kind)


CALLABLES = {"identity": lambda *arguments: arguments[0], "first": lambda *arguments: arguments[0]}


def _axes(shape):
    return None if shape is None else [axis if isinstance(axis, int) else None for axis in shape]


def _array(argument):
    import numpy

    kind = argument["type"]["dtype"]
    shape = [axis if isinstance(axis, int) else 2 for axis in argument["type"]["shape"] or []]
    if argument.get("elements") is not None:
        return numpy.array(argument["elements"], kind)
    if kind == "string":
        return numpy.full(shape, "a")
    return numpy.ones(shape, kind)


def _tensor(argument, traced):
    import tensorflow

    details = argument["type"]
    axes = _axes(details["shape"])
    if argument.get("elements") is not None:
        return tensorflow.constant(argument["elements"], details["dtype"])
    if details["form"] == "sparse":
        if traced:
            return tensorflow.compat.v1.sparse_placeholder(details["dtype"], axes)
        return tensorflow.sparse.from_dense(tensorflow.ones(axes, details["dtype"]))
    if details["form"] == "ragged":
        return tensorflow.compat.v1.ragged.placeholder(details["dtype"], 1, axes[2:])
    if details["form"] == "variable":
        with tensorflow.init_scope():
            return tensorflow.Variable(
                tensorflow.zeros([2 if axis is None else axis for axis in axes], details["dtype"]),
                shape=axes,
            )
    if traced:
        return tensorflow.compat.v1.placeholder(details["dtype"], axes)
    if details["dtype"] == "string":
        return tensorflow.fill([2 if axis is None else axis for axis in axes or []], "a")
    return tensorflow.cast(tensorflow.ones([2 if axis is None else axis for axis in axes or []]), details["dtype"])
