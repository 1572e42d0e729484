"""Names of Keras 2 that Keras 3 no longer has, read from the ``tf-keras`` package.

The package stands in a folder of its own, given to the generator by ``--keras2``: nothing but the generator
needs it. What it defines goes into the Keras file with the flag ``2``.
"""

from __future__ import annotations

import inspect
import sys

from . import names, running
from .signatures import signature_of, text_of

CATEGORIES = ("Model", "Layer", "Optimizer", "Loss", "Metric", "Callback", "Initializer", "Regularizer", "Constraint")


def walk(folder):
    """``[Record]`` of all public names, as ``keras.…``."""
    sys.path.insert(0, str(folder))
    import types

    import tf_keras

    found, seen = {}, set()
    pending = [("keras", tf_keras)]
    while pending:
        path, module = pending.pop(0)
        if id(module) in seen:
            continue
        seen.add(id(module))
        for name in sorted(dir(module)):
            if name.startswith("_"):
                continue
            value = getattr(module, name)
            if isinstance(value, types.ModuleType):
                if value.__name__.startswith("tf_keras") and ".src" not in value.__name__:
                    pending.append((f"{path}.{name}", value))
            elif getattr(value, "__module__", "").startswith("tf_keras"):
                found[f"{path}.{name}"] = value
    return names.unique(found)


def probe(folder, workers, log):
    """What Keras 2 adds: probed functions, described classes."""
    present, _ = names.walk("keras")
    records = [record for record in walk(folder) if not any(name in present for name in record.names)]
    functions = [record for record in records if names.kind_of(record.value) == "function"]
    called = [record for record in functions if running.is_called(record.name)]
    outcomes = running.probe_all("keras", called, workers, log)
    return {
        "functions": outcomes,
        "signatures": {record.name: text_of(signature_of(record.value)) for record in functions},
        "aliases": {record.name: record.names[1:] for record in records},
        "classes": {
            record.name: describe(record.value, present) for record in records if inspect.isclass(record.value)
        },
    }


def describe(cls, present):
    """Constructor, category and bases of a class."""
    parents = {base.__name__ for base in cls.__mro__}
    category = next((name.lower() for name in CATEGORIES if name in parents), "other")
    try:
        constructor = text_of(inspect.signature(cls))
    except (TypeError, ValueError):
        constructor = None
    bases = [f"keras.{base}" for base in ("Model", "Layer") if base in parents]
    return {"constructor": constructor, "category": category, "bases": bases}


def entries(raw, fitted, function_entry_of):
    """The functions and classes for the data file."""
    functions, classes = {}, {}
    for name, signature in raw["signatures"].items():
        entry = function_entry_of(name, signature, raw, fitted)
        entry["f"] = entry.get("f", "") + "2"
        functions[name] = entry
    for name, described in raw["classes"].items():
        entry = {"f": "V2" if described["category"] in ("layer", "metric", "optimizer", "model") else "2"}
        if described["constructor"]:
            entry["s"] = described["constructor"]
        if described["category"] != "other":
            entry["c"] = described["category"]
        if described["bases"]:
            entry["b"] = described["bases"]
        classes[name] = entry
    return functions, classes
