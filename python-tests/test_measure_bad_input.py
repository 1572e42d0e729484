"""Functions and requests that mean harm, or do it: a clear answer, a living kernel, nothing injected."""

from __future__ import annotations

import time

import pytest

#: Seconds within which a cancelled measurement must have ended, on a machine that does other things too.
SOON = 4.0


@pytest.fixture(scope="module")
def prepared(kernel):
    kernel.run(
        "import os, sys, time\n"
        "x = tf.ones((4, 3))\n"
        "def double(t): return t * 2.0\n"
        "def raises(t):\n    raise ValueError('no such luck')\n"
        "def recurses(t): return recurses(t)\n"
        "def asks(t):\n    input('how many? ')\n    return t\n"
        "def exits(t): sys.exit(3)\n"
        "def quits(t): os._exit(3)\n"
        "def aborts(t): os.abort()\n"
        "def eats(t):\n    held = []\n    while len(held) < 100:\n        held.append(np.empty(10 * 2**30, np.uint8))\n    return t\n"
        "def eats_tensor(t): return tf.zeros((10**6, 10**6))\n"
        "def forever(t):\n    while True:\n        pass\n"
        "def stubborn(t):\n    while True:\n        try:\n            time.sleep(0.01)\n        except BaseException:\n            pass\n"
        "def sleeps(t):\n    time.sleep(1000)\n    return t\n"
        "def slow_graph(t):\n"
        "    for _ in tf.range(3 if tf.executing_eagerly() else 10**9):\n        t = tf.tanh(t)\n    return t\n"
        "def slow_trace(t):\n"
        "    if not tf.executing_eagerly():\n        time.sleep(1000)\n    return t\n"
        "def interrupts(t):\n    raise KeyboardInterrupt\n"
    )
    return kernel


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("raises", "ValueError"),
        ("recurses", "RecursionError"),
        ("asks", "InputWanted"),
        ("exits", "SystemExit"),
        ("quits", "ProcessExit"),
        ("aborts", "ProcessExit"),
        ("eats", "MemoryError"),
        ("eats_tensor", "ResourceExhaustedError"),
    ],
)
def test_a_function_that_fails_or_wants_to_end_the_kernel(prepared, name, error):
    answer = prepared.measure(name, f"{name}(x)")
    assert (answer["kind"], answer["verdict"]) == ("done", "fails-eagerly"), answer
    assert answer["error"]["type"] == error
    assert prepared.run("print('alive')") == "alive\n"


def test_the_users_own_line_is_told(prepared):
    answer = prepared.measure("raises", "raises(x)")
    assert answer["error"] == {
        "type": "ValueError",
        "text": "no such luck",
        "line": {"line": 5, "text": "raise ValueError('no such luck')", "function": "raises"},
    }
    prepared.run("def branches(t):\n    y = t + 1.0\n    return y.numpy()")
    traced = prepared.measure("branches", "branches(x)", budget=0.05)
    assert traced["verdict"] == "fails-when-traced"
    assert traced["error"]["line"]["text"] == "return y.numpy()"


@pytest.mark.parametrize("name", ["forever", "stubborn", "sleeps", "slow_graph", "slow_trace"])
def test_what_never_returns_is_cancelled(prepared, name):
    message_id = prepared.start_measuring(name, f"{name}(x)")
    queued = prepared.client.execute("after = 'queued cells run'")
    time.sleep(1.5)
    begin = time.monotonic()
    prepared.manager.interrupt_kernel()
    answer = prepared.answer(message_id)
    assert time.monotonic() - begin < SOON
    assert (answer["kind"], answer["message"]) == ("cancelled", "interrupt")
    reply, _ = prepared.finish(queued)
    assert reply["content"]["status"] == "ok"
    assert prepared.run("print(after)") == "queued cells run\n"


def test_a_function_that_raises_the_interrupt_itself_is_cancelled(prepared):
    answer = prepared.measure("interrupts", "interrupts(x)")
    assert answer["kind"] == "cancelled"


def test_state_is_put_back_when_cancelled(prepared):
    prepared.run(
        "seen = [1]\nv = tf.Variable(1.0)\n"
        "def grows(t):\n    seen.append(2)\n    v.assign_add(1.0)\n    time.sleep(0.01)\n    return t"
    )
    message_id = prepared.start_measuring("grows", "grows(x)", budget=30)
    time.sleep(2)
    prepared.manager.interrupt_kernel()
    assert prepared.answer(message_id)["kind"] == "cancelled"
    assert prepared.run("print(seen, float(v))") == "[1] 1.0\n"


def test_a_typed_expression_that_never_returns_is_cancelled(prepared):
    message_id = prepared.start_measuring("double", expression="sleeps(x)")
    time.sleep(1)
    prepared.manager.interrupt_kernel()
    assert prepared.answer(message_id)["kind"] == "cancelled"


@pytest.mark.parametrize("expression", ["1 / 0", "sys.exit()", "os._exit(1)", "raises(x)", "input()", "missing"])
def test_a_typed_expression_that_fails_is_told(prepared, expression):
    answer = prepared.measure("double", expression=expression)
    assert (answer["kind"], answer["message"]) == ("failed", "bad-expression"), answer
    assert prepared.run("print('alive')") == "alive\n"


@pytest.mark.parametrize(
    "expression",
    ["'" * 3, '"""', "x\n) or (x", "x)\nprint('injected')\n(x", "{**x}", "\ud800", "x" * 2**20, "await x"],
)
def test_hostile_expressions_run_nothing(prepared, expression):
    answer = prepared.measure("double", expression=expression.encode("utf-8", "replace").decode())
    assert answer["kind"] == "failed", answer
    assert answer["message"] == "bad-expression"


@pytest.mark.parametrize(
    "name", ["", ".", "..", "double.", "double.__class__", "double.__globals__", "\u202edouble", "x" * 2**20, "double\x00", "__builtins__.exit"]
)
def test_hostile_names_run_nothing(prepared, name):
    answer = prepared.measure(name, "double(x)")
    assert answer["kind"] == "failed", answer
    assert answer["message"] in ("function-not-run", "not-a-function", "no-arguments", "stale")
    assert prepared.run("print('alive')") == "alive\n"


@pytest.mark.parametrize(
    "call",
    ["double(" + "(" * 10_000, "double(x" + ", x" * 2**18 + ")", "double(trap.value)", "double(trap[0])", "double(**{'t': x}, **trap)"],
)
def test_hostile_calls_run_nothing(prepared, call):
    prepared.run(
        "sprung = []\n"
        "class Trap:\n"
        "    def __getattr__(self, name):\n        sprung.append(name)\n        return x\n"
        "    def __getitem__(self, key):\n        sprung.append(key)\n        return x\n"
        "    def keys(self):\n        sprung.append('keys')\n        return []\n"
        "trap = Trap()"
    )
    answer = prepared.measure("double", call)
    assert (answer["kind"], answer["message"]) == ("failed", "no-arguments"), answer
    assert prepared.run("print(sprung)") == "[]\n"


def test_names_of_any_language_and_arguments_of_any_text(prepared):
    prepared.run("def größe(t, wort): return t\ntexte = {\"a'b\\n\\\"\": x}")
    answer = prepared.measure("größe", "größe(texte[\"a'b\\n\\\"\"], '\\u202e')", budget=0.05)
    assert (answer["kind"], answer["verdict"]) == ("done", "same")


def test_a_replaced_clock_does_not_mislead(prepared):
    prepared.run(
        "true_clock, frozen = time.perf_counter, lambda: 1.0\n"
        "def freezes(t):\n    time.perf_counter = frozen\n    return t * 2.0"
    )
    answer = prepared.measure("freezes", "freezes(x)", budget=0.1)
    assert answer["kind"] == "done", answer
    assert answer["variants"][0]["per_call"]["median"] > 0
    assert prepared.run("print(time.perf_counter is true_clock)") == "True\n"


def test_without_any_clock_nothing_is_timed():
    from conftest import Kernel

    kernel = Kernel()
    try:
        kernel.run(
            "import time, tensorflow as tf\n"
            "def f(t): return t\nx = tf.ones(2)\n"
            "for name in ('perf_counter', 'monotonic', 'perf_counter_ns', 'monotonic_ns'):\n"
            "    setattr(time, name, lambda f=getattr(time, name): f())"
        )
        answer = kernel.measure("f", "f(x)")
        assert (answer["kind"], answer["message"]) == ("failed", "no-clock")
    finally:
        kernel.close()


def test_a_function_that_fails_at_its_second_call(prepared):
    prepared.run("def twice(t):\n    tries.append(1)\n    if len(tries) > 4:\n        raise ValueError('enough')\n    return t\ntries = [1, 1]")
    answer = prepared.measure("twice", "twice(x)")
    assert (answer["kind"], answer["verdict"]) == ("done", "fails-eagerly"), answer
    assert answer["error"]["text"] == "enough"
    assert prepared.run("print(tries)") == "[1, 1]\n"


@pytest.mark.parametrize("request_text", ["[]", "{}", '{"name": 7}', '{"name": "double", "budget": "x"}', '{"name": "double", "variants": 3}', "nonsense"])
def test_requests_that_are_none_do_not_harm(prepared, request_text):
    import base64

    from conftest import PACKAGE, injection

    encoded = base64.b64encode(request_text.encode()).decode()
    message_id = prepared.start(injection(), {"answer": f"__import__('sys').modules['{PACKAGE}.measuring'].Asked('{encoded}')"})
    assert prepared.answer(message_id)["kind"] == "failed"
    assert prepared.run("print('alive')") == "alive\n"
