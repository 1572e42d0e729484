"""Runs drawn programs eagerly and with their function as a graph, and lays the outcome beside the static verdict.

usage: generated_verdicts.py [--programs N] [--seed S] [--show N]
Fails on any program whose function is badged *proven* and behaves otherwise as a graph.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import random
import subprocess
import sys
import tempfile
import types
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

REPOSITORY = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(Path(__file__).resolve().parent))

from programs import draw  # noqa: E402

BATCH = 250


@dataclass(frozen=True)
class Outcome:
    """What running a program showed: ``same``, or how it misbehaves; ``skipped`` where it fails eagerly."""

    kind: str
    detail: str = ""


def observe(program, path, as_graph):
    """Runs the module once: results, printed text and the state that is left."""
    import numpy as np
    import tensorflow as tf

    random.seed(7)
    np.random.seed(7)
    tf.keras.utils.set_random_seed(7)
    definitions = program.source[: program.source.rindex("\n\nresult_0 =")]
    module = types.ModuleType(f"drawn_{path.stem}_{int(as_graph)}")
    module.module = module
    # AutoGraph reads sources by file name.
    sys.modules[module.__name__] = module
    printed = io.StringIO()
    results = []
    try:
        with contextlib.redirect_stdout(printed):
            exec(compile(definitions, str(path), "exec"), module.__dict__)
            if as_graph:
                owner = getattr(module, program.owner)
                setattr(owner, program.attribute, tf.function(getattr(owner, program.attribute)))
            for call in program.calls:
                results.append(plain(eval(call, module.__dict__)))
                if program.between:
                    exec(program.between, module.__dict__)
        names = ("log", "table", "seen_set", "queue", "pile", "buffer", "calls", "PACE", "memory", "counter_variable")
        state = {name: plain(module.__dict__[name]) for name in names}
        state["box"] = plain(vars(module.box))
        state["Box.total"] = module.Box.total
        state["warned"] = plain(module.warn_log.seen)
        state["next"] = (next(module.numbers), next(module.letters))
        state["MARK"] = module.__dict__.get("MARK")
    finally:
        del sys.modules[module.__name__]
    return results, printed.getvalue(), state


def plain(value):
    """The value as comparable data; symbolic tensors are named as such."""
    import numpy as np
    import tensorflow as tf

    if isinstance(value, (tf.Tensor, tf.Variable)):
        try:
            return ("tensor", value.dtype.name, np.asarray(value.numpy()))
        except (AttributeError, NotImplementedError):
            return ("symbolic", value.dtype.name)
    if isinstance(value, np.ndarray):
        return ("array", value.dtype.name, value.copy())
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)) or type(value).__name__ == "deque":
        return (type(value).__name__, [plain(item) for item in value])
    return value


def equal(left, right):
    """Whether two plain values say the same, floats within rounding."""
    import numpy as np

    if isinstance(left, np.ndarray) and isinstance(right, np.ndarray):
        return left.shape == right.shape and bool(np.allclose(left, right, rtol=1e-4, atol=1e-5, equal_nan=True))
    if isinstance(left, (tuple, list)) and isinstance(right, (tuple, list)):
        return len(left) == len(right) and all(equal(a, b) for a, b in zip(left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(equal(left[key], right[key]) for key in left)
    return type(left) is type(right) and left == right


def outcome_of(program, path):
    """Eager against graph."""
    try:
        eager = observe(program, path, as_graph=False)
    except Exception as error:  # noqa: BLE001 - whatever the drawn program raises
        return Outcome("skipped", f"{type(error).__name__}: {error}")
    try:
        graph = observe(program, path, as_graph=True)
    except Exception as error:  # noqa: BLE001
        return Outcome("fails", f"{type(error).__name__}: {str(error)[:160]}")
    for kind, left, right in zip(("output-differs", "printed-differs", "effects-differ"), eager, graph):
        if not equal(left, right):
            return Outcome(kind)
    return Outcome("same")


def verdicts(folder):
    """The reports of all programs of a folder, by file name."""
    command = ["node", str(REPOSITORY / "lib" / "cli" / "main.js"), "check", "--format", "json", "--exit-zero", str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return {Path(document["path"]).name: document for document in json.loads(done.stdout)["documents"]}


def check(count, start, show=0, report=print):
    """Draws programs until ``count`` have run; the table, and all that is wrong."""
    table, false_proven, timid = Counter(), [], Counter()
    seed, ran = start, 0
    while ran < count:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            drawn = {}
            for _ in range(min(BATCH, count - ran)):
                path = folder / f"drawn_{seed}.py"
                drawn[path.name] = (seed, draw(seed), path)
                path.write_text(drawn[path.name][1].source)
                seed += 1
            documents = verdicts(folder)
            for file, (number, program, path) in drawn.items():
                outcome = outcome_of(program, path)
                if outcome.kind == "skipped":
                    table["skipped", ""] += 1
                    continue
                ran += 1
                verdict = next(entry["verdict"] for entry in documents[file]["functions"] if entry["name"] == program.name)
                proven = verdict["confidence"] == "proven"
                badge = f"{verdict['action']} {verdict['confidence']}"
                table[outcome.kind, badge] += 1
                safe = verdict["action"] == "hybridize" or is_safe(verdict)
                if proven and safe and outcome.kind != "same":
                    false_proven.append((number, program, outcome))
                if outcome.kind == "same" and not (proven and safe):
                    for code in blamed(verdict):
                        timid[code] += 1
                        if show and timid[code] <= show:
                            report(f"--- harmless, {badge}: {code}, seed {number}\n{target_text(program)}")
    return table, false_proven, timid


def is_safe(verdict):
    """Kept eager only because it would not pay, or because the caller is the graph."""
    unworthy = {"no-benefit-expected", "wrap-the-caller"}
    codes = {finding["code"] for finding in verdict["findings"]}
    reasons = {finding["code"] for finding in verdict["findings"] if finding["severity"] in ("blocks", "warns")}
    return verdict["action"] == "keep" and bool(codes & unworthy) and not reasons - unworthy


def blamed(verdict):
    """The codes that keep a verdict from being a proven yes."""
    codes = [finding["code"] for finding in verdict["findings"] if finding["severity"] in ("blocks", "warns")]
    return codes + [f"assuming {finding['code']}" for finding in verdict["assumptions"]]


def target_text(program):
    """The part of the program that was drawn."""
    return program.source[program.source.index("    return t + 1.0\n\n") + 18 :]


def main():
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--programs", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=0)
    options = parser.parse_args()
    table, false_proven, timid = check(options.programs, options.seed, options.show)
    print_table(table, timid)
    for number, program, outcome in false_proven:
        print(f"=== proven, and {outcome.kind} {outcome.detail}, seed {number}\n{target_text(program)}")
    print(f"false proven: {len(false_proven)}")
    return 1 if false_proven else 0


def print_table(table, timid):
    """Counts by outcome and badge."""
    ran = sum(count for (kind, _), count in table.items() if kind != "skipped")
    same = sum(count for (kind, _), count in table.items() if kind == "same")
    for (kind, badge), count in sorted(table.items()):
        print(f"{count:6} {kind:16} {badge}")
    print(f"{ran} programs ran; {ran - same} misbehave as graphs ({(ran - same) / max(1, ran):.0%})")
    print("harmless, and not proven, by reason: " + ", ".join(f"{code} {count}" for code, count in timid.most_common(20)))


if __name__ == "__main__":
    sys.exit(main())
