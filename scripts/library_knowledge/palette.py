"""What to try for an argument, by its name: cheapest and likeliest first."""

from __future__ import annotations

from .arguments import constant, dtype, sequence, tensor

_LETTERS = {
    "f": "float32",
    "d": "float64",
    "i": "int32",
    "l": "int64",
    "b": "bool",
    "s": "string",
    "c": "complex64",
    "u": "uint8",
}


def parse(text):
    """``f[2,3]`` is a float32 tensor, ``r:f[2,?]`` a ragged, ``p:f[2,2]`` a sparse one; ``(…;…)`` a list of them."""
    if text.startswith("("):
        return sequence(parse(part) for part in text[1:-1].split(";") if part)
    form = "dense"
    if text[1:2] == ":":
        form = {"r": "ragged", "p": "sparse", "v": "variable"}[text[0]]
        text = text[2:]
    kind, _, rest = text.partition("[")
    axes = [None if axis == "?" else int(axis) for axis in rest.rstrip("]").split(",") if axis]
    return tensor(_LETTERS[kind], axes, form)


def _all(*texts):
    return [parse(text) if isinstance(text, str) else constant(text[0]) for text in texts]


DEFAULT = _all(
    "f[2,3]",
    "i[2,3]",
    "f[3,3]",
    "f[2,4,4,3]",
    "f[3]",
    "i[3]",
    "s[3]",
    "f[]",
    "i[]",
    "b[2,3]",
    "c[3,3]",
    "(f[2,3];f[2,3])",
    "s[]",
    "p:f[2,3]",
    "r:f[2,?]",
    (1,),
    ("a",),
)

_MATRIX = _all("f[3,3]", "f[2,3,3]", "c[3,3]", "f[2,3]", "p:f[3,3]", "i[3,3]", "b[3,3]")
_IMAGE = _all("f[2,8,8,3]", "f[8,8,3]", "u[8,8,3]", "u[2,8,8,3]", "f[2,8,8,1]", "f[2,8,8,4]")
_INDEX = _all("i[2]", "i[2,1]", "i[2,2]", "l[2]", "i[]", "l[2,2]", "l[2,1]", (1,))
_STRINGS = _all("s[3]", "s[]", "s[2,3]")
_SHAPE = _all(([2, 3],), ([6],), ([3, 2],), ([2],), ([],), ([2, 2, 3],))
_SMALL = _all((1,), (2,), (0,), (3,), ([1, 1],), ([1, 1, 1, 1],))
_LIST = _all("(f[2,3];f[2,3])", "(i[2,3];i[2,3])", "(f[2];f[2])", "(f[2,3])", "(s[3];s[3])")
_SPARSE = _all("p:f[2,3]", "p:l[2,3]", "p:f[3,3]", "p:s[2,3]", "p:i[2,3]", "p:f[2,2,3]")
_RAGGED = _all("r:f[2,?]", "r:i[2,?]", "r:s[2,?]", "(r:f[2,?];r:f[2,?])")

BY_NAME = {
    **dict.fromkeys(("image", "images", "grayscale", "input_images"), _IMAGE),
    **dict.fromkeys(("indices", "ids", "idx", "sp_ids", "positions"), _INDEX + _all("(i[2])")),
    **dict.fromkeys(("segment_ids", "seg_ids"), _all("i[2]", "i[3]", "l[2]")),
    **dict.fromkeys(("num_segments", "num_classes", "num_outputs", "k", "depth", "num"), _all((3,), (2,), (1,))),
    **dict.fromkeys(("shape", "dims", "target_shape", "newshape", "output_shape", "new_shape", "dense_shape"), _SHAPE),
    **dict.fromkeys(("size", "target_size", "block_shape"), _all(([4, 4],), (2,), ([2, 3],), ([2],))),
    **dict.fromkeys(("axis", "dim", "axes", "axis1"), _all((0,), (1,), (-1,), ([0],), ([0, 1],), (2,))),
    **dict.fromkeys(("axis2", "destination"), _all((1,), (-1,), ([1],))),
    **dict.fromkeys(("source",), _all((0,), ([0],))),
    **dict.fromkeys(
        ("filters", "filter", "kernel", "depthwise_filter", "depthwise_kernel"),
        _all("f[3,3,3,4]", "f[3,3,4]", "f[3,3,3,3,4]", "f[3,3,3]", "f[3,3,4,3]"),
    ),
    **dict.fromkeys(("pointwise_filter", "pointwise_kernel"), _all("f[1,1,12,4]", "f[1,12,4]", "f[1,1,3,4]")),
    **dict.fromkeys(("strides", "stride"), _all((1,), ([1, 1, 1, 1],), (2,), ([1, 1],), ([1, 1, 1, 1, 1],))),
    **dict.fromkeys(
        ("ksize", "pool_size", "window_shape", "sizes"), _all((2,), ([2, 2],), ([1, 2, 2, 1],), ([1, 2, 2, 2, 1],))
    ),
    **dict.fromkeys(("rates", "dilations", "dilation"), _all((1,), ([1, 1, 1, 1],))),
    "rate": _all((0.5,), (1,), (2,)),
    "padding": _all(("SAME",), ("VALID",), ("same",), (1,)),
    **dict.fromkeys(
        ("paddings", "pad_width", "crops"), _all(([[1, 1], [1, 1]],), ([[0, 0], [0, 0]],), (1,), ([[0, 0]],))
    ),
    **dict.fromkeys(
        ("labels", "y_true", "true_classes", "target", "targets"),
        _all("f[2,3]", "i[2]", "l[2]", "i[2,3]", "l[2,1]", "i[3]"),
    ),
    **dict.fromkeys(
        ("logits", "y_pred", "predictions", "output", "probs"), _all("f[2,3]", "f[2,4,5]", "f[2]", "f[3,3]")
    ),
    **dict.fromkeys(("weights", "sample_weight"), _all("f[2,3]", "f[2]", "f[]", "p:f[2,3]", "f[5,3]")),
    **dict.fromkeys(("params", "embeddings", "table"), _all("f[5,3]", "f[2,3]", "(f[5,3])")),
    **dict.fromkeys(
        ("mask", "condition", "pred", "where", "selected_elements"), _all("b[2,3]", "b[2]", "b[]", "b[3]", (True,))
    ),
    **dict.fromkeys(
        (
            "string",
            "strings",
            "str",
            "bytes",
            "contents",
            "serialized",
            "source_string",
            "records",
            "string_tensor",
            "filename",
            "filenames",
        ),
        _STRINGS,
    ),
    **dict.fromkeys(("input_bytes", "serialized_input", "pattern", "rewrite", "delimiter"), _STRINGS + _all(("a",))),
    **dict.fromkeys(("equation", "subscripts"), _all(("ij,jk->ik",), ("ij->ji",))),
    **dict.fromkeys(("repeats", "multiples", "reps", "multiplier"), _all((2,), ([2, 2],), ([2],))),
    **dict.fromkeys(("num_or_size_splits", "indices_or_sections", "num_splits"), _all((1,), (3,), (2,))),
    **dict.fromkeys(("perm", "permutation"), _all(([1, 0],), ([0, 1, 2],), "i[3]")),
    **dict.fromkeys(("begin", "start_indices"), _all(([0, 0],), ([0],))),
    "end": _all(([1, 1],), ([1],)),
    **dict.fromkeys(
        ("values", "tensors", "arrays", "inputs", "xs", "tup", "data", "arys", "tensor_list"), _LIST + DEFAULT
    ),
    **dict.fromkeys(("sp_input", "sp_input1", "sp_input2", "sp_a", "sp_tensor", "sparse_tensor"), _SPARSE),
    **dict.fromkeys(("rt", "rt_input", "ragged"), _RAGGED + _STRINGS),
    **dict.fromkeys(("matrix", "rhs", "chol", "tril", "matrices"), _MATRIX),
    **dict.fromkeys(("diagonal", "diag", "maindiag"), _all("f[3]", "f[2,3]", "i[3]")),
    **dict.fromkeys(("signals", "signal"), _all("f[2,600]", "f[600]", "f[2,10,16]")),
    **dict.fromkeys(("stfts", "frames"), _all("c[2,10,257]", "f[2,10,16]")),
    **dict.fromkeys(
        ("frame_length", "window_length", "fft_length", "frame_step", "sequence_length", "sequence_stride"),
        _all((16,), (8,), (512,), ([16],), "i[2]"),
    ),
    **dict.fromkeys(
        (
            "lengths",
            "seq_lens",
            "seq_lengths",
            "nested_row_splits",
            "row_splits",
            "row_lengths",
            "value_rowids",
            "row_starts",
            "row_limits",
            "label_length",
            "logit_length",
        ),
        _all("i[2]", "i[3]", "l[2]", "l[3]"),
    ),
    **dict.fromkeys(
        (
            "num_rows",
            "num_columns",
            "nrows",
            "ncols",
            "nvals",
            "N",
            "n",
            "M",
            "num_samples",
            "num_shards",
            "num_buckets",
            "block_size",
            "max_length",
            "height",
            "width",
            "target_height",
            "target_width",
            "crop_height",
            "crop_width",
            "units",
            "ngram_width",
            "num_true",
            "num_sampled",
            "range_max",
            "count",
            "ngrams",
            "offset_height",
            "offset_width",
            "shift",
            "upper",
            "lower",
            "num_lower",
            "num_upper",
            "groups",
            "cutoff",
            "decimals",
        ),
        _all((2,), (1,), (4,), (0,)),
    ),
    **dict.fromkeys(("seed",), _all(([1, 2],), (1,), "i[2]")),
    **dict.fromkeys(
        ("min", "minval", "low", "clip_value_min", "a_min", "x_min", "start", "lower_bound"), _all((0.0,), (0,), "f[]")
    ),
    **dict.fromkeys(
        ("max", "maxval", "high", "clip_value_max", "a_max", "x_max", "limit", "stop", "upper_bound"),
        _all((1.0,), (5,), "f[]"),
    ),
    **dict.fromkeys(
        (
            "delta",
            "factor",
            "gamma",
            "adjustment_factor",
            "contrast_factor",
            "saturation_factor",
            "max_delta",
            "clip_norm",
            "alpha",
            "beta",
            "lam",
            "scale",
            "central_fraction",
            "epsilon",
            "variance_epsilon",
            "mean",
            "stddev",
            "loc",
            "p",
            "negative_slope",
            "threshold",
            "temperature",
            "learning_rate",
            "decay",
        ),
        _all((0.5,), "f[]", "f[3]", (1,)),
    ),
    "seed1": _all((1,)),
    **dict.fromkeys(
        ("dtype", "out_type", "type", "Tout", "output_type", "out_idx"),
        [dtype("float32"), dtype("int32"), dtype("uint8")],
    ),
    **dict.fromkeys(("name", "message", "key"), _all(("a",))),
    **dict.fromkeys(
        ("fn", "func", "f", "function", "fun", "func1d", "map_func", "body", "true_fn", "call_fn"),
        [{"kind": "callable", "name": "identity"}],
    ),
    **dict.fromkeys(("elems",), _all("f[2,3]", "(f[2,3];f[2,3])")),
    **dict.fromkeys(("box", "boxes", "bounding_boxes", "proposals"), _all("f[4,4]", "f[2,4,4]")),
    "box_indices": _all("i[4]"),
    "scores": _all("f[4]", "f[2,4]"),
    "max_output_size": _all((3,), "i[]"),
    "crop_size": _all(([4, 4],)),
    "bins": _all((4,), "f[4]", ([0.0, 1.0],)),
    "quantiles": _all((0.5,)),
    "q": _all((0.5,), "f[2,2,3]"),
    "updates": _all("f[2,3]", "f[2]"),
    "sorted_sequence": _all("f[5]", "f[2,5]"),
    "dtype_hint": [dtype("float32")],
    "explicit_paddings": _all(([[0, 0], [1, 1], [1, 1], [0, 0]],)),
    "value_range": _all(([0.0, 1.0],)),
    "variance": _all("f[3]", "f[]"),
    "offset": _all("f[3]", (0,), "f[]"),
    "transforms": _all("f[8]", "f[2,8]"),
    "bias": _all("f[3]", "f[]"),
    "obj": _all("f[2,3]"),
    "object": _all("f[2,3]", ([1, 2, 3],)),
    "diagonals": _all("f[3,3]", "f[3]"),
    "superdiag": _all("f[2]"),
}

# Optional arguments worth trying, one at a time, each with these values.
OPTIONAL = {
    "axis": _all((0,), (1,), (-1,), ([0, 1],)),
    "keepdims": _all((True,)),
    "dtype": [dtype("float64"), dtype("int64"), dtype("float32"), dtype("int32"), dtype("bool")],
    "out_type": [dtype("int64"), dtype("int32"), dtype("float64")],
    "output_type": [dtype("int32"), dtype("int64")],
    "out_idx": [dtype("int64")],
    "index_dtype": [dtype("int32")],
    "num_classes": _all((4,)),
    "from_logits": _all((True,)),
    "multichannel": _all((True,)),
    "shape": _all(([2],), ([4, 2],)),
    "size": _all(([2],), ([4, 2],), (3,)),
    "minlength": _all((4,)),
    "expand_animations": _all((False,)),
    "channels": _all((3,), (1,)),
    "output_dtype": [dtype("float32"), dtype("int64")],
    "k": _all((1,), (2,)),
    "depth": _all((4,)),
    "sorted": _all((True,), (False,)),
    "return_index": _all((True,)),
    "return_inverse": _all((True,)),
    "full_matrices": _all((False,)),
    "compute_uv": _all((False,)),
    "transpose_a": _all((True,)),
    "transpose_b": _all((True,)),
    "perm": _all(([1, 0],)),
    "axes": _all(([1, 0],), (1,), ([0],)),
    "strides": _all((2,), ([1, 2, 2, 1],)),
    "padding": _all(("SAME",), ("same",)),
    "num_rows": _all((3,)),
    "num_columns": _all((4,)),
    "M": _all((4,)),
    "indexing": _all(("ij",)),
    "maxlen": _all((5,)),
    "fft_length": _all((16,), ([16],)),
    "limit": _all((5,)),
    "y": _all("f[2,3]"),
    "batch_shape": _all(([2],)),
    "n": _all((2,), (6,)),
    "offset": _all((1,)),
    "mode": _all(("full",), ("same",), ("complete",)),
    "full": _all((True,)),
    "data_format": _all(("channels_first",)),
    "num": _all((2,), (4,)),
    "stop": _all((5,)),
    "ord": _all((1,), (2,)),
    "batch_dims": _all((1,)),
    "pad_to_max_dense": _all((True,)),
    "drop_remainder": _all((True,)),
}


def candidates(name):
    """What to try for a required parameter of that name."""
    known = BY_NAME.get(name) or BY_NAME.get(name.rstrip("0123456789_"))
    return known + DEFAULT[:6] if known else DEFAULT


def option_values(name):
    """What to try for an optional parameter of that name."""
    return OPTIONAL.get(name, [])
