"""Arguments that are caught from a real call, typed or made from types, and what is said before anything runs."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="module")
def prepared(kernel):
    kernel.run(
        "import sys, threading\n"
        "x = tf.ones((4, 3))\n"
        "def double(t, factor=2.0, *, training=False): return t * factor\n"
        "def spread(*parts, **named): return parts[0] + len(parts) + len(named)\n"
        "def make(k):\n    def step(t): return t * k\n    return step\n"
        "by_two, by_three = make(2.0), make(3.0)\n"
        "class Scaled:\n"
        "    def __init__(self): self.k = 4.0\n"
        "    def scale(self, t): return t * self.k\n"
        "    @tf.function\n"
        "    def graph_scale(self, t): return t * self.k\n"
        "    @staticmethod\n"
        "    def plain(t): return t + 1.0\n"
        "    @classmethod\n"
        "    def made(cls, t): return t + len(cls.__name__)\n"
        "scaled = Scaled()\n"
        "@tf.function\ndef traced(t): return t + 1.0\n"
        "traced(x); scaled.graph_scale(x)\n"
        "def fill(array):\n    array += 1.0\n    return array.sum()\n"
    )
    return kernel


def catch(kernel, name: str, cell: str) -> dict:
    assert kernel.measure(name, action="catch") == {"kind": "waiting", "wall": pytest.approx(0, abs=60)}
    assert kernel.measure(name, action="caught")["kind"] == "waiting"
    kernel.run(cell)
    return kernel.measure(name, action="caught")


@pytest.mark.parametrize(
    ("name", "cell", "summary"),
    [
        ("double", "double(x)", ["t: float32[4, 3]"]),
        ("double", "double(x, training=True)", ["t: float32[4, 3]", "training: True"]),
        ("double", "(lambda f: f(x, 3.0))(double)", ["t: float32[4, 3]", "factor: 3.0"]),
        ("double", "alias = double\nlist(map(alias, [x, x]))", ["t: float32[4, 3]"]),
        ("spread", "spread(x, 1, 2, a=3)", ["#1: float32[4, 3]", "#2: 1", "#3: 2", "a: 3"]),
        ("make.step", "by_three(x)", ["t: float32[4, 3]"]),
        ("Scaled.scale", "scaled.scale(x)", ["t: float32[4, 3]"]),
        ("Scaled.graph_scale", "scaled.graph_scale(x)", ["t: float32[4, 3]"]),
        ("Scaled.plain", "Scaled.plain(x)", ["t: float32[4, 3]"]),
        ("traced", "traced(x)", ["t: float32[4, 3]"]),
    ],
)
def test_the_next_real_call_is_caught_and_measured(prepared, name, cell, summary):
    answer = catch(prepared, name, cell)
    assert answer["kind"] == "caught", answer
    assert [entry for entry in answer["arguments"]["summary"] if entry not in ("factor: 2.0", "training: False")] == summary
    measured = prepared.measure(name, choice="caught", budget=0.05)
    assert (measured["kind"], measured["verdict"]) == ("done", "same"), measured
    assert measured["arguments"]["source"] == "caught"
    assert prepared.measure(name, action="release")["kind"] == "released"
    assert prepared.measure(name, action="caught")["kind"] == "released"


@pytest.mark.parametrize(
    ("name", "definition", "call", "shown"),
    [
        ("fresh", "def fresh(t): return t * 2.0", "fresh(x)", "2.0"),
        ("graphed", "@tf.function\ndef graphed(t): return t * 3.0", "graphed(x)", "3.0"),
        ("Fresh.grow", "class Fresh:\n    def grow(self, t): return t * 4.0", "Fresh().grow(x)", "4.0"),
    ],
)
def test_a_cell_that_defines_the_function_and_calls_it_is_caught_when_run_again(prepared, name, definition, call, shown):
    prepared.run(definition)
    prepared.run("transformers = list(get_ipython().ast_transformers)")
    answer = catch(prepared, name, f"{definition}\nresult = {call}")
    assert answer["kind"] == "caught", answer
    assert prepared.measure(name, choice="caught", budget=0.05)["verdict"] == "same"
    prepared.measure(name, action="release")
    assert prepared.run("print(float(result[0, 0]), get_ipython().ast_transformers == transformers)") == f"{shown} True\n"


def test_waiting_changes_nothing_that_a_cell_shows(prepared):
    prepared.run("def fresh(t): return t * 2.0")
    prepared.measure("fresh", action="catch")
    assert prepared.run("1\ndef fresh(t): return t * 2.0") == ""
    raised = "try:\n    def other(t): return t\n    1 / 0\nexcept ZeroDivisionError as error:\n    print(error.__traceback__.tb_lineno)"
    assert prepared.run(raised) == "3\n"
    assert prepared.run("def fresh(t): return t * 2.0\nimport inspect\nprint(inspect.getsource(fresh))") == "def fresh(t): return t * 2.0\n\n"
    prepared.measure("fresh", action="release")


def test_catching_leaves_code_classes_and_hooks_as_they_were(prepared):
    prepared.run(
        "def witness():\n"
        "    from tensorflow.python.eager.polymorphic_function.polymorphic_function import Function\n"
        "    return [double.__code__, by_two.__code__, Scaled.scale.__code__, type(traced).__call__, sys.getprofile(), "
        "sys.gettrace(), threading.active_count()]\n"
        "before = witness()"
    )
    for name in ("double", "make.step", "Scaled.scale", "traced"):
        prepared.measure(name, action="catch")
        prepared.measure(name, action="release")
        assert prepared.run("print([a is b or a == b for a, b in zip(before, witness())].count(False))") == "0\n"
    prepared.measure("double", action="catch")
    assert prepared.run("print(float(double(x, training=True)[0, 0]), double.__code__ is before[0])") == "2.0 True\n"
    prepared.measure("double", action="release")


def test_an_error_inside_the_caught_call_is_the_users_own(prepared):
    prepared.run("def broken(t):\n    raise ValueError('mine')")
    prepared.measure("broken", action="catch")
    printed = prepared.run("try:\n    broken(x)\nexcept ValueError as error:\n    print(error)")
    assert printed == "mine\n"
    assert prepared.measure("broken", action="caught")["kind"] == "caught"
    prepared.measure("broken", action="release")


def test_calls_while_tracing_are_not_caught(prepared):
    prepared.run("def inner(t): return t + 1.0\n@tf.function\ndef outer(t): return inner(t)")
    prepared.measure("inner", action="catch")
    prepared.run("tf.data.Dataset.range(2).map(lambda n: inner(tf.cast(n, tf.float32)))")
    assert prepared.measure("inner", action="caught")["kind"] == "waiting"
    prepared.run("inner(x)")
    assert prepared.measure("inner", action="caught")["kind"] == "caught"
    prepared.measure("inner", action="release")


def test_arrays_are_kept_as_they_were_at_the_call(prepared):
    prepared.run("array = np.zeros(3)")
    catch(prepared, "fill", "fill(array)")
    measured = prepared.measure("fill", choice="caught", budget=0.05)
    assert measured["kind"] == "done"
    assert prepared.run("print(array.tolist())") == "[1.0, 1.0, 1.0]\n"
    prepared.measure("fill", action="release")


def test_nothing_caught_is_said(prepared):
    answer = prepared.measure("double", choice="caught")
    assert (answer["kind"], answer["message"]) == ("failed", "nothing-caught")


def test_arguments_made_from_types_are_marked_and_not_compared(prepared):
    known = [
        {"name": "t", "kind": "tensor", "dtype": "float32", "shape": [None, 3]},
        {"name": "training", "kind": "bool", "dtype": None, "shape": None},
    ]
    answer = prepared.measure("double", choice="synthetic", synthetic=known, budget=0.05)
    assert answer["verdict"] == "not-compared", answer
    assert answer["arguments"]["source"] == "synthetic"
    assert answer["arguments"]["summary"] == ["t: float32[8, 3]", "training: True"]
    # The code that is told is code that makes these very arguments.
    assert prepared.run(f"print(float(tf.reduce_sum(double({answer['arguments']['text']}))) > 0)") == "True\n"


@pytest.mark.parametrize(
    "known",
    [
        [],
        [{"name": "t", "kind": "tensor", "dtype": "nonsense", "shape": [2]}],
        [{"name": "t", "kind": "tensor", "dtype": "float32", "shape": None}],
        [{"name": "t", "kind": "tensor", "dtype": "float32", "shape": [10**6, 10**6]}],
        [{"name": "t", "kind": "tensor", "dtype": "float32", "shape": [-1]}],
        ["t"],
    ],
)
def test_arguments_of_unknown_types_are_not_made(prepared, known):
    answer = prepared.measure("double", choice="synthetic", synthetic=known)
    assert (answer["kind"], answer["message"]) == ("failed", "no-types"), answer


def test_every_kind_of_tensor_can_be_made(prepared):
    prepared.run("def anything(t): return tf.identity(t)")
    for dtype in ("float16", "bfloat16", "float64", "int32", "uint8", "bool", "complex64", "string"):
        known = [{"name": "t", "kind": "tensor", "dtype": dtype, "shape": [2, 2]}]
        answer = prepared.measure("anything", choice="synthetic", synthetic=known, action="prepare")
        assert answer["arguments"]["summary"] == [f"t: {dtype}[2, 2]"], answer


def test_what_would_run_is_said_without_running_it(prepared):
    prepared.run("ran = []\ndef noted(t):\n    ran.append(1)\n    return t\nnumbers = (i for i in range(3))")
    answer = prepared.measure("noted", "noted(x)", action="prepare", variants=["jit_compile", "current"])
    assert answer["kind"] == "prepared"
    assert answer["code"].splitlines() == [
        "noted(x)",
        "tf.function(noted)(x)",
        "tf.function(noted, jit_compile=True)(x)",
        "noted(x)",
    ]
    assert answer["unrestorable"] == []
    assert not answer["is_graph"]
    graph = prepared.measure("traced", "traced(x)", action="prepare")
    assert graph["is_graph"]
    assert graph["code"].splitlines()[0] == "traced.python_function(x)"
    taking = prepared.measure("noted", expression="next(iter([numbers]))", action="prepare")
    assert [item["why"] for item in taking["unrestorable"]] == ["python-iterator"]
    assert prepared.run("print(len(ran), next(numbers))") == "0 0\n"


def test_savings_are_told_for_a_loop_of_known_length(prepared):
    prepared.run(
        "def chain(t):\n    for _ in range(60):\n        t = tf.tanh(t) + 0.1\n    return t"
    )
    answer = prepared.measure("chain", "chain(x)", budget=0.4, loop_count=100_000)
    graph = answer["variants"][1]
    eager, per_call = answer["variants"][0]["per_call"]["median"], graph["per_call"]["median"]
    surplus = max(0.0, graph["start_cost"] - 3 * per_call)
    assert graph["saved"] == pytest.approx(100_000 * (eager - per_call) - surplus)
    assert graph["break_even"]["calls"] >= 1
    assert answer["floor"] > 0
    again = prepared.measure("chain", "chain(x)", budget=0.1)
    assert again["floor"] == answer["floor"]
    assert again["variants"][1]["saved"] is None
