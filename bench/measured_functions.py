"""The functions that the benchmarks of measuring run: name, callable and arguments of each."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, Callable

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import tensorflow as tf  # noqa: E402

Timed = tuple[Callable[..., Any], tuple]


def _operations(x):
    for _ in range(5):
        x = tf.tanh(x * 1.01 + 0.01)
    return x


def _unrolled(x):
    for step in range(100):
        x = x + float(step)
    return x


def _elementwise(x):
    return tf.sqrt(tf.abs(tf.sin(x) * 2.0 + 1.0))


def _through_python(x):
    return tf.py_function(lambda value: value * 2.0, [x], tf.float32)


def _pure_python(count):
    total = 0
    for number in range(count):
        total += number * number % 7
    return total


def _dense():
    layer = tf.keras.layers.Dense(256)
    x = tf.random.normal([32, 784])
    layer(x)
    return lambda x: layer(x), (x,)


def _transformer():
    width, heads = 64, 4
    weights = [tf.random.normal([width, width]) * 0.1 for _ in range(6)]

    def split(x):
        return tf.transpose(tf.reshape(x, [8, 32, heads, width // heads]), [0, 2, 1, 3])

    def block(x):
        query, key, value = (split(x @ weights[index]) for index in range(3))
        attention = tf.nn.softmax(tf.matmul(query, key, transpose_b=True) / 4.0)
        joined = tf.reshape(tf.transpose(attention @ value, [0, 2, 1, 3]), [8, 32, width])
        x = x + joined @ weights[3]
        return x + tf.nn.relu(x @ weights[4]) @ weights[5]

    return block, (tf.random.normal([8, 32, width]),)


def train_step() -> Timed:
    """One step of gradient descent on a matrix, without any optimizer object."""
    weight = tf.Variable(tf.random.normal([64, 8]) * 0.1)
    x, y = tf.random.normal([64, 64]), tf.random.normal([64, 8])

    def step(x, y):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((x @ weight - y) ** 2)
        weight.assign_sub(1e-4 * tape.gradient(loss, weight))
        return loss

    return step, (x, y)


def _embedding():
    table = tf.Variable(tf.random.normal([1000, 16]))
    ids = tf.constant([[index * 7 % 1000 for index in range(20)] for _ in range(32)])

    def embed(ids):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(tf.gather(table, ids) ** 2)
        gradient = tape.gradient(loss, table)
        return tf.math.unsorted_segment_sum(gradient.values, gradient.indices % 10, 10)

    return embed, (ids,)


def _sparse():
    matrix = tf.sparse.from_dense(tf.cast(tf.random.uniform([200, 200]) > 0.95, tf.float32))
    return (lambda x: tf.sparse.sparse_dense_matmul(matrix, x)), (tf.random.normal([200, 32]),)


def against_timeit() -> dict[str, Timed]:
    """Nine functions from dispatch-bound to compute-bound."""
    tf.random.set_seed(1)
    return {
        "operations (10 small)": (_operations, (tf.random.normal([16, 16]),)),
        "dense layer": _dense(),
        "transformer block": _transformer(),
        "loop of 100, unrolled": (_unrolled, (tf.random.normal([8]),)),
        "matmul 1024": (tf.matmul, (tf.random.normal([1024, 1024]), tf.random.normal([1024, 1024]))),
        "elementwise, 1 M numbers": (_elementwise, (tf.random.normal([1024, 1024]),)),
        "py_function": (_through_python, (tf.random.normal([16]),)),
        "train step": train_step(),
        "embedding, sparse gradient": _embedding(),
    }


def against_itself() -> dict[str, tuple[Callable, Callable, tuple]]:
    """Six functions, each twice: what is timed against itself has a ratio of one."""
    tf.random.set_seed(1)
    step, batch = train_step()
    sparse, (dense,) = _sparse()
    x = tf.random.normal([16, 16])
    square = tf.random.normal([384, 384])
    return {
        "eager": (_operations, _operations, (x,)),
        "graph": (tf.function(_operations), tf.function(_operations), (x,)),
        "train step": (step, step, batch),
        "pure Python": (_pure_python, _pure_python, (1000,)),
        "matmul": (tf.matmul, tf.matmul, (square, square)),
        "sparse": (sparse, sparse, (dense,)),
    }
