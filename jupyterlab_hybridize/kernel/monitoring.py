"""The next call of a code object by ``sys.monitoring`` (Python 3.12 and later)."""

from __future__ import annotations

import sys
import types
from typing import Any, Callable

#: Identifiers of tools that no standard tool uses.
FREE_TOOLS = (4, 3)
TOOL_NAME = "jupyterlab-hybridize"


class NoTool(Exception):
    """All identifiers are in use."""


def watch_by_monitoring(code: types.CodeType, _function: Any, on_call: Callable[[tuple, dict], bool]) -> Callable[[], None]:
    """Calls ``on_call`` at each start of the code; gives what takes the hook away."""
    monitoring = sys.monitoring  # type: ignore[attr-defined]
    tool = next((number for number in FREE_TOOLS if monitoring.get_tool(number) is None), None)
    if tool is None:
        raise NoTool
    event = monitoring.events.PY_START
    monitoring.use_tool_id(tool, TOOL_NAME)

    def started(started_code: types.CodeType, _offset: int) -> None:
        if started_code is not code:
            return
        # Whatever goes wrong here must not reach the user's call.
        try:
            on_call(*arguments_of_frame(sys._getframe(1)))
        except Exception:
            remove()

    def remove() -> None:
        if monitoring.get_tool(tool) == TOOL_NAME:
            monitoring.set_local_events(tool, code, 0)
            monitoring.register_callback(tool, event, None)
            monitoring.free_tool_id(tool)

    monitoring.register_callback(tool, event, started)
    monitoring.set_local_events(tool, code, event)
    return remove


def arguments_of_frame(frame: types.FrameType) -> tuple[tuple, dict]:
    """Positional and keyword arguments of a call that has just begun; defaults are among them."""
    code, values = frame.f_code, frame.f_locals
    names = code.co_varnames
    positional = [values[name] for name in names[: code.co_argcount]]
    end = code.co_argcount + code.co_kwonlyargcount
    keywords = {name: values[name] for name in names[code.co_argcount : end]}
    if code.co_flags & 0x04:
        positional.extend(values[names[end]])
        end += 1
    if code.co_flags & 0x08:
        keywords.update(values[names[end]])
    return tuple(positional), keywords
