"""Arguments for a measurement: read from calls in the notebook whose arguments can be evaluated without running anything."""

from __future__ import annotations

import ast
import inspect
import sys
from typing import Any

#: Texts longer than this are not read.
TEXT_LIMIT = 20_000


#: The name under which typed arguments are received, in a copy of the user's namespace.
RECEIVER = "_hybridize_arguments"


class Unreadable(Exception):
    """The arguments cannot be had from this text without running code."""


def evaluate_safely(node: ast.AST, namespace: dict) -> Any:
    """Names, attributes, subscripts by constants, literals and displays of them; anything else raises ``Unreadable``."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name):
        if node.id in namespace:
            return namespace[node.id]
        raise Unreadable(node.id)
    if isinstance(node, ast.Attribute):
        owner = evaluate_safely(node.value, namespace)
        held = getattr(owner, "__dict__", {})
        if isinstance(held, dict) and node.attr in held:
            return held[node.attr]
        if isinstance(getattr(type(owner), node.attr, None), property):
            raise Unreadable(node.attr)
        try:
            # Only what is there: a `__getattr__` of the user's would run.
            inspect.getattr_static(owner, node.attr)
            return getattr(owner, node.attr)
        except Exception as error:
            raise Unreadable(node.attr) from error
    if isinstance(node, ast.Subscript):
        owner = evaluate_safely(node.value, namespace)
        index = _index(node.slice)
        if type(owner).__module__ == "__main__":
            raise Unreadable("subscript")
        try:
            return owner[index]
        except Exception as error:
            raise Unreadable("subscript") from error
    if isinstance(node, ast.Tuple):
        return tuple(evaluate_safely(item, namespace) for item in node.elts)
    if isinstance(node, ast.List):
        return [evaluate_safely(item, namespace) for item in node.elts]
    if isinstance(node, ast.Dict) and all(key is not None for key in node.keys):
        return {
            evaluate_safely(key, namespace): evaluate_safely(value, namespace)
            for key, value in zip(node.keys, node.values)
        }
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)):
        value = evaluate_safely(node.operand, namespace)
        if isinstance(value, (int, float)):
            return -value if isinstance(node.op, ast.USub) else value
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "next":
        return _first_element(node, namespace)
    raise Unreadable(type(node).__name__)


def _first_element(node: ast.Call, namespace: dict) -> Any:
    """``next(iter(dataset))``: a new iterator over a ``tf.data.Dataset`` takes nothing from anyone."""
    inner = node.args[0] if len(node.args) == 1 and not node.keywords else None
    is_iter = isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name) and inner.func.id == "iter"
    if not is_iter or len(inner.args) != 1 or inner.keywords or {"next", "iter"} & set(namespace):
        raise Unreadable("Call")
    dataset = evaluate_safely(inner.args[0], namespace)
    tensorflow = sys.modules.get("tensorflow")
    if tensorflow is None or not isinstance(dataset, tensorflow.data.Dataset):
        raise Unreadable("Call")
    return next(iter(dataset))


def _index(node: ast.AST) -> Any:
    """A constant index: a number, a text, a slice of numbers, or a tuple of these."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
        return -node.operand.value
    if isinstance(node, ast.Slice):
        return slice(*(None if part is None else _index(part) for part in (node.lower, node.upper, node.step)))
    if isinstance(node, ast.Tuple):
        return tuple(_index(item) for item in node.elts)
    raise Unreadable("index")


def parse_call(text: str) -> ast.Call:
    """The call that a text is."""
    if len(text) > TEXT_LIMIT:
        raise Unreadable("too long")
    try:
        node = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise Unreadable("syntax") from error
    if not isinstance(node, ast.Call):
        raise Unreadable("no call")
    return node


def _unpacked(value: Any) -> list:
    """The items of what is iterated without running anything of the user's, and without taking anything away."""
    is_tensor = hasattr(type(value), "dtype") and hasattr(type(value), "shape")
    if type(value).__module__ == "__main__" or not (isinstance(value, (list, tuple, range)) or is_tensor):
        raise Unreadable("starred")
    return list(value)


def arguments_of(text: str, namespace: dict) -> tuple[tuple, dict, Any]:
    """Positional and keyword arguments of a call, and the object that a method is called on (or ``None``)."""
    call = parse_call(text)
    positional: list = []
    for argument in call.args:
        if isinstance(argument, ast.Starred):
            positional.extend(_unpacked(evaluate_safely(argument.value, namespace)))
        else:
            positional.append(evaluate_safely(argument, namespace))
    keywords: dict = {}
    for keyword in call.keywords:
        value = evaluate_safely(keyword.value, namespace)
        if keyword.arg is None:
            if type(value) is not dict:
                raise Unreadable("keywords")
            keywords.update(value)
        else:
            keywords[keyword.arg] = value
    owner = None
    if isinstance(call.func, ast.Attribute):
        try:
            owner = evaluate_safely(call.func.value, namespace)
        except Unreadable:
            owner = None
    elif isinstance(call.func, ast.Name) and call.func.id in namespace:
        owner = namespace[call.func.id]
    return tuple(positional), keywords, owner


def arguments_of_expression(text: str, namespace: dict) -> tuple[tuple, dict]:
    """The arguments that the user typed, ``x, training=True``; this runs the user's own expression."""
    if len(text) > TEXT_LIMIT:
        raise Unreadable("too long")
    try:
        tree = ast.parse(f"_({text}\n)", mode="eval")
        if not isinstance(tree.body, ast.Call) or not isinstance(tree.body.func, ast.Name):
            raise Unreadable("not a list of arguments")
        tree.body.func.id = RECEIVER
        code = compile(tree, "<arguments>", "eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise Unreadable("syntax") from error
    scope = dict(namespace)
    scope[RECEIVER] = lambda *args, **kwargs: (args, kwargs)
    return eval(code, scope)
