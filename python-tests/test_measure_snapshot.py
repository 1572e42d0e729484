"""What a call changes is put back bit for bit, object for object."""

from __future__ import annotations

import collections
import copy
import random
from types import SimpleNamespace

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyterlab_hybridize.kernel.randomness import RandomStates, seed_all
from jupyterlab_hybridize.kernel.snapshot import Snapshot


class Slotted:
    __slots__ = ("kept", "late")

    def __init__(self):
        self.kept = 1


class Plain:
    shared = 1

    def __init__(self):
        self.items = [1, [2]]
        self.table = {"k": {"deep": [0]}}


class Tracked(tf.Module):
    def __init__(self):
        super().__init__()
        self.parts = [tf.Variable(1.0)]
        self.names = {"w": tf.Variable(2.0)}


def table():
    held = tf.lookup.experimental.MutableHashTable(tf.string, tf.int64, 0)
    held.insert(["one", "two"], [1, 2])
    return held


def closure():
    count, text = 0, "a"

    def step():
        nonlocal count, text
        count += 1
        text += "b"
        return count, text

    return step


def negative_zero(array):
    array[0] = -0.0


def structured():
    return np.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f8")])


#: Name: how it is made, changed and read.
HOLDERS = {
    "list": (lambda: [1, 2], lambda v: v.append(3), list),
    "nested list": (lambda: [1, [2]], lambda v: v[1].append(3), copy.deepcopy),
    "dict order": (lambda: {"a": 1, "b": 2}, lambda v: v.update(a=v.pop("a")), lambda v: list(v.items())),
    "ordered dict": (
        lambda: collections.OrderedDict(a=1, b=2),
        lambda v: v.move_to_end("a"),
        lambda v: (list(v.items()), list(reversed(v))),
    ),
    "default dict": (lambda: collections.defaultdict(list), lambda v: v["k"].append(1), dict),
    "counter": (lambda: collections.Counter("ab"), lambda v: v.update("b"), dict),
    "set": (lambda: {1}, lambda v: v.add(2), set),
    "deque": (lambda: collections.deque([1, 2], maxlen=2), lambda v: v.append(3), list),
    "bytearray": (lambda: bytearray(b"ab"), lambda v: v.extend(b"c"), bytes),
    "attributes": (Plain, lambda v: v.__dict__.update(items=0, new=1), lambda v: repr(vars(v))),
    "deep attributes": (Plain, lambda v: v.table["k"]["deep"].append(1), lambda v: repr(vars(v))),
    "simple namespace": (lambda: SimpleNamespace(n=1), lambda v: setattr(v, "n", 2), lambda v: v.n),
    "slots": (Slotted, lambda v: setattr(v, "kept", 2), lambda v: v.kept),
    "empty slot": (Slotted, lambda v: setattr(v, "late", 2), lambda v: hasattr(v, "late")),
    "closure": (closure, lambda v: v(), lambda v: [cell.cell_contents for cell in v.__closure__]),
    "array": (lambda: np.arange(4.0), lambda v: v[:2].fill(9), lambda v: v.tobytes()),
    "negative zero": (lambda: np.zeros(3), negative_zero, lambda v: v.tobytes()),
    "strided array": (lambda: np.arange(12.0).reshape(3, 4)[:, ::2], lambda v: v.fill(5), lambda v: v.tobytes()),
    "object array": (lambda: np.array([[1], "x"], object), lambda v: v[0].append(2), repr),
    "structured array": (structured, lambda v: v["b"].fill(3), lambda v: v.tobytes()),
    "numpy generator": (
        lambda: np.random.default_rng(1),
        lambda v: v.normal(3),
        lambda v: repr(v.bit_generator.state),
    ),
    "random state": (lambda: np.random.RandomState(1), lambda v: v.rand(3), lambda v: repr(v.get_state())),
    "random": (lambda: random.Random(1), lambda v: v.gauss(0, 1), lambda v: v.getstate()),
    "list iterator": (lambda: iter([1, 2, 3]), next, lambda v: v.__length_hint__()),
    "text iterator": (lambda: iter("abc"), next, lambda v: v.__length_hint__() if hasattr(v, "__length_hint__") else repr(v.__reduce__())),
    "reversed list": (lambda: reversed([1, 2, 3]), next, lambda v: v.__length_hint__()),
    "variable": (lambda: tf.Variable([1.0, np.nan]), lambda v: v.assign([-0.0, 1.0]), lambda v: v.numpy().tobytes()),
    "text variable": (lambda: tf.Variable(["a"]), lambda v: v.assign(["b"]), lambda v: v.numpy().tolist()),
    "half variable": (
        lambda: tf.Variable([1.0], dtype=tf.bfloat16),
        lambda v: v.assign_add([1.0]),
        lambda v: v.numpy().tobytes(),
    ),
    "scattered variable": (
        lambda: tf.Variable(tf.zeros([4])),
        lambda v: v.scatter_nd_update([[1]], [2.0]),
        lambda v: v.numpy().tobytes(),
    ),
    "table": (table, lambda v: v.insert(["one", "six"], [9, 6]), lambda v: sorted(v.export()[0].numpy().tolist())),
    "generator variable": (
        lambda: tf.random.Generator.from_seed(1),
        lambda v: v.normal([2]),
        lambda v: v.state.numpy().tobytes(),
    ),
    "module's list": (Tracked, lambda v: v.parts.append(3), lambda v: len(v.parts)),
    "module's dict": (Tracked, lambda v: v.names.update(z=3), lambda v: list(v.names)),
    "module's variable": (Tracked, lambda v: v.parts[0].assign(7.0), lambda v: float(v.parts[0])),
    "metric": (
        lambda: tf.keras.metrics.Mean(),
        lambda v: v.update_state([1.0, 2.0]),
        lambda v: [w.numpy().tobytes() for w in v.variables],
    ),
    "moving average": (
        lambda: (tf.train.ExponentialMovingAverage(0.5), tf.Variable(1.0)),
        lambda v: v[0].apply([v[1]]),
        lambda v: len(v[0]._averages),
    ),
}


@pytest.mark.parametrize("name", HOLDERS)
def test_what_is_changed_is_seen_and_put_back(name):
    make, change, read = HOLDERS[name]
    value = make()
    before = read(value)
    snapshot = Snapshot([("value", value)], {})
    assert snapshot.changes() == []
    change(value)
    assert snapshot.changes(), "the change was not seen"
    snapshot.restore()
    assert snapshot.changes() == []
    assert read(value) == before


def test_names_of_the_module_are_put_back():
    namespace: dict = {"__name__": "__main__", "n": 1}
    exec("def f():\n    global n, fresh\n    n += 1\n    fresh = 2", namespace)
    snapshot = Snapshot([("f", namespace["f"])], namespace)
    namespace["f"]()
    assert {entry["path"] for entry in snapshot.changes()} == {"n", "fresh"}
    snapshot.restore()
    assert namespace["n"] == 1
    assert "fresh" not in namespace


def test_a_module_of_the_users_own_is_followed(tmp_path, monkeypatch):
    (tmp_path / "own_steps.py").write_text("seen = []\ndef step():\n    seen.append(1)\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    import own_steps

    namespace: dict = {"__name__": "__main__", "own_steps": own_steps}
    exec("def f(): own_steps.step()", namespace)
    snapshot = Snapshot([("f", namespace["f"])], namespace)
    namespace["f"]()
    assert own_steps.seen == [1]
    snapshot.restore()
    assert own_steps.seen == []


def test_a_dataset_iterator_gives_the_same_elements_again():
    iterator = iter(tf.data.Dataset.range(50).shuffle(10, seed=3).batch(4))
    next(iterator)
    snapshot = Snapshot([("iterator", iterator)], {})
    first = [next(iterator).numpy().tolist() for _ in range(5)]
    assert snapshot.changes()
    snapshot.restore()
    assert snapshot.changes() == []
    assert [next(iterator).numpy().tolist() for _ in range(5)] == first


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ((item for item in [1]), "python-iterator"),
        (zip([1], [2]), "python-iterator"),
        (enumerate([1]), "python-iterator"),
        (iter({"a": 1}), "python-iterator"),
        (__import__("itertools").count(), "python-iterator"),
        (open(__file__), "open-file"),
        (__import__("functools").lru_cache(len), "cache"),
        (iter(tf.data.Dataset.from_generator(lambda: iter([1]), output_signature=tf.TensorSpec([]))), "dataset-iterator"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_what_cannot_be_put_back_is_named(value, why):
    assert [entry["why"] for entry in Snapshot([("value", value)], {}).unrestorable] == [why]


@pytest.mark.parametrize("length", [9, 2**70])
def test_the_iterator_of_a_range_is_put_back_or_named(length):
    numbers = iter(range(length))
    next(numbers)
    snapshot = Snapshot([("numbers", numbers)], {})
    assert next(numbers) == 1
    if [entry["why"] for entry in snapshot.unrestorable] == ["python-iterator"]:
        # Python 3.12 and later.
        assert numbers.__reduce__()[2:] == (None,)
        return
    assert snapshot.unrestorable == []
    assert [change["path"] for change in snapshot.changes()] == ["numbers"]
    snapshot.restore()
    assert next(numbers) == 1


def variables_of(optimizer):
    """The variables of an optimizer of Keras 3, or of one of Keras 2, where some have a method for them."""
    return optimizer.variables() if callable(optimizer.variables) else optimizer.variables


def is_built(optimizer):
    """Keras 2 notes it under another name, and only once it is so."""
    return getattr(optimizer, "built", False) or getattr(optimizer, "_built", False)


def model_with_adam():
    tf.keras.utils.set_random_seed(1)
    model = tf.keras.Sequential(
        [
            tf.keras.layers.Dense(16, activation="relu"),
            tf.keras.layers.BatchNormalization(),
            tf.keras.layers.Dropout(0.3),
            tf.keras.layers.Dense(1),
        ]
    )
    optimizer, metric = tf.keras.optimizers.Adam(0.01), tf.keras.metrics.Mean()
    x, y = tf.random.normal([8, 4]), tf.random.normal([8, 1])

    def step():
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((model(x, training=True) - y) ** 2)
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        metric.update_state(loss)
        return loss

    def digest():
        variables = [*model.variables, *variables_of(optimizer), *metric.variables]
        return [variable.numpy().tobytes() for variable in variables]

    return step, digest, optimizer


def test_three_steps_of_adam_repeat_bit_for_bit_with_their_dropout():
    step, digest, _ = model_with_adam()
    step()
    before = digest()
    # Keras 3 keeps the state of a dropout in the layer, Keras 2 draws from TensorFlow's generator.
    snapshot, states = Snapshot([("step", step)], {}), RandomStates()
    first = [step().numpy().tobytes() for _ in range(3)]
    assert digest() != before
    snapshot.restore()
    states.restore()
    assert digest() == before
    assert snapshot.changes() == []
    assert [step().numpy().tobytes() for _ in range(3)] == first


def test_an_optimizer_that_was_not_built_is_not_built_afterwards():
    step, _, optimizer = model_with_adam()
    snapshot = Snapshot([("step", step)], {})
    count = len(variables_of(optimizer))
    step()
    assert len(variables_of(optimizer)) > count
    snapshot.restore()
    assert len(variables_of(optimizer)) == count
    assert not is_built(optimizer)
    step()
    assert is_built(optimizer)


def test_all_generators_are_put_back():
    keras_normal = tf.keras.random.normal if hasattr(tf.keras, "random") else tf.keras.backend.random_normal

    def draw():
        return (
            random.random(),
            float(np.random.rand()),
            tf.random.normal([2]).numpy().tobytes(),
            tf.random.get_global_generator().normal([2]).numpy().tobytes(),
            keras_normal([2]).numpy().tobytes(),
        )

    tf.random.set_seed(4)
    draw()
    states = RandomStates()
    first = [draw(), draw()]
    states.restore()
    assert [draw(), draw()] == first
    seed_all(9)
    seeded = draw()
    seed_all(9)
    assert draw() == seeded
    states.restore()
    assert draw() == first[0]


def test_names_of_keras_layers_do_not_move_on():
    tf.keras.layers.Dense(1)
    states = RandomStates()
    name = tf.keras.layers.Dense(1).name
    states.restore()
    assert tf.keras.layers.Dense(1).name == name


LEAVES = st.one_of(st.integers(), st.floats(allow_nan=False), st.text(max_size=3), st.none())
TREES = st.recursive(
    LEAVES,
    lambda parts: st.one_of(
        st.lists(parts, max_size=4), st.dictionaries(st.text(max_size=2), parts, max_size=4), st.tuples(parts, parts)
    ),
    max_leaves=20,
)


def containers(value, found):
    """All lists and dictionaries in a tree."""
    if isinstance(value, (list, dict)):
        found.append(value)
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ():
        containers(item, found)
    return found


@settings(max_examples=150)
@given(st.lists(TREES, max_size=4), st.randoms(use_true_random=False))
def test_any_changes_of_any_containers_are_undone(tree, chance):
    before = copy.deepcopy(tree)
    parts = containers(tree, [])
    identities = [id(part) for part in parts]
    snapshot = Snapshot([("tree", tree)], {})
    for part in parts:
        for _ in range(chance.randrange(3)):
            if isinstance(part, list):
                chance.choice([lambda: part.append(tree), part.clear, part.reverse, lambda: part.insert(0, 1)])()
            else:
                chance.choice([part.clear, lambda: part.update(new=part), lambda: part.pop(next(iter(part), None), 0)])()
    snapshot.restore()
    assert tree == before
    assert repr(tree) == repr(before)
    assert [id(part) for part in containers(tree, [])] == identities
