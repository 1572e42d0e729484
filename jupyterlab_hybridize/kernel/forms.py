"""The ways of running a function that are measured against each other, and the code that says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable

from .arguments import Arguments
from .calls import eager_form
from .targets import Target, is_graph_function


@dataclass
class Form:
    """One way of running the function."""

    id: str
    function: Callable
    #: Options of ``tf.function``, as they would be written.
    options: str


def graph_forms(target: Target, arguments: Arguments, wanted: list) -> list[Form]:
    """The graph first, then what the request wants; all of them new, so that the user's own is never traced."""
    import tensorflow as tf

    eager = eager_form(target, arguments)
    usual = dict(target.options)
    forms = [_form(tf, "graph", eager, usual)]
    if "jit_compile" in wanted:
        forms.append(_form(tf, "jit_compile", eager, {**usual, "jit_compile": True}))
    if "reduce_retracing" in wanted:
        forms.append(_form(tf, "reduce_retracing", eager, {**usual, "reduce_retracing": True}))
    if "current" in wanted:
        forms.append(_current(tf, target, arguments, eager, usual))
    return forms


def _form(tf: Any, name: str, eager: Callable, options: dict) -> Form:
    return Form(name, tf.function(eager, **options), written(options))


def _current(tf: Any, target: Target, arguments: Arguments, eager: Callable, usual: dict) -> Form:
    """What the name stands for now: for a graph function one that is made in the same way."""
    if not is_graph_function(target.found):
        return Form("current", eager, "")
    clone = getattr(target.found, "_clone", None)
    if clone is not None and arguments.receiver is None and arguments.strategy is None:
        try:
            return Form("current", clone(None), written(usual))
        except Exception:
            return _form(tf, "current", eager, usual)
    return _form(tf, "current", eager, usual)


def written(options: dict) -> str:
    """Options as arguments of ``tf.function``: ``jit_compile=True, reduce_retracing=True``."""
    return ", ".join(f"{name}={value!r}" for name, value in sorted(options.items()))


def code_of(name: str, arguments: Arguments, options: dict, wanted: list, is_graph: bool) -> str:
    """The calls that run, one line each: eagerly first, then as a graph, then the variants."""
    callee, given = _parts(name, arguments, is_graph)
    lines = [f"{callee}({given})"]
    for extra in ({}, *({variant: True} for variant in wanted if variant != "current")):
        text = written({**options, **extra})
        lines.append(f"tf.function({callee}{', ' + text if text else ''})({given})")
    if "current" in wanted:
        lines.append(f"{callee[: -len('.python_function')] if is_graph else callee}({given})")
    if arguments.strategy is not None:
        lines.insert(0, f"# each call through {type(arguments.strategy).__name__}.run")
    return "\n".join(lines)


def _parts(name: str, arguments: Arguments, is_graph: bool) -> tuple[str, str]:
    """Callee and arguments as they are written in the call; of a graph function the plain function runs eagerly."""
    text = arguments.text.strip()
    callee, given = name, text
    if arguments.source in ("call", "caught") and arguments.strategy is None:
        opening = _opening(text)
        if opening is not None:
            callee, given = text[:opening].strip(), text[opening + 1 : -1]
    elif arguments.receiver is not None:
        callee = name.split(".")[-1]
    return (f"{callee}.python_function" if is_graph else callee), given


def _opening(text: str) -> int | None:
    """Where the argument list of a call begins."""
    import ast

    try:
        call = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return text.index("(") if "(" in text and text.endswith(")") else None
    if not isinstance(call, ast.Call) or not text.endswith(")"):
        return None
    lines = text.splitlines(keepends=True)[: call.func.end_lineno]
    before = "".join(lines[:-1]) + lines[-1].encode()[: call.func.end_col_offset].decode()
    return text.index("(", len(before))
