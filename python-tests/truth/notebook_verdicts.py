"""The second half of ``npm run truth:verdicts``: badges beside measurements of real calls in runnable notebooks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from notebooks import BOOT, REPOSITORY
from true_reasons import unexplained

STORE = REPOSITORY / "build" / "truth"
#: What a measurement says of a function whose graph does something else.
MISBEHAVING = ("fails-when-traced", "output-differs", "effects-differ", "retraces")
#: Findings that say that the graph is to be made of the callers, which are graphs or advised: never two nested ones.
SERVED = ("wrap-the-caller", "covered-callers")
_PYTHON = os.environ.get("HYBRIDIZE_TRUTH_PYTHON", sys.executable)


def rows_of(notebook: Path, fresh: bool) -> list[dict]:
    """One row for every function that the notebook calls: badge, findings and what the measurement said."""
    command = [
        "node",
        str(REPOSITORY / "lib" / "cli" / "main.js"),
        "check",
        "--format",
        "json",
        "--exit-zero",
        str(notebook),
    ]
    report = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    functions = {(function["cell"], function["name"]): function for function in report["documents"][0]["functions"]}
    store = STORE / f"{notebook.parent.name}__{notebook.stem}.verdicts.json"
    if fresh or not store.exists():
        store.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as work:
            names = Path(work) / "names.json"
            names.write_text(json.dumps(list(functions)))
            recorder = [
                _PYTHON,
                str(Path(__file__).with_name("record_verdicts.py")),
                str(notebook),
                str(names),
                str(store),
            ]
            try:
                subprocess.run(
                    [*recorder, str(BOOT) if BOOT.exists() else ""],
                    cwd=work,
                    timeout=300,
                    capture_output=True,
                    check=False,
                )
            except subprocess.TimeoutExpired:
                print(f"gave up after 300 s: {notebook.name}", file=sys.stderr)
    measured = json.loads(store.read_text(encoding="utf-8")) if store.exists() else []
    return [_row(notebook, functions[row["cell"], row["name"]], row) for row in measured]


def _row(notebook: Path, function: dict, measured: dict) -> dict:
    verdict = function["verdict"]
    badge = (
        verdict["confidence"]
        if verdict["action"] == "hybridize" or verdict["confidence"] == "unknown"
        else verdict["action"]
    )
    return {
        **measured,
        "notebook": notebook.name,
        "badge": badge,
        "execution": function["execution"],
        "served": any(finding["code"] in SERVED for finding in verdict["findings"]),
        "codes": [finding["code"] for finding in verdict["findings"] if finding["severity"] != "informs"],
        "assumptions": [finding["code"] for finding in verdict["assumptions"]],
    }


def disagreement(row: dict) -> str | None:
    """Why a row is one to look at; ``None`` where badge and measurement agree."""
    if row["badge"] in ("proven", "assumed") and row["verdict"] in MISBEHAVING:
        return f"{row['badge']}, but {row['verdict']}"
    if row["verdict"] in MISBEHAVING and not row["codes"] and row["badge"] != "unknown":
        return f"{row['verdict']} without a finding"
    if row["verdict"] in MISBEHAVING and row["badge"] != "unknown" and unexplained(row):
        return f"{row['verdict']} without the finding that names the reason"
    if row["execution"] == "eager" and _is_faster(row) and not _is_advised(row):
        return "same and faster, but not advised"
    return None


def _is_faster(row: dict) -> bool:
    ratio = row["ratio"] or {}
    return row["verdict"] == "same" and (ratio.get("estimate") or 0) >= 1.2


def _is_advised(row: dict) -> bool:
    """Whether the badge makes a graph of the function, itself or as part of all of its callers."""
    return row["badge"] in ("proven", "assumed") or row["served"]


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole}" + (f" ({100 * part / whole:.1f} %)" if whole else "")


def print_table(rows: list[dict]) -> bool:
    """Prints counts, disagreements and the shares to be met; whether no proven badge is wrong and every reason is told."""
    ran = [row for row in rows if row["verdict"] in ("same", "not-reproducible", *MISBEHAVING)]
    for row in ran:
        reason = disagreement(row)
        if reason is not None:
            detail = ([*unexplained(row), *row["reasons"], row["error"]])[0]
            print(
                f"{reason}: {row['notebook']} cell {row['cell']} {row['name']} {row['codes']} {row['assumptions']}: {detail!s:.200}"
            )
    print(f"{'badge':16}{'measured':22}count")
    for (badge, verdict), count in sorted(Counter((row["badge"], row["verdict"]) for row in rows).items(), key=str):
        print(f"{badge:16}{verdict!s:22}{count}")
    proven = [row for row in ran if row["badge"] == "proven"]
    assumed = [row for row in ran if row["badge"] == "assumed"]
    right = [row for row in proven if row["verdict"] not in MISBEHAVING]
    faster = [row for row in ran if row["execution"] == "eager" and _is_faster(row)]
    print("proven and the same:", _share(len(right), len(proven)))
    print("proven among hybridize:", _share(len(proven), len(proven) + len(assumed)))
    print("assumed and not the same:", _share(sum(row["verdict"] in MISBEHAVING for row in assumed), len(assumed)))
    print(
        "same, 1.2x faster and advised:",
        _share(sum(map(_is_advised, faster)), len(faster)),
        f"of them as part of their callers: {sum(row['served'] for row in faster)}",
    )
    print("cannot tell:", _share(sum(row["badge"] == "unknown" for row in ran), len(ran)))
    bad = [row for row in ran if row["verdict"] in MISBEHAVING]
    print("misbehaving with a finding:", _share(sum(bool(row["codes"]) for row in bad), len(bad)))
    told = [row for row in bad if not unexplained(row)]
    print("misbehaving with the finding that names the reason:", _share(len(told), len(bad)))
    return len(right) == len(proven) and len(told) == len(bad)
