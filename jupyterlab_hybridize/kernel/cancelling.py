"""Stopping a graph call: an interrupt reaches Python only when the call ends, a cancellation manager stops it at once."""

from __future__ import annotations

import contextlib
import signal
import socket
import threading
from typing import Any, Iterator


class Cancelled(Exception):
    """The measurement was stopped, by the user or by a limit."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Watch:
    """Cancels graph calls when an interrupt arrives, or when a limit has passed."""

    def __init__(self) -> None:
        self.interrupted = False
        self._manager: Any = None
        self._timer: threading.Timer | None = None
        self.timed_out = False

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

        def interrupt(_signal: int, _frame: Any) -> None:
            self.interrupted = True
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
            except OSError:
                return
            if not received:
                return
            if int(signal.SIGINT) in received:
                self.interrupted = True
                self._cancel()

    def _cancel(self) -> None:
        manager = self._manager
        if manager is not None:
            with contextlib.suppress(Exception):
                manager.start_cancel()

    @contextlib.contextmanager
    def call(self, limit: float | None = None) -> Iterator[None]:
        """Graph calls inside can be cancelled; after ``limit`` seconds they are."""
        if self.interrupted:
            raise Cancelled("interrupt")
        manager_context: Any = contextlib.nullcontext()
        try:
            from tensorflow.python.eager import cancellation

            self._manager = cancellation.CancellationManager()
            manager_context = cancellation.CancellationManagerContext(self._manager)
        except Exception:
            self._manager = None
        if limit is not None:
            self._timer = threading.Timer(limit, self._time_out)
            self._timer.daemon = True
            self._timer.start()
        try:
            with manager_context:
                yield
        except BaseException as error:
            if self.timed_out:
                raise Cancelled("timeout") from error
            if self.interrupted or isinstance(error, KeyboardInterrupt):
                raise Cancelled("interrupt") from error
            raise
        finally:
            self._manager = None
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None

    def _time_out(self) -> None:
        self.timed_out = True
        self._cancel()
