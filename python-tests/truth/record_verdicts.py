"""Runs one notebook under real TensorFlow and measures each of its functions with the arguments of a real call.

``record_verdicts.py NOTEBOOK NAMES OUT [BOOT]``: NAMES is a JSON list of ``[cell, name]``. Statement by statement, it
waits for the first call of each function and then compares eager with graph by the code that the extension sends into
the kernel. OUT takes a JSON list of ``{cell, name, verdict, reasons, error, ratio, eager}, the last in seconds``.
"""

from __future__ import annotations

import ast
import json
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
os.environ.setdefault("MPLBACKEND", "Agg")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from notebooks import code_cells, shortened

from jupyterlab_hybridize.kernel import catching
from jupyterlab_hybridize.kernel.arguments import class_of, is_static
from jupyterlab_hybridize.kernel.measuring import answer_to
from jupyterlab_hybridize.kernel.targets import NotFound, find

#: Seconds of timing for one function.
BUDGET = 0.6


def pieces(text: str) -> list[str]:
    """The cell's top-level statements as texts of their own; the whole cell where it is not plain Python."""
    try:
        body = ast.parse(text).body
    except SyntaxError:
        return [text]
    lines = text.split("\n")
    starts = [min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))]) for node in body]
    if len(set(starts)) < len(starts):
        return [text]
    ends = [*(start - 1 for start in starts[1:]), len(lines)]
    return ["\n".join(lines[start - 1 : end]) for start, end in zip(starts, ends)]


class _Watcher:
    """The catches that wait for a call, and the answers so far."""

    def __init__(self, namespace: dict, names: list) -> None:
        self._namespace = namespace
        self._open = {(cell, name) for cell, name in names}
        self._waiting: dict[tuple, catching._Catch] = {}
        self.answers: list[dict] = []

    def watch(self, cell: int) -> None:
        """Waits for calls of the functions of this cell that exist by now."""
        for key in [key for key in self._open if key[0] == cell]:
            name = key[1]
            try:
                target = find(self._namespace, name)
                owner = class_of(name, self._namespace)
                is_method = owner is not None and not is_static(name, owner)
                catch = catching._Catch(name, target, is_method, self._namespace)
            except NotFound:
                continue
            self._open.discard(key)
            self._waiting[key] = catch

    def measure(self) -> None:
        """Measures what has been caught."""
        for key, catch in list(self._waiting.items()):
            if catch.call is None:
                continue
            del self._waiting[key]
            catching._current[:] = [catch]
            request = {
                "action": "measure",
                "id": "truth",
                "name": key[1],
                "choice": "caught",
                "accepted": True,
                "budget": BUDGET,
            }
            answer = answer_to({**request, "variants": []})
            catching._current.clear()
            self.answers.append({"cell": key[0], "name": key[1], **_shortened(answer)})

    def close(self) -> None:
        """Takes away what still waits."""
        for catch in self._waiting.values():
            catch.remove()


def _shortened(answer: dict) -> dict:
    graph = next((entry for entry in answer.get("variants", []) if entry["id"] == "graph"), {})
    return {
        "verdict": answer.get("verdict") or answer.get("message"),
        "reasons": [f"{r['path']} {r['kind']} {r['detail']}"[:160] for r in answer.get("reasons", [])[:3]],
        "error": answer.get("error") or answer.get("detail"),
        "ratio": graph.get("ratio"),
        "eager": next(
            (v["per_call"]["median"] for v in answer.get("variants", []) if v["id"] == "eager" and v.get("per_call")),
            None,
        ),
    }


def record(notebook: Path, names: list, boot: Path | None, seconds: float) -> list[dict]:
    """Runs the cells; one that fails does not stop the others."""
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance()
    if boot is not None:
        shell.run_cell(boot.read_text(encoding="utf-8"), silent=True)
    watcher = _Watcher(shell.user_ns, names)
    end = time.monotonic() + seconds
    for cell in code_cells(notebook):
        for piece in pieces(shortened(cell.text)):
            if time.monotonic() > end:
                break
            result = shell.run_cell(piece, silent=True)
            if not result.success:
                print(f"cell {cell.index}: {result.error_in_exec or result.error_before_exec!r}", file=sys.stderr)
            watcher.measure()
            watcher.watch(cell.index)
    watcher.close()
    return watcher.answers


if __name__ == "__main__":
    given_boot = Path(sys.argv[4]) if len(sys.argv) > 4 and sys.argv[4] else None
    wanted = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    limit = float(os.environ.get("HYBRIDIZE_TRUTH_SECONDS", "150"))
    found = record(Path(sys.argv[1]).resolve(), wanted, given_boot, limit)
    Path(sys.argv[3]).write_text(json.dumps(found, default=repr), encoding="utf-8")
    os._exit(0)
