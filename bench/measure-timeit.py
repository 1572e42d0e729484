"""Our timing loop against ``timeit``, interleaved in the same rounds, for nine functions in both forms.

``npm run bench:measure-timeit`` takes about three minutes; ``-- --seconds 1`` less. It fails where the ratio is more
than 3 % from 1.
"""

from __future__ import annotations

import argparse
import gc
import random
import sys
import time
import timeit

import tensorflow as tf
from measured_functions import against_timeit

from jupyterlab_hybridize.kernel.statistics import ratio_of
from jupyterlab_hybridize.kernel.timing import Side

#: Seconds of one block.
BLOCK = 0.02
TOLERANCE = 0.03


def compare(function, arguments: tuple, seconds: float, generator: random.Random) -> tuple[dict, float]:
    """The ratio of our time per call to that of ``timeit``, and our median in seconds."""
    side = Side(lambda: function(*arguments), None)
    timer = timeit.Timer("call(*arguments)", globals={"call": function, "arguments": arguments})
    for _ in range(5):
        side.call()
    once = min(timer.timeit(1) for _ in range(3))
    side.count = count = max(1, round(BLOCK / once))
    ours, theirs = [], []
    blocks = [lambda: ours.append(side.block()), lambda: theirs.append(timer.timeit(count) / count)]
    end = time.perf_counter() + seconds
    gc.collect()
    gc.disable()
    try:
        while time.perf_counter() < end:
            generator.shuffle(blocks)
            for block in blocks:
                block()
    finally:
        gc.enable()
    return ratio_of(ours, theirs), sorted(ours)[len(ours) // 2]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=8.0, help="seconds for each function and form")
    given = options.parse_args()
    generator = random.Random(20261121)
    failed = False
    print(f"{'function':<28}{'form':<7}{'per call':>11}{'ours / timeit':>15}  interval", flush=True)
    for name, (function, arguments) in against_timeit().items():
        for form, callable_ in (("eager", function), ("graph", tf.function(function))):
            ratio, per_call = compare(callable_, arguments, given.seconds, generator)
            wrong = abs(ratio["estimate"] - 1) > TOLERANCE
            failed = failed or wrong
            interval = f"[{ratio['low']:.3f}, {ratio['high']:.3f}]" if ratio["low"] else "too few rounds"
            mark = "  more than 3 %" if wrong else ""
            print(f"{name:<28}{form:<7}{per_call * 1e6:8.0f} µs{ratio['estimate']:15.3f}  {interval}{mark}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
