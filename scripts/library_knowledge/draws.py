"""Random calls of library functions, drawn with hypothesis: what to call and with which arguments."""

from __future__ import annotations

import inspect
import random

from hypothesis import strategies as st

from . import names, running
from .arguments import constant, dtype, tensor
from .palette import option_values
from .probing import Prober
from .signatures import signature_of

FLOATS = ("float32", "float64", "float16")
NUMBERS = (*FLOATS, "int32", "int64", "bfloat16")
ANY = (*NUMBERS, "uint8", "bool", "complex64", "int8", "int16", "uint16", "complex128", "string")

# Of these no two calls agree, or a call prints, reads or waits.
LEFT_OUT = (
    # Inverse transforms of a single bin end the process.
    "tensorflow.signal.irfft",
    "tensorflow.signal.inverse",
    "keras.ops.irfft",
    "keras.ops.istft",
    # The logarithm of a singular matrix never ends.
    "tensorflow.linalg.logm",
    "keras.utils",
    "keras.config",
    "numpy.ma.",
    "numpy.char.",
    "numpy.polynomial",
    "numpy.strings.",
    "tensorflow.experimental.numpy.random",
    "keras.random",
    "numpy.emath",
    "tensorflow.test",
    "numpy.get",
    "numpy.set",
    "numpy.may_share",
    "numpy.shares",
    # Found by its parameter's name to take a function; `array_draws` gives it arrays.
    "numpy.gradient",
)


class Function:
    """A library function with arguments that it accepts."""

    def __init__(self, library, name, value, base, optional):
        self.library = library
        self.name = name
        self.value = value
        self.base = base
        self.optional = optional


class Catalogue:
    """The functions that can be drawn; their arguments are searched for when first needed."""

    def __init__(self, libraries, wanted=None):
        self.values = {}
        self.names = []
        self._found = {}
        for library in libraries:
            found, _ = names.walk(library)
            for record in names.unique(found):
                for name in record.names:
                    self.values[name] = (library, record.value)
                if names.kind_of(record.value) != "function" or not running.is_called(record.name):
                    continue
                if record.name.startswith(LEFT_OUT) or (wanted is not None and record.name not in wanted):
                    continue
                self.names.append(record.name)

    def get(self, name):
        """The function of that name with a base call, or ``None``."""
        if name not in self._found:
            self._found[name] = self._search(name)
        return self._found[name]

    def accept(self, name, base, optional):
        """Takes a base call that another process found, or that there is none."""
        library, value = self.values[name]
        self._found[name] = None if base is None else Function(library, name, value, base, optional)

    def usable(self):
        """The names with a base call, of those that were searched for."""
        return [name for name in self.names if self._found.get(name) is not None]

    def _search(self, name):
        library, value = self.values[name]
        signature = signature_of(value)
        if signature is None:
            return None
        parameters = list(signature.parameters.values())
        kinds = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
        required = [p.name for p in parameters if p.default is p.empty and p.kind not in kinds]
        optional = [p.name for p in parameters if p.default is not p.empty]
        if not required or len(required) > 5:
            return None
        prober = Prober(library, value)
        prober.positional_only = [p.name for p in parameters if p.kind == inspect.Parameter.POSITIONAL_ONLY]
        base = prober._search(required)
        return None if base is None else Function(library, name, value, base, optional)


@st.composite
def generic_calls(draw, function):
    """A call of the function: its base call with other sizes, dtypes, axes, options."""
    bound = dict(function.base)
    sizes = {}

    def size_of(old):
        if old not in sizes:
            sizes[old] = draw(st.integers(1, 5))
        return sizes[old]

    if draw(st.integers(0, 9)) < 7:
        bound = {k: _resized(v, size_of) for k, v in bound.items()}
    if draw(st.integers(0, 9)) < 3:
        lead = draw(st.integers(1, 3))
        bound = {k: _with_lead(v, lead) for k, v in bound.items()}
    if draw(st.integers(0, 9)) < 5:
        wanted = draw(st.sampled_from(ANY))
        bound = {k: _retyped(v, wanted, "float32") for k, v in bound.items()}
    if draw(st.integers(0, 9)) < 2:
        name = draw(st.sampled_from(sorted(bound)))
        bound[name] = _retyped(bound[name], draw(st.sampled_from(ANY)), None)
    if draw(st.integers(0, 9)) < 3:
        name = draw(st.sampled_from(sorted(bound)))
        bound[name] = _reshaped(bound[name], draw(st.integers(0, 3)))
    for name in function.optional:
        options = option_values(name)
        if options and draw(st.integers(0, 9)) < 3:
            bound[name] = draw(st.sampled_from(options))
            if name == "axis" and draw(st.booleans()):
                bound[name] = constant(draw(st.integers(-3, 2)))
    return function.name, [], bound


def _tensors(argument, change):
    if argument["kind"] == "tensor" and argument["type"]["form"] == "dense":
        return change(argument)
    if argument["kind"] == "sequence":
        return {**argument, "items": [_tensors(item, change) for item in argument["items"]]}
    return argument


def _resized(argument, size_of):
    return _tensors(
        argument,
        lambda t: (
            tensor(t["type"]["dtype"], [size_of(axis) for axis in t["type"]["shape"]])
            if t.get("elements") is None
            else t
        ),
    )


def _with_lead(argument, lead):
    return _tensors(argument, lambda t: tensor(t["type"]["dtype"], [lead, *t["type"]["shape"]]))


def _retyped(argument, wanted, only):
    return _tensors(
        argument,
        lambda t: tensor(wanted, t["type"]["shape"]) if only in (None, t["type"]["dtype"]) else t,
    )


def _reshaped(argument, how):
    def change(t):
        shape = t["type"]["shape"]
        if how == 0:
            return tensor(t["type"]["dtype"], shape[1:])
        if how == 1:
            return tensor(t["type"]["dtype"], [1, *shape[1:]] if shape else [1])
        if how == 2:
            return tensor(t["type"]["dtype"], [*shape, 2])
        return tensor(t["type"]["dtype"], [])

    return _tensors(argument, change)


def shapes(least=0, most=4, low=1):
    """Lists of sizes."""
    return st.lists(st.integers(low, 5), min_size=least, max_size=most)


@st.composite
def broadcastable(draw, count):
    """Shapes that broadcast."""
    full = draw(shapes(0, 4))
    result = []
    for _ in range(count):
        keep = draw(st.integers(0, len(full)))
        result.append([1 if draw(st.integers(0, 3)) == 0 else axis for axis in full[len(full) - keep :]])
    return result


def _scalar(draw):
    return draw(st.sampled_from([constant(2), constant(0.5), constant(True), constant(-3)]))


@st.composite
def elementwise_calls(draw):
    """Binary operations with tensors, arrays and Python scalars."""
    library = draw(st.sampled_from(["tensorflow", "numpy", "keras.ops"]))
    pool = {
        "tensorflow": "add subtract multiply maximum minimum greater equal less_equal divide math.floordiv pow math.squared_difference",
        "numpy": "add subtract multiply maximum minimum greater equal divide floor_divide power arctan2 hypot",
        "keras.ops": "add subtract multiply maximum minimum greater equal divide floor_divide",
    }[library]
    name = f"{library}.{draw(st.sampled_from(pool.split()))}"
    left, right = draw(broadcastable(2))
    kinds = NUMBERS[:5] if library == "tensorflow" else tuple(k for k in ANY if k not in ("string", "bfloat16"))
    first = draw(st.sampled_from(kinds))
    second = first if library == "tensorflow" else draw(st.sampled_from(kinds))
    a, b = tensor(first, left), tensor(second, right)
    which = draw(st.integers(0, 5))
    if which == 0:
        a = _scalar(draw)
    elif which == 1:
        b = _scalar(draw)
    return name, [a, b], {}


def _form_axis(draw, rank):
    return draw(st.integers(-rank, rank - 1)) if rank else 0


@st.composite
def shape_calls(draw):
    """Reshape, transpose, expand, squeeze, tile, pad, repeat, slice, broadcast."""
    lib = draw(st.sampled_from(["tensorflow", "numpy"]))
    kind = draw(st.sampled_from(NUMBERS[:5]))
    shape = draw(shapes(1, 4))
    x = tensor(kind, shape)
    rank = len(shape)
    which = draw(
        st.sampled_from(
            "reshape transpose expand_dims squeeze tile pad repeat stack concat split unstack gather broadcast_to slice swap where meshgrid flip roll one_hot range linspace eye fill cumsum argmax reduce topk sequence boolean_mask gather_nd unique diag sort matrix".split()
        )
    )
    np_ = lib == "numpy"
    full = f"{lib}."
    if which == "reshape":
        flat = 1
        for axis in shape:
            flat *= axis
        divisors = [d for d in range(1, flat + 1) if flat % d == 0]
        first = draw(st.sampled_from(divisors))
        target = draw(st.sampled_from([[first, flat // first], [-1, first], [-1], [flat], [first, -1, 1]]))
        return full + "reshape", [x, constant(target)], {}
    if which == "transpose":
        if draw(st.booleans()):
            return full + "transpose", [x], {}
        return full + "transpose", [x, constant(draw(st.permutations(range(rank))))], {}
    if which == "expand_dims":
        return full + "expand_dims", [x, constant(draw(st.integers(-rank - 1, rank)))], {}
    if which == "squeeze":
        ones = [axis if draw(st.booleans()) else 1 for axis in shape]
        places = [i for i, axis in enumerate(ones) if axis == 1]
        if places and draw(st.booleans()):
            axis = draw(st.sampled_from(places))
            return full + "squeeze", [tensor(kind, ones)], {"axis": constant(axis)}
        return full + "squeeze", [tensor(kind, ones)], {}
    if which == "tile":
        count = rank if not np_ else draw(st.integers(1, 5))
        return full + "tile", [x, constant([draw(st.integers(0, 3)) for _ in range(count)])], {}
    if which == "pad":
        return full + "pad", [x, constant([[draw(st.integers(0, 3)), draw(st.integers(0, 3))] for _ in shape])], {}
    if which == "repeat":
        axis = _form_axis(draw, rank)
        counts = draw(st.sampled_from([2, 3, [draw(st.integers(0, 3)) for _ in range(shape[axis])]]))
        return full + "repeat", [x, constant(counts)], {"axis": constant(axis)}
    if which in ("stack", "concat"):
        name = "concatenate" if np_ and which == "concat" else which
        axis = draw(st.integers(-rank - 1, rank)) if which == "stack" else _form_axis(draw, rank)
        items = []
        for _ in range(draw(st.integers(1, 4))):
            own = list(shape)
            if which == "concat":
                own[axis] = draw(st.integers(1, 4))
            items.append(tensor(kind, own))
        return full + name, [{"kind": "sequence", "items": items}], {"axis": constant(axis)}
    if which == "split":
        axis = _form_axis(draw, rank)
        parts = draw(st.integers(1, 3))
        shape[axis] *= parts
        if draw(st.booleans()) or np_:
            return full + "split", [tensor(kind, shape), constant(parts)], {"axis": constant(axis)}
        sizes = [1, shape[axis] - 1] if shape[axis] > 1 else [shape[axis]]
        if draw(st.booleans()):
            sizes[-1] = -1
        return full + "split", [tensor(kind, shape), constant(sizes)], {"axis": constant(axis)}
    if which == "unstack":
        return "tensorflow.unstack", [x], {"axis": constant(_form_axis(draw, rank))}
    if which == "gather":
        index = tensor(draw(st.sampled_from(["int32", "int64"])), draw(shapes(0, 3)))
        if np_:
            return "numpy.take", [x, index], {"axis": constant(_form_axis(draw, rank))}
        return "tensorflow.gather", [x, index], {"axis": constant(_form_axis(draw, rank))}
    if which == "broadcast_to":
        target = [*draw(shapes(0, 2)), *shape]
        return (
            full + "broadcast_to",
            [tensor(kind, [1 if draw(st.booleans()) else a for a in shape]), constant(target)],
            {},
        )
    if which == "slice":
        begin = [draw(st.integers(0, axis - 1)) for axis in shape]
        size = [draw(st.sampled_from([-1, axis - b])) for axis, b in zip(shape, begin)]
        return "tensorflow.slice", [x, constant(begin), constant(size)], {}
    if which == "swap":
        return "numpy.swapaxes", [x, constant(_form_axis(draw, rank)), constant(_form_axis(draw, rank))], {}
    if which == "where":
        a, b, c = draw(broadcastable(3))
        return full + "where", [tensor("bool", a), tensor(kind, b), tensor(kind, c)], {}
    if which == "meshgrid":
        vectors = [tensor(kind, [draw(st.integers(1, 5))]) for _ in range(draw(st.integers(1, 3)))]
        options = {"indexing": constant(draw(st.sampled_from(["xy", "ij"])))} if draw(st.booleans()) else {}
        return full + "meshgrid", vectors, options
    if which == "flip":
        return ("numpy.flip", [x], {}) if np_ else ("tensorflow.reverse", [x, constant([_form_axis(draw, rank)])], {})
    if which == "roll":
        return full + "roll", [x, constant(1)], {"axis": constant(_form_axis(draw, rank))}
    if which == "one_hot":
        return (
            "tensorflow.one_hot",
            [tensor("int32", shape), constant(draw(st.integers(1, 6)))],
            {"axis": constant(draw(st.integers(-1, rank)))} if draw(st.booleans()) else {},
        )
    if which == "range":
        start, stop, step = draw(st.integers(-5, 5)), draw(st.integers(-5, 9)), draw(st.sampled_from([1, 2, 3, 0.5]))
        if not np_ and (stop < start):
            start, stop = stop, start
        name = "numpy.arange" if np_ else "tensorflow.range"
        return name, [constant(start), constant(stop), constant(step)][: draw(st.integers(2, 3))], {}
    if which == "linspace":
        return full + "linspace", [constant(0.0), constant(1.0), constant(draw(st.integers(1, 9)))], {}
    if which == "eye":
        count = draw(st.integers(1, 2))
        return full + "eye", [constant(draw(st.integers(1, 5))) for _ in range(count)], {}
    if which == "fill":
        name = draw(st.sampled_from(["zeros", "ones"]))
        options = {"dtype": dtype(draw(st.sampled_from(NUMBERS[:5])))} if draw(st.booleans()) else {}
        return full + name, [constant(shape)], options
    if which == "cumsum":
        return full + "cumsum", [x], {"axis": constant(_form_axis(draw, rank))}
    if which == "argmax":
        options = {"axis": constant(_form_axis(draw, rank))} if draw(st.booleans()) else {}
        return full + "argmax", [x], options
    if which == "reduce":
        name = draw(st.sampled_from(["sum", "mean", "max", "min", "prod"]))
        options = {}
        if draw(st.booleans()):
            axes = draw(st.lists(st.integers(0, rank - 1), min_size=1, max_size=rank, unique=True))
            options["axis"] = constant(axes if len(axes) > 1 and not np_ else axes[0])
        if draw(st.booleans()):
            options["keepdims"] = constant(draw(st.booleans()))
        return (f"numpy.{name}" if np_ else f"tensorflow.reduce_{name}"), [x], options
    if which == "topk":
        return "tensorflow.math.top_k", [x, constant(draw(st.integers(1, shape[-1])))], {}
    if which == "sequence":
        return "tensorflow.sequence_mask", [tensor("int32", shape[:2]), constant(draw(st.integers(1, 6)))], {}
    if which == "boolean_mask":
        return "tensorflow.boolean_mask", [x, tensor("bool", shape[: draw(st.integers(1, rank))])], {}
    if which == "gather_nd":
        depth = draw(st.integers(1, rank))
        return "tensorflow.gather_nd", [x, tensor("int32", [*draw(shapes(0, 2)), depth])], {}
    if which == "unique":
        return ("numpy.unique", [x], {}) if np_ else ("tensorflow.unique", [tensor(kind, shape[:1])], {})
    if which == "diag":
        return ("numpy.diag", [tensor(kind, shape[:2])], {}) if np_ else ("tensorflow.linalg.diag", [x], {})
    if which == "sort":
        return full + draw(st.sampled_from(["sort", "argsort"])), [x], {}
    inner = draw(st.integers(1, 4))
    batch = draw(shapes(0, 2))
    return (
        full + "matmul",
        [
            tensor("float32", [*batch, draw(st.integers(1, 4)), inner]),
            tensor("float32", [*batch, inner, draw(st.integers(1, 4))]),
        ],
        {},
    )


@st.composite
def linear_calls(draw):
    """Products with transposes, contractions, Einstein sums, convolutions, pools, images, signals."""
    which = draw(
        st.sampled_from(
            "matmul tensordot einsum conv pool conv_transpose resize crop rot stft frame rfft dot svd depthwise cross_entropy embedding decode pad_image patches".split()
        )
    )
    kind = draw(st.sampled_from(["float32", "float64"]))
    n = lambda low=1, high=5: draw(st.integers(low, high))  # noqa: E731
    if which == "matmul":
        i, j, k = n(), n(), n()
        ta, tb = draw(st.booleans()), draw(st.booleans())
        return (
            "tensorflow.matmul",
            [tensor(kind, [j, i] if ta else [i, j]), tensor(kind, [k, j] if tb else [j, k])],
            {"transpose_a": constant(ta), "transpose_b": constant(tb)},
        )
    if which == "tensordot":
        count = draw(st.integers(0, 2))
        shared = [n() for _ in range(count)]
        library = draw(st.sampled_from(["tensorflow", "numpy"]))
        return (
            f"{library}.tensordot",
            [
                tensor(kind, [*draw(shapes(0, 2)), *shared]),
                tensor(kind, [*shared, *draw(shapes(0, 2))]),
                constant(count),
            ],
            {},
        )
    if which == "einsum":
        sizes = {letter: n() for letter in "abcde"}
        equation = draw(
            st.sampled_from(
                [
                    "ab,bc->ac",
                    "abc,cd->abd",
                    "abc,abd->acd",
                    "ab->ba",
                    "ab->",
                    "ab,ab->a",
                    "...a,ab->...b",
                    "abc,abc->bc",
                    "ab,cd->abcd",
                ]
            )
        )
        arguments = []
        for term in equation.split("->")[0].split(","):
            arguments.append(tensor(kind, [n()] * term.count("...") + [sizes[c] for c in term.replace("...", "")]))
        return draw(st.sampled_from(["tensorflow.einsum", "numpy.einsum"])), [constant(equation), *arguments], {}
    if which in ("conv", "pool", "depthwise"):
        axes = draw(st.integers(1, 3)) if which != "depthwise" else 2
        spatial = [n(3, 9) for _ in range(axes)]
        channels = n(1, 3)
        padding = draw(st.sampled_from(["SAME", "VALID"]))
        stride = n(1, 3)
        if which == "depthwise":
            return (
                "tensorflow.nn.depthwise_conv2d",
                [
                    tensor("float32", [n(1, 2), *spatial, channels]),
                    tensor("float32", [n(1, 3), n(1, 3), channels, n(1, 2)]),
                    constant([1, stride, stride, 1]),
                    constant(padding),
                ],
                {},
            )
        if which == "conv":
            window = [n(1, 3) for _ in range(axes)]
            strides = stride if axes < 3 else [1, stride, stride, stride, 1]
            return (
                f"tensorflow.nn.conv{axes}d",
                [
                    tensor("float32", [n(1, 2), *spatial, channels]),
                    tensor("float32", [*window, channels, n(1, 4)]),
                    constant(strides),
                    constant(padding),
                ],
                {},
            )
        name = draw(st.sampled_from(["max", "avg"]))
        return (
            f"tensorflow.nn.{name}_pool{axes}d",
            [tensor("float32", [n(1, 2), *spatial, channels]), constant(n(1, 3)), constant(stride), constant(padding)],
            {},
        )
    if which == "conv_transpose":
        h, stride, k, cin, cout = n(2, 5), n(1, 2), n(1, 3), n(1, 2), n(1, 2)
        return (
            "tensorflow.nn.conv2d_transpose",
            [
                tensor("float32", [1, h, h, cin]),
                tensor("float32", [k, k, cout, cin]),
                constant([1, h * stride, h * stride, cout]),
                constant(stride),
            ],
            {"padding": constant("SAME")},
        )
    image = [*([n(1, 2)] if draw(st.booleans()) else []), n(4, 9), n(4, 9), 3]
    pixels = draw(st.sampled_from(["float32", "uint8"]))
    if which == "resize":
        return "tensorflow.image.resize", [tensor(pixels, image), constant([n(), n()])], {}
    if which == "crop":
        return (
            draw(st.sampled_from(["tensorflow.image.resize_with_pad", "tensorflow.image.resize_with_crop_or_pad"])),
            [tensor(pixels, image), constant(n(1, 12)), constant(n(1, 12))],
            {},
        )
    if which == "rot":
        return draw(
            st.sampled_from(
                [
                    ("tensorflow.image.rot90", [tensor(pixels, image), constant(n(0, 4))], {}),
                    ("tensorflow.image.flip_left_right", [tensor(pixels, image)], {}),
                    ("tensorflow.image.rgb_to_grayscale", [tensor(pixels, image)], {}),
                    ("tensorflow.image.central_crop", [tensor(pixels, image), constant(0.5)], {}),
                    ("tensorflow.image.convert_image_dtype", [tensor(pixels, image), dtype("float32")], {}),
                    ("tensorflow.image.per_image_standardization", [tensor(pixels, image)], {}),
                    ("tensorflow.image.adjust_brightness", [tensor(pixels, image), constant(0.1)], {}),
                    ("tensorflow.image.transpose", [tensor(pixels, image)], {}),
                ]
            )
        )
    if which == "pad_image":
        return (
            "tensorflow.image.pad_to_bounding_box",
            [tensor(pixels, image), constant(1), constant(1), constant(12), constant(13)],
            {},
        )
    if which == "patches":
        return (
            "tensorflow.image.extract_patches",
            [
                tensor("float32", [1, 9, 8, 2]),
                constant([1, n(1, 3), n(1, 3), 1]),
                constant([1, n(1, 3), n(1, 3), 1]),
                constant([1, 1, 1, 1]),
                constant(draw(st.sampled_from(["SAME", "VALID"]))),
            ],
            {},
        )
    if which == "stft":
        return (
            "tensorflow.signal.stft",
            [tensor("float32", [*draw(shapes(0, 1)), n(40, 90)]), constant(n(5, 20)), constant(n(2, 9))],
            {},
        )
    if which == "frame":
        return "tensorflow.signal.frame", [tensor("float32", [n(10, 30)]), constant(n(2, 9)), constant(n(1, 4))], {}
    if which == "rfft":
        return (
            draw(
                st.sampled_from(
                    ["tensorflow.signal.rfft", "numpy.fft.rfft", "numpy.fft.fft", "tensorflow.signal.irfft"]
                )
            ),
            [tensor("float32", [*draw(shapes(0, 2)), n(3, 9)])],
            {},
        )
    if which == "dot":
        left, shared = draw(shapes(0, 2)), n()
        right = draw(st.sampled_from([[shared], [shared, 3], [2, shared, 3]]))
        return "numpy.dot", [tensor(kind, [*left, shared]), tensor(kind, right)], {}
    if which == "svd":
        options = {"full_matrices": constant(draw(st.booleans()))} if draw(st.booleans()) else {}
        return draw(st.sampled_from(["tensorflow.linalg.svd", "numpy.linalg.svd"])), [tensor(kind, [n(), n()])], options
    if which == "cross_entropy":
        batch, classes = draw(shapes(1, 3)), n(2, 5)
        if draw(st.booleans()):
            return (
                "tensorflow.nn.sparse_softmax_cross_entropy_with_logits",
                [tensor("int32", batch), tensor("float32", [*batch, classes])],
                {},
            )
        return (
            "tensorflow.nn.softmax_cross_entropy_with_logits",
            [tensor("float32", [*batch, classes]), tensor("float32", [*batch, classes])],
            {},
        )
    if which == "embedding":
        return "tensorflow.nn.embedding_lookup", [tensor(kind, [6, n()]), tensor("int32", draw(shapes(0, 3)))], {}
    return "tensorflow.image.random_crop", [tensor(pixels, [8, 8, 3]), constant([n(), n(), 3])], {}


def seeded(seed):
    """A source of randomness for draws without hypothesis' shrinking."""
    return random.Random(seed)
