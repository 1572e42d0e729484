"""Keras layers: constructs each with likely arguments, calls it on symbolic inputs, writes down the shapes."""

from __future__ import annotations

import inspect
import itertools

from .arguments import constant, tensor
from .results import describe

PALETTE = {
    "units": [4],
    "filters": [5],
    "kernel_size": [3, 2],
    "pool_size": [2],
    "rate": [0.5],
    "stddev": [0.1],
    "target_shape": [[6], [3, -1], [-1]],
    "dims": [[2, 1]],
    "n": [3],
    "input_dim": [10],
    "output_dim": [4],
    "size": [2],
    "padding": [1],
    "cropping": [1],
    "axes": [1, [1, 2], 2],
    "activation": ["relu"],
    "num_heads": [2],
    "key_dim": [3],
    "head_dim": [4],
    "num_query_heads": [4],
    "num_key_value_heads": [2],
    "num_tokens": [7],
    "num_bins": [6],
    "output_size": [2, [2, 2], [2, 2, 2]],
    "height": [4],
    "width": [5],
    "factor": [0.2],
    "scale": [2.0],
    "max_tokens": [20],
    "bin_boundaries": [[0.0, 1.0]],
    "equation": ["abc,cd->abd"],
    "output_shape": [[None, 4]],
    "dtype": ["float16"],
    "mask_value": [0.0],
    "groups": [3],
    "ratio": [0.5],
    "upper": [1.0],
    "lower": [0.0],
    "max_rank": [2],
    "negative_slope": [0.1],
    "value_range": [[0, 255]],
    "sequence_length": [8],
    "max_length": [8],
}

OPTIONS = {
    "padding": ["same", "valid", "causal", 2, [1, 2], [[1, 2], [0, 1]]],
    "strides": [2, 1, 3],
    "dilation_rate": [2],
    "kernel_size": [3, 1, 4],
    "pool_size": [3],
    "return_sequences": [True],
    "return_state": [True],
    "go_backwards": [True],
    "keepdims": [True],
    "axis": [1, -1, 2, 0],
    "data_format": ["channels_first"],
    "depth_multiplier": [2],
    "output_mode": ["multi_hot", "one_hot", "count", "int"],
    "output_sequence_length": [9],
    "size": [3, [2, 3]],
    "cropping": [2, [1, 2]],
    "crop_to_aspect_ratio": [True],
    "dtype": ["float64", "float16"],
    "merge_mode": ["sum"],
    "sparse": [False],
    "use_bias": [False],
    "normalize": [True],
    "n": [2],
}

SHAPES = (
    (None, 6),
    (None, 4, 6),
    (None, 9, 8, 6),
    (None, 7, 8, 9, 6),
    (8, 4, 6),
    (None, None, 6),
    (None, None, None, 3),
    (None,),
    (None, 6, 4, 9, 8, 3),
    (2, 9),
    (None, 1),
    (None, 12, 3),
)
KINDS = ("float32", "int32", "string")


def probe_layers(records):
    """``{canonical name: [{config, inputs, output}]}`` for the layer classes."""
    import keras

    found = {}
    for record in records:
        if (
            inspect.isclass(record.value)
            and issubclass(record.value, keras.layers.Layer)
            and not issubclass(record.value, keras.Model)
            and record.name != "keras.Layer"
        ):
            found[record.name] = _probe(record.value)
    return found


def _probe(cls):
    signature = inspect.signature(cls.__init__)
    parameters = [p for p in signature.parameters.values() if p.name != "self"]
    required = [p.name for p in parameters if p.default is p.empty and p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]
    probes = []
    if any(name not in PALETTE for name in required):
        if required not in (["layer"],) and required not in (["cell"],):
            return probes
    configs = [dict(zip(required, picks)) for picks in itertools.product(*(_values(n) for n in required))]
    names = [p.name for p in parameters]
    bases = []
    for config in configs:
        if _attempt(cls, config, SHAPES, KINDS[:1], probes) or _attempt(cls, config, SHAPES, KINDS[1:], probes):
            bases.append(config)
    for config in bases[:2]:
        for name in names:
            for value in OPTIONS.get(name, []):
                _attempt(cls, {**config, name: value}, SHAPES[:5], KINDS[:1], probes)
        if "strides" in names and "padding" in names:
            for stride, padding in itertools.product((1, 2, 3), ("same", "valid")):
                _attempt(cls, {**config, "strides": stride, "padding": padding}, SHAPES[:4], KINDS[:1], probes)
        if "return_sequences" in names and "return_state" in names:
            both = {**config, "return_sequences": True, "return_state": True}
            _attempt(cls, both, SHAPES[:4], KINDS[:1], probes)
    return probes


def _values(name):
    if name in ("layer", "cell"):
        return [None]
    return PALETTE[name]


def _attempt(cls, config, shapes, kinds, probes):
    """Calls one configuration on all shapes, on one input and on two; whether any call worked."""
    import keras

    worked = False
    for shape, kind in itertools.product(shapes, kinds):
        for arity in (1, 2):
            try:
                layer = cls(**_real(config))
                inputs = [keras.KerasTensor(shape, dtype=kind) for _ in range(arity)]
                output = layer(inputs[0] if arity == 1 else inputs)
            except Exception:
                continue
            worked = True
            encoded = [tensor(kind, shape, "symbolic") for _ in range(arity)]
            probes.append(
                {
                    "config": [[name, constant(_plain(value))] for name, value in config.items()],
                    "inputs": encoded[0] if arity == 1 else {"kind": "sequence", "items": encoded},
                    "result": describe(output),
                }
            )
    return worked


def _plain(value):
    return list(value) if isinstance(value, tuple) else value


def _real(config):
    import keras

    real = {}
    for name, value in config.items():
        if name == "layer":
            real[name] = keras.layers.LSTM(4)
        elif name == "cell":
            real[name] = keras.layers.LSTMCell(4)
        else:
            real[name] = tuple(value) if isinstance(value, list) and name != "axes" else value
    return real
