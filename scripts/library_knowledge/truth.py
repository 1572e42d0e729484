"""Compares one drawn call's rule with the operation itself, and counts what came out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from . import layer_draws
from .arguments import realise
from .results import describe


@dataclass
class Report:
    """What came out."""

    tried: int = 0
    total: Counter = field(default_factory=Counter)
    exact: Counter = field(default_factory=Counter)
    inexact: list = field(default_factory=list)
    contradictions: list = field(default_factory=list)
    functions: set = field(default_factory=set)
    died: list = field(default_factory=list)

    def packed(self):
        """It as plain JSON."""
        return [
            self.tried,
            self.total,
            self.exact,
            self.inexact,
            self.contradictions,
            sorted(self.functions),
        ]

    def add(self, packed):
        """Takes in what another process packed."""
        tried, total, exact, inexact, contradictions, functions = packed
        self.tried += tried
        self.total.update(total)
        self.exact.update(exact)
        self.inexact += [tuple(line) for line in inexact]
        self.contradictions += [tuple(line) for line in contradictions]
        self.functions.update(functions)

    @property
    def compared(self):
        """How many draws ran and were compared."""
        return sum(self.total.values())


def check_layer(server, report, call):
    """One layer, called on symbolic inputs."""
    report.tried += 1
    real = layer_draws.layer_result(call)
    if real is None:
        return
    ours = server.ask(layer_draws.layer_question(call))
    note(report, f"keras.layers.{call[0]}", "layers", ours, real, brief(list(map(str, call))))


def check_subscript(server, report, drawn, library):
    """One subscript of a tensor or of an array."""
    import numpy
    import tensorflow

    shape, indices, encoded = drawn
    report.tried += 1
    try:
        if library == "numpy":
            real = describe(numpy.ones(shape, "float32")[indices])
        else:
            real = describe(tensorflow.ones(shape)[indices])
    except Exception:
        return
    form = "ndarray" if library == "numpy" else "dense"
    kind = {"dtype": "float32", "shape": shape, "form": form}
    answer = server.ask({"subscript": kind, "indices": encoded, "flavour": library})
    ours = {"kind": "tensor", "type": answer}
    note(report, f"{library}[]", "subscript", ours, real, f"{shape}{indices}")


def note(report, name, family, ours, real, text):
    """Counts one outcome."""
    report.total[family] += 1
    report.functions.add(name)
    problem = "not known" if ours is None else contradiction(ours, real)
    if problem:
        report.contradictions.append((name, f"{problem} | {text}"))
    if ours is not None and is_exact(ours, real):
        report.exact[family] += 1
    else:
        report.inexact.append((name, f"{shown_result(ours)}, really {shown_result(real)} | {text}"))


def check(catalogue, server, report, call, mask):
    """One call: runs it, asks the rules, notes the outcome."""
    name, positional, keywords = call
    report.tried += 1
    if name not in catalogue.values:
        return
    library, value = catalogue.values[name]
    results = real_results(library, value, name, positional, keywords)
    if results is None:
        return
    static, actual = results
    question = {"name": name, "positional": positional, "keywords": list(keywords.items())}
    masked = {
        "name": name,
        "positional": [opened(argument, mask) for argument in positional],
        "keywords": [[k, opened(v, mask)] for k, v in keywords.items()],
    }
    ours, loose, entry = server.ask([question, masked, {"lookup": name}])
    if ours is None or entry["shapeRule"] is None:
        return
    family = entry["shapeRule"].split("(")[0]
    report.total[family] += 1
    report.functions.add(name)
    for answer, question_asked in ((ours, question), (loose, masked)):
        problem = contradiction(answer, actual) or (
            contradiction(answer, static) if answer is ours and static is not None else None
        )
        if problem:
            shown = {k: v for k, v in question_asked.items() if k != "name"}
            report.contradictions.append((name, f"{problem} | {brief(shown)}"))
            break
    if library == "numpy" and family in DATA_DEPENDENT:
        actual = without_sizes(actual)
    real = static if static is not None else actual
    if is_exact(ours, real):
        report.exact[family] += 1
    else:
        shown = {k: v for k, v in question.items() if k != "name"}
        report.inexact.append((name, f"{shown_result(ours)}, really {shown_result(real)} | {brief(shown)}"))


# Their sizes depend on the values, so that no graph could know them.
DATA_DEPENDENT = ("uniqueSorted", "nonzero", "bincount", "coordinates", "where", "deleted", "leastSquares", "rank")


def without_sizes(result):
    """The result with its sizes open."""
    if result["kind"] == "tensor":
        shape = ["open"] * len(result["type"]["shape"])
        return {**result, "type": {**result["type"], "shape": shape}}
    if result["kind"] in ("list", "tuple"):
        return {**result, "items": [without_sizes(item) for item in result["items"]]}
    return result


def real_results(library, value, name, positional, keywords):
    """What tracing knows and what running gives; ``None`` where the call fails."""
    static = None
    try:
        if library != "numpy":
            from tensorflow.python.framework.func_graph import FuncGraph

            with FuncGraph("draw").as_default():
                static = describe(_call(value, positional, keywords, library, True))
        actual = describe(_call(value, positional, keywords, library, False))
    except Exception:
        return None
    return static, actual


def _call(value, positional, keywords, library, traced):
    from .signatures import signature_of

    arguments = [realise(argument, library, traced) for argument in positional]
    named = {k: realise(v, library, traced) for k, v in keywords.items()}
    if named and not arguments:
        signature = signature_of(value)
        for parameter in list(signature.parameters.values()):
            if parameter.kind != parameter.POSITIONAL_ONLY or parameter.name not in named:
                break
            arguments.append(named.pop(parameter.name))
    return value(*arguments, **named)


def opened(argument, mask, depth=0):
    """The argument with some axes open, as a caller with varying sizes would see it."""
    if argument["kind"] == "tensor" and argument.get("elements") is None:
        shape = argument["type"]["shape"]
        axes = ["open" if axis != 1 and (mask >> (i + depth)) & 1 else axis for i, axis in enumerate(shape)]
        return {**argument, "type": {**argument["type"], "shape": axes}}
    if argument["kind"] == "sequence":
        return {**argument, "items": [opened(i, mask, depth + 1) for i in argument["items"]]}
    return argument


def contradiction(ours, real):
    """What of our answer is wrong; ``None`` if nothing is."""
    sequences = ("list", "tuple")
    if ours["kind"] == "unknown":
        return None
    if ours["kind"] == "tensor" and real["kind"] == "tensor":
        return tensor_contradiction(ours["type"], real["type"])
    if ours["kind"] in sequences and real["kind"] in sequences:
        if ours["items"] is None or real["items"] is None:
            return None
        if len(ours["items"]) != len(real["items"]):
            return f"{len(ours['items'])} items, really {len(real['items'])}"
        for mine, theirs in zip(ours["items"], real["items"]):
            problem = contradiction(mine, theirs)
            if problem:
                return problem
        return None
    if ours["kind"] != real["kind"]:
        return f"{ours['kind']}, really {real['kind']}"
    return None


def tensor_contradiction(ours, real):
    """The same for tensor types."""
    if ours["dtype"] is not None and real["dtype"] != ours["dtype"]:
        return f"dtype {ours['dtype']}, really {real['dtype']}"
    if ours["shape"] is None or real["shape"] is None:
        return None
    if len(ours["shape"]) != len(real["shape"]):
        return f"shape {ours['shape']}, really {real['shape']}"
    for mine, theirs in zip(ours["shape"], real["shape"]):
        if isinstance(mine, int) and isinstance(theirs, int) and mine != theirs:
            return f"shape {ours['shape']}, really {real['shape']}"
    return None


def is_exact(ours, real):
    """Whether our answer knows as much as the real one."""
    if ours["kind"] == "tensor" and real["kind"] == "tensor":
        mine, theirs = ours["type"], real["type"]
        if mine["dtype"] != theirs["dtype"]:
            return False
        if theirs["shape"] is None:
            return True
        if mine["shape"] is None or len(mine["shape"]) != len(theirs["shape"]):
            return False
        return all(a == b or not isinstance(b, int) for a, b in zip(mine["shape"], theirs["shape"]))
    if ours["kind"] in ("list", "tuple") and real["kind"] in ("list", "tuple"):
        if not ours["items"] or not real["items"]:
            return ours["items"] == real["items"]
        return len(ours["items"]) == len(real["items"]) and all(
            is_exact(a, b) for a, b in zip(ours["items"], real["items"])
        )
    return ours["kind"] == real["kind"]


def shown_result(result):
    """A short text of a result."""
    if result is None:
        return "not known"
    if result["kind"] == "tensor":
        return f"{result['type']['dtype']}{result['type']['shape']}"
    if result["kind"] in ("list", "tuple") and result["items"] is not None:
        return "(" + ", ".join(shown_result(item) for item in result["items"]) + ")"
    return result["kind"]


def brief(value):
    """A short text of encoded arguments."""
    if isinstance(value, dict):
        kind = value.get("kind")
        if kind == "tensor":
            return f"{value['type']['dtype']}{value['type']['shape']}"
        if kind == "constant":
            return repr(value["value"])
        if kind == "dtype":
            return value["dtype"]
        if kind == "sequence":
            return "[" + ", ".join(brief(item) for item in value["items"]) + "]"
        return ", ".join(f"{k}={brief(v)}" for k, v in value.items())
    if isinstance(value, list):
        return "(" + ", ".join(brief(item) for item in value) + ")"
    return str(value)
