"""Draws calls in batches, each in a process of its own: what ends a process (operations can) costs one draw.

A child draws from the batch's own seed and writes a line before each draw and one with what came out of it. A
child that dies or falls silent is named with the draw it was at; another takes up the same batch behind that draw.
The parent itself runs no operation, so that its children can be forked.
"""

from __future__ import annotations

import functools
import json
import os
import random
import select
import signal
import traceback
import warnings

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from . import array_draws, draws, layer_draws, truth
from .server import RuleServer

DRAWS_PER_BATCH = 1000
# A child that says nothing for so long is taken for dead.
SECONDS_OF_SILENCE = 100
# Layers and subscripts are drawn besides, each as many as this share of the draws.
SHARE_BESIDES = 10
LEAST_BESIDES = 20
# Draws of one function, one after another.
EXAMPLES_PER_ROUND = 8
# How often a round draws operations by family (broadcasting, reshaping, convolution…) and not one function.
SHARE_OF_SPECIAL = 1 / 3
MOST_ROUNDS = 1000


def run(count, start, only=None, libraries=("tensorflow", "keras", "numpy"), log=lambda text: None):
    """The report of ``count`` compared calls, and of layers and subscripts besides; ``start`` is the seed."""
    catalogue = draws.Catalogue(libraries)
    report = truth.Report()
    usable = _searched(catalogue, only)
    besides = [] if only else ["layers", "subscripts"]
    batch = 0
    while report.compared < count and batch < 3 * (count // DRAWS_PER_BATCH + 1):
        wanted = min(DRAWS_PER_BATCH, count - report.compared)
        known = len(report.contradictions)
        _batch(report, ("calls", start * 1000 + batch, wanted), catalogue, usable, only)
        batch += 1
        log(f"{report.compared} draws, {len(report.contradictions)} contradictions")
        for name, text in report.contradictions[known:]:
            log(f"  {name}: {text}")
    for kind in besides:
        _batch(report, (kind, start, max(LEAST_BESIDES, count // SHARE_BESIDES)), catalogue, usable, only)
    return report


def _searched(catalogue, only):
    """The names that have a rule and a call that works: searched for in children, for a search can end one too."""
    with RuleServer() as server:
        entries = server.ask([{"lookup": name} for name in catalogue.names])
    names = [
        name
        for name, entry in zip(catalogue.names, entries)
        if entry and entry["shapeRule"] and (not only or name in only)
    ]
    while names:
        done = 0
        for line in lines_of(lambda send, left=tuple(names): _search(catalogue, left, send)):
            if line[0] == "failed":
                raise RuntimeError(line[1])
            catalogue.accept(*line)
            done += 1
        # The name that the child died at has no call.
        for name in names[done : done + 1]:
            catalogue.accept(name, None, None)
        names = names[done + 1 :]
    return catalogue.usable()


def _search(catalogue, names, send):
    for name in names:
        function = catalogue.get(name)
        send([name, function and function.base, function and function.optional])


def _batch(report, what, catalogue, usable, only):
    """One batch, in as many children as it needs: what ended one is not called again in it."""
    kind, start, count = what
    first = 0, 0
    while True:
        before = report.compared
        at = None
        for line in lines_of(
            lambda send, first=first, count=count: _draw(kind, start, count, first, catalogue, usable, only, send)
        ):
            if line[0] == "at":
                at = line[1:]
            elif line[0] == "failed":
                raise RuntimeError(line[1])
            elif line[0] == "end":
                return
            else:
                report.add(line[1])
        count -= report.compared - before
        if at is None:
            raise RuntimeError(f"A child of the batch {kind} {start} ended before its first draw.")
        number, place, text = at
        report.died.append((f"{kind} {start}", text))
        first = (number + 1, 0) if kind == "calls" else (number, place + 1)


class _Draws:
    """A child's counting: compares from the round and place ``first`` on until ``count`` draws were compared."""

    def __init__(self, kind, count, first, check, send):
        self.kind = kind
        self.count = count
        self.first = first
        self.check = check
        self.send = send
        self.compared = 0
        self.round = self.place = 0

    def begin(self, number):
        """The next draws are of that round."""
        self.round = number
        self.place = 0

    @property
    def done(self):
        return self.compared >= self.count

    def each(self, drawn):
        """Takes one draw."""
        here = self.round, self.place
        self.place += 1
        # The first of a round is hypothesis' simplest, the same each time.
        trivial = self.kind == "calls" and here[1] == 0
        if trivial or here < self.first or self.done:
            return
        self.send(["at", *here, _shown(self.kind, drawn)])
        report = truth.Report()
        self.check(report, drawn)
        self.compared += report.compared
        self.send(["out", report.packed()])


def _draw(kind, start, count, first, catalogue, usable, only, send):
    """A child's work."""
    import numpy

    warnings.simplefilter("ignore")
    numpy.seterr(all="ignore")
    with RuleServer() as server:
        checks = {
            "calls": lambda report, drawn: truth.check(catalogue, server, report, *drawn),
            "layers": lambda report, drawn: truth.check_layer(server, report, drawn),
            "subscripts": lambda report, drawn: truth.check_subscript(server, report, *drawn),
        }
        counted = _Draws(kind, count, first, checks[kind], send)
        for number, (strategy, examples) in enumerate(_rounds(kind, start, count, catalogue, usable, only)):
            if counted.done:
                break
            if number >= first[0]:
                counted.begin(number)
                _drawing(strategy, examples, start * MOST_ROUNDS + number, counted.each)
    send(["end"])


def _drawing(strategy, examples, start, take):
    """Gives so many examples of the strategy to ``take``."""

    def each(drawn):
        take(drawn)

    seed(start)(
        settings(
            max_examples=examples,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )(given(strategy)(each))
    )()


def _rounds(kind, start, count, catalogue, usable, only):
    """What is drawn one after another, and how many examples of each.

    A function is picked by plain chance: hypothesis repeats what it drew before, and would keep to few of them.
    """
    if kind == "layers":
        yield layer_draws.layer_calls(), count
    elif kind == "subscripts":
        yield st.tuples(layer_draws.subscripts(), st.sampled_from(["tensorflow", "numpy"])), count
    else:
        chance = random.Random(start)
        families = (draws.elementwise_calls(), draws.shape_calls(), draws.linear_calls(), array_draws.array_calls())
        for _ in range(MOST_ROUNDS):
            if not only and chance.random() < SHARE_OF_SPECIAL:
                calls = chance.choice(families)
            else:
                calls = draws.generic_calls(catalogue.get(chance.choice(usable)))
            yield st.tuples(calls, st.integers(0, 2**16)), EXAMPLES_PER_ROUND + 1


def _shown(kind, drawn):
    if kind != "calls":
        return f"{kind}: {drawn}"
    name, positional, keywords = drawn[0]
    return f"{name}: {truth.brief({'positional': positional, 'keywords': list(keywords.items())})}"


def lines_of(work):
    """What a forked child sends while it does ``work(send)``; ends with the child, whichever way it ends."""
    reader, writer = os.pipe()
    process = os.fork()
    if not process:
        _child(reader, writer, work)
    os.close(writer)
    text = b""
    try:
        while True:
            ready, _, _ = select.select([reader], [], [], SECONDS_OF_SILENCE)
            chunk = os.read(reader, 1 << 20) if ready else b""
            if not chunk:
                break
            *lines, text = (text + chunk).split(b"\n")
            for line in lines:
                yield json.loads(line)
    finally:
        os.close(reader)
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)


def _child(reader, writer, work):
    """Does the work and ends the process; its output and messages are dropped."""
    status = 1
    try:
        os.close(reader)
        sink = os.open(os.devnull, os.O_WRONLY)
        os.dup2(sink, 1)
        os.dup2(sink, 2)
        send = functools.partial(_send, writer)
        try:
            work(send)
        except Exception:
            # A mistake of the checker's own, not of an operation: these are caught where they are called.
            send(["failed", traceback.format_exc()])
        status = 0
    finally:
        os._exit(status)


def _send(writer, line):
    os.write(writer, (json.dumps(line) + "\n").encode())
