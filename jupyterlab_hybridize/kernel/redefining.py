"""A cell that defines the function anew and calls it at once: what waits for a call must know the new definition first.

While a call is waited for, IPython hands every cell's tree to a transformer, which puts one expression statement after
each definition of the name. Text, line numbers and the value that the cell shows stay as they are.
"""

from __future__ import annotations

import ast
import contextlib
import sys
from typing import Any, Callable

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class _Redefinition(ast.NodeTransformer):
    """Lets a function know of each new definition of a name in the module's body."""

    def __init__(self, name: str, on_definition: Callable[[], None]) -> None:
        self._name = name
        self._on_definition = on_definition

    def visit_Module(self, module: ast.Module) -> ast.Module:
        module.body = [statement for given in module.body for statement in self._followed(given)]
        return module

    def _followed(self, statement: ast.stmt) -> list[ast.stmt]:
        if not isinstance(statement, _DEFINITIONS) or statement.name != self._name:
            return [statement]
        told = ast.parse(f"__import__('sys').modules[{__name__!r}].defined_anew()").body[0]
        for node in ast.walk(told):
            ast.copy_location(node, statement)
        return [statement, told]


_waiting: list[_Redefinition] = []


def defined_anew() -> None:
    """Called by the cell itself, after the definition; what goes wrong here must not reach it."""
    for transformer in list(_waiting):
        with contextlib.suppress(Exception):
            transformer._on_definition()


def watch_redefinition(name: str, on_definition: Callable[[], None]) -> Callable[[], None]:
    """Calls ``on_definition`` after each new definition of a top-level name; gives what ends that."""
    shell: Any = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    transformers = getattr(shell, "ast_transformers", None)
    if transformers is None:
        return lambda: None
    transformer = _Redefinition(name, on_definition)
    transformers.append(transformer)
    _waiting.append(transformer)

    def remove() -> None:
        if transformer in transformers:
            transformers.remove(transformer)
        if transformer in _waiting:
            _waiting.remove(transformer)

    return remove
