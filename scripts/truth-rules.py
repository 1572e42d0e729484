#!/usr/bin/env python3
"""Draws random calls, runs the real operation, and compares dtype and shape with our rules.

usage: truth-rules.py [--draws N] [--seed N] [--only NAME…]
Each draw is traced on placeholders (what a graph knows) and run on values (what really comes out).
A contradiction is a dtype, rank or size of ours that the real one denies; exact is an answer that knows as much
as tracing does. Fails on any contradiction, below 90 % exact over all, or below 75 % in a family.
"""

from __future__ import annotations

import argparse
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
    options = parser.parse_args()
    from library_knowledge.truth import run

    report = run(options.draws, options.seed, options.only)
    return print_report(report, options.show)


def print_report(report, show):
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
    inexact = Counter(report.inexact).most_common(40)
    print("most often inexact: " + ", ".join(f"{name} {count}" for name, count in inexact))
    return 1 if report.contradictions or weak or exact < 0.9 * total else 0


if __name__ == "__main__":
    sys.exit(main())
