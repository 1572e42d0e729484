"""What a call can change in the process beside its own objects: kept, and put back in place."""

from __future__ import annotations

import builtins
import contextlib
import gc
import logging
import os
import signal
import sys
import threading
import time
import types
import warnings
from typing import Any, Callable


class Surroundings:
    """The process at one moment; ``restore`` writes back only what differs."""

    def __init__(self) -> None:
        self._undo: list[Callable[[], None]] = []
        self._keep_modules()
        self._keep_place()
        self._keep_interpreter()
        self._keep_warnings_and_loggers()
        self._keep_signals()
        self._keep_framework()

    def restore(self) -> None:
        """Puts all back; one thing that cannot be does not keep the others from it."""
        for undo in reversed(self._undo):
            with contextlib.suppress(Exception):
                undo()

    def _keep(self, read: Callable[[], Any], write: Callable[[Any], Any]) -> None:
        try:
            before = read()
        except Exception:
            return

        def undo() -> None:
            if read() != before:
                write(before)

        self._undo.append(undo)

    def _keep_place(self) -> None:
        self._keep(os.getcwd, os.chdir)
        environment = dict(os.environ)

        def write(_: Any) -> None:
            for name in [name for name in os.environ if name not in environment]:
                del os.environ[name]
            for name, value in environment.items():
                if os.environ.get(name) != value:
                    os.environ[name] = value

        self._keep(lambda: dict(os.environ), write)
        self._keep(lambda: list(sys.path), lambda before: sys.path.__setitem__(slice(None), before))

    def _keep_modules(self) -> None:
        for module in (time, os, builtins):
            names = dict(vars(module))

            def undo(module: types.ModuleType = module, names: dict = names) -> None:
                held = vars(module)
                for name in [name for name in held if name not in names]:
                    del held[name]
                for name, value in names.items():
                    if held.get(name) is not value:
                        held[name] = value

            self._undo.append(undo)

    def _keep_interpreter(self) -> None:
        self._keep(sys.getrecursionlimit, sys.setrecursionlimit)
        self._keep(sys.getswitchinterval, sys.setswitchinterval)
        self._keep(sys.gettrace, sys.settrace)
        self._keep(sys.getprofile, sys.setprofile)
        self._keep(gc.isenabled, lambda before: gc.enable() if before else gc.disable())
        self._keep(gc.get_threshold, lambda before: gc.set_threshold(*before))
        for name in ("stdin", "displayhook", "excepthook", "unraisablehook"):
            self._keep(lambda name=name: getattr(sys, name), lambda before, name=name: setattr(sys, name, before))

    def _keep_warnings_and_loggers(self) -> None:
        filters = warnings.filters

        def write_filters(before: list) -> None:
            warnings.filters = filters
            filters[:] = before
            changed = getattr(warnings, "_filters_mutated", None) or getattr(warnings, "_filters_mutated_lock_held", None)
            if changed is not None:
                changed()

        self._keep(lambda: list(warnings.filters), write_filters)
        self._keep(lambda: warnings.showwarning, lambda before: setattr(warnings, "showwarning", before))
        for name in (None, "tensorflow", "absl"):
            logger = logging.getLogger(name)
            self._keep(lambda logger=logger: logger.level, logger.setLevel)
            self._keep(
                lambda logger=logger: list(logger.handlers),
                lambda before, logger=logger: logger.handlers.__setitem__(slice(None), before),
            )
        self._keep(lambda: logging.root.manager.disable, logging.disable)

    def _keep_signals(self) -> None:
        if threading.current_thread() is not threading.main_thread():
            return
        for number in signal.valid_signals():
            handler = signal.getsignal(number)
            if handler is not None:
                self._keep(
                    lambda number=number: signal.getsignal(number),
                    lambda before, number=number: signal.signal(number, before),
                )

    def _keep_framework(self) -> None:
        numpy = sys.modules.get("numpy")
        if numpy is not None:
            self._keep(numpy.geterr, lambda before: numpy.seterr(**before))
            self._keep(numpy.get_printoptions, lambda before: numpy.set_printoptions(**before))
        tensorflow = sys.modules.get("tensorflow")
        if tensorflow is not None:
            config = tensorflow.config
            self._keep(config.functions_run_eagerly, config.run_functions_eagerly)
            self._keep(config.get_soft_device_placement, config.set_soft_device_placement)


@contextlib.contextmanager
def graphs_run_as_graphs() -> Any:
    """While open, ``tf.function`` makes graphs, also where the user has switched that off."""
    import tensorflow as tf

    if not tf.config.functions_run_eagerly():
        yield False
        return
    tf.config.run_functions_eagerly(False)
    try:
        yield True
    finally:
        tf.config.run_functions_eagerly(True)
