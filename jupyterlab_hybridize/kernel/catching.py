"""Catching the arguments of the next real call, whoever makes it: one call, then nothing of it is left.

From Python 3.12 on by a local event of ``sys.monitoring`` on the function's code object, which costs nothing elsewhere;
before, by a trampoline in the place of the code object. Profile and trace functions are left alone. A graph function
whose body does not run any more is caught at its class.
"""

from __future__ import annotations

import sys
import types
from typing import Any, Callable, Optional

from .monitoring import watch_by_monitoring
from .redefining import watch_redefinition
from .targets import Target, find, is_graph_function, unwrap
from .trampoline import watch_by_trampoline

#: What a hook is told: positional arguments, keyword arguments; it answers whether that was the call.
OnCall = Callable[[tuple, dict], bool]


class _Catch:
    """One waiting for a call, and what came."""

    def __init__(self, name: str, target: Target, is_method: bool, namespace: dict) -> None:
        self.name = name
        self.is_method = is_method
        self.call: Optional[tuple[tuple, dict, Any, str]] = None
        self._namespace = namespace
        self._removers: list[Callable[[], None]] = []
        self._watch(target)
        self._unwatch_definition = watch_redefinition(name.split(".")[0], self._on_definition)

    def _watch(self, target: Target) -> None:
        code = getattr(target.raw, "__code__", None)
        if isinstance(code, types.CodeType):
            watch = watch_by_monitoring if hasattr(sys, "monitoring") else watch_by_trampoline
            self._removers.append(watch(code, target.raw, self._on_call))
        if is_graph_function(target.found):
            self._removers.append(_watch_graph_function(target, self._on_graph_call))

    def _on_definition(self) -> None:
        target = find(self._namespace, self.name)
        self._unwatch()
        self._watch(target)

    def _on_call(self, args: tuple, kwargs: dict) -> bool:
        if self.call is not None:
            return True
        if any(is_symbolic_argument(value) for value in (*args, *kwargs.values())):
            return False
        receiver = None
        if self.is_method and args:
            receiver, args = args[0], args[1:]
        self.call = (tuple(kept(value) for value in args), {key: kept(value) for key, value in kwargs.items()}, receiver, self._text(args, kwargs))
        self.remove()
        return True

    def _on_graph_call(self, receiver: Any, args: tuple, kwargs: dict) -> bool:
        return self._on_call((receiver, *args) if self.is_method and receiver is not None else args, kwargs)

    def _text(self, args: tuple, kwargs: dict) -> str:
        shown = [f"<{type(value).__name__}>" for value in args] + [f"{key}=<{type(value).__name__}>" for key, value in kwargs.items()]
        return f"{self.name}({', '.join(shown)})"

    def remove(self) -> None:
        """Takes the hooks away."""
        self._unwatch_definition()
        self._unwatch()

    def _unwatch(self) -> None:
        removers, self._removers = self._removers, []
        for remover in removers:
            remover()


_current: list[_Catch] = []


def catch_next_call(name: str, target: Target, is_method: bool, namespace: dict) -> None:
    """Waits for the next real call of what the name stands for, now or then; another waiting ends."""
    release()
    _current.append(_Catch(name, target, is_method, namespace))


def caught_call(name: str) -> Optional[tuple[tuple, dict, Any, str]]:
    """Positional and keyword arguments, receiver and text of the call that was caught; ``None`` before."""
    return next((catch.call for catch in _current if catch.name == name), None)


def is_waiting(name: str) -> bool:
    """Whether a call of the function is being waited for."""
    return any(catch.name == name and catch.call is None for catch in _current)


def release() -> None:
    """Ends the waiting, and forgets what was caught."""
    for catch in _current:
        catch.remove()
    _current.clear()


def is_symbolic_argument(value: Any, depth: int = 0) -> bool:
    """Whether a call is made while a graph is traced: its tensors have no values."""
    if depth < 4 and type(value) in (list, tuple):
        return any(is_symbolic_argument(item, depth + 1) for item in value[:100])
    if depth < 4 and type(value) is dict:
        return any(is_symbolic_argument(item, depth + 1) for item in list(value.values())[:100])
    return type(value).__name__ in ("SymbolicTensor", "KerasTensor") or (
        type(value).__module__.startswith("tensorflow") and hasattr(value, "op") and not hasattr(value, "numpy")
    )


def kept(value: Any, depth: int = 0) -> Any:
    """An argument as it is now: arrays and plain containers are copied, since the call may change them."""
    numpy = sys.modules.get("numpy")
    if depth > 8:
        return value
    if numpy is not None and type(value) is numpy.ndarray:
        return value.copy()
    if type(value) in (list, tuple):
        return type(value)(kept(item, depth + 1) for item in value)
    if type(value) is dict:
        return {key: kept(item, depth + 1) for key, item in value.items()}
    if type(value) in (set, bytearray):
        return type(value)(value)
    return value


def _watch_graph_function(target: Target, on_call: Callable[[Any, tuple, dict], bool]) -> Callable[[], None]:
    """Catches at the class of graph functions, for this function and for its bound forms alone."""
    cls = type(target.found)
    original = cls.__call__
    raw = target.raw

    def __call__(self: Any, *args: Any, **kwargs: Any) -> Any:
        function, receiver, _, _ = unwrap(self)
        if function is raw:
            on_call(receiver, args, kwargs)
        return original(self, *args, **kwargs)

    cls.__call__ = __call__

    def remove() -> None:
        if cls.__dict__.get("__call__") is __call__:
            cls.__call__ = original

    return remove
