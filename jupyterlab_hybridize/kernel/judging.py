"""The verdict over runs from the same state: eager with one seed twice, with another seed, and as a graph."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from typing import Any, Callable

from .comparison import differences

#: Reasons that are given at most.
REASONS_AT_MOST = 20
_CALL = re.compile(r"\bcall \d+")


def detach(value: Any, depth: int = 0) -> Any:
    """A copy of a result that later calls cannot change: arrays and variables by value."""
    import numpy

    if depth > 12:
        return value
    if isinstance(value, numpy.ndarray):
        return value.copy()
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)._make(detach(item, depth + 1) for item in value)
    if isinstance(value, (list, tuple)):
        items = [detach(item, depth + 1) for item in value]
        return items if isinstance(value, list) else tuple(items)
    if isinstance(value, dict):
        return {key: detach(item, depth + 1) for key, item in value.items()}
    if isinstance(value, (set, bytearray)):
        return type(value)(value)
    tensorflow = sys.modules.get("tensorflow")
    if tensorflow is not None and isinstance(value, tensorflow.Variable):
        return value.read_value()
    return value


@dataclass
class Further:
    """Runs that are made only where the first ones leave a doubt."""

    #: More calls of both forms: few draws may be equal by chance.
    both: Callable[[], tuple[dict, dict]]
    #: Eager runs whose inputs differ by rounding.
    nudged: Callable[[], list[dict]]
    #: Eager runs with further seeds: one other seed may give the same by chance.
    reseeded: Callable[[], list[dict]]


def judge(eager: list[dict], graph: dict, extra: dict, further: Further) -> tuple[str, list[dict], list[str]]:
    """The verdict, its reasons, and flags."""
    again, other = eager[1], eager[2]
    flags: list[str] = []
    unstable = _kinds_by_place(run_differences(eager[0], again))
    random_places = _kinds_by_place(run_differences(eager[0], other)) - unstable
    reasons = []
    for entry in run_differences(eager[0], graph):
        if entry["kind"] == "became-tensor":
            flags.append("became-tensor")
        elif (_place(entry), entry["kind"]) not in unstable | random_places:
            reasons.append(entry)
    if any(entry.get("inexact") for entry in reasons):
        rounding = _kinds_by_place([entry for run in further.nudged() for entry in run_differences(eager[0], run)])
        kept = [entry for entry in reasons if not entry.get("inexact") or (_place(entry), "value") not in rounding]
        if len(kept) < len(reasons):
            flags.append("rounding")
        reasons = kept
    if random_places:
        flags.append("random")
    if random_places and any(entry["kind"] == "value" for entry in reasons):
        by_seed = _kinds_by_place([entry for run in further.reseeded() for entry in run_differences(eager[0], run)])
        reasons = [entry for entry in reasons if entry["kind"] != "value" or (_place(entry), "value") not in by_seed]
    if (random_places or unstable) and _frozen_paths(eager[0], graph):
        frozen = _frozen_paths(*further.both())
        reasons.extend({"path": path, "kind": "frozen", "detail": "the same in every call"} for path in frozen)
    flags = sorted(set(flags))
    if unstable and not reasons:
        varying = [
            {"path": place, "kind": "varies", "detail": ""} for place in sorted({place for place, _ in unstable})
        ]
        return "not-reproducible", varying[:REASONS_AT_MOST], flags
    results = [entry for entry in reasons if _CALL.match(entry["path"])]
    effects = [entry for entry in reasons if not _CALL.match(entry["path"])]
    if results:
        return "output-differs", (results + effects)[:REASONS_AT_MOST], flags
    if effects:
        return "effects-differ", effects[:REASONS_AT_MOST], flags
    if extra["late_traces"] > 0:
        detail = f"{extra['late_traces']} more traces after the first call"
        return "retraces", [{"path": "", "kind": "retraces", "detail": detail}], flags
    return "same", [], flags


def run_differences(left: dict, right: dict) -> list[dict]:
    """How two runs differ: results and printed text call by call, and the state after them."""
    found = []
    for index, (first, second) in enumerate(zip(left["results"], right["results"])):
        found.extend(differences(first, second, f"call {index + 1}"))
    for index, (first, second) in enumerate(zip(left["texts"], right["texts"])):
        if first != second:
            found.append(
                {
                    "path": f"printed by call {index + 1}",
                    "kind": "printed",
                    "detail": f"{first!r:.60} and {second!r:.60}",
                }
            )
    for path in sorted({*left["state"], *right["state"]}):
        if path not in right["state"]:
            found.append({"path": path, "kind": "effect-missing", "detail": "changed eagerly, not as a graph"})
        elif path not in left["state"]:
            found.append({"path": path, "kind": "effect-extra", "detail": "changed as a graph, not eagerly"})
        else:
            found.extend(differences(left["state"][path], right["state"][path], path))
    return found


def _place(entry: dict) -> str:
    """The path without the number of the call: what is random in one call is in all."""
    return _CALL.sub("call", entry["path"])


def _kinds_by_place(entries: list[dict]) -> set[tuple[str, str]]:
    return {(_place(entry), entry["kind"]) for entry in entries}


def _frozen_paths(eager: dict, graph: dict) -> list[str]:
    """Results that vary from call to call eagerly, and never as a graph."""
    varies, moves = _varying(eager["results"]), _varying(graph["results"])
    return sorted(varies - moves)


def _varying(results: list) -> set[str]:
    return {entry["path"] for later in results[1:] for entry in differences(results[0], later, "call 1")}
