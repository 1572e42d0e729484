"""Finding the function that is to be measured, and what it really runs."""

from __future__ import annotations

import functools
import inspect
import types
from dataclasses import dataclass
from typing import Any, Callable


class NotFound(Exception):
    """The kernel does not hold the function; the first argument is a message id."""


@dataclass
class Target:
    """A function of the user's, and the plain Python function behind it."""

    #: What the name stands for now.
    found: Any
    #: The Python function, unwrapped from ``tf.function`` and the like.
    raw: Callable
    #: The object that it is bound to, if it is.
    receiver: Any
    #: Whether the name stands for a graph function.
    is_graph: bool
    #: Options of that graph function.
    options: dict


def is_graph_function(value: Any) -> bool:
    """Whether the value is an object made by ``tf.function``."""
    return hasattr(value, "python_function") and hasattr(value, "get_concrete_function")


def unwrap(value: Any) -> tuple[Callable, Any, bool, dict]:
    """The Python function behind a callable, its receiver, whether it is a graph function, and its options."""
    receiver = None
    is_graph = False
    options: dict = {}
    for _ in range(20):
        if is_graph_function(value):
            is_graph = True
            options = options_of(value)
            python_function = value.python_function
            owner = closed_over_receiver(python_function)
            if owner is not None:
                receiver, value = owner
                continue
            value = python_function
        elif isinstance(value, types.MethodType):
            receiver = value.__self__
            value = value.__func__
        elif isinstance(value, functools.partial):
            return value, receiver, is_graph, options
        elif hasattr(value, "__wrapped__") and not inspect.isclass(value):
            return value, receiver, is_graph, options
        else:
            break
    return value, receiver, is_graph, options


def closed_over_receiver(python_function: Callable) -> Any:
    """A bound ``tf.function`` holds its object weakly, in its closure: the object and the raw function, or ``None``."""
    for cell in getattr(python_function, "__closure__", None) or ():
        try:
            content = cell.cell_contents
        except ValueError:
            continue
        holder = getattr(content, "weakrefself_target__", None)
        method = getattr(content, "weakrefself_func__", None)
        if holder is not None and method is not None:
            return holder(), method()
    return None


def options_of(graph_function: Any) -> dict:
    """The options that the user gave to ``tf.function``."""
    options = {}
    signature = getattr(graph_function, "input_signature", None)
    if signature is not None:
        options["input_signature"] = signature
    for name, attribute in (("jit_compile", "_jit_compile"), ("reduce_retracing", "_reduce_retracing")):
        given = getattr(graph_function, attribute, None)
        if given:
            options[name] = given
    if getattr(graph_function, "_autograph", True) is False:
        options["autograph"] = False
    return options


def find(namespace: dict, name: str) -> Target:
    """Looks a dotted qualified name up in the user's namespace."""
    parts = name.split(".")
    if parts[0] not in namespace:
        raise NotFound("function-not-run")
    value = namespace[parts[0]]
    for part in parts[1:]:
        try:
            value = inspect.getattr_static(value, part)
        except AttributeError:
            raise NotFound("function-not-run") from None
        if isinstance(value, (staticmethod, classmethod)):
            value = value.__func__
    if not callable(value) and not is_graph_function(value):
        raise NotFound("not-a-function")
    raw, receiver, is_graph, options = unwrap(value)
    return Target(value, raw, receiver, is_graph, options)


def source_differs(raw: Callable, source: str) -> bool:
    """Whether the text on the screen is another one than the kernel runs; false where that cannot be told."""
    try:
        held = inspect.getsource(raw)
    except (OSError, TypeError):
        return False
    return _significant(held) != _significant(source)


def _significant(source: str) -> list[str]:
    import ast
    import textwrap

    try:
        tree = ast.parse(textwrap.dedent(source))
    except SyntaxError:
        return [line.strip() for line in source.splitlines() if line.strip()]
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            node.decorator_list = []
    return [ast.dump(tree)]
