"""How much faster the functions are that are badged "hybridize": the example and five public notebooks, run and measured.

``npm run bench:measure-corpus`` takes about ten minutes. The notebooks are read from ``--corpus``, a folder beside the
repository; ``--boot`` is run before the first cell of each and stands in for what they download. ``--python``, or the
variable ``HYBRIDIZE_TRUTH_PYTHON``, names an interpreter that has the packages which the notebooks import. Constants
that count steps or epochs are cut, since only the functions are wanted.

Where no call of the notebook has arguments that can be read without running it, the next real call is caught, as a user
would have it: the cells are run once more until it comes.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import math
import os
import re
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY / "python-tests"))

from conftest import Kernel  # noqa: E402

EXAMPLE = REPOSITORY / "examples" / "quick-start.ipynb"
NETWORKS = "aymericdamien+TensorFlow-Examples/tensorflow_v2__notebooks__3_NeuralNetworks__"
NOTEBOOKS = [
    f"{NETWORKS}neural_network_raw.ipynb",
    f"{NETWORKS}dynamic_rnn.ipynb",
    f"{NETWORKS}bidirectional_rnn.ipynb",
    f"{NETWORKS}recurrent_network.ipynb",
    "tensorflow+docs/site__en__tutorials__generative__style_transfer.ipynb",
]
#: What a counting constant is cut to.
STEPS = 5
#: Seconds after which a cell is interrupted.
CELL_LIMIT = 60
_COUNT = re.compile(r"^(\w*(?:steps|epochs|iterations)\w*\s*=\s*)(\d+)", re.IGNORECASE | re.MULTILINE)
_SHELL = re.compile(r"^\s*(?:!|%pip|%matplotlib).*$", re.MULTILINE)


def badged(notebook: Path) -> list[dict]:
    """The functions of a notebook with the badge "hybridize", as the command line reports them."""
    command = ["node", str(REPOSITORY / "lib" / "cli" / "main.js"), "check", "--format", "json", str(notebook)]
    report = json.loads(subprocess.run(command, capture_output=True, text=True, check=False).stdout)
    return [entry for entry in report["documents"][0]["functions"] if entry["verdict"]["action"] == "hybridize"]


def cells(notebook: Path) -> list[str]:
    """The code of a notebook, without shell lines and with few steps."""
    content = json.loads(notebook.read_text(encoding="utf-8"))
    sources = ["".join(cell["source"]) for cell in content["cells"] if cell["cell_type"] == "code"]
    return [_COUNT.sub(lambda found: found[1] + str(min(int(found[2]), STEPS)), _SHELL.sub("", source)) for source in sources]


def run(kernel: Kernel, source: str) -> bool:
    """Whether a cell ran to its end; one that takes too long is interrupted."""
    try:
        kernel.run(source, timeout=CELL_LIMIT)
    except AssertionError:
        return False
    except TimeoutError:
        kernel.manager.interrupt_kernel()
        with contextlib.suppress(AssertionError):
            kernel.run("pass", timeout=CELL_LIMIT)
        return False
    return True


def measure(kernel: Kernel, entry: dict, sources: list[str], budget: float) -> tuple[str, float | None]:
    """One line about a function, and its ratio where both forms were timed and agree."""
    calls = [call["text"] for call in entry["calls"] if call["inFunction"] is None]
    inner = [call["text"] for call in entry["calls"] if call["inFunction"] is not None]
    answer = kernel.measure(entry["name"], calls + inner, budget=budget, accepted=True)
    if answer["kind"] == "failed" and answer["message"] == "no-arguments":
        if not caught(kernel, entry, sources):
            return "no cell calls it", None
        answer = kernel.measure(entry["name"], choice="caught", budget=budget, accepted=True)
    if answer["kind"] != "done":
        return f"{answer['kind']}: {answer['message']}", None
    graph = next((variant for variant in answer["variants"] if variant["id"] == "graph"), None)
    if graph is None or "ratio" not in graph:
        return answer["verdict"], None
    ratio, eager = graph["ratio"], answer["variants"][0]["per_call"]["median"]
    interval = f" [{ratio['low']:.2f}, {ratio['high']:.2f}]" if ratio["low"] else ""
    times = f"{eager * 1e3:9.3f} ms {graph['per_call']['median'] * 1e3:9.3f} ms"
    source = f"  {answer['arguments']['source']}"
    state = "" if answer["restored"] else "  NOT PUT BACK"
    return f"{answer['verdict']:<16}{times}{ratio['estimate']:8.2f}{interval}{source}{state}", ratio["estimate"]


def caught(kernel: Kernel, entry: dict, sources: list[str]) -> bool:
    """Whether a real call came when the cells were run once more."""
    name = entry["name"]
    if kernel.measure(name, action="catch")["kind"] != "waiting":
        return False
    for source in sources:
        run(kernel, source)
        if kernel.measure(name, action="caught")["kind"] == "caught":
            return True
    kernel.measure(name, action="release")
    return False


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--corpus", type=Path, default=REPOSITORY.parent / "shared" / "corpus")
    options.add_argument("--boot", type=Path, default=REPOSITORY.parent / "shared" / "tools" / "offline_boot.py")
    options.add_argument("--budget", type=float, default=3.0, help="seconds of timing for each function")
    options.add_argument("--notebooks", nargs="*", default=NOTEBOOKS, help="paths below the corpus folder")
    options.add_argument("--python", default=os.environ.get("HYBRIDIZE_TRUTH_PYTHON"), help="the kernels' interpreter")
    given = options.parse_args()
    ratios = []
    for notebook in [EXAMPLE, *(given.corpus / name for name in given.notebooks)]:
        print(f"\n{notebook.name.removeprefix('tensorflow_v2__notebooks__')}", flush=True)
        found, sources = badged(notebook), cells(notebook)
        kernel = Kernel(given.python)
        failed = 0
        try:
            if notebook != EXAMPLE and given.boot.exists():
                kernel.run(given.boot.read_text(encoding="utf-8"))
            for source in sources:
                failed += not run(kernel, source)
            if failed:
                print(f"  {failed} cells raised or were interrupted")
            for entry in found:
                line, ratio = measure(kernel, entry, sources, given.budget)
                print(f"  {entry['name']:<26}{line}", flush=True)
                if ratio is not None:
                    ratios.append(ratio)
        finally:
            kernel.close()
    if not ratios:
        print("nothing could be measured")
        return 1
    mean = math.exp(sum(math.log(ratio) for ratio in ratios) / len(ratios))
    print(f"\n{len(ratios)} functions: geometric mean {mean:.2f}, from {min(ratios):.2f} to {max(ratios):.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
