"""Random calls of NumPy's functions of axes, places and signals, whose arguments must fit each other."""

from __future__ import annotations

from hypothesis import strategies as st

from .arguments import constant, tensor
from .draws import NUMBERS, shapes

KINDS = tuple(kind for kind in NUMBERS if kind != "bfloat16")


@st.composite
def array_calls(draw):
    """A call of one of them."""
    shape = draw(shapes(1, 3, 2))
    rank = len(shape)
    x = tensor(draw(st.sampled_from(KINDS)), shape)
    axis = draw(st.integers(-rank, rank - 1))
    maybe = {"axis": constant(axis)} if draw(st.booleans()) else {}
    build = draw(st.sampled_from(BUILDERS))
    name, positional, keywords = build(draw, x, shape, axis, maybe)
    return f"numpy.{name}", positional, keywords


def _gradient(draw, x, shape, axis, maybe):
    return "gradient", [x], maybe


def _windows(draw, x, shape, axis, maybe):
    if maybe:
        return "lib.stride_tricks.sliding_window_view", [x, constant(draw(st.integers(1, 2)))], maybe
    return "lib.stride_tricks.sliding_window_view", [x, constant([draw(st.integers(1, size)) for size in shape])], {}


def _rotation(draw, x, shape, axis, maybe):
    keywords = {"k": constant(draw(st.integers(-2, 5)))} if draw(st.booleans()) else {}
    return "rot90", [x], keywords


def _along(draw, x, shape, axis, maybe):
    places = list(shape)
    places[axis] = draw(st.integers(1, 4))
    return "take_along_axis", [x, tensor("int64", places)], {"axis": constant(axis)}


def _percentile(draw, x, shape, axis, maybe):
    name = draw(st.sampled_from(["percentile", "nanpercentile", "quantile"]))
    q = draw(st.sampled_from([0.5, [0.25, 0.75], [[0.1], [0.2]]]))
    keywords = {**maybe, "keepdims": constant(True)} if draw(st.booleans()) else maybe
    return name, [x, constant(q)], keywords


def _deletion(draw, x, shape, axis, maybe):
    return "delete", [x, constant(draw(st.sampled_from([0, 1, [0, 1], [0, 0]])))], maybe


def _insertion(draw, x, shape, axis, maybe):
    return "insert", [x, constant(draw(st.sampled_from([0, 1, [0, 1]]))), constant(7)], maybe


def _spectrum(draw, x, shape, axis, maybe):
    name = draw(st.sampled_from(["fft", "ifft", "rfft", "irfft", "hfft", "ihfft"]))
    keywords = {**maybe, "n": constant(draw(st.integers(1, 9)))} if draw(st.booleans()) else maybe
    return f"fft.{name}", [x], keywords


def _covariance(draw, x, shape, axis, maybe):
    keywords = {"rowvar": constant(draw(st.booleans()))} if draw(st.booleans()) else {}
    return draw(st.sampled_from(["cov", "corrcoef"])), [x], keywords


def _triangle(draw, x, shape, axis, maybe):
    keywords = {}
    if draw(st.booleans()):
        keywords["k"] = constant(draw(st.integers(-4, 4)))
    if draw(st.booleans()):
        keywords["m"] = constant(draw(st.integers(1, 5)))
    return draw(st.sampled_from(["triu_indices", "tril_indices"])), [constant(draw(st.integers(1, 5)))], keywords


def _unravelled(draw, x, shape, axis, maybe):
    places = draw(st.sampled_from([constant(0), tensor("int64", [3]), tensor("int64", [2, 2])]))
    return "unravel_index", [places, constant([9, *shape])], {}


def _fit(draw, x, shape, axis, maybe):
    n = draw(st.integers(5, 8))
    columns = draw(st.sampled_from([[], [2]]))
    return "polyfit", [tensor("float64", [n]), tensor("float64", [n, *columns]), constant(draw(st.integers(0, 3)))], {}


def _solution(draw, x, shape, axis, maybe):
    n, m = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    columns = draw(st.sampled_from([[], [3]]))
    return (
        "linalg.lstsq",
        [tensor(draw(st.sampled_from(["float32", "float64"])), [n, m]), tensor("float64", [n, *columns])],
        {},
    )


def _convolution(draw, x, shape, axis, maybe):
    keywords = {"mode": constant(draw(st.sampled_from(["full", "same", "valid"])))} if draw(st.booleans()) else {}
    vectors = [tensor("float64", [draw(st.integers(1, 6))]) for _ in range(2)]
    return draw(st.sampled_from(["convolve", "correlate"])), vectors, keywords


BUILDERS = (
    _gradient,
    _windows,
    _rotation,
    _along,
    _percentile,
    _deletion,
    _insertion,
    _spectrum,
    _covariance,
    _triangle,
    _unravelled,
    _fit,
    _solution,
    _convolution,
)
