"""Runs notebooks, catches real arguments of their functions, and lays eager against graph beside the badge.

usage: notebook_verdicts.py [--python PYTHON] [--limit N] [--seconds S] [NOTEBOOK…]
Without names, the runnable notebooks of the corpus. ``--python`` names an interpreter with the packages that the
notebooks import. Prints the table of outcomes and badges, and every disagreement.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
os.environ.setdefault("MPLBACKEND", "Agg")

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(Path(__file__).resolve().parent), str(REPOSITORY)]

from notebooks import BOOT, code_cells, runnable_notebooks, shortened  # noqa: E402

_CATCH = "__hybridize_catch__"
# Seconds of timed runs per function: enough to tell 1.2 from 1.
BUDGET = 0.4
# From this ratio on a graph is called faster.
FASTER = 1.2


class _Catching(ast.NodeTransformer):
    """Hands the arguments of every call to the catcher, before the body begins."""

    def __init__(self, cell):
        self._cell = cell
        self._names = []

    def visit_ClassDef(self, node):
        self._names.append(node.name)
        self.generic_visit(node)
        self._names.pop()
        return node

    def visit_FunctionDef(self, node):
        self._names.append(node.name)
        name = ".".join(self._names)
        self._names.append("<locals>")
        self.generic_visit(node)
        self._names[-2:] = []
        if "<locals>" in name:
            return node
        arguments = node.args
        positional = ", ".join(p.arg for p in [*arguments.posonlyargs, *arguments.args])
        rest = f", *{arguments.vararg.arg}" if arguments.vararg else ""
        named = ", ".join(f"{p.arg!r}: {p.arg}" for p in arguments.kwonlyargs)
        more = f", **{arguments.kwarg.arg}" if arguments.kwarg else ""
        text = f"{_CATCH}({self._cell}, {name!r}, [{positional}{rest}], {{{named}{more}}})"
        call = ast.parse(text.replace("[, ", "[").replace("{, ", "{")).body[0]
        has_text = ast.get_docstring(node, clean=False) is not None
        for child in ast.walk(call):
            ast.copy_location(child, node.body[0])
        node.body.insert(1 if has_text else 0, call)
        return node


def run_notebook(notebook, out, seconds):
    """Runs the cells, then each function that was called once more, eagerly and as a graph."""
    import time

    from IPython.core.interactiveshell import InteractiveShell

    from jupyterlab_hybridize.kernel import catching, measuring
    from jupyterlab_hybridize.kernel.targets import NotFound, find

    shell = InteractiveShell.instance()
    caught = {}

    def catch(cell, name, args, kwargs):
        if (cell, name) not in caught and not any(catching.is_symbolic_argument(v) for v in (*args, *kwargs.values())):
            caught[cell, name] = (tuple(catching.kept(v) for v in args), {k: catching.kept(v) for k, v in kwargs.items()})

    shell.user_ns[_CATCH] = catch
    if BOOT.exists():
        shell.run_cell(BOOT.read_text(encoding="utf-8"), silent=True)
    end = time.monotonic() + seconds
    for cell in code_cells(notebook):
        if time.monotonic() > end:
            break
        transformer = _Catching(cell.index)
        shell.ast_transformers.append(transformer)
        try:
            shell.run_cell(shortened(cell.text), silent=True)
        finally:
            if transformer in shell.ast_transformers:
                shell.ast_transformers.remove(transformer)
    results = []
    for (cell, name), (args, kwargs) in caught.items():
        receiver = None
        try:
            target = find(shell.user_ns, name)
        except NotFound:
            continue
        if "." in name and args and not isinstance(_static(shell.user_ns, name), (staticmethod, classmethod)):
            receiver, args = args[0], args[1:]
        del target
        catching.release()
        catching._current.append(SimpleNamespace(name=name, call=(args, kwargs, receiver, name), remove=lambda: None))
        answer = measuring.answer_to(
            {
                "action": "measure",
                "name": name,
                "source": None,
                "calls": [],
                "expression": None,
                "choice": "caught",
                "synthetic": [],
                "variants": [],
                "budget": BUDGET,
                "accepted": True,
                "loopCount": None,
            }
        )
        graph = next((v for v in answer.get("variants", []) if v["id"] == "graph"), {})
        ratio = (graph.get("ratio") or {}).get("estimate")
        error = answer.get("error") or {}
        results.append(
            {
                "cell": cell,
                "name": name,
                "verdict": answer.get("verdict", answer["kind"]),
                "ratio": ratio,
                "detail": str(error.get("text") or answer.get("reasons") or answer.get("message") or "")[:160],
            }
        )
        out.write_text(json.dumps(results), encoding="utf-8")


def _static(namespace, name):
    owner, _, attribute = name.rpartition(".")
    cls = namespace.get(owner)
    return getattr(cls, "__dict__", {}).get(attribute)


def measured(notebook, python, seconds):
    """What a notebook's functions really do; run in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.json"
        command = [python, str(Path(__file__).resolve()), "--run", str(notebook), str(out), str(seconds)]
        try:
            subprocess.run(command, timeout=4 * seconds, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder)
        except subprocess.TimeoutExpired:
            print(f"{notebook.name}: stopped after {4 * seconds:.0f} s")
        return json.loads(out.read_text(encoding="utf-8")) if out.exists() else []


def badges(notebook):
    """The verdicts of a notebook's functions, by cell and name."""
    command = ["node", str(REPOSITORY / "lib" / "cli" / "main.js"), "check", "--format", "json", "--exit-zero", str(notebook)]
    report = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return {(entry["cell"], entry["name"]): entry for document in report["documents"] for entry in document["functions"]}


def main():
    """The command."""
    if sys.argv[1:2] == ["--run"]:
        run_notebook(Path(sys.argv[2]), Path(sys.argv[3]), float(sys.argv[4]))
        os._exit(0)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notebooks", nargs="*", type=Path)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--seconds", type=float, default=90)
    options = parser.parse_args()
    notebooks = options.notebooks or runnable_notebooks()
    if not notebooks:
        print("The notebooks of the corpus are not here.")
        return 0
    rows = []
    for notebook in notebooks[: options.limit]:
        known = badges(notebook.resolve())
        for entry in measured(notebook.resolve(), options.python, options.seconds):
            report = known.get((entry["cell"], entry["name"]))
            if report is not None:
                rows.append((notebook.name, entry, report))
    return print_table(rows)


def print_table(rows):
    """Counts, shares and disagreements; the status says whether a proven badge is wrong."""
    table = Counter()
    wrong = 0
    for name, entry, report in rows:
        verdict = report["verdict"]
        badge = f"{verdict['action']} {verdict['confidence']}"
        table[entry["verdict"], badge] += 1
        is_same = entry["verdict"] == "same"
        is_faster = (entry["ratio"] or 0) >= FASTER
        decided = entry["verdict"] not in ("fails-eagerly", "failed", "not-reproducible", "cancelled")
        says_yes = verdict["action"] == "hybridize"
        graph = report["execution"] == "graph"
        if decided and says_yes and not is_same:
            wrong += verdict["confidence"] == "proven"
            print(f"WRONG {badge}: {entry['verdict']} {entry['detail']} | {name} {entry['name']}")
        if is_same and is_faster and not says_yes and not graph:
            codes = [finding["code"] for finding in verdict["findings"] if finding["severity"] != "informs"]
            print(f"MISSED {badge} x{entry['ratio']:.1f} {codes} | {name} {entry['name']}")
        if decided and not is_same and not says_yes and not graph:
            codes = [finding["code"] for finding in verdict["findings"] if finding["severity"] == "blocks"]
            if not codes:
                print(f"NO REASON {badge}: {entry['verdict']} {entry['detail']} | {name} {entry['name']}")
    for (outcome, badge), count in sorted(table.items()):
        print(f"{count:5} {outcome:18} {badge}")
    gains = [(e, r) for _, e, r in rows if e["verdict"] == "same" and (e["ratio"] or 0) >= FASTER and r["execution"] != "graph"]
    taken = sum(r["verdict"]["action"] == "hybridize" for _, r in gains)
    unknown = sum(r["verdict"]["confidence"] == "unknown" for _, _, r in rows)
    yes = [r for _, _, r in rows if r["verdict"]["action"] == "hybridize"]
    proven = sum(r["verdict"]["confidence"] == "proven" for r in yes)
    print(f"{len(rows)} functions ran; can't tell {unknown}; badged hybridize {len(yes)}, proven {proven}")
    print(f"the same and at least {FASTER} times faster: {len(gains)}, of these badged hybridize {taken}")
    print(f"proven, and not the same: {wrong}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
