"""``npm run truth:verdicts``: badges laid beside real runs.

With ``--generated N --seed S`` of drawn programs, with ``--handwritten`` of those that were written by hand, otherwise of the functions that runnable notebooks call, or those of
the notebooks that are named.

Exits with 1 if a function that the analysis calls proven behaves otherwise as a graph, or if one of a notebook that
misbehaves has no finding that names the true reason (``true_reasons.py``).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from handwritten_programs import HANDWRITTEN
from notebook_verdicts import print_table, rows_of
from notebooks import REPOSITORY, own_notebooks, runnable_notebooks
from program_grammar import Program, draw_program


def outcomes_of(programs: list[Program], folder: Path, kept: Path | None = None) -> list[dict]:
    """What running the programs showed, in one process; runs whose outcome is kept are not made again.

    :param kept: a folder of outcomes by the digest of the program, which does not depend on the analysis.
    """
    if kept is not None:
        files = [kept / f"{program.digest}.json" for program in programs]
        missing = [program for program, file in zip(programs, files) if not file.exists()]
        if missing:
            for program, outcome in zip(missing, outcomes_of(missing, folder)):
                (kept / f"{program.digest}.json").write_text(json.dumps(outcome))
        return [json.loads(file.read_text()) for file in files]
    given, told = folder / "programs.json", folder / "outcomes.json"
    given.write_text(json.dumps([asdict(program) for program in programs]))
    subprocess.run(
        [sys.executable, str(Path(__file__).with_name("program_runs.py")), str(given), str(told)],
        check=True,
        stderr=subprocess.DEVNULL,
    )
    return json.loads(told.read_text())


def badges_of(programs: list[Program], folder: Path) -> list[dict]:
    """The report's answer for the target of each program, from one call of the command line."""
    files = []
    for program in programs:
        file = folder / f"{program.name}.ipynb"
        parts = [program.definitions, program.source[len(program.definitions) :]]
        cells = [
            {
                "cell_type": "code",
                "id": f"c{index}",
                "metadata": {},
                "source": part,
                "outputs": [],
                "execution_count": None,
            }
            for index, part in enumerate(parts)
        ]
        file.write_text(
            json.dumps(
                {"cells": cells, "metadata": {"language_info": {"name": "python"}}, "nbformat": 4, "nbformat_minor": 5}
            )
        )
        files.append(str(file))
    done = subprocess.run(
        ["node", str(REPOSITORY / "lib/cli/main.js"), "check", "--format", "json", *files],
        capture_output=True,
        text=True,
        check=False,
    )
    documents = {Path(document["path"]).stem: document for document in json.loads(done.stdout)["documents"]}
    return [
        next(
            function for function in documents[program.name]["functions"] if function["name"].split(".")[-1] == "target"
        )
        for program in programs
    ]


def badge_text(function: dict) -> str:
    """Proven, assumed, unknown, or the action that is advised instead."""
    verdict = function["verdict"]
    return (
        verdict["confidence"] if verdict["action"] == "hybridize" else f"{verdict['action']} ({verdict['confidence']})"
    )


def compare(programs: list[Program], kept: Path | None = None) -> list[dict]:
    """One row a program: the badge, its findings and what a run showed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        outcomes, functions = outcomes_of(programs, folder, kept), badges_of(programs, folder)
    return [
        {
            "name": program.name,
            "deeds": list(program.deeds),
            "badge": badge_text(function),
            "codes": sorted({f["code"] for f in function["verdict"]["findings"] if f["severity"] != "informs"}),
            "assumptions": sorted({f["code"] for f in function["verdict"]["assumptions"]}),
            **outcome,
        }
        for program, function, outcome in zip(programs, functions, outcomes)
    ]


def is_false_proven(row: dict) -> bool:
    return row["badge"] == "proven" and row["outcome"] not in ("same", "eager-error", "optimizer")


def summary(rows: list[dict]) -> dict:
    """The figures that are to be met: counts, and the shares of misbehaving and of proven harmless programs."""
    ran = [row for row in rows if row["outcome"] not in ("eager-error", "optimizer")]
    harmless = [row for row in ran if row["outcome"] == "same"]
    return {
        "programs": len(ran),
        "eager errors": sum(row["outcome"] == "eager-error" for row in rows),
        "errors of TensorFlow's optimizer": sum(row["outcome"] == "optimizer" for row in rows),
        "misbehaving": len(ran) - len(harmless),
        "harmless": len(harmless),
        "harmless and proven": sum(row["badge"] == "proven" for row in harmless),
        "false proven": sum(map(is_false_proven, rows)),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notebooks", nargs="*", type=Path)
    parser.add_argument("--fresh", action="store_true", help="run the notebooks anew")
    parser.add_argument("--generated", type=int, default=0, help="how many programs are drawn")
    parser.add_argument("--handwritten", action="store_true", help="the programs of handwritten_programs.py")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=int, default=0, help="number of the first program")
    parser.add_argument("--batch", type=int, default=100, help="programs per process")
    parser.add_argument("--rows", help="file that takes every row as a line of JSON")
    parser.add_argument("--kept", type=Path, help="folder that keeps the outcomes of runs for another analysis")
    parser.add_argument("--only-run", action="store_true", help="with --kept: run the programs, ask for no badges")
    parser.add_argument("--verbose", action="store_true", help="also list harmless programs that are not proven")
    options = parser.parse_args()
    if not options.generated and not options.handwritten:
        chosen = options.notebooks or [*own_notebooks(), *runnable_notebooks()]
        return (
            0 if print_table([row for notebook in chosen for row in rows_of(notebook.resolve(), options.fresh)]) else 1
        )
    rows: list[dict] = []
    if options.kept is not None:
        options.kept.mkdir(parents=True, exist_ok=True)
    if options.handwritten:
        rows += compare(HANDWRITTEN, options.kept)
    for first in range(options.start, options.start + options.generated, options.batch):
        last = min(first + options.batch, options.start + options.generated)
        programs = [draw_program(options.seed, index) for index in range(first, last)]
        if options.only_run:
            with tempfile.TemporaryDirectory() as name:
                outcomes_of(programs, Path(name), options.kept)
            continue
        rows += compare(programs, options.kept)
        if options.rows:
            Path(options.rows).write_text("\n".join(map(json.dumps, rows)) + "\n")
    for row in filter(is_false_proven, rows):
        print(f"FALSE PROVEN {row['name']} {row['deeds']}: {row['outcome']}, {row['why']}")
    if options.verbose:
        for row in rows:
            if row["outcome"] == "same" and row["badge"] != "proven":
                print(f"not proven {row['name']} {row['deeds']}: {row['badge']} {row['codes']} {row['assumptions']}")
    print(f"{'badge':28}{'outcome':14}count")
    for (badge, outcome), count in sorted(Counter((row["badge"], row["outcome"]) for row in rows).items()):
        print(f"{badge:28}{outcome:14}{count}")
    for name, value in summary(rows).items():
        print(f"{name}: {value}")
    return 1 if any(map(is_false_proven, rows)) else 0


if __name__ == "__main__":
    sys.exit(main())
