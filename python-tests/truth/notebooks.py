"""Which programs the truth checks run, and how a notebook's cells are read."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
CORPUS = Path(os.environ.get("HYBRIDIZE_CORPUS", REPOSITORY.parent / "shared" / "corpus"))
BOOT = CORPUS.parent / "tools" / "offline_boot.py"

_SHELL = re.compile(r"^\s*(!|%(?:pip|conda|cd|load_ext|tensorflow_version|env)\b)")
_EPOCHS = re.compile(r"^(\s*\w*(?:EPOCHS|epochs|n_epochs|num_epochs)\w*\s*=\s*)\d+\s*$", re.MULTILINE)


@dataclass(frozen=True)
class CodeCell:
    """A code cell: its index among all cells of the notebook, and its text."""

    index: int
    text: str


def own_notebooks() -> list[Path]:
    """Our own notebooks of what practitioners write, which run in seconds."""
    return sorted((REPOSITORY / "fixtures" / "truth").glob("*.ipynb"))


def runnable_notebooks() -> list[Path]:
    """The notebooks of the corpus that run without a network, as its manifest says."""
    manifest = CORPUS / "MANIFEST.json"
    if not manifest.exists():
        return []
    entries = json.loads(manifest.read_text(encoding="utf-8"))
    return [
        CORPUS / entry["file"]
        for entry in entries
        if (entry.get("runs_offline") or {}).get("class") in ("A", "B", "B-")
    ]


def code_cells(path: Path) -> list[CodeCell]:
    """The code cells of a notebook."""
    document = json.loads(path.read_text(encoding="utf-8"))
    cells = []
    for index, cell in enumerate(document["cells"]):
        if cell["cell_type"] == "code":
            source = cell["source"]
            cells.append(CodeCell(index, source if isinstance(source, str) else "".join(source)))
    return cells


def shortened(text: str) -> str:
    """The cell without installs and shell lines, and with few epochs; every other line keeps its number."""
    lines = [re.match(r"\s*", line).group(0) + "pass" if _SHELL.match(line) else line for line in text.split("\n")]
    return _EPOCHS.sub(r"\g<1>3", "\n".join(lines))
