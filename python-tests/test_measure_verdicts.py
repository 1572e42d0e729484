"""Each planted difference gets its true verdict, and no harmless function gets a false alarm."""

from __future__ import annotations

import pytest

SETUP = """
import random, time, functools, collections
v = tf.Variable(1.0)
a = tf.constant([[1., 2., 3.], [4., 5., 6.]])
n = np.arange(6.0).reshape(2, 3)
log = []; counter = {'n': 0}; total = 0
class Box:
    def __init__(self): self.k = 2.0; self.seen = []
    def scale(self, x): return x * self.k
    def note(self, x): self.seen.append(1); return x + 1.0
    @property
    def hidden(self): self.seen.append(1); return 1.0
box = Box()
dense = tf.keras.layers.Dense(4); dense(a)
def plain(x): return tf.reduce_sum(x * 2.0)
def several(x): return x + 1.0, {'s': tf.reduce_sum(x)}
def loops(x):
    for _ in range(5): x = tf.tanh(x)
    return x
def branches(x):
    if tf.reduce_sum(x) > 0: return x
    else: return -x
def assigns(x): v.assign_add(tf.reduce_mean(x)); return v.read_value()
def builds(x):
    xs = []
    for i in range(3): xs.append(x * i)
    return tf.stack(xs)
def layer(x): return dense(x)
def random_tf(x): return x + tf.random.normal(x.shape)
def array(x): return tf.reduce_sum(x) * 2.0
def ragged(x): return tf.RaggedTensor.from_tensor(x)
def sparse(x): return tf.sparse.from_dense(x)
def prints_tf(x): tf.print('x', tf.reduce_sum(x)); return x
def gradient(x):
    with tf.GradientTape() as t:
        t.watch(x); y = tf.reduce_sum(x ** 2)
    return t.gradient(y, x)
def keyword(x, *, k=2.0): return x * k
def nested(x): return plain(x) + 1.0
def appends(x): log.append(1); return x + 1.0
def counts(x): counter['n'] += 1; return x + 1.0
def rebinds(x):
    global total
    total += 1
    return x + 1.0
def prints(x): print('called'); return x + 1.0
def leaks(x): log.append(tf.reduce_sum(x)); return x
def uses_property(x): return x + box.hidden
def frozen_numpy(x): return x + np.random.rand()
def frozen_python(x): return x + random.random()
def numpy_call(x): return tf.constant(np.sum(x.numpy()))
def asserts(x):
    assert tf.reduce_sum(x) > 0
    return x
def converts(x): return bool(tf.reduce_sum(x) > 0)
def comprehension(x): return tf.stack([r * 2.0 for r in x])
def raises(x): raise ValueError('no')
def mutates(x): x[0, 0] = 7.0; return x
def new_variable(x): return tf.Variable(x) + 1.0
def generator(x): yield x
def executing(x): return x * (1.0 if tf.executing_eagerly() else 2.0)
def text(x): return tf.constant(f'{tf.reduce_sum(x)}')
"""

HARMLESS = [
    ("plain", "plain(a)"),
    ("several", "several(a)"),
    ("loops", "loops(a)"),
    ("branches", "branches(a)"),
    ("assigns", "assigns(a)"),
    ("builds", "builds(a)"),
    ("layer", "layer(a)"),
    ("random_tf", "random_tf(a)"),
    ("array", "array(n)"),
    ("ragged", "ragged(a)"),
    ("sparse", "sparse(a)"),
    ("prints_tf", "prints_tf(a)"),
    ("gradient", "gradient(a)"),
    ("keyword", "keyword(a, k=3.0)"),
    ("nested", "nested(a)"),
    ("Box.scale", "box.scale(a)"),
]

PLANTED = [
    ("appends", "appends(a)", "effects-differ"),
    ("counts", "counts(a)", "effects-differ"),
    ("rebinds", "rebinds(a)", "effects-differ"),
    ("prints", "prints(a)", "effects-differ"),
    ("leaks", "leaks(a)", "effects-differ"),
    ("uses_property", "uses_property(a)", "effects-differ"),
    ("Box.note", "box.note(a)", "effects-differ"),
    ("frozen_numpy", "frozen_numpy(a)", "output-differs"),
    ("frozen_python", "frozen_python(a)", "output-differs"),
    ("executing", "executing(a)", "output-differs"),
    ("text", "text(a)", "output-differs"),
    ("numpy_call", "numpy_call(a)", "fails-when-traced"),
    ("asserts", "asserts(a)", "fails-when-traced"),
    ("converts", "converts(a)", "fails-when-traced"),
    ("comprehension", "comprehension(a)", "fails-when-traced"),
    ("mutates", "mutates(n)", "fails-when-traced"),
    ("new_variable", "new_variable(a)", "fails-when-traced"),
    ("generator", "generator(a)", "fails-when-traced"),
    ("raises", "raises(a)", "fails-eagerly"),
]


@pytest.fixture(scope="module")
def prepared(kernel):
    kernel.run(SETUP)
    return kernel


@pytest.mark.parametrize(("name", "call"), HARMLESS)
def test_a_harmless_function_is_the_same(prepared, name, call):
    answer = prepared.measure(name, call, budget=0.1)
    assert answer["kind"] == "done", answer
    assert answer["verdict"] == "same", answer["reasons"]
    assert answer["restored"], answer["left"]


@pytest.mark.parametrize(("name", "call", "verdict"), PLANTED)
def test_a_planted_difference_is_found(prepared, name, call, verdict):
    answer = prepared.measure(name, call, budget=0.1)
    assert answer["kind"] == "done", answer
    assert answer["verdict"] == verdict, answer
    assert answer["restored"], answer["left"]
    if verdict.startswith("fails"):
        assert answer["error"]["type"]
    else:
        assert answer["reasons"]


def test_numbers_that_vary_between_calls_retrace(prepared):
    prepared.run("def power(x, k): return x ** k")
    answer = prepared.measure("power", ["power(a, 2)", "power(a, 3)", "power(a, 4)"], budget=0.1)
    assert answer["verdict"] == "retraces", answer
    assert prepared.measure("power", ["power(a, 2)", "power(a, 2)"], budget=0.1)["verdict"] == "same"


def test_what_differs_from_run_to_run_is_not_reproducible(prepared):
    prepared.run(
        "import itertools\nticks = itertools.count()\n"
        "def ticking(x): return x + tf.py_function(lambda: float(next(ticks)), [], tf.float32)"
    )
    answer = prepared.measure("ticking", "ticking(a)", budget=0.1)
    assert answer["verdict"] == "not-reproducible", answer


def test_the_time_of_tracing_is_frozen(prepared):
    prepared.run("def stamped(x): return x + float(time.perf_counter_ns() // 1000 % 9973)")
    answer = prepared.measure("stamped", "stamped(a)", budget=0.1)
    assert answer["verdict"] == "output-differs", answer
    assert answer["reasons"][0]["kind"] == "frozen"


def test_an_array_argument_that_is_changed_is_put_back(prepared):
    prepared.run("m = np.zeros((2, 2))\ndef fill(t):\n    t[0, 0] += 1.0\n    return tf.constant(t)")
    answer = prepared.measure("fill", "fill(m)", budget=0.1)
    assert answer["verdict"] == "fails-when-traced"
    assert prepared.run("print(m.sum())") == "0.0\n"
