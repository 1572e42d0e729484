"""Keeping the kernel alive while the user's function runs: no exit, no waiting for input, no more memory than there is."""

from __future__ import annotations

import builtins
import contextlib
import os
import sys
from typing import Any, Iterator, Optional

#: Share of the free memory that a measurement may take.
MEMORY_SHARE = 0.75


class InputWanted(EOFError):
    """The function waits for something to be typed; nobody is asked while it is measured."""


class ProcessExit(BaseException):
    """The function wanted to end the kernel's process."""


@contextlib.contextmanager
def guarded() -> Iterator[None]:
    """While open, exits and ``input`` raise, and memory is limited to what is free; then all is as before."""
    with _without_exit(), _without_input(), _memory_limited():
        yield


@contextlib.contextmanager
def _without_exit() -> Iterator[None]:
    parent = os.getpid()

    def refusing(name: str, original: Any) -> Any:
        def exit_refused(*arguments: Any) -> None:
            if os.getpid() != parent:
                # A forked child ends as it means to.
                original(*arguments)
            raise ProcessExit(f"os.{name}() would end the kernel")

        return exit_refused

    before = {name: getattr(os, name) for name in ("_exit", "abort") if hasattr(os, name)}
    for name, original in before.items():
        setattr(os, name, refusing(name, original))
    try:
        yield
    finally:
        for name, original in before.items():
            setattr(os, name, original)


@contextlib.contextmanager
def _without_input() -> Iterator[None]:
    def input_refused(prompt: object = "", *_: Any) -> str:
        raise InputWanted(f"the function asks for input: {prompt}")

    before = builtins.input
    builtins.input = input_refused
    try:
        yield
    finally:
        builtins.input = before


@contextlib.contextmanager
def _memory_limited() -> Iterator[None]:
    limit = _sensible_limit()
    if limit is None:
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if soft != resource.RLIM_INFINITY and soft <= limit:
        yield
        return
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    try:
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    except (OSError, ValueError):
        yield
        return
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _sensible_limit() -> Optional[int]:
    """Bytes of address space: what is in use and nearly all that is free; ``None`` where that is not known."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            used = int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
        free = _free_memory()
    except (OSError, ValueError, IndexError):
        return None
    return None if free is None else used + int(free * MEMORY_SHARE)


def _free_memory() -> Optional[int]:
    free = None
    with open("/proc/meminfo", encoding="ascii") as file:
        for line in file:
            if line.startswith("MemAvailable:"):
                free = int(line.split()[1]) * 1024
    with contextlib.suppress(OSError, ValueError):
        with open("/sys/fs/cgroup/memory.max", encoding="ascii") as file:
            most = int(file.read())
        with open("/sys/fs/cgroup/memory.current", encoding="ascii") as file:
            free = min(free if free is not None else most, max(0, most - int(file.read())))
    return free
