"""Whether two results, or two changes of state, are the same: by structure, shape, dtype and value."""

from __future__ import annotations

from typing import Any

#: Relative tolerance by dtype; the coarser dtype of the two counts.
TOLERANCES = {
    "float64": 1e-9,
    "complex128": 1e-9,
    "float32": 1e-4,
    "complex64": 1e-4,
    "bfloat16": 4e-2,
    "float16": 1e-2,
}
#: Nested containers deeper than this are not compared.
DEPTH_LIMIT = 12
#: NumPy's kinds of text: their dtypes differ with the length of the longest text.
_TEXT_KINDS = "SUO"


def is_symbolic(value: Any) -> bool:
    """Whether the value is a tensor of a graph, that has left it."""
    return type(value).__name__ in ("SymbolicTensor", "KerasTensor") or (
        hasattr(value, "graph") and hasattr(value, "op") and not hasattr(value, "numpy")
    )


def as_array(value: Any) -> Any:
    """The value as a NumPy array; ``None`` where it is none."""
    import numpy

    if isinstance(value, numpy.ndarray):
        return value
    if isinstance(value, numpy.generic):
        return numpy.asarray(value)
    reader = getattr(value, "numpy", None)
    if callable(reader) and hasattr(value, "dtype") and not is_symbolic(value):
        return numpy.asarray(reader())
    return None


def differences(left: Any, right: Any, path: str = "result", depth: int = 0) -> list[dict]:
    """How ``right`` differs from ``left``: path, kind and a short text each; empty where it does not.

    Numbers that rounding touches are marked ``inexact``.
    """
    if left is right or depth > DEPTH_LIMIT:
        return []
    if is_symbolic(left) or is_symbolic(right):
        return [] if is_symbolic(left) and is_symbolic(right) else [_entry(path, "leaked", "a symbolic tensor")]
    parts = _components(left, right, path, depth)
    if parts is not None:
        return parts
    if isinstance(left, dict) and isinstance(right, dict):
        if set(left) != set(right):
            return [_entry(path, "structure", f"keys {sorted(map(str, left))[:5]} and {sorted(map(str, right))[:5]}")]
        order = [] if list(left) == list(right) else [_entry(path, "structure", f"keys in order {list(left)[:5]} and {list(right)[:5]}")]
        return order + [entry for key in left for entry in differences(left[key], right[key], f"{path}[{key!r}]", depth + 1)]
    if isinstance(left, (list, tuple)) and isinstance(right, (list, tuple)):
        if len(left) != len(right):
            return [_entry(path, "structure", f"{len(left)} and {len(right)} items")]
        if isinstance(left, list) is not isinstance(right, list) or _fields(left) != _fields(right):
            return [_entry(path, "structure", f"{type(left).__name__} and {type(right).__name__}")]
        return [
            entry
            for index, (first, second) in enumerate(zip(left, right))
            for entry in differences(first, second, f"{path}[{index}]", depth + 1)
        ]
    if isinstance(left, (set, frozenset)) and isinstance(right, (set, frozenset)):
        return [] if left == right else [_entry(path, "value", f"{left!r:.40} and {right!r:.40}")]
    first, second = as_array(left), as_array(right)
    if first is not None or second is not None:
        return _array_differences(left, right, first, second, path)
    if isinstance(left, (int, float, str, bytes, bool, type(None))) or isinstance(right, (int, float, str, bytes)):
        same = left == right or (left != left and right != right)
        return [] if same else [_entry(path, "value", f"{left!r:.40} and {right!r:.40}")]
    if type(left) is not type(right):
        return [_entry(path, "type", f"{type(left).__name__} and {type(right).__name__}")]
    return []


def _fields(value: Any) -> tuple | None:
    """The field names of a named tuple."""
    return getattr(value, "_fields", None)


def _components(left: Any, right: Any, path: str, depth: int) -> list[dict] | None:
    """Composite tensors are compared part by part."""
    for names in (("flat_values", "row_splits"), ("indices", "values", "dense_shape")):
        if all(hasattr(left, name) and hasattr(right, name) for name in names) and not isinstance(left, dict):
            if callable(getattr(left, names[0])):
                return None
            return [
                entry
                for name in names
                for entry in differences(getattr(left, name), getattr(right, name), f"{path}.{name}", depth + 1)
            ]
    return None


def _array_differences(left: Any, right: Any, first: Any, second: Any, path: str) -> list[dict]:
    import numpy

    if first is None or second is None:
        plain, array = (left, second) if first is None else (right, first)
        if isinstance(plain, (int, float, bool, str, bytes)) and array.shape == ():
            value = array.item()
            if isinstance(value, bytes) and isinstance(plain, str):
                value = value.decode("utf-8", "replace")
            close = value == plain or (
                isinstance(value, float) and isinstance(plain, (int, float)) and abs(value - plain) <= 1e-5 * max(1.0, abs(plain))
            )
            if close:
                return [_entry(path, "became-tensor", f"{type(plain).__name__}")]
            return [_entry(path, "value", f"{plain!r:.40} and {value!r:.40}")]
        return [_entry(path, "type", f"{type(left).__name__} and {type(right).__name__}")]
    if first.shape != second.shape:
        return [_entry(path, "shape", f"{first.shape} and {second.shape}")]
    if first.dtype.kind in _TEXT_KINDS and second.dtype.kind in _TEXT_KINDS:
        return [] if numpy.array_equal(first, second) else [_entry(path, "value", _example(first, second))]
    if first.dtype != second.dtype:
        return [_entry(path, "dtype", f"{first.dtype} and {second.dtype}")]
    name = first.dtype.name
    tolerance = TOLERANCES.get(name)
    if tolerance is None:
        return [] if numpy.array_equal(first, second) else [_entry(path, "value", _example(first, second))]
    kind = complex if name.startswith("complex") else float
    a, b = first.astype(kind), second.astype(kind)
    finite = numpy.abs(a[numpy.isfinite(a)])
    scale = float(finite.max()) if finite.size else 1.0
    if numpy.allclose(a, b, rtol=tolerance, atol=tolerance * max(scale, 1e-6), equal_nan=True):
        return []
    return [{**_entry(path, "value", _example(a, b)), "inexact": True}]


def _example(first: Any, second: Any) -> str:
    import numpy

    where = numpy.argwhere(first != second)
    if not len(where):
        return "not equal"
    index = tuple(int(position) for position in where[0])
    return f"{first[index]!r:.30} and {second[index]!r:.30} at {index}"


def _entry(path: str, kind: str, detail: str) -> dict:
    return {"path": path, "kind": kind, "detail": detail}
