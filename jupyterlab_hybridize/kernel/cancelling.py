"""Stopping what the user's function does: an interrupt reaches Python code at once, a graph call through its manager.

An interrupt raises only while the user's code runs. Between its calls it is noted, so that it can never leave the state
half put back.
"""

from __future__ import annotations

import contextlib
import ctypes
import signal
import socket
import sys
import threading
import types
from typing import Any, Iterator, Optional

#: Seconds after which an interrupt that the user's code has swallowed is raised again.
AGAIN = 0.1


class Cancelled(Exception):
    """The measurement was stopped, by the user or by a limit."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def _raise_again_at_next_line(frame: Optional[types.FrameType]) -> None:
    """Code that catches everything catches an interrupt too; one that comes while it handles the first gets through."""

    def tracer(_frame: types.FrameType, event: str, _argument: Any) -> Any:
        if event == "line":
            raise KeyboardInterrupt
        return tracer

    while frame is not None and frame.f_globals.get("__name__") != __name__:
        frame.f_trace = tracer
        frame = frame.f_back
    sys.settrace(tracer)


@contextlib.contextmanager
def _handed_to_graphs(manager: Any) -> Iterator[None]:
    """TensorFlow 2.12 has no manager for all that runs inside a block: each graph call is given it, while open."""
    from tensorflow.python.eager.polymorphic_function import monomorphic_function

    holder = monomorphic_function._EagerDefinedFunction
    call = holder.call

    def call_with_manager(self: Any, ctx: Any, args: Any, cancellation_manager: Any = None) -> Any:
        return call(self, ctx, args, cancellation_manager=cancellation_manager or manager)

    holder.call = call_with_manager
    try:
        yield
    finally:
        holder.call = call


class Watch:
    """Cancels calls when an interrupt arrives, or when a limit has passed."""

    def __init__(self) -> None:
        self.interrupted = False
        self.timed_out = False
        self._manager: Any = None
        self._timer: Optional[threading.Timer] = None
        self._is_in_call = False
        self._raised = 0
        self._thread = threading.get_ident()

    @contextlib.contextmanager
    def open(self) -> Iterator[Watch]:
        """Listens for interrupts while open; what listened before listens again afterwards."""
        if threading.current_thread() is not threading.main_thread():
            yield self
            return
        reading, writing = socket.socketpair()
        writing.setblocking(False)
        before = signal.set_wakeup_fd(writing.fileno(), warn_on_full_buffer=False)
        handler = signal.getsignal(signal.SIGINT)

        def interrupt(_signal: int, frame: Optional[types.FrameType]) -> None:
            if not self.timed_out:
                self.interrupted = True
            if self._is_in_call:
                self._raised += 1
                if self._raised > 1:
                    _raise_again_at_next_line(frame)
                raise KeyboardInterrupt

        signal.signal(signal.SIGINT, interrupt)
        listener = threading.Thread(target=self._listen, args=(reading,), daemon=True)
        listener.start()
        try:
            yield self
        finally:
            signal.set_wakeup_fd(before, warn_on_full_buffer=False)
            signal.signal(signal.SIGINT, handler)
            writing.close()
            listener.join(timeout=1)
            reading.close()

    def _listen(self, reading: socket.socket) -> None:
        while True:
            try:
                received = reading.recv(16)
            except socket.timeout:
                self._insist()
                continue
            except OSError:
                return
            if not received:
                return
            if int(signal.SIGINT) in received:
                if not self.timed_out:
                    self.interrupted = True
                self._cancel()
                reading.settimeout(AGAIN)

    def _insist(self) -> None:
        """The user's code goes on although it was interrupted: it may have caught that."""
        if not self._is_in_call:
            return
        self._cancel()
        if self._thread == threading.main_thread().ident and hasattr(signal, "pthread_kill"):
            signal.pthread_kill(self._thread, signal.SIGINT)
        else:
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self._thread), ctypes.py_object(KeyboardInterrupt))

    def _cancel(self) -> None:
        manager = self._manager
        if manager is not None:
            with contextlib.suppress(Exception):
                manager.start_cancel()

    @contextlib.contextmanager
    def call(self, limit: Optional[float] = None) -> Iterator[None]:
        """The user's code runs inside; after ``limit`` seconds it is stopped. Calls may stand inside one another."""
        if self.interrupted:
            raise Cancelled("interrupt")
        if self._is_in_call:
            yield
            return
        manager_context = self._manage()
        tracer = sys.gettrace()
        if limit is not None:
            self._timer = threading.Timer(limit, self._time_out)
            self._timer.daemon = True
            self._timer.start()
        try:
            with manager_context:
                self._is_in_call = True
                try:
                    yield
                finally:
                    self._is_in_call = False
        except BaseException as error:
            if self.timed_out:
                raise Cancelled("timeout") from error
            if self.interrupted or isinstance(error, KeyboardInterrupt):
                raise Cancelled("interrupt") from error
            raise
        finally:
            self._is_in_call = False
            if self._raised > 1:
                sys.settrace(tracer)
            self._raised = 0
            self._manager = None
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None

    def _manage(self) -> Any:
        try:
            from tensorflow.python.eager import cancellation

            self._manager = cancellation.CancellationManager()
            if hasattr(cancellation, "CancellationManagerContext"):
                return cancellation.CancellationManagerContext(self._manager)
            return _handed_to_graphs(self._manager)
        except Exception:
            self._manager = None
            return contextlib.nullcontext()

    def _time_out(self) -> None:
        self.timed_out = True
        self._cancel()
        self._insist()
