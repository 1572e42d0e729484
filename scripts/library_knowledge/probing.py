"""Calls one function with many arguments, in a graph where that is possible, and writes down what came out."""

from __future__ import annotations

import inspect
import itertools

from .arguments import realise
from .palette import candidates, option_values
from .results import describe
from .signatures import signature_of

# Budgets are counted, never timed, so that a busy machine finds exactly what an idle one does.
MOST_COMBINATIONS = 260
MOST_VARIATIONS = 320

DTYPE_VARIATIONS = (
    "float32",
    "float64",
    "float16",
    "bfloat16",
    "int32",
    "int64",
    "uint8",
    "bool",
    "complex64",
    "string",
    "int8",
    "int16",
    "uint16",
    "uint32",
    "uint64",
    "complex128",
)
SHAPE_VARIATIONS = ((), (4,), (4, 5), (2, 4, 5), (2, 3, 4, 5), (None, 3), (None, None, 4), None)


class Prober:
    """Probes one callable of one library."""

    def __init__(self, library, value):
        self.library = library
        self.value = value
        self.probes = []
        self.stateful = set()
        self.variables = 0
        self.traced = library != "numpy"

    def call(self, bound):
        """The description of the result for bound arguments; ``None`` where the call fails."""
        if not self.traced:
            return self._call_now(bound)
        from tensorflow.python.framework.func_graph import FuncGraph

        graph = FuncGraph("probe")
        with graph.as_default():
            arguments = {name: realise(argument, self.library) for name, argument in bound.items()}
            before = len(graph.get_operations())
            result = self._apply(arguments)
            described = describe(result)
            for operation in graph.get_operations()[before:]:
                if operation.op_def is not None and operation.op_def.is_stateful:
                    self.stateful.add(operation.type)
        self.variables = max(self.variables, len(graph.variables))
        return described

    def _call_now(self, bound):
        arguments = {name: realise(argument, self.library, traced=False) for name, argument in bound.items()}
        return describe(self._apply(arguments))

    def _apply(self, arguments):
        positional = []
        for name in self.positional_only:
            if name not in arguments:
                break
            positional.append(arguments.pop(name))
        return self.value(*positional, **arguments)

    def attempt(self, bound):
        """Calls and records; whether it worked."""
        try:
            described = self.call(bound)
        except Exception:
            return False
        self.probes.append({"arguments": [[name, argument] for name, argument in bound.items()], "result": described})
        return True

    def run(self):
        """Everything found out: probes, state, how it can be run."""
        signature = signature_of(self.value)
        if signature is None:
            return None
        parameters = list(signature.parameters.values())
        self.positional_only = [
            parameter.name for parameter in parameters if parameter.kind == inspect.Parameter.POSITIONAL_ONLY
        ]
        required = [
            parameter.name
            for parameter in parameters
            if parameter.default is parameter.empty
            and parameter.kind not in (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
        ]
        optional = [parameter.name for parameter in parameters if parameter.default is not parameter.empty]
        if not required and optional and not option_values(optional[0]):
            first = optional[0]
            if first in ("input", "x", "a", "shape", "value"):
                required = [first]
        if len(required) > 6:
            return {"how": "unprobed"}
        how = "works"
        base = self._search(required)
        if base is None and self.traced:
            self.traced = False
            how = "eager-only"
            base = self._search(required)
            self.traced = True
            if base is not None:
                self.traced = False
        names = required + [name for name in optional if name not in required]
        if base is None:
            return {"how": "unprobed", "parameters": names}
        self._vary(base, optional)
        python_arguments = self._python_arguments(base) if how == "works" else []
        return {
            "how": how if self.library != "numpy" else "works",
            "parameters": names,
            "probes": self.probes,
            "stateful": sorted(self.stateful),
            "variables": self.variables,
            "python": python_arguments,
        }

    def _search(self, required):
        """The arguments of the cheapest combination that works."""
        options = [candidates(name) for name in required]
        orders = sorted(
            itertools.islice(itertools.product(*(range(min(len(option), 12)) for option in options)), 20000),
            key=lambda picks: (sum(picks), max(picks, default=0)),
        )
        for picks in orders[:MOST_COMBINATIONS]:
            bound = {name: options[position][pick] for position, (name, pick) in enumerate(zip(required, picks))}
            if self.attempt(bound):
                return bound
        return None

    def _vary(self, base, optional):
        variations = itertools.chain(
            self._option_variations(base, optional),
            _dtype_variations(base),
            _shape_variations(base),
        )
        for variation in itertools.islice(variations, MOST_VARIATIONS):
            self.attempt(variation)

    def _option_variations(self, base, optional):
        for name in optional:
            for option in option_values(name):
                yield {**base, name: option}
        if "axis" in optional and "keepdims" in optional:
            yield {**base, "axis": option_values("axis")[1], "keepdims": option_values("keepdims")[0]}
        for name, argument in base.items():
            if argument["kind"] != "tensor":
                for other in candidates(name)[:5]:
                    if other["kind"] == argument["kind"] and other != argument:
                        yield {**base, name: other}

    def _python_arguments(self, base):
        """The scalars that cannot be tensors."""
        import tensorflow
        from tensorflow.python.framework.func_graph import FuncGraph

        found = []
        for name, argument in base.items():
            if argument["kind"] != "constant" or argument["type"] not in ("int", "float", "bool"):
                continue
            graph = FuncGraph("probe")
            try:
                with graph.as_default():
                    arguments = {other: realise(value, self.library) for other, value in base.items()}
                    arguments[name] = tensorflow.compat.v1.placeholder(
                        {"int": "int32", "float": "float32", "bool": "bool"}[argument["type"]], []
                    )
                    self._apply(arguments)
            except Exception:
                found.append(name)
        return found


def _replace_tensors(argument, change):
    """The argument with ``change`` laid over the type of each tensor in it."""
    if argument["kind"] == "tensor":
        return {**argument, "type": {**argument["type"], **change}}
    if argument["kind"] == "sequence":
        return {**argument, "items": [_replace_tensors(item, change) for item in argument["items"]]}
    return argument


def _is_tensor(argument):
    return argument["kind"] == "tensor" or (
        argument["kind"] == "sequence" and any(_is_tensor(item) for item in argument["items"])
    )


def _dtype_variations(base):
    """All tensors of one dtype together, then each by itself."""
    tensors = [name for name, argument in base.items() if _is_tensor(argument)]
    for wanted in DTYPE_VARIATIONS:
        yield {name: _replace_tensors(argument, {"dtype": wanted}) for name, argument in base.items()}
    if len(tensors) > 1:
        for name in tensors:
            for wanted in ("float64", "float16", "int32", "int64", "int8", "uint8", "uint16", "bool", "complex64"):
                yield {**base, name: _replace_tensors(base[name], {"dtype": wanted})}


def _shape_variations(base):
    """All tensors of the first one's shape together, then each by itself, then each with its own axes changed."""
    tensors = [name for name, argument in base.items() if _is_tensor(argument)]
    for wanted in SHAPE_VARIATIONS:
        yield {name: _replace_tensors(argument, {"shape": _encoded(wanted)}) for name, argument in base.items()}
    for name in tensors:
        for change in _own_changes(base[name]):
            yield {**base, name: change}
    for name in tensors:
        for wanted in SHAPE_VARIATIONS if len(tensors) > 1 else ():
            yield {**base, name: _replace_tensors(base[name], {"shape": _encoded(wanted)})}


def _own_changes(argument):
    if argument["kind"] != "tensor" or not argument["type"]["shape"]:
        return
    shape = argument["type"]["shape"]
    for axis, size in enumerate(shape):
        for changed in ("open", 1, 5 if size == 4 else 4, 7):
            yield _replace_tensors(argument, {"shape": [*shape[:axis], changed, *shape[axis + 1 :]]})
    yield _replace_tensors(argument, {"shape": ["open", *shape]})
    yield _replace_tensors(argument, {"shape": shape[1:]})
    yield _replace_tensors(argument, {"shape": ["open"] * len(shape)})


def _encoded(shape):
    return None if shape is None else ["open" if axis is None else axis for axis in shape]
