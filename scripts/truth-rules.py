#!/usr/bin/env python3
"""Draws random calls, runs the real operation, and compares dtype and shape with our rules.

usage: truth-rules.py [--draws N] [--seed N] [--only NAME…] [--inexact N] [--report FILE]
Each draw is traced on placeholders (what a graph knows) and run on values (what really comes out).
A contradiction is a dtype, rank or size of ours that the real one denies; exact is an answer that knows as much
as tracing does. A draw that ends its process is named and not counted. Fails on any contradiction, below 90 % exact over all, or below 75 % in a family.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter, defaultdict
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
sys.path.insert(0, str(Path(__file__).resolve().parent))


def main():
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=20000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", nargs="*")
    parser.add_argument("--show", type=int, default=60)
    parser.add_argument("--inexact", type=int, default=0, help="how many inexact answers to show")
    parser.add_argument("--report", type=Path, help="a file for the figures, as JSON")
    options = parser.parse_args()
    from library_knowledge.batches import run

    report = run(options.draws, options.seed, options.only, log=lambda text: print(text, file=sys.stderr, flush=True))
    if options.report:
        figures = {
            "total": report.total,
            "exact": report.exact,
            "contradictions": report.contradictions,
            "died": report.died,
        }
        options.report.write_text(json.dumps(figures))
    return print_report(report, options.show, options.inexact)


def print_report(report, show, inexact_shown=0):
    """Prints it; the exit status."""
    exact = sum(report.exact.values())
    total = sum(report.total.values())
    print(f"{total} draws that ran of {report.tried}, {len(report.functions)} functions")
    print(f"exact {exact / max(1, total):.2%}, contradictions {len(report.contradictions)}")
    weak = []
    for family in sorted(report.total):
        share = report.exact[family] / report.total[family]
        if share < 0.75:
            weak.append(f"{family} {share:.0%} of {report.total[family]}")
    print("families below 75 %: " + (", ".join(weak) or "none"))
    by_name = defaultdict(list)
    for name, text in report.contradictions:
        by_name[name].append(text)
    for name, texts in sorted(by_name.items(), key=lambda item: -len(item[1]))[:show]:
        print(f"{len(texts):4} {name}: {texts[0]}")
    for batch, text in report.died:
        print(f"ended its process (batch {batch}): {text}")
    for name, text in report.inexact[:inexact_shown]:
        print(f"inexact {name}: {text}")
    inexact = Counter(name for name, _ in report.inexact).most_common(40)
    print("most often inexact: " + ", ".join(f"{name} {count}" for name, count in inexact))
    return 1 if report.contradictions or weak or exact < 0.9 * total else 0


if __name__ == "__main__":
    sys.exit(main())
