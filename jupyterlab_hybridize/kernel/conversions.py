"""The files into which AutoGraph writes the functions that it converts while a measurement traces them.

AutoGraph removes them when the kernel ends in good order; a kernel that is restarted or killed leaves them for ever.
The converted functions stay in its cache, so that the user's own ``tf.function`` finds them there.
"""

from __future__ import annotations

import contextlib
import linecache
import os
import sys

_MARK = "__autograph_generated_file"


class ConvertedFiles:
    """What AutoGraph had written at one moment; ``remove`` takes away the files that came after it."""

    def __init__(self) -> None:
        self._before = _names()

    def remove(self) -> None:
        """Removes the new files; their lines stay readable for tracebacks, as those of a notebook's cells are."""
        for name in _names() - self._before:
            path = getattr(sys.modules.get(name), "__file__", None)
            if not isinstance(path, str) or not os.path.basename(path).startswith(_MARK):
                continue
            with contextlib.suppress(OSError):
                lines = linecache.getlines(path)
                os.remove(path)
                linecache.cache[path] = (sum(map(len, lines)), None, lines, path)


def _names() -> set[str]:
    return {name for name in list(sys.modules) if name.startswith(_MARK)}
