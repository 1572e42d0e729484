"""Catching what a function prints, on the level of file descriptors: ``tf.print`` does not go through ``sys.stdout``."""

from __future__ import annotations

import io
import logging
import os
import sys
import tempfile

#: Bytes of captured output that are kept.
LIMIT = 200_000


#: Loggers of the framework: they write to the stream that was there when they were made, past every redirection.
FRAMEWORK_LOGGERS = ("tensorflow", "absl")


class QuietFramework:
    """While open, the framework's own loggers say errors only; afterwards their levels are what they were."""

    def __enter__(self) -> QuietFramework:
        self._levels = [(logging.getLogger(name), logging.getLogger(name).level) for name in FRAMEWORK_LOGGERS]
        for logger, _ in self._levels:
            logger.setLevel(logging.CRITICAL)
        return self

    def __exit__(self, *_: object) -> None:
        for logger, level in self._levels:
            logger.setLevel(level)


class Capture:
    """While open, file descriptors 1 and 2 and Python's streams go to a file; afterwards ``text`` holds what came."""

    def __init__(self) -> None:
        self.text = ""

    def __enter__(self) -> Capture:
        self._python = io.StringIO()
        self._streams = sys.stdout, sys.stderr
        self._file = tempfile.TemporaryFile()
        self._kept: list[tuple[int, int]] = []
        for stream in self._streams:
            try:
                stream.flush()
            except Exception:
                continue
        for descriptor in (1, 2):
            try:
                copy = os.dup(descriptor)
                os.dup2(self._file.fileno(), descriptor)
                self._kept.append((descriptor, copy))
            except OSError:
                continue
        sys.stdout = sys.stderr = self._python
        return self

    def __exit__(self, *_: object) -> None:
        sys.stdout, sys.stderr = self._streams
        for descriptor, copy in self._kept:
            os.dup2(copy, descriptor)
            os.close(copy)
        try:
            self._file.seek(0)
            raw = self._file.read(LIMIT).decode("utf-8", "replace")
        finally:
            self._file.close()
        self.text = (self._python.getvalue()[:LIMIT] + raw)[:LIMIT]
