"""Draws small TensorFlow programs, harmless and misbehaving ones, for the check of verdicts against real runs.

A program is a module: what it needs, a function called ``target`` (plain, a method, a closure, or one that does its
work in a helper), and two or three calls of it. All statements keep ``y`` a float32 vector as long as ``x``.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

# Statements that mean the same eagerly and in a graph.
HARMLESS = [
    "y = y * 2.0 + 1.0",
    "y = tf.nn.relu(y) - 0.5",
    "y = y + tf.reduce_mean(x)",
    "y = tf.where(y > 1.0, y, -y)",
    "y = tf.concat([y[1:], y[:1]], axis=0)",
    "y = tf.reverse(y, axis=[0])",
    "y = tf.cast(tf.cast(y, tf.int32), tf.float32)",
    "y = tf.math.softmax(y)",
    "y = tf.linalg.matvec(EYE, y)",
    "y = tf.squeeze(tf.expand_dims(y, 0) @ EYE, axis=0)",
    "y = y + WEIGHTS",
    "y = y * SCALE",
    "y = y + TABLE[1]",
    "y = tf.clip_by_value(y, -5.0, 5.0)",
    "for i in range(3):\n    y = y + tf.cast(i, tf.float32)",
    "for i in tf.range(3):\n    y = y + tf.cast(i, tf.float32)",
    "if tf.reduce_sum(y) > 0.0:\n    y = -y",
    "if tf.reduce_sum(y) > 0.0:\n    y = y + 1.0\nelse:\n    y = y - 1.0",
    "k = tf.constant(0)\nwhile k < 3:\n    y = y + 1.0\n    k = k + 1",
    "parts = []\nfor i in range(2):\n    parts.append(y * float(i))\ny = y + tf.add_n(parts)",
    "both = {'a': y, 'b': x}\ny = both['a'] - both['b']",
    "first, *rest = [y, x, y]\ny = first + rest[0]",
    "y = tf.add_n([y * c for c in (1.0, 2.0)])",
    "y = (lambda t: t + 0.25)(y)",
    "y = helper_scale(y)",
    "y = helper_twice(helper_scale, y)",
    "y = tf.map_fn(lambda t: t * 2.0, y)",
    "n = tf.shape(y)[0]\ny = y / tf.cast(n, tf.float32)",
    "n = y.shape[0]\ny = y[:n]",
    "ta = tf.TensorArray(tf.float32, size=3)\nfor i in tf.range(3):\n    ta = ta.write(i, tf.reduce_sum(y))\ny = y + tf.reduce_sum(ta.stack())",
    "with tf.GradientTape() as tape:\n    tape.watch(x)\n    loss = tf.reduce_sum(x * x)\ny = y + tape.gradient(loss, x)",
    "counter_variable.assign_add(1.0)\ny = y + counter_variable",
    "y = tf.stack([v for v in tf.unstack(y)])",
    "total = tf.constant(0.0)\nfor v in y:\n    total = total + v\ny = y + total",
    "y = tf.cond(tf.reduce_sum(x) > 0.0, lambda: y + 1.0, lambda: y - 1.0)",
    "try:\n    y = y + 1.0\nfinally:\n    y = y * 1.0",
    "assert y.shape.rank == 1\ny = y + 0.0",
    "text = f'{3 + 4}'\ny = y + float(text)",
    "y = functools.reduce(lambda a, b: a + b, [y, x])",
    "pair = sorted([3.0, 1.0])\ny = y + pair[0]",
    "local = np.float32(1.5)\ny = y + local",
    "y = y + ARRAY",
    "state = Point(1.0, 2.0)\ny = y * state.left + state.right",
    "seen = set()\nseen.add(3)\ny = y + float(len(seen))",
    "y = tf.while_loop(lambda i, t: i < 2, lambda i, t: (i + 1, t + 1.0), [tf.constant(0), y])[1]",
    "y, z = tf.split(tf.concat([y, y], 0), 2)\ny = y + z",
    "y = tf.gather(y, tf.argsort(y))",
    "y = tf.einsum('i,ij->j', y, EYE)",
    "y = layer(tf.expand_dims(y, 0))[0]",
    "y = tf.stop_gradient(y) if FLAG else y",
    "if isinstance(x, tf.Tensor):\n    y = y + 1.0",
    "i, y = 0, y\nwhile i < 2:\n    y = y + 1.0\n    i += 1",
    "tf.debugging.assert_all_finite(y, 'finite')",
    "y = tf.identity(y, name='y')",
    "for name, value in {'a': 1.0, 'b': 2.0}.items():\n    y = y + value",
    "for a, b in zip([1.0, 2.0], [y, x]):\n    y = y + a * b",
    "for index, value in enumerate([1.0, 2.0]):\n    y = y + float(index) * value",
    "y = y + tf.constant([1.0, 2.0, 3.0])",
    "y = tf.tensor_scatter_nd_update(y, [[0]], [9.0])",
    "y = tf.boolean_mask(tf.concat([y, y], 0), [True] * 3 + [False] * 3)",
    "y = tf.math.cumsum(y)",
    "y = tf.sort(y)",
    "y = tf.one_hot(tf.argmax(y), 3) + y",
]

# Enough operations that a graph pays.
WORK = "for _ in range(20):\n    y = tf.nn.relu(y) + 0.5"

# Statements that behave otherwise in a graph: they act once, freeze, or fail.
MISBEHAVING = [
    "print('step', 1)",
    "print(y)",
    "log.append(1)",
    "log.append(tf.reduce_sum(y))",
    "log.insert(0, 2)",
    "log.extend([1, 2])",
    "log += [3]",
    "table['k'] = table.get('k', 0) + 1",
    "table.update(calls=len(table))",
    "table.setdefault(len(table), 1)",
    "table.pop('start', None)",
    "seen_set.add(len(seen_set))",
    "queue.appendleft(1)",
    "del pile[0]",
    "pile.pop()",
    "pile.sort(reverse=True)",
    "pile.reverse()",
    "global_counter()",
    "box.count += 1",
    "box.count = box.count + 1",
    "setattr(box, 'count', box.count + 1)",
    "box.bump()",
    "box.__dict__['count'] = box.count + 1",
    "box[len(box.items)] = 1",
    "box.tally",
    "Box.total += 1",
    "buffer[0] = buffer[0] + 1.0",
    "np.add(buffer, 1.0, out=buffer)",
    "buffer.fill(7.0)",
    "y = y + random.random()",
    "y = y + np.random.rand()",
    "y = y + np.random.normal(size=3).astype('float32')",
    "y = y + float(time.perf_counter() % 1.0)",
    "y = y + float(next(numbers))",
    "y = y + float(next(letters))",
    "y = y + float(y.numpy()[0])",
    "y = y + y.numpy()",
    "y = y + float(tf.reduce_sum(y))",
    "y = y + int(tf.reduce_sum(y))",
    "y = tf.constant(np.sort(y))",
    "y = tf.constant(np.asarray(y) + 1.0)",
    "v = tf.Variable(1.0)\ny = y + v",
    "y = y + helper_logged(y)",
    "y = y + helper_default(y)",
    "for _ in map(log.append, [1, 2]):\n    pass",
    "[log.append(i) for i in range(2)]",
    "sorted([2, 1], key=log_key)",
    "heapq.heappush(pile, 1)",
    "globals()['MARK'] = globals().get('MARK', 0) + 1",
    "operator.setitem(table, 'z', table.get('z', 0) + 1)",
    "log[:] = log + [4]",
    "y = y + float(len(log))\nlog.append(0)",
    "if y[0].numpy() > 0.0:\n    y = y + 1.0",
    "items = list(y)\nlog.append(len(items))",
    "y = tf.constant(y.numpy().tolist())",
    "y = y + tf.constant([float(v) for v in y])",
    "warn_log.warn(len(table))\ntable[len(table)] = 1",
    "y = counted(y)",
    "y = y + tf.cast(len({float(v) for v in y}), tf.float32)",
    "sys.stdout.write('w')",
    "y = y + PACE",
    "y = y + float(len(pile))",
    "y = y * box.rate",
    "last_seen = remember(y)",
]

PRELUDE = """import collections
import functools
import heapq
import itertools
import operator
import random
import sys
import time
from typing import NamedTuple

import numpy as np
import tensorflow as tf

EYE = tf.eye(3) * 1.5
WEIGHTS = tf.Variable([0.5, 1.0, 1.5])
SCALE = 1.25
FLAG = True
TABLE = {1: 2.0, 2: 3.0}
ARRAY = np.array([0.1, 0.2, 0.3], dtype=np.float32)
PACE = 1.0
counter_variable = tf.Variable(0.0)
layer = tf.keras.layers.Dense(3, kernel_initializer='ones')
layer.build((None, 3))
log = []
table = {'start': 0}
seen_set = set()
queue = collections.deque()
pile = [9, 8, 7, 6, 5, 4, 3, 2, 1]
buffer = np.zeros(3, dtype=np.float32)
numbers = iter(range(100))
letters = itertools.count()
memory = []
calls = 0


class Point(NamedTuple):
    left: float
    right: float


class Box:
    total = 0

    def __init__(self):
        self.count = 0
        self.rate = 1.0
        self.items = []

    def bump(self):
        self.count += 1

    def __setitem__(self, key, value):
        self.items.append(value)

    @property
    def tally(self):
        self.count += 1
        return self.count


class Warner:
    def __init__(self):
        self.seen = []

    def warn(self, value):
        self.seen.append(value)


box = Box()
warn_log = Warner()


def helper_scale(t):
    return t * 1.5


def helper_twice(f, t):
    return f(f(t))


def helper_logged(t):
    log.append('helper')
    return t * 0.0


def helper_default(t, store=[]):
    store.append(1)
    return t * 0.0 + float(len(store))


def log_key(value):
    log.append(value)
    return value


def global_counter():
    global calls
    calls += 1


def remember(t):
    memory.append(t)
    return t


def count_calls(function):
    def wrapped(t):
        table[function.__name__] = table.get(function.__name__, 0) + 1
        return function(t)
    return wrapped


@count_calls
def counted(t):
    return t + 1.0

"""

# Changes between calls, with what makes a difference to a graph.
BETWEEN = {"PACE": "PACE = PACE + 1.0", "len(pile)": "pile.append(0)", "box.rate": "box.rate = box.rate + 1.0"}


@dataclass(frozen=True)
class Program:
    """A program and how its function is reached."""

    source: str
    # The name of the function in the report.
    name: str
    # An expression that holds the function, and one that a graph replaces.
    owner: str
    attribute: str
    calls: tuple
    between: str


def indent(text, by):
    """Each line moved to the right."""
    return "\n".join(" " * by + line if line else line for line in text.split("\n"))


def draw(seed):
    """The program of a seed."""
    chance = random.Random(seed)
    body = [chance.choice(HARMLESS) for _ in range(chance.randint(1, 4))]
    if chance.random() < 0.6:
        body.insert(0, WORK)
    bad = None
    if chance.random() < 0.42:
        bad = chance.choice(MISBEHAVING)
        body.insert(chance.randint(0, len(body)), bad)
    between = next((change for mark, change in BETWEEN.items() if bad is not None and mark in bad), "")
    form = chance.choice(["plain", "plain", "helper", "method", "closure", "static", "number", "keywords"])
    return write(form, body, between, chance)


def write(form, body, between, chance):
    """The module of a program."""
    block = "\n".join(["y = x", *body, "return y"])
    calls = [f"tf.constant([{a}.0, {b}.0, {c}.0])" for a, b, c in (chance.sample(range(1, 9), 3) for _ in range(3))]
    name, owner, attribute = "target", "module", "target"
    if form == "method":
        text = f"class Holder:\n    def __init__(self):\n        self.scale = 2.0\n\n    def target(self, x):\n        x = x * self.scale\n{indent(block, 8)}\n\n\nholder = Holder()\n"
        name, owner, call = "Holder.target", "holder", "holder.target({})"
    elif form == "static":
        text = f"class Holder:\n    @staticmethod\n    def target(x):\n{indent(block, 8)}\n"
        name, owner, call = "Holder.target", "Holder", "Holder.target({})"
    elif form == "closure":
        text = f"def make(offset):\n    def target(x):\n        x = x + offset\n{indent(block, 8)}\n    return target\n\n\ntarget = make(1.0)\n"
        name, call = "make.target", "target({})"
    elif form == "helper":
        text = f"def work(x):\n{indent(block, 4)}\n\n\ndef target(x):\n    y = work(x)\n    return y + 1.0\n"
        call = "target({})"
    elif form == "number":
        text = f"def target(x, power=2):\n    x = x ** power\n{indent(block, 4)}\n"
        call = "target({})"
    elif form == "keywords":
        text = f"def target(x, *, shift=None):\n    if shift is not None:\n        x = x + shift\n{indent(block, 4)}\n"
        call = "target({}, shift=tf.constant(0.5))"
    else:
        text = f"def target(x):\n{indent(block, 4)}\n"
        call = "target({})"
    written = tuple(call.format(argument) for argument in calls)
    script = []
    for index, line in enumerate(written):
        script.append(f"result_{index} = {line}")
        if between:
            script.append(between)
    source = PRELUDE + "\n" + text + "\n\n" + "\n".join(script) + "\n"
    return Program(source, name, owner, attribute, written, between)
