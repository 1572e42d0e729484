"""Probes many functions in child processes that are killed when they hang."""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import time

GROUP = 12
# Seconds by the clock after which a function counts as hanging: ten times what the slowest takes on an idle machine.
SECONDS_PER_SYMBOL = 600

# Calling these changes the process, opens something, or asks for files.
UNCALLED = (
    "tensorflow.config",
    "tensorflow.io.gfile",
    "tensorflow.io.write",
    "tensorflow.summary",
    "tensorflow.saved_model",
    "tensorflow.profiler",
    "tensorflow.distribute",
    "tensorflow.tpu",
    "tensorflow.test",
    "tensorflow.debugging.experimental",
    "tensorflow.debugging.enable",
    "tensorflow.debugging.disable",
    "tensorflow.debugging.set",
    "tensorflow.experimental.dlpack",
    "tensorflow.experimental.numpy.experimental_enable",
    "tensorflow.experimental.dtensor",
    "tensorflow.experimental.enable",
    "tensorflow.experimental.async",
    "tensorflow.load",
    "tensorflow.mlir",
    "tensorflow.xla",
    "tensorflow.lite",
    "tensorflow.feature_column",
    "tensorflow.train",
    "tensorflow.graph_util",
    "tensorflow.autograph",
    "tensorflow.sysconfig",
    "tensorflow.types",
    "tensorflow.data.experimental",
    "tensorflow.keras",
    "tensorflow.random.set",
    "tensorflow.init_scope",
    "tensorflow.py_function",
    "tensorflow.compat.v1",
    "tensorflow.nest",
    "tensorflow.get_logger",
    "tensorflow.register",
    "tensorflow.io.py_function",
    "keras.config",
    "keras.utils",
    "keras.applications",
    "keras.datasets",
    "keras.saving",
    "keras.models",
    "keras.distribution",
    "keras.mixed_precision",
    "keras.export",
    "keras.wrappers",
    "keras.preprocessing",
    "keras.visualization",
    "keras.backend.set",
    "keras.backend.clear",
    "keras.tree",
    "keras.dtype_policies",
    "numpy.load",
    "numpy.save",
    "numpy.fromfile",
    "numpy.memmap",
    "numpy.set",
    "numpy.test",
    "numpy.genfromtxt",
    "numpy.show",
    "numpy.info",
    "numpy.lookfor",
    "numpy.random.seed",
    "numpy.random.set",
    "numpy.lib",
    "numpy.source",
    "numpy.get",
    "numpy.nested",
    "numpy.rec",
)


def is_called(name):
    """Whether a function may be called to see what it does."""
    return not name.startswith(UNCALLED)


def probe_all(library, records, workers, log):
    """``{name: outcome}`` for all records; what hangs or crashes is ``{"how": "crashed"}``."""
    groups = [records[i : i + GROUP] for i in range(0, len(records), GROUP)]
    outcomes = {}
    running = {}
    while groups or running:
        while groups and len(running) < workers:
            group = groups.pop(0)
            reader, process = _start(library, group)
            running[reader] = [process, group, b"", time.monotonic()]
        ready, _, _ = select.select(list(running), [], [], 1.0)
        for reader in ready:
            chunk = os.read(reader, 1 << 20)
            entry = running[reader]
            if chunk:
                entry[2] += chunk
                if b"\n" in chunk:
                    entry[3] = time.monotonic()
            else:
                _finish(library, running, reader, outcomes, groups)
        for reader, entry in list(running.items()):
            if time.monotonic() - entry[3] > SECONDS_PER_SYMBOL:
                os.kill(entry[0], signal.SIGKILL)
                _finish(library, running, reader, outcomes, groups)
        if ready:
            log(f"{library}: {len(outcomes)} of {len(records)}")
    return outcomes


def in_child(work):
    """What ``work()`` returns, as JSON can hold it, computed in a child: a parent that has run operations cannot be forked."""
    reader, writer = os.pipe()
    process = os.fork()
    if not process:
        status = 1
        try:
            os.close(reader)
            with os.fdopen(writer, "w") as stream:
                json.dump(work(), stream)
            status = 0
        finally:
            os._exit(status)
    os.close(writer)
    with os.fdopen(reader) as stream:
        text = stream.read()
    _, status = os.waitpid(process, 0)
    if status:
        raise RuntimeError(f"A child of the generator ended with {status}.")
    return json.loads(text)


def _finish(library, running, reader, outcomes, groups):
    """Takes what a child wrote; the symbol it died on is skipped, the rest of its group is queued again."""
    process, group, text, _ = running.pop(reader)
    os.close(reader)
    os.waitpid(process, 0)
    done = 0
    for line in text.split(b"\n"):
        if line.strip():
            try:
                name, outcome = json.loads(line)
            except ValueError:
                break
            outcomes[name] = outcome
            done += 1
    if done < len(group):
        outcomes[group[done].name] = {"how": "crashed"}
        if done + 1 < len(group):
            groups.insert(0, group[done + 1 :])


def _start(library, group):
    reader, writer = os.pipe()
    process = os.fork()
    if process:
        os.close(writer)
        return reader, process
    os.close(reader)
    status = 1
    try:
        sink = os.open(os.devnull, os.O_WRONLY)
        os.dup2(sink, 1)
        os.dup2(sink, 2)
        _work(library, group, writer)
        status = 0
    finally:
        os._exit(status)
    return None


def _work(library, group, writer):
    from .probing import Prober

    sys.setrecursionlimit(3000)
    for record in group:
        try:
            outcome = Prober(library, record.value).run() or {"how": "unprobed"}
        except Exception as problem:
            outcome = {"how": "unprobed", "problem": repr(problem)[:200]}
        os.write(writer, (json.dumps([record.name, outcome]) + "\n").encode())
