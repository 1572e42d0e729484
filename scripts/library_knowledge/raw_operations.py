"""``tf.raw_ops``: one function for each kernel, described by its definition and not by probing.

Arguments are the definition's inputs and attributes, the dtype rule follows from the types that inputs and
outputs share. A shape rule is stated only for what keeps the shape of its input or broadcasts two of them, as
the shape inference of the installed TensorFlow says on a few placeholders.
"""

from __future__ import annotations

import inspect
import re

from .signatures import signature_of, text_of

# Kernels that programs reach through other interfaces: quantised, distributed and compiled execution, data
# pipelines, sparse compressed rows, debugging, and gradients of other kernels.
LEFT_OUT = re.compile(
    r"Quantize|Requantiz|Quantization|Tpu|TPU|Xla|XLA|Mkl|Nccl|Collective|Dataset|Summary|Debug|CSR|Csr|SparseCore|Sdca|Boosted"
    r"|Grad|Backprop|^Decode(Proto|Padded)|^Encode(Proto)|^Fake|^Ref|^Experimental|Dedup|^Parallel|Audio|Shard|Deserialize"
    r"|^Apply|^Scatter(?!Nd)|^Remote|^Compress|^Cudnn|Conditional|Sampler|^Config|^Unbatch|^Batch(FFT|IFFT|Matrix|Norm|Self|Chol|Svd)|^Uniform"
)
RANDOM = re.compile(
    r"Random|Multinomial|Stateless(Truncated|Multi|Parameterized)|^ParameterizedTruncated|^TruncatedNormal"
)
SHAPES_OF_ONE = ((2, None, 5), (4,), ())
SHAPES_OF_TWO = (((2, 1, 5), (3, 1)), ((None, 4), (4,)), ((2, 3), ()))


def entries():
    """``{"raw_ops.Name": entry}`` of the kernels that programs call."""
    import tensorflow
    from tensorflow.python.framework import op_def_registry

    found = {}
    for name in sorted(dir(tensorflow.raw_ops)):
        function = getattr(tensorflow.raw_ops, name)
        if name.startswith("_") or not callable(function) or LEFT_OUT.search(name):
            continue
        definition = op_def_registry.get(name)
        if definition is None or not _is_a_computation(name, definition):
            continue
        found[f"raw_ops.{name}"] = _entry(name, function, definition)
    return found


def _is_a_computation(name, definition):
    """Whether it maps tensors to tensors: no reference, resource or variant, no state but that of random numbers."""
    from tensorflow import dtypes

    handles = (dtypes.resource.as_datatype_enum, dtypes.variant.as_datatype_enum)
    arguments = [*definition.input_arg, *definition.output_arg]
    return (
        not definition.deprecation.version
        and len(definition.output_arg) > 0
        and not any(argument.is_ref or argument.type in handles for argument in arguments)
        and not any(attribute.type in ("func", "list(func)") for attribute in definition.attr)
        and (not definition.is_stateful or RANDOM.search(name) is not None)
    )


def _entry(name, function, definition):
    signature = signature_of(function)
    parameters = list(signature.parameters)
    entry = {"s": text_of(signature).replace(",name=None", "")}
    outputs = definition.output_arg
    if len(outputs) > 1:
        entry["r"] = f"L:{','.join(output.name for output in outputs)}"
    elif outputs[0].number_attr or outputs[0].type_list_attr:
        entry["r"] = "L"
    else:
        entry["r"] = "T"
    rules = [_dtype_rule(output, definition, parameters) for output in outputs]
    if rules and any(rules) and not outputs[-1].type_list_attr:
        entry["d"] = rules[0] if len(set(rules)) == 1 else ";".join(rule or "?" for rule in rules)
    shape = _shape_rule(function, definition) if entry["r"] == "T" else None
    if shape is not None:
        entry["h"] = shape
    flags = ("S" if definition.is_stateful else "") + ("R" if RANDOM.search(name) else "")
    if flags:
        entry["f"] = flags
    return entry


def _dtype_rule(output, definition, parameters):
    """The rule of one output: a fixed type, that of an input, or that which an attribute names."""
    from tensorflow import dtypes

    if output.type:
        kind = dtypes.as_dtype(output.type).name
        return kind if kind not in ("resource", "variant") else None
    attribute = output.type_attr
    source = next((i.name for i in definition.input_arg if i.type_attr == attribute and not i.number_attr), None)
    if source is not None:
        return f"={_parameter(source, parameters)}"
    if attribute not in parameters:
        listed = next((i.name for i in definition.input_arg if i.type_attr == attribute), None)
        return None if listed is None else f"={_parameter(listed, parameters)}"
    default = next(a for a in definition.attr if a.name == attribute).default_value
    return f"@{attribute}|{dtypes.as_dtype(default.type).name}" if default.type else f"@{attribute}"


def _parameter(name, parameters):
    """Names that Python has for itself are changed by an underscore."""
    return name if name in parameters else f"{name}_"


def _shape_rule(function, definition):
    """``same`` or ``broadcast`` where shape inference says so on all placeholders."""
    inputs = [i.name for i in definition.input_arg if not i.number_attr and not i.type_list_attr]
    required = [
        p.name for p in inspect.signature(function).parameters.values() if p.default is p.empty and p.name != "name"
    ]
    if len(inputs) not in (1, 2) or required != inputs:
        return None
    shapes = SHAPES_OF_ONE if len(inputs) == 1 else SHAPES_OF_TWO
    results = [_inferred(function, definition, inputs, one if len(inputs) == 2 else (one,)) for one in shapes]
    expected = [_broadcast(*one) if len(inputs) == 2 else one for one in shapes]
    if results != expected:
        return None
    return f"{'same' if len(inputs) == 1 else 'broadcast'}({','.join(inputs)})"


def _inferred(function, definition, inputs, shapes):
    import tensorflow
    from tensorflow.python.framework.func_graph import FuncGraph

    for dtype in ("float32", "int32", "bool", "string", "complex64"):
        with FuncGraph("definition").as_default():
            try:
                given = {
                    name: tensorflow.compat.v1.placeholder(_type_of(definition, name) or dtype, shape)
                    for name, shape in zip(inputs, shapes)
                }
                return tuple(function(**given).shape.as_list())
            except Exception:  # This dtype or this rank is none that the kernel takes.
                continue
    return None


def _type_of(definition, name):
    fixed = next(i.type for i in definition.input_arg if i.name == name)
    return fixed or None


def _broadcast(left, right):
    size = max(len(left), len(right))
    pairs = zip((1,) * (size - len(left)) + left, (1,) * (size - len(right)) + right)
    return tuple(b if a == 1 else a for a, b in pairs)
