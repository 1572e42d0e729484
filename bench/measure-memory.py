"""Whether the kernel's memory grows over 50 measurements in one real kernel.

``npm run bench:measure-memory`` takes about a minute. It fails where the kernel holds more than 2 MB more after the
last measurement than after the twentieth.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "python-tests"))

from conftest import Kernel  # noqa: E402

SETUP = """
import tensorflow as tf, numpy as np, gc, os
x = tf.random.normal([32, 20]); y = tf.random.normal([32, 1])
model = tf.keras.Sequential([tf.keras.layers.Dense(64, activation='relu'), tf.keras.layers.BatchNormalization(), tf.keras.layers.Dense(1)])
optimizer = tf.keras.optimizers.Adam(0.01)
seen = []
def chain(x):
    for _ in range(5): x = tf.tanh(x)
    return x
def step(x, y):
    with tf.GradientTape() as tape: loss = tf.reduce_mean((model(x, training=True) - y) ** 2)
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
def appends(x):
    seen.append(1)
    return x + 1.0
def fails(x): return tf.constant(x.numpy())
def resident():
    gc.collect()
    with open('/proc/self/statm') as file: return int(file.read().split()[1]) * os.sysconf('SC_PAGE_SIZE')
"""
CALLS = [("chain", "chain(x)"), ("step", "step(x, y)"), ("appends", "appends(x)"), ("fails", "fails(x)")]
#: Measurements after which everything that is made once has been made.
SETTLED = 20
GROWTH_ALLOWED = 2 * 1024**2


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--measurements", type=int, default=50)
    options.add_argument("--budget", type=float, default=0.3)
    given = options.parse_args()
    kernel = Kernel()
    try:
        kernel.run(SETUP)
        sizes = [int(kernel.run("print(resident())"))]
        for index in range(given.measurements):
            name, call = CALLS[index % len(CALLS)]
            answer = kernel.measure(name, call, budget=given.budget)
            if answer["kind"] != "done" or not answer["restored"]:
                print(f"{name}: {answer}")
                return 1
            sizes.append(int(kernel.run("print(resident())")))
            if (index + 1) % 5 == 0:
                print(f"after {index + 1:3} measurements: {sizes[-1] / 1024**2:8.1f} MB", flush=True)
    finally:
        kernel.close()
    growth = sizes[-1] - sizes[min(SETTLED, len(sizes) - 1)]
    print(f"from measurement {SETTLED} to {given.measurements}: {growth / 1024**2:+.1f} MB")
    return 1 if growth > GROWTH_ALLOWED else 0


if __name__ == "__main__":
    sys.exit(main())
