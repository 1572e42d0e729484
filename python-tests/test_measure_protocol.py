"""Requests, arguments, what is left behind, and how a measurement is stopped."""

from __future__ import annotations

import base64
import time

import pytest


@pytest.fixture(scope="module")
def prepared(kernel):
    kernel.run(
        "import random\nx = tf.ones((4, 3))\nxs = [x, x * 2.0]\nd = {'k': x}\n"
        "def double(t, training=False): return t * 2.0\n"
        "model = tf.keras.Sequential([tf.keras.layers.Dense(8), tf.keras.layers.BatchNormalization(), "
        "tf.keras.layers.Dropout(0.5), tf.keras.layers.Dense(1)])\n"
        "model(x); optimizer = tf.keras.optimizers.Adam(); metric = tf.keras.metrics.Mean()\n"
        "y = tf.zeros((4, 1))\n"
        "def train_step(images, labels):\n"
        "    with tf.GradientTape() as tape:\n"
        "        loss = tf.reduce_mean((model(images, training=True) - labels) ** 2)\n"
        "    gradients = tape.gradient(loss, model.trainable_variables)\n"
        "    optimizer.apply_gradients(zip(gradients, model.trainable_variables))\n"
        "    metric.update_state(loss)\n"
        "    return loss\n"
        "train_step(x, y)"
    )
    return kernel


def test_model_optimizer_and_metric_are_put_back_bit_for_bit(prepared):
    digest = (
        "import hashlib\n"
        "def digest():\n"
        "    parts = [w.numpy().tobytes() for w in [*model.weights, *optimizer.variables, *metric.variables]]\n"
        "    return hashlib.sha256(b''.join(parts)).hexdigest()\n"
    )
    prepared.run(digest)
    before = prepared.run("print(digest())")
    answer = prepared.measure("train_step", "train_step(x, y)")
    assert answer["verdict"] == "same", answer["reasons"]
    assert answer["restored"], answer["left"]
    assert prepared.run("print(digest())") == before


def test_the_next_random_numbers_are_the_same(prepared):
    draw = "print(random.random(), np.random.rand(), float(tf.random.uniform(())))"
    prepared.run("tf.random.set_seed(7); random.seed(7); np.random.seed(7)")
    first = prepared.run(draw)
    prepared.run("tf.random.set_seed(7); random.seed(7); np.random.seed(7)")
    prepared.measure("double", "double(x)")
    assert prepared.run(draw) == first


@pytest.mark.parametrize(
    "call",
    ["double(x)", "double(xs[1])", "double(d['k'], training=True)", "double(t=x)", "double(x[:2])", "double(*xs)"],
)
def test_arguments_are_read_from_calls(prepared, call):
    answer = prepared.measure("double", call, budget=0.05)
    assert answer["kind"] == "done", answer
    assert (answer["arguments"]["source"], answer["arguments"]["text"]) == ("call", call)
    assert answer["arguments"]["summary"]
    assert answer["code"].splitlines() == [call, call.replace("double", "tf.function(double)", 1)]


@pytest.mark.parametrize(
    "call", ["double(next(iter(xs)))", "double(load())", "double(x", "double(missing)", "double(x @ y)"]
)
def test_calls_that_would_run_something_are_not_evaluated(prepared, call):
    answer = prepared.measure("double", call)
    assert (answer["kind"], answer["message"]) == ("failed", "no-arguments")


def test_arguments_may_be_typed(prepared):
    answer = prepared.measure("double", None, expression="x * 3.0, training=True", budget=0.05)
    assert answer["arguments"] == {
        "source": "typed",
        "text": "x * 3.0, training=True",
        "summary": ["t: float32[4, 3]", "training: True"],
    }
    assert answer["verdict"] == "same"


@pytest.mark.parametrize("expression", ["x) or __import__('os').abort(", "x; y", "'\n", "\x00", "(" * 5000])
def test_hostile_expressions_are_refused(prepared, expression):
    answer = prepared.measure("double", None, expression=expression)
    assert (answer["kind"], answer["message"]) == ("failed", "bad-expression")
    assert prepared.run("print('alive')") == "alive\n"


@pytest.mark.parametrize("name", ["nothing", "x", "double.inner", "__import__('os')", "a\nb", "\"'"])
def test_hostile_names_are_refused(prepared, name):
    answer = prepared.measure(name, "double(x)")
    assert answer["kind"] == "failed"
    assert answer["message"] in ("function-not-run", "not-a-function")


def test_another_text_than_the_kernel_holds_is_stale(prepared):
    answer = prepared.measure("double", "double(x)", source="def double(t, training=False): return t * 3.0")
    assert (answer["kind"], answer["message"]) == ("failed", "stale")
    same = prepared.measure(
        "double", "double(x)", source="@tf.function\ndef double(t, training = False):\n  return t * 2.0", budget=0.05
    )
    assert same["kind"] == "done"


def test_what_cannot_be_put_back_is_asked_before(prepared):
    prepared.run("numbers = (i for i in range(9))\ndef draw(t): return t + next(numbers)")
    answer = prepared.measure("draw", "draw(x)")
    assert answer["kind"] == "question"
    assert answer["items"][0]["why"] == "python-iterator"
    assert prepared.run("print(next(numbers))") == "0\n"


def test_a_graph_function_is_measured_without_being_traced(prepared):
    prepared.run("@tf.function\ndef traced(t): return t + 1.0\ntraced(x)")
    answer = prepared.measure("traced", "traced(x)", budget=0.05)
    assert answer["verdict"] == "same"
    assert prepared.run("print(traced.experimental_get_tracing_count())") == "1\n"


def test_variants_are_measured(prepared):
    answer = prepared.measure("double", "double(x)", variants=["jit_compile", "reduce_retracing"], budget=0.2)
    assert [variant["id"] for variant in answer["variants"]] == ["eager", "graph", "jit_compile", "reduce_retracing"]
    assert all(variant["per_call"]["median"] > 0 for variant in answer["variants"])


def test_a_long_graph_call_is_cancelled(prepared):
    prepared.run(
        "def endless(t):\n"
        "    for _ in tf.range(10**9 if not tf.executing_eagerly() else 3):\n"
        "        t = tf.tanh(t)\n"
        "    return t\n"
    )
    message_id = prepared.start_measuring("endless", "endless(x)")
    time.sleep(4)
    begin = time.monotonic()
    prepared.manager.interrupt_kernel()
    answer = prepared.answer(message_id)
    assert time.monotonic() - begin < 5
    assert answer["kind"] == "cancelled"
    assert prepared.run("print('alive')") == "alive\n"


def test_a_function_that_prints_megabytes_prints_nothing(prepared):
    prepared.run("def noisy(t):\n    print('x' * 1_000_000)\n    return t")
    answer = prepared.measure("noisy", "noisy(x)", budget=0.05)
    assert answer["kind"] == "done"


def test_a_kernel_without_tensorflow_says_so():
    from conftest import Kernel

    kernel = Kernel()
    try:
        kernel.run(
            "import sys\nclass Blocker:\n    def find_spec(self, name, path=None, target=None):\n"
            "        if name.split('.')[0] == 'tensorflow':\n            raise ImportError(name)\n"
            "sys.meta_path.insert(0, Blocker())\ndef f(x): return x"
        )
        answer = kernel.measure("f", "f(1)")
        assert (answer["kind"], answer["message"]) == ("failed", "no-tensorflow")
    finally:
        kernel.close()


def test_answers_are_ascii(prepared):
    prepared.run("def grüße(t): return t * 1.0")
    answer = prepared.measure("grüße", "grüße(x)", budget=0.05)
    assert answer["kind"] == "done"
    assert base64.b64encode("ü".encode()).isascii()
