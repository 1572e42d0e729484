"""``npm run truth:types``: what reaches each parameter, really and as the analysis says.

Runs the runnable notebooks of the corpus and the project's own programs under real TensorFlow, records dtype, shape
and kind of every argument, and compares with ``hybridize check --format json``. Prints the share of exact answers and
every contradiction; exits with 1 if there is one. Records are kept in ``build/truth`` and made anew with ``--fresh``.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from notebooks import BOOT, REPOSITORY, runnable_notebooks

STORE = REPOSITORY / "build" / "truth"

# The stand-ins for downloads make small data unless told the sizes of the real MNIST.
_REAL_SIZES = {**os.environ, "STUB_N": "60000", "STUB_M": "10000"}

_TYPE = re.compile(r"^(?:(ragged|sparse|variable|symbolic|slices|ndarray) )?(\S+) (.*)$")


def parse(text: str):
    """A type text as (form, dtype or None, list of dimensions or None)."""
    match = _TYPE.match(text)
    if match is None:
        return None
    form, dtype, shape = match.groups()
    dimensions = None if shape == "?" else [part.strip() for part in shape.strip("()").split(",") if part.strip()]
    return form or "dense", None if dtype == "?" else dtype, dimensions


def covers(static, real) -> bool:
    """Whether the static type does not exclude the real one."""
    return dtype_covers(static, real) and shape_covers(static, real)


def dtype_covers(static, real) -> bool:
    return static[1] is None or static[1] == real[1]


def shape_covers(static, real) -> bool:
    if static[2] is None or real[2] is None:
        return True
    if len(static[2]) != len(real[2]):
        return False
    return all(s in ("None", "?") or r == "None" or s == r for s, r in zip(static[2], real[2]))


def joined_shape(reals) -> list | None:
    """The shape of all that arrived: an axis that varies is None."""
    shapes = [real[2] for real in reals]
    if any(shape is None for shape in shapes) or len({len(shape) for shape in shapes}) > 1:
        return None
    return ["None" if len(set(axis)) > 1 else axis[0] for axis in zip(*shapes)]


def run_programs(programs: list[Path], fresh: bool) -> None:
    """Records the project's own programs, all in one process, where one has changed since."""
    stale = [
        program
        for program in programs
        if fresh
        or not (store := STORE / f"{program.stem}.program.json").exists()
        or store.stat().st_mtime < program.stat().st_mtime
    ]
    if stale:
        STORE.mkdir(parents=True, exist_ok=True)
        recorder = Path(__file__).with_name("record_types.py")
        command = [sys.executable, str(recorder), "--programs", str(STORE), *map(str, stale)]
        done = subprocess.run(command, timeout=600, capture_output=True, text=True, check=False)
        named = [line for line in done.stderr.splitlines() if re.match(r"\w+\.py:\d+: ", line)]
        for line in named:
            print(f"failed: {line}", file=sys.stderr)


def records_of(notebook: Path, fresh: bool) -> list[dict]:
    """What was recorded for a notebook, from an earlier run or a new one."""
    if notebook.suffix == ".py":
        store = STORE / f"{notebook.stem}.program.json"
        return json.loads(store.read_text(encoding="utf-8")) if store.exists() else []
    store = STORE / f"{notebook.parent.name}__{notebook.stem}.types.json"
    if fresh or not store.exists():
        store.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as work:
            command = [sys.executable, str(Path(__file__).with_name("record_types.py")), str(notebook), str(store)]
            command.append(str(BOOT) if BOOT.exists() else "")
            try:
                subprocess.run(command, cwd=work, env=_REAL_SIZES, timeout=400, capture_output=True, check=False)
            except subprocess.TimeoutExpired:
                print(f"gave up after 400 s: {notebook.name}", file=sys.stderr)
    return json.loads(store.read_text(encoding="utf-8")) if store.exists() else []


def static_functions(notebook: Path) -> dict:
    """The report's functions by (cell, name)."""
    command = ["node", str(REPOSITORY / "lib" / "cli" / "main.js"), "check", "--format", "json", "--exit-zero"]
    done = subprocess.run([*command, str(notebook)], capture_output=True, text=True, check=True)
    (document,) = json.loads(done.stdout)["documents"]
    return {(function["cell"], function["name"]): function for function in document["functions"]}


def compare(notebook: Path, fresh: bool, counts: Counter, contradictions: list[str], verbose: bool) -> None:
    """Adds one notebook's agreements to the counts."""
    functions = static_functions(notebook)
    seen: dict[tuple, list[dict]] = {}
    for record in records_of(notebook, fresh):
        seen.setdefault((record["cell"], record["name"], record["parameter"]), []).append(record)
    for (cell, name, parameter_name), records in seen.items():
        function = functions.get((cell, name))
        if function is None:
            counts["function not in the report"] += 1
            continue
        parameter = next((p for p in function["parameters"] if p["name"] == parameter_name), None)
        if parameter is None or parameter["receiver"]:
            continue
        reals = [parse(record["type"]) for record in records if record["kind"] == "tensor"]
        counts["parameters"] += 1
        really = bool(reals)
        place = f"{notebook.name} cell {cell} {name}({parameter_name})"
        if parameter["tensor"] == really or (parameter["container"] and not really):
            counts["tensor or not: right"] += 1
        elif verbose:
            print(f"  tensor={parameter['tensor']} but really {sorted({r['type'] for r in records})[:3]}: {place}")
        if not reals or parameter["tensor"] is not True:
            continue
        statics = [static for static in map(parse, parameter["types"]) if static is not None]
        counts["tensors"] += 1
        if statics and all(any(s[1] == real[1] for s in statics) for real in reals):
            counts["dtype: exact"] += 1
        elif verbose:
            print(f"  dtype {parameter['types'][:3]} but really {sorted({r['type'] for r in records})[:3]}: {place}")
        joined = joined_shape(reals)
        if statics and joined_shape([(s[0], s[1], s[2]) for s in statics]) == joined:
            counts["shape: exact"] += 1
        elif verbose:
            print(f"  shape {parameter['types'][:3]} but really {sorted({r['type'] for r in records})[:3]}: {place}")
        if statics and all(any(covers(s, real) for s in statics) for real in reals):
            counts["shape: exact or wider"] += 1
        elif statics and function["reached"]:
            contradictions.append(
                f"{place}: says {parameter['types']}, really {sorted({r['type'] for r in records})[:4]}"
            )


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("notebooks", nargs="*", type=Path)
    arguments.add_argument("--fresh", action="store_true", help="run the programs anew")
    arguments.add_argument("--verbose", action="store_true", help="list what is not exact")
    arguments.add_argument("--limit", type=int, default=None, help="only the first so many")
    given = arguments.parse_args()
    own = sorted((REPOSITORY / "fixtures" / "types").glob("*.py"))
    run_programs([path.resolve() for path in given.notebooks if path.suffix == ".py"] or own, given.fresh)
    notebooks = given.notebooks or [*own, *runnable_notebooks()]
    counts: Counter = Counter()
    contradictions: list[str] = []
    for notebook in notebooks[: given.limit]:
        if given.verbose:
            print(notebook.name)
        compare(notebook.resolve(), given.fresh, counts, contradictions, given.verbose)
    for line in contradictions:
        print(f"contradiction: {line}")
    print(f"{counts['parameters']} parameters, {counts['tensors']} of them tensors that both see")
    for name, total in (
        ("tensor or not: right", "parameters"),
        ("dtype: exact", "tensors"),
        ("shape: exact", "tensors"),
        ("shape: exact or wider", "tensors"),
    ):
        share = 100 * counts[name] / counts[total] if counts[total] else 0.0
        print(f"{name}: {counts[name]} of {counts[total]} ({share:.1f} %)")
    print(f"{len(contradictions)} contradictions")
    return 1 if contradictions else 0


if __name__ == "__main__":
    sys.exit(main())
