"""A against A: how often the interval of the ratio holds 1.00 when a function is timed against itself.

``npm run bench:measure-aa`` makes 100 runs of each of six functions, in about five minutes; ``-- --runs 10`` fewer.
It fails where fewer than 95 of 100 intervals hold 1.00. The machine should do nothing else meanwhile.
"""

from __future__ import annotations

import argparse
import random
import sys

from measured_functions import against_itself

from jupyterlab_hybridize.kernel.statistics import median, ratio_of
from jupyterlab_hybridize.kernel.timing import Side, interleave

SHARE_WANTED = 0.95


def run_once(first, second, arguments, budget: float, seed: int) -> tuple[dict, float | None]:
    """The ratio of one run, and the cores that other programs used meanwhile."""
    sides = [Side(lambda: first(*arguments), None), Side(lambda: second(*arguments), None)]
    noise = interleave(sides, budget, lambda _: None, lambda: None, random.Random(seed))
    return ratio_of(sides[0].times, sides[1].times), noise["foreign"]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=100)
    options.add_argument("--budget", type=float, default=0.4, help="seconds of timing in each run")
    options.add_argument("--only", default="", help="only the functions whose name holds this")
    given = options.parse_args()
    failed = False
    print(f"{'function':<14}{'holds 1.00':>12}{'half-width':>12}{'|error|':>10}{'foreign':>9}", flush=True)
    for name, (first, second, arguments) in against_itself().items():
        if given.only not in name:
            continue
        run_once(first, second, arguments, given.budget, 0)
        held, widths, errors, foreign = 0, [], [], []
        for run in range(given.runs):
            ratio, cores = run_once(first, second, arguments, given.budget, 1000 + run)
            errors.append(abs(ratio["estimate"] - 1))
            foreign.append(cores or 0.0)
            if ratio["low"] is not None:
                held += ratio["low"] <= 1 <= ratio["high"]
                widths.append((ratio["high"] - ratio["low"]) / 2)
        failed = failed or not widths or held < SHARE_WANTED * len(widths)
        width = f"{median(widths):12.1%}" if widths else f"{'none':>12}"
        print(f"{name:<14}{f'{held}/{len(widths)}':>12}{width}{median(errors):10.2%}{median(foreign):9.2f}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
