"""Runs drawn programs eagerly and with their target as a graph, and says how the two differ.

Reads a JSON list of programs from the file named first, writes outcomes to the file named second. Meant to run in a
process of its own, one for many programs.
"""

from __future__ import annotations

import collections
import contextlib
import io
import json
import linecache
import os
import random
import signal
import sys
import types
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("AUTOGRAPH_VERBOSITY", "0")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import numpy as np
import tensorflow as tf

from jupyterlab_hybridize.kernel.comparison import as_array, differences, is_symbolic


def _frozen(value, depth=0):
    """A copy of a value that later calls do not change."""
    if is_symbolic(value) or depth > 6:
        return value
    if isinstance(value, tf.Variable):
        return value.numpy()
    if isinstance(value, dict):
        return {str(key): _frozen(item, depth + 1) for key, item in value.items()}
    if isinstance(value, types.SimpleNamespace):
        return _frozen(vars(value), depth + 1)
    if isinstance(value, (list, tuple, collections.deque, bytearray)):
        return [_frozen(item, depth + 1) for item in value]
    if isinstance(value, (set, frozenset, int, float, str, bytes, bool, type(None))):
        return value.copy() if isinstance(value, set) else value
    array = None if type(value).__module__ == "program" else as_array(value)
    if array is not None:
        return array.copy()
    if isinstance(value, type) and value.__module__ == "program":
        return {
            name: _frozen(item, depth + 1)
            for name, item in vars(value).items()
            if not name.startswith("__") and not callable(item) and not isinstance(item, property)
        }
    if type(value).__module__ == "program":
        return {name: _frozen(item, depth + 1) for name, item in vars(value).items()}
    if isinstance(value, types.FunctionType):
        cells = [cell.cell_contents for cell in value.__closure__ or () if not callable(cell.cell_contents)]
        return _frozen([cells, list(value.__defaults__ or ()), vars(value)], depth + 1)
    if isinstance(value, tf.keras.optimizers.Optimizer):
        return [variable.numpy() for variable in value.variables]
    if type(value).__name__ == "list_iterator":
        return value.__length_hint__()
    return type(value).__name__


def _returned(value):
    """The result of a call, types of Python kept: a number that became a tensor is a difference."""
    if is_symbolic(value):
        return value
    if isinstance(value, (list, tuple)):
        return [_returned(item) for item in value]
    if isinstance(value, dict):
        return {key: _returned(item) for key, item in value.items()}
    return value.numpy() if isinstance(value, tf.Variable) else value


def _state(namespace: dict, target: str) -> dict:
    kept = {}
    for name, value in namespace.items():
        if name.startswith("__") or isinstance(value, types.ModuleType):
            continue
        raw = value if type(value).__module__ == "program" else getattr(value, "python_function", value)
        kept[name] = _frozen(raw)
    return kept


def run(program: dict, graph: bool, seed: int, python_seed: int | None = None) -> dict:
    """One run of all calls from a fresh state: results, errors, text, state and traces.

    ``python_seed`` is that of Python and NumPy, where it is not that of TensorFlow.
    """
    tf.keras.utils.set_random_seed(seed)
    np.random.seed(seed if python_seed is None else python_seed)
    random.seed(seed if python_seed is None else python_seed)
    filename = f"<{program['name']}>"
    source = program["definitions"]
    linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
    module = types.ModuleType("program")
    sys.modules["program"] = module
    namespace = module.__dict__
    exec(compile(source, filename, "exec"), namespace)
    traced = None
    if graph:
        owner, name = (
            (namespace, program["target"][-1])
            if len(program["target"]) == 1
            else (namespace[program["target"][0]], program["target"][1])
        )
        if isinstance(owner, dict):
            traced = owner[name] = tf.function(owner[name])
        else:
            traced = tf.function(vars(owner)[name])
            setattr(owner, name, traced)
    results, errors, counts, states = [], [], [], []
    text = io.StringIO()
    with contextlib.redirect_stdout(text):
        for call in program["calls"]:
            try:
                with _ends():
                    results.append(_returned(eval(call, namespace)))
                errors.append(None)
            except BaseException as error:  # noqa: BLE001 - whatever the program raises is its outcome
                results.append(None)
                errors.append(
                    type(error).__name__ + ": " + str(error).strip().splitlines()[-1][:160]
                    if str(error).strip()
                    else type(error).__name__
                )
                if isinstance(error, EndlessError):
                    break
            states.append(_state(namespace, program["target"][-1]))
            if graph:
                counts.append(_traces(namespace, program, traced))
    return {"results": results, "errors": errors, "text": text.getvalue(), "states": states, "counts": counts}


class EndlessError(BaseException):
    """A call that does not end: tracing a loop over a dataset that AutoGraph does not convert never does."""


SECONDS_OF_A_CALL = 20


@contextlib.contextmanager
def _ends():
    """Raises ``EndlessError`` in a call that goes on for too long; drawn programs take milliseconds, tracing them seconds."""

    def give_up(_number, _frame):
        raise EndlessError(f"no end within {SECONDS_OF_A_CALL} seconds")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, SECONDS_OF_A_CALL, 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _traces(namespace: dict, program: dict, traced) -> int:
    if len(program["target"]) == 1:
        return traced.experimental_get_tracing_count()
    return getattr(namespace["holder"], program["target"][1]).experimental_get_tracing_count()


def judge(program: dict) -> dict:
    """``same``, ``fails``, ``differs``, ``effects``, ``retraces``, ``optimizer`` or ``eager-error``, with the reason.

    ``optimizer`` is an error of TensorFlow: the graph as it is traced computes what eager execution does, and TensorFlow's
    graph optimizer makes another result of it.
    """
    eager = run(program, False, 1)
    if any(eager["errors"]):
        return {"outcome": "eager-error", "why": next(error for error in eager["errors"] if error)}
    graph = run(program, True, 1)
    if any(graph["errors"]):
        return {"outcome": "fails", "why": next(error for error in graph["errors"] if error)}
    if eager["text"] != graph["text"]:
        return {"outcome": "effects", "why": f"text {eager['text']!r:.60} and {graph['text']!r:.60}"}
    found = differences(eager["results"], graph["results"])
    changed = differences(eager["states"], graph["states"], "state")
    if found or changed:
        again, other = run(program, False, 1), run(program, False, 2)
        if differences(eager["results"], other["results"]) or differences(eager["results"], again["results"]):
            found = [entry for entry in found if entry["kind"] != "value"]
            changed = [entry for entry in changed if entry["kind"] != "value"]
            varies = differences(eager["results"][0], eager["results"][2])
            if varies and all(_is_constant(program, seed) for seed in (1, 2, 3, 4)):
                return {"outcome": "differs", "why": "frozen at tracing"}
        elif changed and _is_state_of_chance(program, eager):
            changed = [entry for entry in changed if entry["kind"] != "value"]
    if found and not _differs_unoptimized(program, eager):
        return {"outcome": "optimizer", "why": f"{found[0]['path']}: {found[0]['detail']}"}
    if found:
        return {"outcome": "differs", "why": f"{found[0]['path']}: {found[0]['detail']}"}
    if changed:
        return {"outcome": "effects", "why": f"{changed[0]['path']}: {changed[0]['detail']}"}
    if graph["counts"][-1] > graph["counts"][0]:
        return {"outcome": "retraces", "why": str(graph["counts"])}
    return {"outcome": "same", "why": ""}


def _is_state_of_chance(program: dict, eager: dict) -> bool:
    """Whether TensorFlow alone draws what the state holds: in a graph it draws other numbers, as it says."""
    by_tensorflow, by_python = run(program, False, 2, 1), run(program, False, 1, 2)
    return bool(differences(eager["states"], by_tensorflow["states"], "state")) and not differences(
        eager["states"], by_python["states"], "state"
    )


def _is_constant(program: dict, seed: int) -> bool:
    """Whether the graph gives its first result again for the same arguments: one run of chance may do so, four do not."""
    results = run(program, True, seed)["results"]
    return not differences(results[0], results[2])


def _differs_unoptimized(program: dict, eager: dict) -> bool:
    """Whether the graph differs from eager execution also where TensorFlow leaves it as it was traced."""
    tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": True})
    try:
        graph = run(program, True, 1)
    finally:
        tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": False})
    return any(graph["errors"]) or bool(
        differences(eager["results"], graph["results"]) or differences(eager["states"], graph["states"], "state")
    )


def main() -> None:
    programs = json.loads(Path(sys.argv[1]).read_text())
    tf.get_logger().setLevel("ERROR")
    tf.config.threading.set_intra_op_parallelism_threads(1)
    outcomes = []
    for _index, program in enumerate(programs):
        outcomes.append(judge(program))
        tf.keras.backend.clear_session()
    Path(sys.argv[2]).write_text(json.dumps(outcomes))


if __name__ == "__main__":
    main()
