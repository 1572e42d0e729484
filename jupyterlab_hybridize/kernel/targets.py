"""Finding the function that is to be measured, and what it really runs."""

from __future__ import annotations

import functools
import gc
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
    """A bound ``tf.function`` holds its object weakly: the object and the raw function, or ``None``."""
    # Tracing replaces what is wrapped; the first is kept apart.
    wrapped = [getattr(python_function, name, None) for name in ("__original_wrapped__", "__wrapped__")]
    for content in (*(getattr(method, "__self__", None) for method in wrapped), *_cell_contents(python_function)):
        holder = getattr(content, "weakrefself_target__", None)
        method = getattr(content, "weakrefself_func__", None)
        if holder is not None and method is not None:
            return holder(), method()
    return None


def _cell_contents(function: Callable) -> list:
    found = []
    for cell in getattr(function, "__closure__", None) or ():
        try:
            found.append(cell.cell_contents)
        except ValueError:
            continue
    return found


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
    """Looks a dotted qualified name up in the user's namespace; closures are found among the functions that live."""
    parts = [part for part in name.split(".") if part != "<locals>"]
    if not parts or parts[0] not in namespace:
        raise NotFound("function-not-run")
    value, owner = namespace[parts[0]], None
    for index, part in enumerate(parts[1:], 1):
        owner = value
        try:
            value = inspect.getattr_static(value, part)
        except AttributeError:
            value = closure_of(namespace, owner, parts[index:])
            if value is None:
                raise NotFound("function-not-run") from None
            return _target(value, None)
        if isinstance(value, classmethod):
            return _target(value.__func__, owner if isinstance(owner, type) else type(owner))
        if isinstance(value, staticmethod):
            value = value.__func__
    if not callable(value) and not is_graph_function(value):
        raise NotFound("not-a-function")
    if isinstance(value, type):
        raise NotFound("not-a-function")
    return _target(value, owner if owner is not None and not isinstance(owner, (type, types.ModuleType)) else None)


def _target(value: Any, receiver: Any) -> Target:
    raw, bound, is_graph, options = unwrap(value)
    if not isinstance(raw, functools.partial) and not hasattr(raw, "__code__") and not hasattr(raw, "__wrapped__"):
        raise NotFound("not-a-function")
    return Target(value, raw, bound if bound is not None else receiver, is_graph, options)


def inner_code(code: types.CodeType, names: list[str]) -> types.CodeType | None:
    """The code of a function that is defined, by these names, inside the function of the code."""
    for name in names:
        code = next((item for item in code.co_consts if isinstance(item, types.CodeType) and item.co_name == name), None)
        if code is None:
            return None
    return code


def closure_of(namespace: dict, outer: Any, names: list[str]) -> Any:
    """A living function that ``outer`` has made under these names; one that the user's namespace holds comes first."""
    try:
        code = inner_code(unwrap(outer)[0].__code__, names)
    except AttributeError:
        return None
    if code is None:
        return None
    for value in list(namespace.values()):
        if (isinstance(value, types.FunctionType) or is_graph_function(value)) and _code_of(value) is code:
            return value
    made = [value for value in gc.get_referrers(code) if isinstance(value, types.FunctionType) and value.__code__ is code]
    return made[-1] if made else None


def _code_of(value: Any) -> types.CodeType | None:
    try:
        return getattr(unwrap(value)[0], "__code__", None)
    except Exception:
        return None


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
