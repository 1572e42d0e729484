"""More forms that do the same as a graph as they do eagerly, for drawn programs (``program_deeds`` says how they are written)."""

from __future__ import annotations

from program_deeds import Deed


def _value(name: str, body: str, setup: str = "", **more) -> Deed:
    """A form that binds its fresh name to a matrix."""
    return Deed(name, body, setup, result=True, **more)


PYTHON_FORMS = (
    _value("closure", "%(n)s_c = 2.0\ndef %(n)s_f(t):\n    return t * %(n)s_c\n%(n)s = %(n)s_f(%(m)s)"),
    _value(
        "bound loop variable",
        "%(n)s_f = [lambda t, k=k: t * float(k) for k in range(3)]\n%(n)s = %(n)s_f[2](%(m)s)",
    ),
    _value(
        "enumerate list", "%(n)s = %(m)s\nfor %(n)s_i, %(n)s_v in enumerate([0.5, 2.0]):\n    %(n)s = %(n)s * %(n)s_v"
    ),
    _value("map numbers", "%(n)s = %(m)s * sum(map(lambda k: k * 2.0, [0.5, 1.0]))"),
    _value("filter numbers", "%(n)s = %(m)s * float(len(list(filter(lambda k: k > 1, [1, 2, 3]))))"),
    _value("sorted numbers", "%(n)s = %(m)s * sorted([3.0, 1.0, 2.0])[0]"),
    _value("reversed range", "%(n)s = %(m)s\nfor %(n)s_k in reversed(range(3)):\n    %(n)s = %(n)s + float(%(n)s_k)"),
    _value(
        "dict items",
        "%(n)s = %(m)s\nfor %(n)s_k, %(n)s_v in {'a': 1.0, 'b': 0.5}.items():\n    %(n)s = %(n)s * %(n)s_v",
    ),
    _value("dict comprehension", "%(n)s_d = {k: %(m)s * float(k) for k in range(2)}\n%(n)s = %(n)s_d[0] + %(n)s_d[1]"),
    _value("sum of numbers", "%(n)s = %(m)s * sum(float(k) for k in range(3))"),
    _value("any and all", "%(n)s = %(m)s * (2.0 if any([False, True]) and all([True]) else 1.0)"),
    _value("text key", "%(n)s = %(m)s * {'k2': 2.0}[f'k{2}']"),
    _value("is tensor", "%(n)s = %(m)s * 2.0 if isinstance(%(m)s, tf.Tensor) else %(m)s"),
    _value("is none", "%(n)s_o = None\n%(n)s = %(m)s if %(n)s_o is None else %(n)s_o"),
    _value(
        "star arguments", "%(n)s = all_%(n)s(%(m)s, %(m)s)", "def all_%(n)s(*parts):\n    return parts[0] + parts[1]"
    ),
    _value(
        "keyword arguments",
        "%(n)s = named_%(n)s(a=%(m)s, b=%(m)s * 2.0)",
        "def named_%(n)s(**parts):\n    return parts['a'] + parts['b']",
    ),
    _value(
        "partial",
        "%(n)s_f = functools.partial(scaled_%(n)s, scale=2.0)\n%(n)s = %(n)s_f(%(m)s)",
        "def scaled_%(n)s(value, scale):\n    return value * scale",
    ),
    _value("reduce", "%(n)s = functools.reduce(lambda a, b: a + b, [%(m)s, %(m)s * 0.5])"),
    _value("walrus", "%(n)s = %(m)s * (%(n)s_w := 2.0) + %(n)s_w"),
    _value(
        "match on number",
        "match COUNT:\n    case 1:\n        %(n)s = %(m)s * 2.0\n    case _:\n        %(n)s = %(m)s",
    ),
    _value(
        "try and finally",
        "%(n)s_k = 1.0\ntry:\n    %(n)s_k = 2.0\nfinally:\n    %(n)s_k = 3.0\n%(n)s = %(m)s * %(n)s_k",
    ),
    _value(
        "caught key",
        "try:\n    %(n)s_k = {'a': 1.0}['b']\nexcept KeyError:\n    %(n)s_k = 0.5\n%(n)s = %(m)s * %(n)s_k",
    ),
    _value("null context", "with contextlib.nullcontext():\n    %(n)s = %(m)s * 2.0"),
    _value("local sort", "%(n)s_l = [2.0, 1.0]\n%(n)s_l.sort()\n%(n)s_l.insert(0, 0.5)\n%(n)s = %(m)s * %(n)s_l.pop()"),
    _value("local set", "%(n)s_s = set()\n%(n)s_s.add(1)\n%(n)s = %(m)s * float(len(%(n)s_s))"),
    _value(
        "local deque", "%(n)s_q = collections.deque([%(m)s])\n%(n)s_q.append(%(m)s * 2.0)\n%(n)s = %(n)s_q.popleft()"
    ),
    _value("local iterator", "%(n)s_i = iter([1.0, 2.0])\n%(n)s = %(m)s * next(%(n)s_i)"),
    _value(
        "local object",
        "%(n)s_o = Box_%(n)s(%(m)s)\n%(n)s_o.value = %(n)s_o.value * 2.0\n%(n)s = %(n)s_o.value",
        "class Box_%(n)s:\n    def __init__(self, value):\n        self.value = value",
    ),
    _value(
        "named tuple",
        "%(n)s_p = Pair_%(n)s(%(m)s, %(m)s * 2.0)\n%(n)s = %(n)s_p.first + %(n)s_p.second",
        "Pair_%(n)s = collections.namedtuple('Pair_%(n)s', ['first', 'second'])",
    ),
    _value(
        "data class",
        "%(n)s_p = Point_%(n)s(%(m)s)\n%(n)s = %(n)s_p.value * %(n)s_p.rate",
        "@dataclasses.dataclass\nclass Point_%(n)s:\n    value: object\n    rate: float = 0.5",
    ),
    _value(
        "pure property",
        "%(n)s = %(m)s * %(N)s.rate",
        "class Thing_%(n)s:\n    @property\n    def rate(self):\n        return 0.5\n%(N)s = Thing_%(n)s()",
    ),
    _value(
        "callable object",
        "%(n)s = %(N)s(%(m)s)",
        "class Scale_%(n)s:\n    def __init__(self, factor):\n        self.factor = factor\n    def __call__(self, value):\n        return value * self.factor\n%(N)s = Scale_%(n)s(2.0)",
    ),
    _value(
        "static and class methods",
        "%(n)s = Kit_%(n)s.double(%(m)s) * Kit_%(n)s.rate()",
        "class Kit_%(n)s:\n    factor = 0.5\n    @staticmethod\n    def double(value):\n        return value * 2.0\n    @classmethod\n    def rate(cls):\n        return cls.factor",
    ),
    _value("mathematics", "%(n)s = %(m)s * math.sqrt(2.0) + math.pi"),
    _value(
        "NumPy of constants", "%(n)s = %(m)s * float(np.prod([2, 3])) + np.linspace(0.0, 1.0, 3).astype(np.float32)"
    ),
    _value("membership", "%(n)s = %(m)s * 2.0 if 2 in [1, 2, 3] else %(m)s"),
    _value(
        "itertools",
        "%(n)s = %(m)s\nfor %(n)s_a, %(n)s_b in itertools.product([1.0], [0.5, 2.0]):\n    %(n)s = %(n)s * %(n)s_a * %(n)s_b",
    ),
    _value("slices of lists", "%(n)s = tf.add_n([%(m)s, %(m)s * 2.0, %(m)s][1:])"),
    _value(
        "cached number",
        "%(n)s = %(m)s * half_%(n)s(3)",
        "@functools.lru_cache\ndef half_%(n)s(number):\n    return number * 0.5",
    ),
    _value(
        "wrapped",
        "%(n)s = twice_%(n)s(%(m)s)",
        "def plain_%(n)s(function):\n    @functools.wraps(function)\n    def wrapper(*args, **kwargs):\n        return function(*args, **kwargs) * 2.0\n    return wrapper\n@plain_%(n)s\ndef twice_%(n)s(value):\n    return value + 1.0",
    ),
)

TENSOR_FORMS = (
    Deed("tf.print", "tf.print(tf.reduce_sum(%(m)s))"),
    Deed("tf.debugging", "tf.debugging.assert_greater(tf.reduce_sum(%(m)s * %(m)s), -1.0)"),
    _value("tf.cond", "%(n)s = tf.cond(tf.reduce_sum(%(m)s) > 0.0, lambda: %(m)s * 2.0, lambda: %(m)s)"),
    _value(
        "tf.while_loop",
        "%(n)s = tf.while_loop(lambda k, t: k < 3, lambda k, t: (k + 1, t * 0.5), [tf.constant(0), %(m)s])[1]",
    ),
    _value("tf.vectorized_map", "%(n)s = tf.vectorized_map(lambda r: r * 2.0, %(m)s)"),
    _value("tf.scan", "%(n)s = tf.scan(lambda a, r: a + r, %(m)s)"),
    _value("tf.stop_gradient", "%(n)s = tf.stop_gradient(%(m)s)"),
    _value("tf.ensure_shape", "%(n)s = tf.ensure_shape(%(m)s, [3, 3])"),
    _value("dynamic shape", "%(n)s = tf.reshape(%(m)s, tf.shape(%(m)s)) * tf.cast(tf.shape(%(m)s)[0], tf.float32)"),
    _value("stateless random", "%(n)s = %(m)s + tf.random.stateless_normal([3, 3], seed=[1, 2])"),
    _value("outer generator", "%(n)s = %(m)s + %(N)s.normal([3, 3])", "%(N)s = tf.random.Generator.from_seed(3)"),
    _value("dropout in training", "%(n)s = %(N)s(%(m)s, training=True)", "%(N)s = tf.keras.layers.Dropout(0.5)"),
    _value("dropout in use", "%(n)s = %(N)s(%(m)s, training=False)", "%(N)s = tf.keras.layers.Dropout(0.5)"),
    _value(
        "batch normalization",
        "%(n)s = %(N)s(%(m)s, training=True)",
        "%(N)s = tf.keras.layers.BatchNormalization()\n%(N)s.build([None, 3])",
    ),
    _value(
        "layer normalization",
        "%(n)s = %(N)s(%(m)s)",
        "%(N)s = tf.keras.layers.LayerNormalization()\n%(N)s.build([None, 3])",
    ),
    Deed("metric", "%(N)s.update_state(%(m)s)", "%(N)s = tf.keras.metrics.Mean()"),
    _value(
        "built model",
        "%(n)s = %(N)s(%(m)s)",
        "%(N)s = tf.keras.Sequential([tf.keras.Input([3]), tf.keras.layers.Dense(3, activation='tanh')])",
    ),
    _value("loss object", "%(n)s = %(m)s + %(N)s(%(m)s, %(m)s * 0.5)", "%(N)s = tf.keras.losses.MeanSquaredError()"),
    _value("assign sub", "%(N)s.assign_sub(1.0)\n%(n)s = %(m)s * %(N)s", "%(N)s = tf.Variable(2.0)"),
    _value("step counter", "%(N)s.assign_add(1)\n%(n)s = %(m)s * tf.cast(%(N)s, tf.float32)", "%(N)s = tf.Variable(0)"),
    _value(
        "inner graph",
        "%(n)s = inner_%(n)s(%(m)s)",
        "@tf.function\ndef inner_%(n)s(value):\n    return value * 2.0",
    ),
    _value(
        "custom gradient",
        "%(n)s = custom_%(n)s(%(m)s)",
        "@tf.custom_gradient\ndef custom_%(n)s(value):\n    def backward(upstream):\n        return upstream * 2.0\n    return value * 2.0, backward",
    ),
    _value("numpy function", "%(n)s = tf.ensure_shape(tf.numpy_function(np.tanh, [%(m)s], tf.float32), [3, 3])"),
    _value("strings", "%(n)s = tf.strings.to_number(tf.strings.as_string(%(m)s))"),
    _value("ragged", "%(n)s = %(m)s + tf.reduce_sum(tf.ragged.constant([[1.0], [2.0, 3.0]]))"),
    _value("sparse", "%(n)s = tf.sparse.to_dense(tf.sparse.from_dense(%(m)s))"),
    _value("one hot", "%(n)s = %(m)s + tf.one_hot(tf.argmax(%(m)s, axis=1), 3)"),
    _value("gather", "%(n)s = tf.gather(%(m)s, [2, 0, 1])"),
    _value("boolean mask", "%(n)s = %(m)s + tf.reduce_sum(tf.boolean_mask(%(m)s, %(m)s > 0.0))"),
    _value("sort and sum", "%(n)s = tf.cumsum(tf.sort(%(m)s, axis=1), axis=0)"),
    _value("einsum", "%(n)s = tf.einsum('ij,jk->ik', %(m)s, %(m)s)"),
    _value("cast to own type", "%(n)s = %(m)s * tf.cast(3, %(m)s.dtype)"),
    _value("static shape", "%(n)s_r, %(n)s_c = %(m)s.shape\n%(n)s = %(m)s * float(%(n)s_r * %(n)s_c)"),
    _value("rank", "%(n)s = %(m)s * 2.0 if %(m)s.shape.rank == 2 else %(m)s"),
    _value("as list", "%(n)s = tf.ones(%(m)s.shape.as_list()) + %(m)s"),
    _value("len of tensor", "%(n)s = %(m)s * float(len(%(m)s))"),
    _value("name scope", "with tf.name_scope('inner'):\n    %(n)s = %(m)s * 2.0"),
    _value("device", "with tf.device('/CPU:0'):\n    %(n)s = %(m)s * 2.0"),
    _value(
        "early return",
        "%(n)s = early_%(n)s(%(m)s)",
        "def early_%(n)s(value):\n    if tf.reduce_sum(value) > 0.0:\n        return value * 2.0\n    return value",
    ),
    _value(
        "break in range",
        "%(n)s = %(m)s\nfor %(n)s_i in tf.range(3):\n    if %(n)s_i > 1:\n        break\n    %(n)s = %(n)s + 1.0",
    ),
    _value(
        "continue in range",
        "%(n)s = %(m)s\nfor %(n)s_i in tf.range(3):\n    if %(n)s_i == 1:\n        continue\n    %(n)s = %(n)s * 2.0",
    ),
    _value("chained comparison", "%(n)s = %(m)s * 2.0 if -9.0 < tf.reduce_sum(%(m)s) < 9.0 else %(m)s"),
    _value(
        "not and or",
        "%(n)s = %(m)s\nif not tf.reduce_sum(%(m)s) > 0.0 or tf.reduce_max(%(m)s) < 5.0:\n    %(n)s = %(m)s * 2.0",
    ),
    _value(
        "two gradients",
        "with tf.GradientTape(persistent=True) as %(n)s_t:\n    %(n)s_t.watch(%(m)s)\n    %(n)s_l = tf.reduce_sum(%(m)s * %(m)s)\n%(n)s = %(n)s_t.gradient(%(n)s_l, %(m)s)",
    ),
    _value(
        "none argument",
        "%(n)s = %(m)s if mask is None else %(m)s * mask",
        helper=False,
        argument=("mask", "None", "None"),
    ),
    _value(
        "dict argument",
        "%(n)s = %(m)s + parts['a']",
        helper=False,
        argument=("parts", "{'a': tf.ones([3, 3])}", "{'a': tf.zeros([3, 3])}"),
    ),
    _value(
        "tuple argument",
        "%(n)s_a, %(n)s_b = pair\n%(n)s = %(m)s + %(n)s_a * %(n)s_b",
        helper=False,
        argument=("pair", "(tf.ones([3, 3]), tf.constant(2.0))", "(tf.zeros([3, 3]), tf.constant(3.0))"),
    ),
    _value(
        "constant text", "%(n)s = %(m)s * (2.0 if mode == 'a' else 3.0)", helper=False, argument=("mode", "'a'", "'a'")
    ),
    _value("constant number", "%(n)s = %(m)s * power", helper=False, argument=("power", "2", "2")),
)

HARMLESS = PYTHON_FORMS + TENSOR_FORMS
