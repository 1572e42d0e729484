"""Keras's own global state, in its second and its third version: seeds, and the counters behind names such as ``dense_7``."""

from __future__ import annotations

import sys
from typing import Any

#: Where Keras 2 keeps its counters: up to 2.12, from 2.13, and as ``tf_keras`` beside Keras 3.
_BACKENDS = ("keras.backend", "keras.src.backend", "tf_keras.src.backend")


#: Attributes that Keras 2 writes for itself while it traces: seeds that it counts on in Python, the last value of a metric.
_NOTES = {"RandomGenerator": ("_seed",), "Metric": ("_call_result",)}


def notes_of(value: Any) -> tuple:
    """The attributes of an object of Keras 2 that are no state of the program: a graph may leave them otherwise."""
    for cls in type(value).__mro__:
        if cls.__name__ in _NOTES and _is_of_keras(cls):
            return _NOTES[cls.__name__]
    return ()


def reference_counts(value: Any) -> Any:
    """The dictionary inside a table in which Keras 2 counts a layer's references; ``None`` for any other object."""
    cls = type(value)
    return value._storage if cls.__name__ == "ObjectIdentityDictionary" and _is_of_keras(cls) else None


def _is_of_keras(cls: type) -> bool:
    return (cls.__module__ or "").split(".")[0] in ("keras", "tf_keras")


class KerasState:
    """The state at one moment; empty where Keras is not imported."""

    def __init__(self) -> None:
        tracker = _tracker()
        attributes = {} if tracker is None else vars(tracker)
        self._attributes = {
            name: (value, dict(value) if isinstance(value, dict) else None) for name, value in attributes.items()
        }
        self._counters = [
            (counters, [(graph, dict(numbers)) for graph, numbers in list(counters.items())])
            for counters in _counters_of_names()
        ]
        self._seeds = [(generator, generator.getstate()) for generator in _seed_generators()]

    def restore(self) -> None:
        """Puts all back, in the objects that held it."""
        tracker = _tracker()
        if tracker is not None:
            self._restore_tracker(vars(tracker))
        for counters, held in self._counters:
            known = {id(graph) for graph, _ in held}
            for graph in [graph for graph in list(counters) if id(graph) not in known]:
                del counters[graph]
            for graph, numbers in held:
                counters[graph].clear()
                counters[graph].update(numbers)
        for generator, state in self._seeds:
            generator.setstate(state)

    def _restore_tracker(self, attributes: dict) -> None:
        for name in [name for name in attributes if name not in self._attributes]:
            del attributes[name]
        for name, (value, content) in self._attributes.items():
            attributes[name] = value
            if content is not None:
                value.clear()
                value.update(content)


def global_seed_variable() -> Any:
    """The variable behind the global seed generator of Keras 3; ``None`` where there is none."""
    seeds = getattr(_tracker(), "global_seed_generator", None)
    return getattr(getattr(seeds, "state", None), "value", None)


def seed_keras(seed: int) -> None:
    """Seeds the generators that Keras 2 draws the seeds of its layers from."""
    for generator in _seed_generators():
        generator.seed(seed)


def _tracker() -> Any:
    """Where Keras 3 keeps its global state."""
    module = sys.modules.get("keras.src.backend.common.global_state")
    return getattr(module, "GLOBAL_STATE_TRACKER", None)


def _of_backends(name: str) -> list:
    found = [getattr(sys.modules.get(module), name, None) for module in _BACKENDS]
    return [value for value in found if value is not None]


def _counters_of_names() -> list:
    return _of_backends("PER_GRAPH_OBJECT_NAME_UIDS")


def _seed_generators() -> list:
    generators = [getattr(holder, "generator", None) for holder in _of_backends("_SEED_GENERATOR")]
    return [generator for generator in generators if generator is not None]
