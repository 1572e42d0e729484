"""Random Keras layers on random inputs, and random subscripts of tensors and arrays."""

from __future__ import annotations

from hypothesis import strategies as st

from .arguments import constant, tensor


@st.composite
def layer_calls(draw):
    """A layer with its arguments, and the shapes it is called on."""

    def n(low=1, high=5):
        return draw(st.integers(low, high))

    def some(*values):
        return draw(st.sampled_from(values))

    batch = some(1, 2, 3)
    which = some(*KINDS)
    if which == "dense":
        return "Dense", {"units": n()}, [[batch, *draw(st.lists(st.integers(1, 4), min_size=1, max_size=3))]], "float32"
    if which == "conv":
        axes = n(1, 3)
        config = {
            "filters": n(),
            "kernel_size": some(1, 2, 3, [n(1, 3) for _ in range(axes)]),
            "padding": some("same", "valid"),
        }
        if draw(st.booleans()):
            config["strides"] = n(1, 3)
        elif draw(st.booleans()):
            config["dilation_rate"] = n(1, 2)
        name = some(f"Conv{axes}D", f"Conv{axes}DTranspose")
        if axes < 3 and draw(st.integers(0, 3)) == 0:
            name = f"SeparableConv{axes}D"
        return name, config, [[batch, *(n(5, 9) for _ in range(axes)), n(1, 3)]], "float32"
    if which == "depthwise":
        return (
            f"DepthwiseConv{n(1, 2)}D",
            {"kernel_size": n(1, 3), "depth_multiplier": n(1, 2)},
            [[batch, 7, 8, 2]],
            "float32",
        )
    if which == "pool":
        axes = n(1, 3)
        config = {"pool_size": n(1, 3), "padding": some("same", "valid")}
        if draw(st.booleans()):
            config["strides"] = n(1, 3)
        return (
            some("Max", "Average") + f"Pooling{axes}D",
            config,
            [[batch, *(n(4, 9) for _ in range(axes)), n(1, 3)]],
            "float32",
        )
    if which == "global":
        axes = n(1, 3)
        return (
            "Global" + some("Max", "Average") + f"Pooling{axes}D",
            {"keepdims": draw(st.booleans())},
            [[batch, *(n(2, 5) for _ in range(axes)), n(1, 3)]],
            "float32",
        )
    if which == "recurrent":
        config = {"units": n(), "return_sequences": draw(st.booleans()), "return_state": draw(st.booleans())}
        return some("LSTM", "GRU", "SimpleRNN"), config, [[batch, n(), n()]], "float32"
    if which == "embedding":
        return (
            "Embedding",
            {"input_dim": 7, "output_dim": n()},
            [[batch, *draw(st.lists(st.integers(1, 4), max_size=2))]],
            "int32",
        )
    if which == "reshape":
        a, b = n(), n()
        return "Reshape", {"target_shape": some([a * b], [b, a], [-1], [-1, a])}, [[batch, a, b]], "float32"
    if which == "flatten":
        return "Flatten", {}, [[batch, *draw(st.lists(st.integers(1, 4), max_size=3))]], "float32"
    if which == "permute":
        return "Permute", {"dims": list(draw(st.permutations([1, 2, 3])))}, [[batch, n(), n(), n()]], "float32"
    if which == "merge":
        shape = [batch, n(), n()]
        return some("Add", "Multiply", "Maximum", "Average", "Subtract"), {}, [shape, shape], "float32"
    if which == "concatenate":
        rest = [n(), n()]
        axis = some(1, 2, -1)
        first, second = [batch, *rest], [batch, *rest]
        second[axis] = n()
        return "Concatenate", {"axis": axis}, [first, second], "float32"
    if which == "dot":
        shared = n()
        return "Dot", {"axes": some(2, [2, 2])}, [[batch, n(), shared], [batch, n(), shared]], "float32"
    if which == "border":
        axes = n(1, 3)
        amount = some(1, 2)
        name, key = some(("ZeroPadding", "padding"), ("Cropping", "cropping"), ("UpSampling", "size"))
        return f"{name}{axes}D", {key: amount}, [[batch, *(n(5, 9) for _ in range(axes)), 2]], "float32"
    if which == "attention":
        width = n()
        return some("Attention", "AdditiveAttention"), {}, [[batch, n(), width], [batch, n(), width]], "float32"
    if which == "repeat":
        return "RepeatVector", {"n": n()}, [[batch, n()]], "float32"
    if which == "resize":
        return some("Resizing", "CenterCrop"), {"height": n(), "width": n()}, [[batch, 8, 9, 3]], "float32"
    name = some(
        "BatchNormalization",
        "LayerNormalization",
        "Dropout",
        "ReLU",
        "LeakyReLU",
        "Softmax",
        "GaussianNoise",
        "Activation",
        "Rescaling",
        "UnitNormalization",
    )
    config = {
        "Activation": {"activation": "tanh"},
        "Dropout": {"rate": 0.5},
        "GaussianNoise": {"stddev": 0.1},
        "Rescaling": {"scale": 0.5},
    }.get(name, {})
    if draw(st.integers(0, 3)) == 0:
        config = {**config, "dtype": some("float64", "float16")}
    return name, config, [[batch, n(), n()]], "float32"


KINDS = (
    "dense",
    "conv",
    "depthwise",
    "pool",
    "global",
    "recurrent",
    "embedding",
    "reshape",
    "flatten",
    "permute",
    "merge",
    "concatenate",
    "dot",
    "border",
    "attention",
    "repeat",
    "resize",
    "same",
)


@st.composite
def subscripts(draw):
    """A shape, and indices into it: integers, slices, ``...``, ``newaxis``."""
    shape = draw(st.lists(st.integers(1, 5), min_size=1, max_size=4))
    indices, encoded, axis = [], [], 0
    dotted = False
    while axis < len(shape) and draw(st.integers(0, 4)):
        kind = draw(st.sampled_from(["integer", "slice", "slice", "newaxis", "dots"]))
        if kind == "integer":
            value = draw(st.integers(-shape[axis], shape[axis] - 1)) if not dotted else 0
            indices.append(value)
            encoded.append(constant(value))
            axis += 1
        elif kind == "slice":
            parts = [draw(st.one_of(st.none(), st.integers(-6, 6))) for _ in range(2)]
            step = draw(st.sampled_from([None, 1, 2, -1, -2]))
            indices.append(slice(parts[0], parts[1], step))
            bounds = [None if part is None else constant(part) for part in (*parts, step)]
            encoded.append({"kind": "slice", "lower": bounds[0], "upper": bounds[1], "step": bounds[2]})
            axis += 1
        elif kind == "newaxis":
            indices.append(None)
            encoded.append(constant(None))
        elif not dotted:
            dotted = True
            indices.append(Ellipsis)
            encoded.append({"kind": "constant", "type": "Ellipsis", "value": None})
    return shape, tuple(indices), encoded


def layer_question(call):
    """The call as the rule server reads it."""
    name, config, shapes, kind = call
    inputs = [tensor(kind, shape, "symbolic") for shape in shapes]
    return {
        "name": f"keras.layers.{name}",
        "config": [[key, constant(value)] for key, value in config.items()],
        "inputs": inputs[0] if len(inputs) == 1 else {"kind": "sequence", "items": inputs},
    }


def layer_result(call):
    """What the layer really returns for symbolic inputs; ``None`` where it refuses them."""
    import keras

    from .results import describe

    name, config, shapes, kind = call
    real = {key: tuple(v) if isinstance(v, list) and key != "axes" else v for key, v in config.items()}
    try:
        layer = getattr(keras.layers, name)(**real)
        inputs = [keras.KerasTensor(shape, dtype=kind) for shape in shapes]
        return describe(layer(inputs[0] if len(inputs) == 1 else inputs))
    except Exception:
        return None
