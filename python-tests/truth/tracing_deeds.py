"""More forms that fail when they are traced, or whose values a trace freezes (written as in ``program_deeds``)."""

from __future__ import annotations

from program_deeds import Deed


def _value(name: str, body: str, setup: str = "", **more) -> Deed:
    return Deed(name, body, setup, result=True, **more)


def _between(name: str, body: str, setup: str, change: str) -> Deed:
    """Reads something that the argument of each call changes before it."""
    bump = "\ndef bump_%(n)s():\n" + "\n".join("    " + line for line in change.splitlines())
    return _value(
        name,
        body,
        setup + bump + "\n    return tf.ones([3, 3])",
        helper=False,
        argument=("extra", "bump_%(n)s()", "bump_%(n)s()"),
    )


RANDOM_AND_TIME = (
    _value("generator of NumPy", "%(n)s = %(m)s * np.float32(%(N)s.normal())", "%(N)s = np.random.default_rng()"),
    _value("random state", "%(n)s = %(m)s * np.float32(%(N)s.rand())", "%(N)s = np.random.RandomState()"),
    _value("random object", "%(n)s = %(m)s * %(N)s.random()", "%(N)s = random.Random()"),
    _value("choice", "%(n)s = %(m)s * random.choice([float(k) for k in range(1, 90)])"),
    _value("uniform", "%(n)s = %(m)s * random.uniform(1.0, 2.0)"),
    _value("array of chance", "%(n)s = %(m)s + np.random.normal(size=[3, 3]).astype(np.float32)"),
    _value(
        "chance in a branch",
        "if random.random() > 0.5:\n    %(n)s = %(m)s * 2.0\nelse:\n    %(n)s = %(m)s * random.random()",
    ),
    _value("unique number", "%(n)s = %(m)s * float(uuid.uuid4().int %% 1000 + 1)"),
    _value("system random", "%(n)s = %(m)s * float(os.urandom(2)[0] + 1) * random.SystemRandom().random()"),
    _value("nanoseconds", "%(n)s = %(m)s + tf.cast(time.time_ns() %% 1000000, tf.float32)"),
    _value("date", "%(n)s = %(m)s + float(datetime.datetime.now().microsecond)"),
)

ITERATORS = (
    _value("generator expression", "%(n)s = %(m)s * float(next(%(N)s))", "%(N)s = (k for k in range(90))"),
    _value(
        "generator function",
        "%(n)s = %(m)s * float(next(%(N)s))",
        "def count_%(n)s():\n    k = 0\n    while True:\n        k += 1\n        yield k\n%(N)s = count_%(n)s()",
    ),
    _value("itertools count", "%(n)s = %(m)s * float(next(%(N)s))", "%(N)s = itertools.count()"),
    _value("itertools cycle", "%(n)s = %(m)s * next(%(N)s)", "%(N)s = itertools.cycle([0.5, 2.0, 3.0])"),
    _value(
        "consumed in a loop",
        "%(n)s = %(m)s\nfor %(n)s_k in %(N)s:\n    %(n)s = %(n)s + float(%(n)s_k)",
        "%(N)s = iter([1, 2, 3])",
    ),
    _value("consumed by list", "%(n)s = %(m)s + float(len(list(%(N)s)))", "%(N)s = iter([1, 2, 3])"),
    _value("consumed by sum", "%(n)s = %(m)s + float(sum(%(N)s))", "%(N)s = iter([1, 2, 3])"),
    _value(
        "consumed by zip",
        "%(n)s = %(m)s\nfor %(n)s_a, %(n)s_b in zip([1.0, 2.0], %(N)s):\n    %(n)s = %(n)s * %(n)s_b",
        "%(N)s = iter([float(k) for k in range(1, 90)])",
    ),
    _value(
        "consumed by enumerate",
        "%(n)s = %(m)s\nfor %(n)s_i, %(n)s_k in enumerate(%(N)s):\n    %(n)s = %(n)s + float(%(n)s_k)",
        "%(N)s = iter([1, 2, 3])",
    ),
    _value("consumed by star", "%(n)s = %(m)s + float(len([*%(N)s]))", "%(N)s = iter([1, 2, 3])"),
    _value("consumed by in", "%(n)s = %(m)s * 2.0 if 2 in %(N)s else %(m)s", "%(N)s = iter([1, 2, 3])"),
    _value("consumed by comprehension", "%(n)s = %(m)s + float(len([k for k in %(N)s]))", "%(N)s = iter([1, 2, 3])"),
    _value("consumed map", "%(n)s = %(m)s + float(len(list(%(N)s)))", "%(N)s = map(float, [1, 2, 3])"),
    _value("consumed zip object", "%(n)s = %(m)s + float(len(list(%(N)s)))", "%(N)s = zip([1, 2], [3, 4])"),
    _value(
        "iterator of a dataset",
        "%(n)s = %(m)s * 0.0 + float(next(%(N)s)['k'])",
        "def rows_%(n)s():\n    for k in range(90):\n        yield {'k': k}\n%(N)s = rows_%(n)s()",
    ),
)

CONVERSIONS = (
    _value("in a list", "%(n)s = %(m)s * 2.0 if %(m)s[0, 0] in [0.5, 1.0] else %(m)s"),
    _value("list of tensor", "%(n)s = tf.stack(list(%(m)s)) * 2.0"),
    _value("tuple of tensor", "%(n)s = tf.stack(tuple(%(m)s)) * 2.0"),
    _value("starred tensor", "%(n)s = tf.stack([*%(m)s]) * 2.0"),
    _value("reversed tensor", "%(n)s = tf.stack(list(reversed(list(%(m)s))))"),
    _value("map over tensor", "%(n)s = tf.stack(list(map(tf.tanh, %(m)s)))"),
    _value("filter over tensor", "%(n)s = %(m)s + float(len(list(filter(lambda r: True, %(m)s))))"),
    _value("dict of rows", "%(n)s = %(m)s + dict(enumerate(%(m)s))[0]"),
    _value("starred call", "%(n)s = %(m)s + add_%(n)s(*%(m)s)", "def add_%(n)s(a, b, c):\n    return a + b + c"),
    _value("nested unpacking", "(%(n)s_a, *%(n)s_b) = %(m)s\n%(n)s = %(m)s + %(n)s_a"),
    _value("index of a list", "%(n)s = %(m)s * [1.0, 2.0, 3.0][tf.argmax(%(m)s[0])]"),
    _value("slice of a list", "%(n)s = %(m)s * float(len([1.0, 2.0, 3.0][:tf.constant(2)]))"),
    _value("square root of tensor", "%(n)s = %(m)s * math.sqrt(tf.reduce_sum(%(m)s * %(m)s))"),
    _value("not a number", "%(n)s = %(m)s * 2.0 if math.isnan(tf.reduce_sum(%(m)s)) else %(m)s"),
    _value("NumPy scalar", "%(n)s = %(m)s * np.float32(tf.reduce_sum(%(m)s))"),
    _value("NumPy array", "%(n)s = %(m)s + np.array(%(m)s)"),
    _value("NumPy where", "%(n)s = tf.constant(np.where(%(m)s > 0.0, %(m)s, 0.0))"),
    _value("NumPy product", "%(n)s = tf.constant(np.matmul(%(m)s, np.ones([3, 3], np.float32)))"),
    _value("NumPy list of tensors", "%(n)s = tf.constant(np.stack([%(m)s, %(m)s])[0])"),
    _value("array protocol", "%(n)s = tf.constant(%(m)s.__array__())"),
    _value("numpy of a row", "%(n)s = %(m)s * float(%(m)s[0].numpy()[0])"),
    _value("numpy of a variable", "%(n)s = %(m)s * float(%(N)s.numpy())", "%(N)s = tf.Variable(2.0)"),
    _value(
        "numpy of a gradient",
        "with tf.GradientTape() as %(n)s_t:\n    %(n)s_l = tf.reduce_sum(%(m)s @ %(N)s)\n%(n)s = %(m)s + float(%(n)s_t.gradient(%(n)s_l, %(N)s).numpy().sum())",
        "%(N)s = tf.Variable(tf.ones([3, 3]))",
    ),
    _value(
        "numpy in a comprehension",
        "%(n)s = %(m)s * sum([float(t.numpy()) for t in [tf.reduce_sum(%(m)s), tf.reduce_max(%(m)s)]])",
    ),
    _value("numpy by name", "%(n)s = %(m)s * float(getattr(tf.reduce_sum(%(m)s), 'numpy')())"),
    _value("static value", "%(n)s_k = tf.get_static_value(%(m)s)\n%(n)s = %(m)s if %(n)s_k is None else %(m)s * 2.0"),
    _value("is eager tensor", "%(n)s = %(m)s * 2.0 if 'Eager' in type(%(m)s).__name__ else %(m)s"),
    _value(
        "is array",
        "%(n)s = %(m)s + data if isinstance(data, np.ndarray) else %(m)s",
        helper=False,
        argument=("data", "DATA", "DATA"),
    ),
    _value("in a function", "%(n)s = %(m)s * 2.0 if tf.inside_function() else %(m)s"),
    _value("device of tensor", "%(n)s = %(m)s * float(len(%(m)s.device))"),
    _value("pickled", "%(n)s = %(m)s * float(len(pickle.dumps(%(m)s)) > 0)", "import pickle"),
    _value("truth of not", "%(n)s_k = [not bool(%(m)s[0, 0] > 0.0)]\n%(n)s = %(m)s * float(%(n)s_k[0])"),
    _value("any of tensors", "%(n)s = %(m)s * 2.0 if any([%(m)s[0, 0] > 0.0, %(m)s[1, 1] > 0.0]) else %(m)s"),
    _value("min of tensors", "%(n)s = %(m)s * min(tf.reduce_sum(%(m)s), tf.constant(1.0))"),
    _value("filter by tensor", "%(n)s = %(m)s + float(len([k for k in range(3) if %(m)s[k, 0] > 0.0]))"),
    _value("sort by tensor", "%(n)s = %(m)s + float(sorted([0, 1, 2], key=lambda k: %(m)s[k, 0])[0])"),
    _value("key of dict", "%(n)s = %(m)s * {0: 1.0, 1: 2.0, 2: 3.0}[tf.argmax(%(m)s[0]).numpy()]"),
    _value(
        "switch on tensor",
        "match tf.argmax(%(m)s[0]):\n    case 0:\n        %(n)s = %(m)s * 2.0\n    case _:\n        %(n)s = %(m)s",
    ),
    _value("assert with text", "assert tf.reduce_all(%(m)s < 100000000.0), 'large'\n%(n)s = %(m)s"),
    _value(
        "raise on tensor", "if tf.reduce_sum(%(m)s * %(m)s) < -1.0:\n    raise ValueError('negative')\n%(n)s = %(m)s"
    ),
    _value(
        "lambda in while",
        "%(n)s = %(m)s\nwhile (lambda t: bool(tf.reduce_sum(t * t) > 1000.0))(%(n)s):\n    %(n)s = %(n)s * 0.5",
    ),
    _value("memory view", "%(n)s = %(m)s * float(memoryview(%(m)s).nbytes)"),
    _value("array mean", "%(n)s = %(m)s * data.mean()", helper=False, argument=("data", "DATA", "DATA")),
    _value("array cast", "%(n)s = %(m)s * data.astype(np.float32)", helper=False, argument=("data", "DATA", "DATA")),
    _value("array size", "%(n)s = %(m)s * float(data.size)", helper=False, argument=("data", "DATA", "DATA")),
    _value("array transposed", "%(n)s = %(m)s + data.T", helper=False, argument=("data", "DATA", "DATA")),
    _value("array to NumPy", "%(n)s = %(m)s + np.tanh(data)", helper=False, argument=("data", "DATA", "DATA")),
)

STATIC_ARGUMENTS = (
    _value("axis of stack", "%(n)s = tf.stack([%(m)s[0], %(m)s[1], %(m)s[2]], axis=tf.constant(0))"),
    _value("number of unstack", "%(n)s = tf.unstack(%(m)s, num=tf.constant(3))[0] + %(m)s"),
    _value("axis of unstack", "%(n)s = tf.unstack(%(m)s, axis=tf.constant(0))[0] + %(m)s"),
    _value("flag of sum", "%(n)s = %(m)s + tf.reduce_sum(%(m)s, axis=0, keepdims=tf.constant(True))"),
    _value(
        "batch dimensions", "%(n)s = tf.gather(%(m)s, [[0, 1, 2], [2, 1, 0], [0, 0, 0]], batch_dims=tf.constant(1))"
    ),
    _value("axis of softmax", "%(n)s = tf.nn.softmax(%(m)s, axis=tf.argmax([0.0, 1.0]))"),
    _value("number of repeats", "%(n)s = %(m)s * float(len([0] * int(tf.constant(3))))"),
    _value("range as list", "%(n)s = %(m)s * float(len(list(range(tf.constant(3)))))"),
    _value("times of a list", "%(n)s = tf.add_n([%(m)s] * tf.constant(2).numpy())"),
)

CONTROL_FLOW = (
    _value(
        "number becomes tensor",
        "%(n)s_a = 0\nfor %(n)s_r in %(m)s:\n    %(n)s_a += %(n)s_r[0]\n%(n)s = %(m)s + %(n)s_a",
    ),
    _value("none in loop", "%(n)s_a = None\nfor %(n)s_r in %(m)s:\n    %(n)s_a = %(n)s_r\n%(n)s = %(m)s + %(n)s_a"),
    _value(
        "shape in loop",
        "%(n)s_a = %(m)s\nfor %(n)s_i in tf.range(2):\n    %(n)s_a = tf.concat([%(n)s_a, %(m)s], axis=0)\n%(n)s = %(n)s_a[:3]",
    ),
    _value(
        "text in loop",
        "%(n)s_a = 'a'\nfor %(n)s_i in tf.range(2):\n    %(n)s_a = 'b'\n%(n)s = %(m)s * float(len(%(n)s_a))",
    ),
    _value(
        "type of branches",
        "if tf.reduce_sum(%(m)s) > 0.0:\n    %(n)s_k = 1\nelse:\n    %(n)s_k = 2.0\n%(n)s = %(m)s * %(n)s_k",
    ),
    _value(
        "count in loop",
        "%(n)s_k = 0\nfor %(n)s_r in %(m)s:\n    %(n)s_k += 1\n%(n)s = %(m)s * [1.0, 2.0, 3.0, 4.0][%(n)s_k]",
    ),
    _value("index of loop", "%(n)s = %(m)s\nfor %(n)s_i in tf.range(3):\n    %(n)s = %(n)s * [0.5, 2.0, 1.0][%(n)s_i]"),
    _value("print in loop", "%(n)s = %(m)s\nfor %(n)s_i in tf.range(3):\n    LOG.append(1)\n    %(n)s = %(n)s * 2.0"),
    _value(
        "dict in loop",
        "%(n)s_d = {}\nfor %(n)s_i in tf.range(3):\n    %(n)s_d['k'] = %(m)s * tf.cast(%(n)s_i, tf.float32)\n%(n)s = %(n)s_d['k']",
    ),
    _value(
        "extend in loop",
        "%(n)s_l = [%(m)s]\nfor %(n)s_r in %(m)s:\n    %(n)s_l += [%(m)s * %(n)s_r]\n%(n)s = tf.add_n(%(n)s_l)",
    ),
    _value(
        "count of list in loop",
        "%(n)s_l = []\nfor %(n)s_r in %(m)s:\n    %(n)s_l.append(1)\n%(n)s = %(m)s * float(len(%(n)s_l))",
    ),
    _value(
        "return in while",
        "%(n)s = until_%(n)s(%(m)s)",
        "def until_%(n)s(value):\n    k = tf.constant(0)\n    while k < 3:\n        if tf.reduce_sum(value) > 1000.0:\n            return value\n        value = value + 1.0\n        k += 1\n    return value",
    ),
    _value(
        "one branch returns",
        "%(n)s = maybe_%(n)s(%(m)s)\n%(n)s = %(m)s if %(n)s is None else %(n)s",
        "def maybe_%(n)s(value):\n    if tf.reduce_sum(value) > 0.0:\n        return value * 2.0",
    ),
    _value(
        "branches of other shape",
        "if tf.reduce_sum(%(m)s) > 0.0:\n    %(n)s_k = (%(m)s, %(m)s)\nelse:\n    %(n)s_k = (%(m)s,)\n%(n)s = %(n)s_k[0] * float(len(%(n)s_k))",
    ),
    _value(
        "functions of branches",
        "if tf.reduce_sum(%(m)s) > 0.0:\n    %(n)s_f = tf.tanh\nelse:\n    %(n)s_f = tf.nn.relu\n%(n)s = %(n)s_f(%(m)s)",
    ),
    _value(
        "list in a branch",
        "%(n)s_l = [%(m)s]\nif tf.reduce_sum(%(m)s * %(m)s) < 0.0:\n    %(n)s_l.append(%(m)s)\n%(n)s = tf.add_n(%(n)s_l)",
    ),
    _value(
        "dict in a branch",
        "%(n)s_d = {'k': %(m)s}\nif tf.reduce_sum(%(m)s * %(m)s) < 0.0:\n    %(n)s_d['z'] = %(m)s\n%(n)s = %(n)s_d['k'] * float(len(%(n)s_d))",
    ),
    _value(
        "attribute in a branch",
        "%(n)s_o = Box_%(n)s()\nif tf.reduce_sum(%(m)s * %(m)s) < 0.0:\n    %(n)s_o.rate = 7.0\n%(n)s = %(m)s * %(n)s_o.rate",
        "class Box_%(n)s:\n    rate = 0.5",
    ),
    _value(
        "helper in a branch",
        "%(n)s_l = [1.0]\nif tf.reduce_sum(%(m)s * %(m)s) < 0.0:\n    grow_%(n)s(%(n)s_l)\n%(n)s = %(m)s * float(len(%(n)s_l))",
        "def grow_%(n)s(values):\n    values.append(2.0)",
    ),
    _value(
        "local generator",
        "def %(n)s_g():\n    for k in range(3):\n        yield float(k)\n%(n)s = %(m)s * sum(%(n)s_g())",
    ),
    _value(
        "caught division",
        "try:\n    %(n)s = tf.linalg.inv(%(m)s * 0.0)\nexcept tf.errors.InvalidArgumentError:\n    %(n)s = %(m)s",
    ),
    _value(
        "caught assertion",
        "try:\n    tf.debugging.assert_positive(%(m)s * %(m)s * -1.0 - 1.0)\n    %(n)s = %(m)s * 2.0\nexcept tf.errors.InvalidArgumentError:\n    %(n)s = %(m)s",
    ),
)

FROZEN = (
    _between(
        "attribute between calls",
        "%(n)s = %(m)s * %(N)s.rate",
        "class Thing_%(n)s:\n    rate = 1.0\n%(N)s = Thing_%(n)s()",
        "%(N)s.rate += 1.0",
    ),
    _between("global between calls", "%(n)s = %(m)s * %(N)s", "%(N)s = 1.0", "global %(N)s\n%(N)s = %(N)s + 1.0"),
    _between("entry between calls", "%(n)s = %(m)s * %(N)s['k']", "%(N)s = {'k': 1.0}", "%(N)s['k'] += 1.0"),
    _between("length between calls", "%(n)s = %(m)s * float(len(%(N)s))", "%(N)s = []", "%(N)s.append(1)"),
    _between("list between calls", "%(n)s = %(m)s * sum(%(N)s)", "%(N)s = [1.0]", "%(N)s.append(2.0)"),
    _between(
        "array between calls", "%(n)s = %(m)s * %(N)s", "%(N)s = np.ones([3, 3], np.float32)", "%(N)s[0, 0] += 1.0"
    ),
    _between(
        "new array between calls",
        "%(n)s = %(m)s * %(N)s",
        "%(N)s = np.ones([3, 3], np.float32)",
        "global %(N)s\n%(N)s = %(N)s * 2.0",
    ),
    _between(
        "new tensor between calls",
        "%(n)s = %(m)s * %(N)s",
        "%(N)s = tf.ones([3, 3])",
        "global %(N)s\n%(N)s = %(N)s * 2.0",
    ),
    _between(
        "tensor of a list between calls",
        "%(n)s = %(m)s * %(N)s[-1]",
        "%(N)s = [tf.ones([3, 3])]",
        "%(N)s.append(%(N)s[-1] * 2.0)",
    ),
    _between(
        "tensor of an object between calls",
        "%(n)s = %(m)s * %(N)s.last",
        "class Thing_%(n)s:\n    last = tf.ones([3, 3])\n%(N)s = Thing_%(n)s()",
        "%(N)s.last = %(N)s.last * 2.0",
    ),
    _between(
        "function between calls",
        "%(n)s = %(N)s[0](%(m)s)",
        "%(N)s = [tf.tanh, tf.nn.relu, tf.square]",
        "%(N)s.reverse() if len(%(N)s) == 3 else None\n%(N)s.append(%(N)s.pop(0))",
    ),
    _between(
        "object between calls",
        "%(n)s = %(m)s * %(N)s.part.rate",
        "class Part_%(n)s:\n    def __init__(self, rate):\n        self.rate = rate\nclass Thing_%(n)s:\n    part = Part_%(n)s(1.0)\n%(N)s = Thing_%(n)s()",
        "%(N)s.part = Part_%(n)s(%(N)s.part.rate + 1.0)",
    ),
    _between(
        "flag between calls",
        "%(n)s = %(m)s * 2.0 if %(N)s.on else %(m)s",
        "class Thing_%(n)s:\n    on = False\n%(N)s = Thing_%(n)s()",
        "%(N)s.on = not %(N)s.on",
    ),
    _between(
        "membership between calls",
        "%(n)s = %(m)s * 2.0 if 3 in %(N)s else %(m)s",
        "%(N)s = set()",
        "%(N)s.add(len(%(N)s))",
    ),
    _between(
        "default between calls",
        "%(n)s = %(m)s * rate_%(n)s()",
        "def rate_%(n)s(kept=[1.0]):\n    return kept[-1]",
        "rate_%(n)s.__defaults__[0].append(rate_%(n)s() + 1.0)",
    ),
    _between(
        "environment between calls",
        "%(n)s = %(m)s * float(os.environ['%(N)s'])",
        "os.environ['%(N)s'] = '1'",
        "os.environ['%(N)s'] = os.environ['%(N)s'] + '1'",
    ),
)

VARIABLES_AND_RESULTS = (
    _value(
        "variables in comprehension", "%(n)s_v = [tf.Variable(float(k)) for k in range(2)]\n%(n)s = %(m)s * %(n)s_v[1]"
    ),
    _value("new model", "%(n)s = tf.keras.Sequential([tf.keras.layers.Dense(3, kernel_initializer='ones')])(%(m)s)"),
    _value(
        "new optimizer",
        "%(n)s_o = tf.keras.optimizers.SGD(0.1)\nwith tf.GradientTape() as %(n)s_t:\n    %(n)s_l = tf.reduce_sum(%(m)s * %(N)s)\n%(n)s_o.apply_gradients(zip(%(n)s_t.gradient(%(n)s_l, [%(N)s]), [%(N)s]))\n%(n)s = %(m)s * %(N)s",
        "%(N)s = tf.Variable(2.0)",
    ),
    _value(
        "new metric", "%(n)s_o = tf.keras.metrics.Mean()\n%(n)s_o.update_state(%(m)s)\n%(n)s = %(m)s + %(n)s_o.result()"
    ),
    _value(
        "layer in helper",
        "%(n)s = block_%(n)s(%(m)s)",
        "def block_%(n)s(value):\n    return tf.keras.layers.LayerNormalization()(value)",
    ),
    _value(
        "model of functions",
        "%(n)s = %(m)s * 0.0 + tf.constant(%(N)s.predict(%(m)s, verbose=0))",
        "%(N)s = tf.keras.Sequential([tf.keras.Input([3]), tf.keras.layers.Dense(3, kernel_initializer='ones')])",
    ),
    Deed("returned list of text", "%(n)s_k = 1", helper=False, returned="[RESULT, 'done']"),
    Deed("returned set", "%(n)s_k = 1", helper=False, returned="(RESULT, {1, 2})"),
    Deed("returned function", "%(n)s_k = 1", helper=False, returned="(RESULT, lambda: 1)"),
    Deed("returned shape", "%(n)s_k = 1", helper=False, returned="(RESULT, RESULT.shape)"),
    Deed("returned array", "%(n)s_k = np.ones(3)", helper=False, returned="(RESULT, np.ones(3))"),
    Deed("returned length", "%(n)s_k = [1, 2]", helper=False, returned="(RESULT, len([1, 2]))"),
    Deed("returned truth", "%(n)s_k = 1", helper=False, returned="(RESULT, COUNT > 1)"),
    Deed(
        "returned object",
        "%(n)s_o = Box_%(n)s()",
        "class Box_%(n)s:\n    pass",
        helper=False,
        returned="(RESULT, type('T', (), {})())",
    ),
    Deed("returned type", "%(n)s_k = 1", helper=False, returned="(RESULT, RESULT.dtype)"),
    Deed("returned range", "%(n)s_k = 1", helper=False, returned="(RESULT, range(3))"),
    _value(
        "argument list grows",
        "kept.append(1)\n%(n)s = %(m)s * float(len(kept))",
        "%(N)s = []",
        helper=False,
        argument=("kept", "%(N)s", "%(N)s"),
    ),
    _value(
        "argument dict grows",
        "kept['k'] = 2.0\n%(n)s = %(m)s * kept['k']",
        "%(N)s = {'k': 1.0}",
        helper=False,
        argument=("kept", "%(N)s", "%(N)s"),
    ),
    _value(
        "argument object counts",
        "kept.steps += 1\n%(n)s = %(m)s * 2.0",
        "class Box_%(n)s:\n    steps = 0\n%(N)s = Box_%(n)s()",
        helper=False,
        argument=("kept", "%(N)s", "%(N)s"),
    ),
    _value(
        "argument iterator",
        "%(n)s = %(m)s * float(next(kept))",
        "%(N)s = iter(range(1, 90))",
        helper=False,
        argument=("kept", "%(N)s", "%(N)s"),
    ),
    _value(
        "argument array grows",
        "kept += 1.0\n%(n)s = %(m)s * kept",
        "%(N)s = np.ones([3, 3], np.float32)",
        helper=False,
        argument=("kept", "%(N)s", "%(N)s"),
    ),
    _value("varying key", "%(n)s = %(m)s * {'a': 1.0, 'b': 2.0}[key]", helper=False, argument=("key", "'a'", "'b'")),
    _value("varying list", "%(n)s = %(m)s * sum(rates)", helper=False, argument=("rates", "[1.0, 2.0]", "[3.0, 4.0]")),
    _value(
        "fresh object",
        "%(n)s = %(m)s * holder_.rate",
        "class Box_%(n)s:\n    def __init__(self, rate):\n        self.rate = rate",
        helper=False,
        argument=("holder_", "Box_%(n)s(1.0)", "Box_%(n)s(2.0)"),
    ),
    _value(
        "fresh function",
        "%(n)s = function_(%(m)s)",
        helper=False,
        argument=("function_", "lambda t: t * 2.0", "lambda t: t * 3.0"),
    ),
    _value(
        "float64 array",
        "%(n)s = %(m)s * weights",
        helper=False,
        argument=("weights", "np.full([3, 3], 0.5)", "np.full([3, 3], 0.5)"),
    ),
    _value("integer before float", "%(n)s = tf.maximum(0, %(m)s)"),
    _value("name of an operation", "%(n)s = tf.sqrt(%(m)s * %(m)s, tf.float32)"),
)

TRACING = RANDOM_AND_TIME + ITERATORS + CONVERSIONS + STATIC_ARGUMENTS + CONTROL_FLOW + FROZEN + VARIABLES_AND_RESULTS
