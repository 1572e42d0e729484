"""How long keeping, comparing and putting back the state of a Keras model with Adam takes.

``npm run bench:measure-snapshot``; it fails where keeping or putting back takes 100 ms or more, or a bit differs.
"""

from __future__ import annotations

import sys
import time

import measured_functions  # noqa: F401  (sets the search path)
import tensorflow as tf

from jupyterlab_hybridize.kernel.snapshot import Snapshot
from jupyterlab_hybridize.kernel.statistics import median

LIMIT = 0.1


def models() -> dict:
    """Models by name, each with the shape of one input."""
    layers = tf.keras.layers
    small = [layers.Dense(64, activation="relu"), layers.BatchNormalization(), layers.Dropout(0.3), layers.Dense(1)]
    image = [
        layers.Conv2D(32, 3, activation="relu"),
        layers.MaxPooling2D(),
        layers.Conv2D(64, 3, activation="relu"),
        layers.Flatten(),
        layers.Dropout(0.5),
        layers.Dense(256, activation="relu"),
        layers.Dense(1),
    ]
    deep = [layer for _ in range(10) for layer in (layers.Dense(256, activation="relu"), layers.BatchNormalization())]
    return {
        "dense, normalisation, dropout": (tf.keras.Sequential(small), [32, 20]),
        "convolution, 2.4 M weights": (tf.keras.Sequential(image), [8, 28, 28, 1]),
        "20 layers": (tf.keras.Sequential([*deep, layers.Dense(1)]), [32, 64]),
    }


def main() -> int:
    failed = False
    print(f"{'model':<32}{'weights':>10}{'objects':>9}{'keep':>9}{'compare':>9}{'put back':>10}  bits")
    for name, (model, shape) in models().items():
        optimizer, metric = tf.keras.optimizers.Adam(0.01), tf.keras.metrics.Mean()
        x, y = tf.random.normal(shape), tf.random.normal([shape[0], 1])

        def step(x, y, model=model, optimizer=optimizer, metric=metric):
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean((model(x, training=True) - y) ** 2)
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables))
            metric.update_state(loss)
            return loss

        step(x, y)
        Snapshot([("step", step)], globals()).restore()
        variables = [*model.variables, *optimizer.variables, *metric.variables]
        before = [variable.numpy().tobytes() for variable in variables]
        keep, compare, back, same = [], [], [], True
        for _ in range(9):
            times = [time.perf_counter()]
            snapshot = Snapshot([("step", step), ("arguments", [x, y])], globals())
            times.append(time.perf_counter())
            step(x, y)
            times.append(time.perf_counter())
            snapshot.restore()
            times.append(time.perf_counter())
            left = snapshot.changes()
            times.append(time.perf_counter())
            same = same and not left and before == [variable.numpy().tobytes() for variable in variables]
            keep.append(times[1] - times[0])
            back.append(times[3] - times[2])
            compare.append(times[4] - times[3])
        failed = failed or not same or max(median(keep), median(back)) >= LIMIT
        figures = "".join(f"{median(values) * 1e3:{width}.1f} ms" for values, width in ((keep, 6), (compare, 6), (back, 7)))
        weights = sum(variable.numpy().size for variable in model.variables)
        print(f"{name:<32}{weights:>10,}{len(snapshot.records):>9}{figures}  {'the same' if same else 'differ'}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
