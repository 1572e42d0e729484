"""One measurement from beginning to end: find, ask, compare, time, put back."""

from __future__ import annotations

import base64
import gc
import json
import random
import sys
import time
import traceback
import types
from typing import Any, Callable

from .callsites import Unreadable, arguments_of, arguments_of_expression
from .cancelling import Cancelled, Watch
from .judging import Further, detach, judge
from .nudging import nudged
from .randomness import RandomStates, seed_all
from .snapshot import Snapshot
from .statistics import ratio_of
from .streams import Capture, QuietFramework
from .targets import NotFound, Target, find, source_differs
from .timing import Side, interleave, summary

PROTOCOL = 1
PROGRESS_TYPE = "application/vnd.jupyterlab-hybridize.progress+json"
#: Seconds that a first graph call may take.
TRACE_LIMIT = 60.0
#: Seconds between two progress messages.
PROGRESS_INTERVAL = 0.4
#: Calls of the notebook that are read at most.
CALLS_READ = 6
#: Calls of each form that show whether a value is frozen.
CALLS_TO_CONFIRM = 12
#: Characters of a text that came from the user's program.
TEXT_LIMIT = 4000


class Refused(Exception):
    """The measurement cannot be made; the first argument is a message id, the second its arguments."""


def run(encoded: str) -> str:
    """Answers one request; both are JSON in base64, so that nothing of them is ever part of code."""
    request = json.loads(base64.b64decode(encoded).decode("utf-8"))
    answer = answer_to(request)
    return base64.b64encode(json.dumps(answer, default=repr).encode("utf-8")).decode("ascii")


def answer_to(request: dict) -> dict:
    """The answer to a request: a result, a question, or why there is none."""
    begin = time.perf_counter()
    states = RandomStates() if "tensorflow" in sys.modules else None
    try:
        if "tensorflow" not in sys.modules and not _has_tensorflow():
            return {"kind": "failed", "message": "no-tensorflow", "detail": ""}
        session = _Session(request)
        answer = session.measure()
    except NotFound as error:
        answer = {"kind": "failed", "message": str(error), "detail": ""}
    except Refused as error:
        answer = {"kind": "failed", "message": error.args[0], "detail": str(error.args[1])[:TEXT_LIMIT]}
    except Cancelled as error:
        answer = {"kind": "cancelled", "message": error.reason, "detail": ""}
    except KeyboardInterrupt:
        answer = {"kind": "cancelled", "message": "interrupt", "detail": ""}
    finally:
        if states is not None:
            states.restore()
    answer["wall"] = time.perf_counter() - begin
    return answer


def _has_tensorflow() -> bool:
    import importlib.util

    try:
        return importlib.util.find_spec("tensorflow") is not None
    except (ImportError, ValueError):
        return False


def _user_namespace() -> dict:
    shell = sys.modules.get("IPython")
    if shell is not None:
        instance = shell.get_ipython()
        if instance is not None:
            return instance.user_ns
    return sys.modules["__main__"].__dict__


class _Session:
    """The measurement of one function with one set of arguments."""

    def __init__(self, request: dict) -> None:
        self._request = request
        self._namespace = _user_namespace()
        self._watch = Watch()
        self._last_progress = 0.0
        #: Arguments of further calls in the notebook: they show whether calls retrace one another.
        self._other_calls: list[tuple[tuple, dict]] = []

    def measure(self) -> dict:
        """Runs it all; whatever happens, the state is put back."""
        target = find(self._namespace, self._request["name"])
        source = self._request.get("source")
        if source and source_differs(target.raw, source):
            raise Refused("stale", "")
        args, kwargs, receiver, origin = self._arguments(target)
        import tensorflow  # noqa: F401  (the user's own, imported already or wanted now)

        if receiver is None:
            receiver = target.receiver
        eager = target.raw if receiver is None else types.MethodType(target.raw, receiver)
        roots = [("function", eager), ("arguments", list(args)), ("keywords", dict(kwargs))]
        if receiver is not None:
            roots.append(("self", receiver))
        first = Snapshot(roots, self._namespace)
        if first.unrestorable and not self._request.get("accepted"):
            return {"kind": "question", "message": "unrestorable", "items": first.unrestorable[:20]}
        enabled = gc.isenabled()
        with self._watch.open(), QuietFramework(), Capture(keep=False):
            try:
                result = self._compare_and_time(target, eager, args, kwargs, roots)
            finally:
                # What goes with the last references may print; it is printed here, unseen.
                gc.collect()
                if enabled:
                    gc.enable()
                self._put_back(first)
        left = first.changes()
        result.update(
            {
                "kind": "done",
                "arguments": origin,
                "restored": not left,
                "left": left[:20],
                "environment": _environment(),
            }
        )
        return result

    def _put_back(self, snapshot: Snapshot) -> None:
        snapshot.restore()

    def _arguments(self, target: Target) -> tuple[tuple, dict, Any, dict]:
        typed = self._request.get("expression")
        if typed is not None:
            try:
                args, kwargs = arguments_of_expression(typed, self._namespace)
            except Unreadable as error:
                raise Refused("bad-expression", str(error)) from error
            except Exception as error:
                raise Refused("bad-expression", f"{type(error).__name__}: {error}") from error
            return args, kwargs, self._receiver_by_class(target), {"source": "typed", "text": typed}
        parameters = getattr(target.raw, "__code__", None)
        readable = []
        for call in self._request.get("calls", [])[:CALLS_READ]:
            try:
                args, kwargs, owner = arguments_of(call["text"], self._namespace)
            except Exception:
                continue
            receiver = self._receiver_of(target, owner)
            if "." in self._request["name"] and receiver is None:
                continue
            readable.append((args, kwargs, receiver, {"source": "call", "text": call["text"]}))
        if readable:
            self._other_calls = [(args, kwargs) for args, kwargs, receiver, _ in readable[1:] if receiver is readable[0][2]]
            return readable[0]
        takes_nothing = parameters is not None and parameters.co_argcount + parameters.co_kwonlyargcount == 0
        if takes_nothing:
            return (), {}, None, {"source": "call", "text": f"{self._request['name']}()"}
        raise Refused("no-arguments", "")

    def _receiver_of(self, target: Target, owner: Any) -> Any:
        """For a method: the object of the call, if it is an instance of the method's class."""
        parts = self._request["name"].split(".")
        if len(parts) < 2:
            return None
        cls = self._namespace.get(parts[0])
        if isinstance(cls, type) and isinstance(owner, cls):
            return owner
        return None

    def _receiver_by_class(self, target: Target) -> Any:
        parts = self._request["name"].split(".")
        cls = self._namespace.get(parts[0]) if len(parts) > 1 else None
        if isinstance(cls, type):
            for value in list(self._namespace.values()):
                if isinstance(value, cls):
                    return value
        return None

    def _progress(self, phase: str, fraction: float | None) -> None:
        now = time.perf_counter()
        if fraction is not None and now - self._last_progress < PROGRESS_INTERVAL:
            return
        self._last_progress = now
        try:
            from IPython.display import display

            display({PROGRESS_TYPE: {"id": self._request.get("id"), "phase": phase, "fraction": fraction}}, raw=True)
        except Exception:
            return

    def _check(self) -> None:
        if self._watch.interrupted:
            raise Cancelled("interrupt")

    def _compare_and_time(self, target: Target, eager: Callable, args: tuple, kwargs: dict, roots: list) -> dict:
        self._progress("checking", None)
        first_error = self._call_once(eager, args, kwargs)
        if first_error is not None:
            return {"verdict": "fails-eagerly", "reasons": [], "error": first_error, "variants": []}
        base = Snapshot(roots, self._namespace)
        variants = self._variants(target, eager)
        eager_runs = [self._record(eager, args, kwargs, base, seed) for seed in (1, 1, 2)]
        graph = variants[0]
        try:
            graph_run, first_call, extra = self._first_graph_calls(graph, args, kwargs, base)
        except Cancelled:
            base.restore()
            raise
        if "error" in graph_run:
            base.restore()
            timing = self._time([("eager", eager)], args, kwargs, base)
            return {"verdict": "fails-when-traced", "reasons": [], "error": graph_run["error"], **timing}

        verdict, reasons, flags = judge(eager_runs, graph_run, extra, self._further(eager, graph, args, kwargs, base))
        base.restore()
        timed = [("eager", eager)] + [(variant["id"], variant["function"]) for variant in variants]
        timing = self._time(timed, args, kwargs, base)
        for variant in timing["variants"]:
            if variant["id"] == graph["id"]:
                variant["first_call"] = first_call
                variant["traces"] = extra["traces"]
                variant["start_cost"] = extra["start_cost"]
        return {"verdict": verdict, "reasons": reasons, "flags": flags, "error": None, **timing}

    def _further(self, eager: Callable, graph: dict, args: tuple, kwargs: dict, base: Snapshot) -> Further:
        def both() -> tuple[dict, dict]:
            functions = (eager, graph["function"])
            runs = [self._record(function, args, kwargs, base, 1, CALLS_TO_CONFIRM) for function in functions]
            return runs[0], runs[1]

        def nudged_runs() -> list[dict]:
            generator = random.Random(1)
            inputs = [nudged((args, kwargs), generator) for _ in range(3)]
            return [self._record(eager, changed[0], changed[1], base, 1) for changed in inputs]

        return Further(both, nudged_runs)

    def _variants(self, target: Target, eager: Callable) -> list[dict]:
        import tensorflow as tf

        options = dict(target.options)
        variants = [{"id": "graph", "options": options}]
        for name in self._request.get("variants", []):
            if name == "jit_compile":
                variants.append({"id": "jit_compile", "options": {**options, "jit_compile": True}})
            elif name == "reduce_retracing":
                variants.append({"id": "reduce_retracing", "options": {**options, "reduce_retracing": True}})
        for variant in variants:
            variant["function"] = tf.function(eager, **variant["options"])
        return variants

    def _call_once(self, function: Callable, args: tuple, kwargs: dict) -> dict | None:
        try:
            with self._watch.call(TRACE_LIMIT):
                function(*args, **kwargs)
        except Cancelled:
            raise
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            return describe_error(error)
        return None

    def _record(self, function: Callable, args: tuple, kwargs: dict, base: Snapshot, seed: int, calls: int = 3) -> dict:
        """Some calls from the base state: results, printed text and changes of state."""
        base.restore()
        seed_all(seed)
        results, texts = [], []
        for _ in range(calls):
            self._check()
            with Capture() as printed, self._watch.call(TRACE_LIMIT):
                results.append(detach(function(*args, **kwargs)))
            texts.append(printed.text)
        state = {path: detach(value) for path, value in base.state().items()}
        return {"results": results, "texts": texts, "state": state}

    def _first_graph_calls(self, variant: dict, args: tuple, kwargs: dict, base: Snapshot) -> tuple[dict, float, dict]:
        self._progress("tracing", None)
        function = variant["function"]
        base.restore()
        seed_all(1)
        results, texts, times, counts = [], [], [], []
        for _ in range(3):
            self._check()
            begin = time.perf_counter()
            try:
                with Capture() as printed, self._watch.call(TRACE_LIMIT):
                    result = function(*args, **kwargs)
            except Cancelled:
                raise
            except BaseException as error:
                if isinstance(error, KeyboardInterrupt):
                    raise
                return {"error": describe_error(error)}, 0.0, {}
            times.append(time.perf_counter() - begin)
            results.append(detach(result))
            texts.append(printed.text)
            counts.append(_tracing_count(function))
        state = {path: detach(value) for path, value in base.state().items()}
        late = 0 if counts[0] is None or counts[-1] is None else counts[-1] - counts[0]
        late += self._traces_of_other_calls(function, base)
        extra = {"traces": counts[-1], "late_traces": late, "start_cost": sum(times)}
        return {"results": results, "texts": texts, "state": state}, times[0], extra

    def _traces_of_other_calls(self, function: Callable, base: Snapshot) -> int:
        """How many new traces the notebook's other calls make."""
        before = _tracing_count(function)
        if before is None:
            return 0
        for args, kwargs in self._other_calls:
            self._check()
            base.restore()
            with Capture(), self._watch.call(TRACE_LIMIT):
                try:
                    function(*args, **kwargs)
                except Exception:
                    # A call that fails is no reason against the one that is measured.
                    continue
        return (_tracing_count(function) or before) - before

    def _time(self, functions: list[tuple[str, Callable]], args: tuple, kwargs: dict, base: Snapshot) -> dict:
        self._progress("timing", 0.0)
        base.restore()
        functions[0][1](*args, **kwargs)
        changes_state = bool(base.changes())
        base.restore()
        restore = base.restore if changes_state else None
        sides = []
        errors = {}
        for name, function in functions:
            if name not in ("eager", "graph"):
                error = self._call_once(function, args, kwargs)
                if error is not None:
                    errors[name] = error
                    continue
            call = _bind(function, args, kwargs)
            sides.append((name, Side(call, restore)))
        budget = float(self._request.get("budget", 3.0))
        with self._watch.call(6 * budget + TRACE_LIMIT):
            noise = interleave(
                [side for _, side in sides],
                budget,
                lambda fraction: self._progress("timing", fraction),
                self._check,
                random.Random(20261121),
            )
        eager_times = sides[0][1].times
        variants = []
        for name, side in sides:
            entry: dict = {"id": name, "per_call": summary(side), "error": None}
            if name != "eager":
                entry["ratio"] = ratio_of(eager_times, side.times)
            variants.append(entry)
        variants.extend({"id": name, "per_call": None, "error": error} for name, error in errors.items())
        raw = {name: side.times[:60] for name, side in sides}
        return {"variants": variants, "noise": noise, "raw": raw}


def _bind(function: Callable, args: tuple, kwargs: dict) -> Callable[[], Any]:
    return lambda: function(*args, **kwargs)


def _tracing_count(function: Any) -> int | None:
    counter = getattr(function, "experimental_get_tracing_count", None)
    try:
        return counter() if counter is not None else None
    except Exception:
        return None


def describe_error(error: BaseException) -> dict:
    """Type, text and the user's own line of an error."""
    line = None
    for frame in traceback.extract_tb(error.__traceback__):
        if "ipykernel" in frame.filename or frame.filename.startswith("<ipython") or "/tmp/ipykernel" in frame.filename:
            line = {"line": frame.lineno, "text": frame.line or "", "function": frame.name}
    text = str(error)
    return {"type": type(error).__name__, "text": text[:TEXT_LIMIT], "line": line}


def _environment() -> dict:
    import tensorflow as tf

    try:
        device = "GPU" if tf.config.list_physical_devices("GPU") else "CPU"
    except Exception:
        device = "CPU"
    return {"python": sys.version.split()[0], "tensorflow": tf.__version__, "device": device}
