"""From the click to the result: how long a measurement takes in a real kernel that has imported TensorFlow.

``npm run bench:measure-latency`` takes about two minutes. Each function is measured eagerly and as a graph, then with
one and with two further variants. It fails where the first takes more than 6 s, or a variant adds more than 2 s.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "python-tests"))

from conftest import Kernel  # noqa: E402

SETUP = """
import tensorflow as tf
x = tf.random.normal([32, 20]); y = tf.random.normal([32, 1])
matrix = tf.random.normal([1024, 1024])
model = tf.keras.Sequential([tf.keras.layers.Dense(64, activation='relu'), tf.keras.layers.BatchNormalization(), tf.keras.layers.Dense(1)])
optimizer = tf.keras.optimizers.Adam(0.01)
def chain(x):
    for _ in range(5): x = tf.tanh(x)
    return x
def product(a): return tf.matmul(a, a)
def unrolled(x):
    for step in range(100): x = x + float(step)
    return x
def step(x, y):
    with tf.GradientTape() as tape: loss = tf.reduce_mean((model(x, training=True) - y) ** 2)
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
step(x, y)
"""
CALLS = [("chain", "chain(x)"), ("product", "product(matrix)"), ("unrolled", "unrolled(x)"), ("step", "step(x, y)")]
#: Each entry is what the user asks for beside eager and graph.
ASKED = [[], ["reduce_retracing"], ["reduce_retracing", "jit_compile"]]
LIMIT, LIMIT_OF_A_VARIANT = 6.0, 2.0


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--budget", type=float, default=3.0, help="seconds of timing, as the user interface asks for")
    given = options.parse_args()
    kernel = Kernel()
    failed = False
    print(f"{'function':<12}{'eager, graph':>14}{'one variant':>14}{'two variants':>14}{'foreign':>9}", flush=True)
    try:
        kernel.run(SETUP)
        for name, call in CALLS:
            taken, foreign = [], []
            for variants in ASKED:
                begin = time.perf_counter()
                answer = kernel.measure(name, call, budget=given.budget, variants=variants)
                taken.append(time.perf_counter() - begin)
                if answer["kind"] != "done":
                    print(f"{name}: {answer}")
                    return 1
                foreign.append(answer["noise"]["foreign"] or 0.0)
            added = [later - earlier for earlier, later in zip(taken, taken[1:])]
            failed = failed or taken[0] > LIMIT or max(added) > LIMIT_OF_A_VARIANT
            row = "".join(f"{seconds:12.1f} s" for seconds in taken)
            print(f"{name:<12}{row}{max(foreign):9.2f}", flush=True)
    finally:
        kernel.close()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
