"""What is told of an error that the user's function raised: its type, its text, and the user's own line."""

from __future__ import annotations

import linecache
import re
import traceback
from typing import Optional

#: Characters of a text that came from the user's program.
TEXT_LIMIT = 4000
#: A frame as AutoGraph writes it into the message of the error that it raises anew.
_IN_MESSAGE = re.compile(r'File "(?P<file>[^"\n]+)", line (?P<line>\d+), in (?P<function>[^\n]*?) *\*? *\n +(?P<text>[^\n]*)')


def describe_error(error: BaseException) -> dict:
    """Type, text and the user's own line; the innermost line of a cell counts."""
    try:
        text = str(error)
    except Exception:
        text = ""
    return {"type": type(error).__name__, "text": text[:TEXT_LIMIT], "line": _line_in_message(text) or _line_of(error)}


def _is_of_cell(filename: str) -> bool:
    """Whether a file name is that of a notebook's cell, as IPython and ipykernel make them."""
    return "ipykernel" in filename or filename.startswith(("<ipython", "<stdin", "<string")) or "/xpython_" in filename


def _line_of(error: BaseException) -> Optional[dict]:
    found = None
    for frame in traceback.extract_tb(error.__traceback__):
        is_library = "site-packages" in frame.filename or "dist-packages" in frame.filename
        if not is_library and _is_of_cell(frame.filename) and linecache.getline(frame.filename, frame.lineno or 0):
            found = {"line": frame.lineno, "text": frame.line or "", "function": frame.name}
    return found


def _line_in_message(text: str) -> Optional[dict]:
    found = None
    for match in _IN_MESSAGE.finditer(text[: 16 * TEXT_LIMIT]):
        if _is_of_cell(match["file"]):
            found = {"line": int(match["line"]), "text": match["text"].strip(), "function": match["function"].strip()}
    return found
