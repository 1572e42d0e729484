"""The next call of a code object before Python 3.12: another code object stands in its place until the call.

The function object stays the same, so every alias, callback and bound method leads to the hook; only its ``__code__`` is
another for the time. The other code carries file, line and name of the first, so that its source is found.
"""

from __future__ import annotations

import gc
import sys
import types
from typing import Any, Callable

_HOOK = "hook of the trampoline"


def watch_by_trampoline(code: types.CodeType, function: Any, on_call: Callable[[tuple, dict], bool]) -> Callable[[], None]:
    """Calls ``on_call`` at each call of a function with the code; gives what takes the hook away."""
    functions = {id(holder): holder for holder in gc.get_referrers(code) if _has_code(holder, code)}
    if _has_code(function, code):
        functions[id(function)] = function

    def hook(args: tuple, kwargs: dict) -> Any:
        called = _called(list(functions.values()), sys._getframe(1), stand_in)
        try:
            on_call(args, kwargs)
        except Exception:
            remove()
        again = types.FunctionType(code, called.__globals__, called.__name__, called.__defaults__, called.__closure__)
        again.__kwdefaults__ = called.__kwdefaults__
        return again(*args, **kwargs)

    stand_in = _stand_in(code, hook)
    for holder in functions.values():
        holder.__code__ = stand_in

    def remove() -> None:
        for holder in functions.values():
            if holder.__code__ is stand_in:
                holder.__code__ = code

    return remove


def _has_code(value: Any, code: types.CodeType) -> bool:
    return isinstance(value, types.FunctionType) and value.__code__ is code


def _called(functions: list, frame: types.FrameType, stand_in: types.CodeType) -> Any:
    """Which of the functions runs in the frame: the one that closes over the same objects."""
    values = frame.f_locals
    for function in functions:
        cells = function.__closure__ or ()
        if all(_content(cell) is values.get(name) for name, cell in zip(stand_in.co_freevars, cells)):
            return function
    return functions[0]


def _content(cell: Any) -> Any:
    try:
        return cell.cell_contents
    except ValueError:
        return None


def _stand_in(code: types.CodeType, hook: Callable[[tuple, dict], Any]) -> types.CodeType:
    """A code object with the same free variables, which calls the hook with its arguments."""
    # Free variables are sorted by name.
    free = [f"free_{index:06}" for index in range(len(code.co_freevars))]
    uses = f"({', '.join(free)},)" if free else "()"
    source = (
        f"def outer({', '.join(free)}):\n"
        f"    def inner(*positional_of_call, **keywords_of_call):\n"
        f"        if False: {uses}\n"
        f"        return {_HOOK!r}.call(positional_of_call, keywords_of_call)\n"
        f"    return inner\n"
    )
    scope: dict = {}
    exec(compile(source, "<trampoline>", "exec"), scope)
    made = scope["outer"](*free).__code__
    holder = types.SimpleNamespace(call=hook)
    constants = tuple(holder if constant == _HOOK else constant for constant in made.co_consts)
    return made.replace(
        co_consts=constants, co_filename=code.co_filename, co_firstlineno=code.co_firstlineno, co_name=code.co_name
    )
