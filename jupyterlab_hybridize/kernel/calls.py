"""The call that is measured: a function with its arguments, each time as the first time."""

from __future__ import annotations

import itertools
import linecache
import types
from typing import Any, Callable

from .arguments import Arguments
from .targets import Target

#: Elements that are taken out of a generator at most.
ELEMENTS_TAKEN = 10_000


class Call:
    """Arguments that can be given again and again: a generator is replaced by new ones over what it gave."""

    def __init__(self, arguments: Arguments) -> None:
        self._args = arguments.args
        self._kwargs = arguments.kwargs
        self.taken = [
            f"arguments[{index}]" for index, value in enumerate(arguments.args) if isinstance(value, types.GeneratorType)
        ] + [name for name, value in arguments.kwargs.items() if isinstance(value, types.GeneratorType)]
        if self.taken:
            self._args = tuple(_Elements.of(value) for value in self._args)
            self._kwargs = {name: _Elements.of(value) for name, value in self._kwargs.items()}

    @property
    def values(self) -> tuple[tuple, dict]:
        """The arguments as one call gets them."""
        if not self.taken:
            return self._args, self._kwargs
        return tuple(map(_Elements.again, self._args)), {name: _Elements.again(value) for name, value in self._kwargs.items()}

    def __call__(self, function: Callable) -> Any:
        args, kwargs = self.values
        return function(*args, **kwargs)

    def bound(self, function: Callable) -> Callable[[], Any]:
        """The call of a function without arguments, for timing."""
        if self.taken:
            return lambda: self(function)
        args, kwargs = self._args, self._kwargs
        return lambda: function(*args, **kwargs)


class _Elements:
    """What a generator gave."""

    def __init__(self, generator: types.GeneratorType) -> None:
        self._held = list(itertools.islice(generator, ELEMENTS_TAKEN))

    @staticmethod
    def of(value: Any) -> Any:
        return _Elements(value) if isinstance(value, types.GeneratorType) else value

    @staticmethod
    def again(value: Any) -> Any:
        return (item for item in value._held) if isinstance(value, _Elements) else value


def eager_form(target: Target, arguments: Arguments) -> Callable:
    """What runs eagerly: the plain function, bound to its object, through the strategy where the notebook does so."""
    function = target.raw if arguments.receiver is None else types.MethodType(target.raw, arguments.receiver)
    if arguments.strategy is None:
        return function
    return _through(arguments.strategy, function)


_THROUGH = """def run_on_replicas(*args, **kwargs):
    return strategy.run(function, args=args, kwargs=kwargs)
"""
_THROUGH_FILE = "<jupyterlab-hybridize: through a strategy>"


def _through(strategy: Any, function: Callable) -> Callable:
    # AutoGraph reads the source; an entry without a time is kept.
    linecache.cache[_THROUGH_FILE] = (len(_THROUGH), None, _THROUGH.splitlines(keepends=True), _THROUGH_FILE)
    scope = {"__name__": __name__, "strategy": strategy, "function": function}
    exec(compile(_THROUGH, _THROUGH_FILE, "exec"), scope)
    return scope["run_on_replicas"]


def strategy_name(arguments: Arguments) -> str:
    """The strategy through which the function runs, or in whose scope the kernel is; empty where there is none."""
    if arguments.strategy is not None:
        return type(arguments.strategy).__name__
    import tensorflow as tf

    return type(tf.distribute.get_strategy()).__name__ if tf.distribute.has_strategy() else ""
