"""The measurement of one function with one set of arguments: ask, compare, time, put back."""

from __future__ import annotations

import gc
import random
import sys
from typing import Any, Callable

from .arguments import Arguments, Refused, arguments_for
from .calls import Call, eager_form, strategy_name
from .cancelling import Cancelled, Watch
from .clock import NoClock, true_clock
from .floor import floor_cost
from .forgetting import forget
from .forms import Form, code_of, graph_forms
from .guards import guarded
from .judging import judge
from .payoff import break_even, saved_in_loop
from .progress import Progress
from .snapshot import Snapshot
from .statistics import ratio_of
from .streams import Capture, QuietFramework
from .surroundings import Surroundings, graphs_run_as_graphs
from .targets import find, is_graph_function, source_differs
from .timing import Side, interleave, summary
from .trials import CALL_LIMIT, RaisedByUser, Trials, run_watched

#: Differences and obstacles that are told at most.
TOLD_AT_MOST = 20
#: Rounds whose times are sent.
ROUNDS_SENT = 60


class Session:
    """One request about one function."""

    def __init__(self, request: dict, namespace: dict) -> None:
        self._request = request
        self._namespace = namespace
        self._wanted = [name for name in request.get("variants", []) if isinstance(name, str)]
        self._watch = Watch()
        self._progress = Progress(request.get("id"))
        self._target = find(namespace, request["name"])
        source = request.get("source")
        if source and source_differs(self._target.raw, source):
            raise Refused("stale", "")

    def prepare(self) -> dict:
        """What would run, and what could not be put back; nothing is run but an expression that the user typed."""
        with self._watch.open():
            arguments = self._arguments()
        snapshot = Snapshot(self._roots(arguments), self._namespace)
        return {
            "kind": "prepared",
            "code": self._code(arguments),
            "arguments": arguments.described(self._target),
            "unrestorable": snapshot.unrestorable[:TOLD_AT_MOST],
            "is_graph": is_graph_function(self._target.found),
            "strategy": strategy_name(arguments),
        }

    def measure(self) -> dict:
        """Runs it all; whatever happens, the state is put back."""
        try:
            true_clock()
        except NoClock:
            raise Refused("no-clock", "") from None
        with self._watch.open():
            arguments = self._arguments()
            first = Snapshot(self._roots(arguments), self._namespace)
            if first.unrestorable and not self._request.get("accepted"):
                return {"kind": "question", "message": "unrestorable", "items": first.unrestorable[:TOLD_AT_MOST]}
            with QuietFramework(), Capture(keep=False):
                try:
                    with guarded(), graphs_run_as_graphs():
                        result = self._compare_and_time(arguments)
                finally:
                    # What goes with the last references may print; it is printed here, unseen.
                    gc.collect()
                    first.restore()
                floor = floor_cost(self._check) if result["verdict"] != "fails-eagerly" else None
        left = first.changes() + result.pop("taken")
        return {
            **result,
            "kind": "done",
            "arguments": arguments.described(self._target),
            "code": self._code(arguments),
            "floor": floor,
            "restored": not left,
            "left": left[:TOLD_AT_MOST],
            "environment": environment(),
        }

    def _arguments(self) -> Arguments:
        def run(act: Callable[[], Any]) -> Any:
            with Capture(keep=False), guarded(), self._watch.call(CALL_LIMIT):
                return act()

        surroundings = Surroundings()
        try:
            return arguments_for(self._target, self._request, self._namespace, run)
        finally:
            surroundings.restore()

    def _roots(self, arguments: Arguments) -> list:
        roots = [("function", self._target.raw), ("arguments", list(arguments.args)), ("keywords", dict(arguments.kwargs))]
        if arguments.receiver is not None:
            roots.append(("self", arguments.receiver))
        return roots

    def _code(self, arguments: Arguments) -> str:
        is_graph = is_graph_function(self._target.found)
        return code_of(self._request["name"], arguments, self._target.options, self._wanted, is_graph)

    def _check(self) -> None:
        if self._watch.interrupted:
            raise Cancelled("interrupt")

    def _compare_and_time(self, arguments: Arguments) -> dict:
        self._progress.tell("checking")
        call = Call(arguments)
        taken = [{"path": path, "kind": "taken", "detail": "elements of a generator"} for path in call.taken]
        eager = eager_form(self._target, arguments)
        try:
            self._build(arguments, call)
            run_watched(self._watch, lambda: call(eager))
            base = Snapshot(self._roots(arguments), self._namespace)
            trials = Trials(self._watch, call, base, self._check)
            runs = [trials.record(eager, seed) for seed in (1, 1, 2)]
        except RaisedByUser as error:
            return {"verdict": "fails-eagerly", "reasons": [], "error": error.description, "variants": [], "taken": taken}
        return {**self._as_graphs(arguments, call, eager, base, trials, runs), "taken": taken}

    def _build(self, arguments: Arguments, call: Call) -> None:
        """A Keras layer makes its weights when it is called as a layer, not when its ``call`` is."""
        layer = arguments.receiver
        if self._request["name"].split(".")[-1] == "call" and getattr(layer, "built", True) is False:
            run_watched(self._watch, lambda: call(layer))

    def _as_graphs(
        self, arguments: Arguments, call: Call, eager: Callable, base: Snapshot, trials: Trials, runs: list
    ) -> dict:
        forms = graph_forms(self._target, arguments, self._wanted)
        try:
            return self._with_forms(forms, arguments, call, eager, base, trials, runs)
        finally:
            for form in forms:
                forget(form.function)

    def _with_forms(
        self,
        forms: list[Form],
        arguments: Arguments,
        call: Call,
        eager: Callable,
        base: Snapshot,
        trials: Trials,
        runs: list,
    ) -> dict:
        self._progress.tell("tracing")
        costs: dict[str, dict] = {}
        failed: dict[str, dict] = {}
        graph_run: dict = {}
        for form in forms:
            try:
                run, costs[form.id] = trials.start(form.function, arguments.others if form is forms[0] else [])
                graph_run = graph_run or run
            except RaisedByUser as error:
                failed[form.id] = error.description
                if form is forms[0]:
                    break
        base.restore()
        if forms[0].id in failed:
            timing = self._time([Form("eager", eager, "")], call, base)
            return {"verdict": "fails-when-traced", "reasons": [], "flags": [], "error": failed[forms[0].id], **timing}
        if arguments.source == "synthetic":
            verdict, reasons, flags = "not-compared", [], ["synthetic"]
        else:
            verdict, reasons, flags = judge(runs, graph_run, costs["graph"], trials.further(eager, forms[0].function))
            base.restore()
        timed = [form for form in forms if form.id not in failed]
        timing = self._time([Form("eager", eager, ""), *timed], call, base)
        self._add_costs(timing["variants"], costs)
        timing["variants"].extend(
            {"id": form.id, "options": form.options, "per_call": None, "error": failed[form.id]}
            for form in forms
            if form.id in failed
        )
        return {"verdict": verdict, "reasons": reasons, "flags": flags, "error": None, **timing}

    def _add_costs(self, variants: list, costs: dict) -> None:
        eager = variants[0]["per_call"]["median"]
        count = self._request.get("loopCount")
        for variant in variants[1:]:
            cost = costs[variant["id"]]
            variant.update({key: cost[key] for key in ("first_call", "start_cost", "traces")})
            graph = variant["per_call"]["median"]
            if eager is not None and graph is not None:
                variant["break_even"] = break_even(eager, graph, variant["ratio"], cost["start_cost"])
                variant["saved"] = saved_in_loop(eager, graph, cost["start_cost"], count)

    def _time(self, forms: list, call: Call, base: Snapshot) -> dict:
        self._progress.tell("timing", 0.0)
        base.restore()
        run_watched(self._watch, lambda: call(forms[0].function))
        changes_state = bool(base.changes())
        base.restore()
        restore, wait = base.restore if changes_state else None, synchroniser()
        sides = [Side(call.bound(form.function), restore, wait) for form in forms]
        budget = float(self._request.get("budget", 3.0))
        noise = run_watched(
            self._watch,
            lambda: interleave(
                sides, budget, lambda fraction: self._progress.tell("timing", fraction), self._check, random.Random(20261121)
            ),
            6 * budget + CALL_LIMIT,
        )
        variants = []
        for form, side in zip(forms, sides):
            entry: dict = {"id": form.id, "options": form.options, "per_call": summary(side), "error": None}
            if side is not sides[0]:
                entry["ratio"] = ratio_of(sides[0].times, side.times)
            variants.append(entry)
        raw = {form.id: side.times[:ROUNDS_SENT] for form, side in zip(forms, sides)}
        return {"variants": variants, "noise": noise, "raw": raw}


def synchroniser() -> Callable[[], None] | None:
    """Waits until a GPU has done what was asked of it; ``None`` where there is none."""
    import tensorflow as tf

    if not tf.config.list_physical_devices("GPU"):
        return None
    return getattr(tf.test.experimental, "sync_devices", None)


def environment() -> dict:
    """Versions and device, as they are told."""
    import tensorflow as tf

    try:
        device = "GPU" if tf.config.list_physical_devices("GPU") else "CPU"
    except Exception:
        device = "CPU"
    return {"python": sys.version.split()[0], "tensorflow": tf.__version__, "device": device}
