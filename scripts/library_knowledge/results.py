"""Results as data, as the rule server writes them."""

from __future__ import annotations


def describe(value, depth=0):
    """The description of what a call returned."""
    import numpy

    if value is None:
        return {"kind": "none"}
    if isinstance(value, (bool, int, float, complex, str, bytes)) and not isinstance(value, numpy.generic):
        return {"kind": "python", "type": type(value).__name__}
    if isinstance(value, (numpy.ndarray, numpy.generic)):
        return _tensor(_numpy_dtype(value.dtype), value.shape, "ndarray")
    if depth > 3:
        return {"kind": "unknown"}
    special = _tensorflow_value(value)
    if special is not None:
        return special
    if isinstance(value, dict):
        return {
            "kind": "mapping",
            "entries": [[str(key), describe(item, depth + 1)] for key, item in value.items()],
        }
    if isinstance(value, tuple):
        return {"kind": "tuple", "items": [describe(item, depth + 1) for item in value]}
    if isinstance(value, list):
        if len(value) > 40:
            return {"kind": "list", "items": None, "element": None}
        return {
            "kind": "list",
            "items": [describe(item, depth + 1) for item in value],
            "element": None,
        }
    kind = type(value)
    return {"kind": "instance", "cls": f"{kind.__module__}.{kind.__qualname__}"}


def _numpy_dtype(dtype):
    if dtype.kind in "SU":
        return "string"
    return "object" if dtype.kind == "O" else dtype.name


def _tensor(dtype, shape, form):
    axes = None if shape is None else ["open" if axis is None else int(axis) for axis in shape]
    return {"kind": "tensor", "type": {"dtype": dtype, "shape": axes, "form": form}}


def _tensorflow_value(value):
    import sys

    tensorflow = sys.modules.get("tensorflow")
    if tensorflow is None:
        return None
    if isinstance(value, tensorflow.TensorShape):
        return {
            "kind": "shape",
            "shape": None if value.rank is None else ["open" if axis is None else axis for axis in value.as_list()],
        }
    if isinstance(value, tensorflow.DType):
        return {"kind": "dtype", "dtype": value.name}
    if isinstance(value, tensorflow.SparseTensor):
        return _tensor(value.dtype.name, _axes(value.shape), "sparse")
    if isinstance(value, tensorflow.IndexedSlices):
        return _tensor(value.dtype.name, _axes(value.shape), "slices")
    if isinstance(value, tensorflow.RaggedTensor):
        described = _tensor(value.dtype.name, _axes(value.shape), "ragged")
        shape = described["type"]["shape"]
        for axis in range(1, 1 + value.ragged_rank):
            if shape is not None and axis < len(shape) and shape[axis] == "open":
                shape[axis] = "ragged"
        return described
    if isinstance(value, tensorflow.Variable):
        return _tensor(value.dtype.name, _axes(value.shape), "variable")
    if isinstance(value, tensorflow.Tensor):
        return _tensor(value.dtype.name, _axes(value.shape), "dense")
    keras = sys.modules.get("keras")
    if keras is not None:
        if isinstance(value, keras.KerasTensor):
            return _tensor(value.dtype, tuple(value.shape), "symbolic")
        if isinstance(value, keras.Variable):
            return _tensor(value.dtype, tuple(value.shape), "variable")
    return None


def _axes(shape):
    return None if shape.rank is None else tuple(shape.as_list())
