"""``tf.raw_ops``: what the definitions tell agrees with the kernels."""

import os
import sys
from pathlib import Path

import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))

CALLS = {
    "AddV2": {"x": ("float64", (2, 1, 5)), "y": ("float64", (3, 1))},
    "Cast": {"x": ("int32", (4,)), "DstT": "float16"},
    "ConcatV2": {"values": [("int64", (2, 3)), ("int64", (4, 3))], "axis": 0},
    "Equal": {"x": ("int32", (2, 3)), "y": ("int32", (3,))},
    "ImageProjectiveTransformV3": {
        "images": ("float32", (1, 8, 8, 3)),
        "transforms": ("float32", (1, 8)),
        "output_shape": [8, 8],
        "fill_value": 0.0,
        "interpolation": "BILINEAR",
    },
    "MatMul": {"a": ("float32", (2, 3)), "b": ("float32", (4, 3)), "transpose_b": True},
    "Pack": {"values": [("bool", (2,)), ("bool", (2,))], "axis": 1},
    "RandomUniform": {"shape": [2, 3], "dtype": "float64"},
    "Relu": {"features": ("float16", (2, 3))},
    "Shape": {"input": ("float32", (2, 3)), "out_type": "int64"},
    "Softmax": {"logits": ("float64", (2, 3))},
    "StringLength": {"input": ("string", (2,))},
    "TopKV2": {"input": ("float32", (2, 9)), "k": 3},
    "Unpack": {"value": ("int32", (3, 2)), "num": 3},
}


def encoded(value):
    """The argument as data."""
    from library_knowledge.arguments import constant, dtype, sequence, tensor

    if isinstance(value, tuple):
        return tensor(*value)
    if isinstance(value, list) and isinstance(value[0], tuple):
        return sequence([encoded(item) for item in value])
    if isinstance(value, str) and value.islower():
        return dtype(value)
    return constant(value)


@pytest.mark.parametrize("name", CALLS)
def test_a_kernel_answers_with_the_type_that_is_known_of_it(name):
    import tensorflow
    from library_knowledge.arguments import realise
    from library_knowledge.results import describe
    from library_knowledge.server import RuleServer
    from library_knowledge.truth import contradiction

    arguments = {key: encoded(value) for key, value in CALLS[name].items()}
    given = {key: realise(value, "tensorflow", False) for key, value in arguments.items()}
    real = describe(getattr(tensorflow.raw_ops, name)(**given))
    full = f"tensorflow.raw_ops.{name}"
    with RuleServer() as server:
        ours = server.ask({"name": full, "positional": [], "keywords": list(arguments.items())})
        entry = server.ask({"lookup": full})
    assert entry["dtypeRule"] is not None or entry["shapeRule"] is not None
    assert ours["kind"] in ("tensor", "list", "tuple")
    assert contradiction(ours, real) is None


def test_what_reaches_past_the_result_is_told():
    from library_knowledge.server import RuleServer

    with RuleServer() as server:
        entries = [
            server.ask({"lookup": f"tensorflow.raw_ops.{name}"}) for name in ("PrintV2", "RandomUniform", "Relu")
        ]
    assert [entry["effects"] for entry in entries] == [["prints"], [], []]
    assert [entry["random"] for entry in entries] == [False, True, False]
