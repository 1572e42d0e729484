"""Catching what a function prints, on the level of file descriptors: ``tf.print`` does not go through ``sys.stdout``."""

from __future__ import annotations

import io
import logging
import os
import re
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


#: The captures that are open now, the innermost last.
_open: list[Capture] = []
_LIBRARY_WARNING = re.compile(r"^\S*(?:site-packages|dist-packages|lib/python3)\S*:\d+: \w*Warning: .*\n(?:  .*\n)?", re.MULTILINE)
#: A line of TensorFlow's own log, as absl and the older logging write it; it is no output of a program.
_FRAMEWORK_LOG = re.compile(
    r"^(?:[IWEF]\d{4} \d\d:\d\d:\d+\.\d+ +\d+ \S+:\d+\] .*|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+: [IWEF] \S+:\d+\] .*"
    r"|WARNING: All log messages before absl::InitializeLog\(\) is called are written to STDERR)\n",
    re.MULTILINE,
)


def without_library_warnings(text: str) -> str:
    """The text without what libraries say of their own: warnings raised in their code, and TensorFlow's log."""
    return _FRAMEWORK_LOG.sub("", _LIBRARY_WARNING.sub("", text))


def _write_to_innermost(text: str) -> int:
    return _open[-1].stream.write(text)


class Capture:
    """While open, file descriptors 1 and 2 and Python's streams go to a file; afterwards ``text`` holds what came.

    All of it goes through one file, so that the order of what Python and what operations print is kept. Whoever holds
    one of Python's streams, as the handlers of loggers do, writes to the same file. With ``keep=False`` all is dropped.
    """

    def __init__(self, keep: bool = True) -> None:
        self.text = ""
        self._keep = keep

    def __enter__(self) -> Capture:
        self._streams = sys.stdout, sys.stderr
        self._file = tempfile.TemporaryFile() if self._keep else open(os.devnull, "r+b")  # noqa: SIM115
        self.stream = io.TextIOWrapper(
            os.fdopen(os.dup(self._file.fileno()), "wb", 0), encoding="utf-8", errors="replace", write_through=True
        )
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
        self._turned = []
        for stream in {id(stream): stream for stream in self._streams}.values():
            attributes = getattr(stream, "__dict__", None)
            if not _open and isinstance(attributes, dict):
                self._turned.append((attributes, attributes.get("write")))
                attributes["write"] = _write_to_innermost
        _open.append(self)
        sys.stdout = sys.stderr = self.stream
        return self

    def __exit__(self, *_: object) -> None:
        sys.stdout, sys.stderr = self._streams
        _open.remove(self)
        for attributes, before in self._turned:
            if before is None:
                del attributes["write"]
            else:
                attributes["write"] = before
        for descriptor, copy in self._kept:
            os.dup2(copy, descriptor)
            os.close(copy)
        try:
            self.stream.close()
            self._file.seek(0)
            raw = self._file.read(LIMIT).decode("utf-8", "replace") if self._keep else ""
        finally:
            self._file.close()
        self.text = without_library_warnings(raw)
