"""Letting go of a graph that was traced for a measurement: TensorFlow itself holds some of it for ever.

A custom gradient inside a graph is entered into TensorFlow's registry of gradients, by a name of its own, and never
taken out; it holds the tensors of the graph, so every traced training step would stay in the kernel's memory.
"""

from __future__ import annotations

from typing import Any

_MARK = "CustomGradient-"


def forget(graph_function: Any) -> int:
    """Takes the custom gradients of a ``tf.function`` that nobody else holds out of the registry; gives their number.

    Only operations of the function's own graphs count: a graph function of the user's that it calls keeps its gradients.
    """
    try:
        from tensorflow.python.framework import ops

        registry = ops.gradient_registry._registry
        found = {
            name
            for concrete in graph_function._list_all_concrete_functions()
            for operation in concrete.graph.get_operations()
            for name in [_gradient_name(operation)]
            if name.startswith(_MARK) and name in registry
        }
        for name in found:
            del registry[name]
    except Exception:
        # Another TensorFlow keeps its registry elsewhere: then its memory stays as it is.
        return 0
    return len(found)


def _gradient_name(operation: Any) -> str:
    try:
        return operation.get_attr("_gradient_op_type").decode()
    except (ValueError, AttributeError):
        return ""
