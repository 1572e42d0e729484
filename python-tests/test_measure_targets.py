"""Every kind of function that a notebook holds."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="module")
def prepared(kernel):
    kernel.run(
        "import functools\n"
        "x = tf.reshape(tf.range(12.0), (4, 3))\n"
        "y = tf.zeros((4, 1))\n"
        "def plain(t): return t * 2.0\n"
        "def make(k):\n    def step(t): return t * k\n    return step\n"
        "by_two = make(2.0)\n"
        "class Network(tf.Module):\n"
        "    def __init__(self):\n        super().__init__()\n        self.w = tf.Variable(tf.ones((3, 1)))\n"
        "        self.calls = 0\n"
        "    def forward(self, t): return t @ self.w\n"
        "    def step(self, t):\n"
        "        with tf.GradientTape() as tape:\n            loss = tf.reduce_mean(self.forward(t) ** 2)\n"
        "        self.w.assign_sub(0.1 * tape.gradient(loss, self.w))\n        return loss\n"
        "    @classmethod\n    def zeros(cls, t): return tf.zeros_like(t)\n"
        "    @staticmethod\n    def ones(t): return tf.ones_like(t)\n"
        "network = Network()\n"
        "class Outer:\n    class Inner:\n        def act(self, t): return t - 1.0\n"
        "held = [Outer.Inner()]\n"
        "class Dense(tf.keras.layers.Layer):\n"
        "    def build(self, shape):\n        self.k = self.add_weight(shape=(shape[-1], 2), name='k')\n"
        "    def call(self, inputs, training=False): return tf.matmul(inputs, self.k)\n"
        "layer, unbuilt = Dense(), Dense()\nlayer(x)\n"
        "class Trained(tf.keras.Model):\n"
        "    def __init__(self):\n        super().__init__()\n        self.d = tf.keras.layers.Dense(1)\n"
        "    def call(self, inputs): return self.d(inputs)\n"
        "    def train_step(self, data):\n"
        "        inputs, labels = data\n"
        "        with tf.GradientTape() as tape:\n            loss = tf.reduce_mean((self(inputs, training=True) - labels) ** 2)\n"
        "        self.optimizer.apply_gradients(zip(tape.gradient(loss, self.trainable_variables), self.trainable_variables))\n"
        "        return {'loss': loss}\n"
        "model = Trained()\nmodel.compile(optimizer='adam')\nmodel(x)\n"
        "dataset = tf.data.Dataset.from_tensor_slices((x, y)).batch(2)\n"
        "def train(batches):\n    total = 0.0\n    for a, b in batches:\n        total += tf.reduce_sum(a) + tf.reduce_sum(b)\n    return total\n"
        "@tf.function\ndef decorated(t): return t + 1.0\n"
        "assigned = tf.function(plain, reduce_retracing=True)\n"
        "compiled = tf.function(jit_compile=True)(plain)\n"
        "@tf.function(input_signature=[tf.TensorSpec([None, 3], tf.float32)])\ndef signed(t): return t * 3.0\n"
        "def timed(f):\n    @functools.wraps(f)\n    def wrapper(*a):\n        return f(*a)\n    return wrapper\n"
        "@timed\ndef wrapped(t): return t * 5.0\n"
        "partial = functools.partial(plain)\n"
        "def total(parts): return sum(parts)\n"
        "strategy = tf.distribute.MirroredStrategy(['CPU:0'])\n"
        "with strategy.scope():\n    shared = tf.Variable(1.0)\n"
        "def replica_step(t):\n    shared.assign_add(1.0)\n    return tf.reduce_sum(t) * shared\n"
        "def distributed(t): return strategy.reduce('sum', strategy.run(replica_step, args=(t,)), axis=None)\n"
    )
    return kernel


CALLS = {
    "plain": "plain(x)",
    "make.step": "by_two(x)",
    "make.<locals>.step": "by_two(x)",
    "by_two": "by_two(x)",
    "Network.forward": "network.forward(x)",
    "Network.step": "network.step(x)",
    "Network.zeros": "Network.zeros(x)",
    "Network.ones": "Network.ones(x)",
    "Outer.Inner.act": "held[0].act(x)",
    "Dense.call": "layer(x)",
    "Trained.call": "model(x)",
    "Trained.train_step": "model.train_step((x, y))",
    "train": "train(dataset)",
    "decorated": "decorated(x)",
    "assigned": "assigned(x)",
    "compiled": "compiled(x)",
    "signed": "signed(x)",
    "wrapped": "wrapped(x)",
    "partial": "partial(x)",
    "distributed": "distributed(x)",
}


@pytest.mark.parametrize("name", CALLS)
def test_a_target_is_measured_and_put_back(prepared, name):
    answer = prepared.measure(name, CALLS[name], budget=0.05)
    assert (answer["kind"], answer["verdict"]) == ("done", "same"), answer
    assert answer["restored"], answer["left"]
    assert answer["variants"][1]["per_call"]["median"] > 0


def test_a_method_is_measured_on_an_object_that_the_call_does_not_name(prepared):
    answer = prepared.measure("Network.forward", "self.forward(x)", expression="x", budget=0.05)
    assert (answer["kind"], answer["verdict"]) == ("done", "same")
    assert answer["code"].splitlines()[0] == "forward(x)"


def test_a_method_without_an_object_is_told(prepared):
    prepared.run("class Lonely:\n    def act(self, t): return t")
    answer = prepared.measure("Lonely.act", expression="x")
    assert (answer["kind"], answer["message"]) == ("failed", "no-receiver")


def test_a_layer_that_is_not_built_is_built_and_unbuilt_again(prepared):
    answer = prepared.measure("Dense.call", "unbuilt(x)", budget=0.05)
    assert (answer["kind"], answer["verdict"]) == ("done", "same"), answer
    assert prepared.run("print(unbuilt.built, len(unbuilt.weights))") == "False 0\n"
    assert prepared.run("print(unbuilt(x).shape, len(unbuilt.weights))") == "(4, 2) 1\n"


def test_the_first_batch_of_a_dataset_is_an_argument(prepared):
    prepared.run("def pair(a, b): return tf.reduce_sum(a) + tf.reduce_sum(b)")
    answer = prepared.measure("pair", "pair(*next(iter(dataset)))", budget=0.05)
    assert (answer["kind"], answer["verdict"]) == ("done", "same"), answer
    assert answer["arguments"]["summary"] == ["a: float32[2, 3]", "b: float32[2, 1]"]


def test_a_function_of_the_replicas_runs_through_its_strategy(prepared):
    answer = prepared.measure("replica_step", "strategy.run(replica_step, args=(x,))", budget=0.05)
    assert (answer["kind"], answer["verdict"]) == ("done", "same"), answer
    assert answer["restored"]
    assert answer["code"].startswith("# each call through MirroredStrategy.run")
    prepared_answer = prepared.measure("replica_step", "strategy.run(replica_step, args=(x,))", action="prepare")
    assert prepared_answer["strategy"] == "MirroredStrategy"
    assert prepared.run("print(float(shared.numpy()))") == "1.0\n"


def test_a_generator_among_the_arguments_is_asked_about_and_then_replayed(prepared):
    prepared.run("parts = (tf.constant(float(i)) for i in range(4))")
    asked = prepared.measure("total", "total(parts)")
    assert (asked["kind"], asked["items"][0]["why"]) == ("question", "python-iterator")
    answer = prepared.measure("total", "total(parts)", accepted=True, budget=0.05)
    assert answer["kind"] == "done"
    assert answer["verdict"] in ("same", "retraces"), answer
    assert not answer["restored"]
    assert [entry["kind"] for entry in answer["left"]] == ["taken"]


@pytest.mark.parametrize(("name", "traces"), [("decorated", 1), ("assigned", 1), ("signed", 1)])
def test_the_users_own_graph_is_never_traced(prepared, name, traces):
    prepared.run(f"{name}(x)")
    before = prepared.run(f"print({name}.experimental_get_tracing_count())")
    answer = prepared.measure(name, f"{name}(x)", variants=["current"], budget=0.05)
    assert [variant["id"] for variant in answer["variants"]] == ["eager", "graph", "current"]
    assert prepared.run(f"print({name}.experimental_get_tracing_count())") == before == f"{traces}\n"


def test_each_form_tells_its_options_and_costs(prepared):
    answer = prepared.measure("compiled", "compiled(x)", variants=["jit_compile", "reduce_retracing", "current"], budget=0.1)
    options = {variant["id"]: variant["options"] for variant in answer["variants"]}
    assert options == {
        "eager": "",
        "graph": "jit_compile=True",
        "jit_compile": "jit_compile=True",
        "reduce_retracing": "jit_compile=True, reduce_retracing=True",
        "current": "jit_compile=True",
    }
    for variant in answer["variants"][1:]:
        assert variant["start_cost"] >= variant["first_call"] > 0
        assert variant["traces"] == 1


def test_a_form_that_fails_leaves_the_others(prepared):
    prepared.run("def texts(t): return tf.strings.length(tf.strings.as_string(t))")
    answer = prepared.measure("texts", "texts(x)", variants=["jit_compile"], budget=0.05)
    assert answer["verdict"] == "same"
    failed = next(variant for variant in answer["variants"] if variant["id"] == "jit_compile")
    assert failed["error"]["type"]
    assert failed["per_call"] is None


def test_graphs_are_made_where_the_user_has_switched_them_off(prepared):
    prepared.run("tf.config.run_functions_eagerly(True)")
    answer = prepared.measure("plain", "plain(x)", budget=0.05)
    assert answer["variants"][1]["traces"] == 1
    assert prepared.run("print(tf.config.functions_run_eagerly())\ntf.config.run_functions_eagerly(False)") == "True\n"
