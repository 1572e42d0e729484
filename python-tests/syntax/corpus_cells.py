"""The code cells of the corpus, magics turned into comments, line by line."""

import functools
import json
import os
import pathlib
import re

from cpython_dump import parse

CORPUS = pathlib.Path(os.environ.get("HYBRIDIZE_CORPUS", "/work/shared/corpus"))


def masked(source):
    """A comment of equal length for each line that is a magic or a shell command."""
    if source.lstrip().startswith("%%"):
        return ""
    return re.sub(r"^([ \t]*)([%!?])(.*)$", lambda match: f"{match[1]}#{match[3]}", source, flags=re.MULTILINE)


@functools.cache
def cells():
    """Pairs of notebook and index, and the text of the cell, for each cell that CPython parses."""
    found = []
    for path in sorted(CORPUS.rglob("*.ipynb")):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        for index, cell in enumerate(notebook.get("cells", [])):
            if cell.get("cell_type") != "code":
                continue
            source = cell["source"]
            text = masked(source if isinstance(source, str) else "".join(source))
            if text.strip() and parse(text) is not None:
                found.append(((str(path.relative_to(CORPUS)), index), text))
    return found
