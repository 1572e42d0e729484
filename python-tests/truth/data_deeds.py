"""Deeds with datasets, extension types, kept functions and numbers that AutoGraph makes of tensors (as ``program_deeds``)."""

from __future__ import annotations

from program_deeds import Deed


def _value(name: str, body: str, setup: str = "", **more) -> Deed:
    return Deed(name, body, setup, result=True, **more)


_SET = "%(N)s = tf.data.Dataset.from_tensor_slices(tf.ones([4, 3, 3]))"
_NUMBERS = "%(N)s = tf.data.Dataset.from_tensor_slices([1.0, 2.0, 3.0])"

DATA = (
    _value("last of dataset", "for %(n)s_b in %(N)s:\n    %(n)s_l = %(n)s_b * 2.0\n%(n)s = %(m)s + %(n)s_l", _SET),
    _value("target of dataset", "for %(n)s_b in %(N)s:\n    pass\n%(n)s = %(m)s + %(n)s_b", _SET),
    _value(
        "counter of dataset",
        "%(n)s = %(m)s\nfor %(n)s_i, %(n)s_b in enumerate(%(N)s):\n    %(n)s = %(n)s + %(n)s_b * %(n)s_i",
        _SET,
    ),
    _value(
        "list over dataset",
        "%(n)s_l = []\nfor %(n)s_i, %(n)s_b in enumerate(%(N)s):\n    %(n)s_l.append(%(n)s_b)\n%(n)s = %(m)s + tf.add_n(%(n)s_l)",
        _SET,
    ),
    _value(
        "numpy of dataset",
        "%(n)s = %(m)s\nfor %(n)s_b in %(N)s.as_numpy_iterator():\n    %(n)s = %(n)s + %(n)s_b",
        _SET,
    ),
    _value(
        "first of dataset",
        "%(n)s = %(m)s\nfor %(n)s_b in %(N)s:\n    %(n)s = %(n)s + %(n)s_b\n    if tf.reduce_sum(%(n)s) > 0.0:\n        break",
        _SET,
    ),
    _value(
        "print in dataset",
        "%(n)s = %(m)s\nfor %(n)s_i, %(n)s_b in enumerate(%(N)s):\n    %(n)s = %(n)s + %(n)s_b\n    if %(n)s_i %% 2 == 0:\n        print('step')",
        _SET,
    ),
    _value(
        "count over dataset",
        "%(n)s_k = 0\n%(n)s = %(m)s\nfor %(n)s_b in %(N)s:\n    %(n)s_k += 1\n    %(n)s = %(n)s + %(n)s_b\n%(n)s = %(n)s / %(n)s_k",
        _SET,
    ),
    _value(
        "kept lambdas",
        "%(n)s_f = []\nfor %(n)s_k in range(3):\n    %(n)s_f.append(lambda t: t * float(%(n)s_k))\n%(n)s = %(n)s_f[0](%(m)s)",
    ),
    _value(
        "kept functions",
        "%(n)s_f = {}\nfor %(n)s_k in [0.5, 2.0]:\n    def %(n)s_g(t):\n        return t * %(n)s_k\n    %(n)s_f[%(n)s_k] = %(n)s_g\n%(n)s = %(n)s_f[0.5](%(m)s)",
    ),
    _value(
        "made functions",
        "%(n)s_f = [lambda t: t * %(n)s_k for %(n)s_k in [0.5, 2.0]]\n%(n)s = %(n)s_f[0](%(m)s)",
    ),
    _value(
        "end of an object",
        "End_%(n)s()\n%(n)s = %(m)s * 2.0",
        "%(N)s = []\nclass End_%(n)s:\n    def __del__(self):\n        %(N)s.append(1)",
    ),
    _value(
        "number decides a name",
        "%(n)s_x = float(tf.reduce_sum(tf.abs(%(m)s)))\nif %(n)s_x > -1.0:\n    %(n)s_y = %(m)s * 2.0\n%(n)s = %(n)s_y",
    ),
    _value("text of a number", "%(n)s_x = float(tf.reduce_sum(%(m)s))\n%(n)s = %(m)s * float(len(f'{%(n)s_x}'))"),
    _value("percent of a number", "%(n)s_x = int(tf.reduce_sum(%(m)s))\n%(n)s = %(m)s * float(len('%%d' %% %(n)s_x))"),
    _value("number as index", "%(n)s = %(m)s * [0.5, 2.0][int(tf.reduce_sum(%(m)s) * 0.0)]"),
    _value("root of a number", "%(n)s = %(m)s * math.sqrt(float(tf.reduce_sum(tf.abs(%(m)s))))"),
    _value(
        "number in a range",
        "%(n)s = %(m)s\nfor %(n)s_i in range(int(tf.reduce_sum(%(m)s * 0.0)) + 2):\n    %(n)s = %(n)s * %(n)s_i",
    ),
    _value("kept number", "%(N)s.append(float(tf.reduce_sum(%(m)s)))\n%(n)s = %(m)s * 2.0", "%(N)s = []"),
    _value(
        "name of an extension type",
        "%(n)s = %(m)s * price.rate * float(len(price.name))",
        "class Price_%(n)s(tf.experimental.ExtensionType):\n    name: str\n    rate: tf.Tensor",
        helper=False,
        argument=("price", "Price_%(n)s('a', tf.ones([3, 3]))", "Price_%(n)s('bc', tf.ones([3, 3]))"),
    ),
    _value(
        "text of an extension type",
        "%(n)s = %(m)s * float(len(str(price.rate)))",
        "class Price_%(n)s(tf.experimental.ExtensionType):\n    rate: tf.Tensor",
        helper=False,
        argument=("price", "Price_%(n)s(tf.ones([3, 3]))", "Price_%(n)s(tf.ones([3, 3]))"),
    ),
    _value(
        "file",
        "%(n)s = %(m)s * float(len(open(%(N)s).read()))\nopen(%(N)s, 'a').write('x')",
        "%(N)s = f'/tmp/hybridize-{os.getpid()}-%(n)s'\nopen(%(N)s, 'w').write('x')",
    ),
    _value(
        "hash method",
        "%(n)s = %(m)s * {Key_%(n)s(): 2.0}.get(Key_%(n)s(), 2.0)",
        "%(N)s = []\nclass Key_%(n)s:\n    def __hash__(self):\n        %(N)s.append(1)\n        return 3\n    def __eq__(self, other):\n        return True",
    ),
    _value(
        "format method",
        "%(n)s = %(m)s * float(len(f'{Shown_%(n)s():x}'))",
        "%(N)s = []\nclass Shown_%(n)s:\n    def __format__(self, spec):\n        %(N)s.append(spec)\n        return 'ab'",
    ),
    _value(
        "missing key",
        "%(n)s = %(m)s * Missing_%(n)s()['a']",
        "%(N)s = []\nclass Missing_%(n)s(dict):\n    def __missing__(self, key):\n        %(N)s.append(key)\n        return 2.0",
    ),
    _value(
        "subclass hook",
        "class Sub_%(n)s(Base_%(n)s):\n    pass\n%(n)s = %(m)s * 2.0",
        "%(N)s = []\nclass Base_%(n)s:\n    def __init_subclass__(cls):\n        %(N)s.append(1)",
    ),
    _value(
        "new method",
        "%(n)s = %(m)s * New_%(n)s().rate",
        "%(N)s = []\nclass New_%(n)s:\n    rate = 2.0\n    def __new__(cls):\n        %(N)s.append(1)\n        return super().__new__(cls)",
    ),
    _value(
        "index method",
        "%(n)s = %(m)s * [0.5, 2.0][At_%(n)s()]",
        "%(N)s = []\nclass At_%(n)s:\n    def __index__(self):\n        %(N)s.append(1)\n        return 1",
    ),
    _value(
        "yield from",
        "%(n)s = %(m)s * sum(give_%(n)s())",
        "%(N)s = []\ndef give_%(n)s():\n    %(N)s.append(1)\n    yield from [0.5, 2.0]",
    ),
    _value(
        "class decorator",
        "%(n)s = %(m)s * Kept_%(n)s().rate",
        "%(N)s = []\ndef noted_%(n)s(cls):\n    def make():\n        %(N)s.append(1)\n        return cls()\n    return make\n@noted_%(n)s\nclass Kept_%(n)s:\n    rate = 2.0",
    ),
)

DATA_HARMLESS = (
    _value("sum of dataset", "%(n)s = %(m)s\nfor %(n)s_b in %(N)s:\n    %(n)s = %(n)s + %(n)s_b", _SET),
    _value(
        "steps of dataset",
        "%(n)s = %(m)s\nfor %(n)s_i, %(n)s_b in enumerate(%(N)s):\n    %(n)s = %(n)s + %(n)s_b * tf.cast(%(n)s_i, tf.float32)",
        _SET,
    ),
    _value(
        "pairs of datasets",
        "%(n)s = %(m)s\nfor %(n)s_a, %(n)s_b in zip(%(N)s, %(N)s):\n    %(n)s = %(n)s + %(n)s_a * %(n)s_b",
        _SET,
    ),
    _value("taken of dataset", "%(n)s = %(m)s\nfor %(n)s_b in %(N)s.take(2):\n    %(n)s = %(n)s * %(n)s_b", _NUMBERS),
    _value("reduced dataset", "%(n)s = %(m)s * %(N)s.reduce(0.0, lambda a, b: a + b)", _NUMBERS),
    _value(
        "dataset in the call",
        "%(n)s = %(m)s\nfor %(n)s_b in tf.data.Dataset.from_tensor_slices(%(m)s).batch(2):\n    %(n)s = %(n)s + tf.reduce_sum(%(n)s_b)",
    ),
    _value(
        "bound lambdas",
        "%(n)s_f = []\nfor %(n)s_k in range(3):\n    %(n)s_f.append(lambda t, k=%(n)s_k: t * float(k))\n%(n)s = %(n)s_f[1](%(m)s)",
    ),
    _value(
        "called in the loop",
        "%(n)s = %(m)s\nfor %(n)s_k in [0.5, 2.0]:\n    def %(n)s_g(t):\n        return t * %(n)s_k\n    %(n)s = %(n)s_g(%(n)s)",
    ),
    _value("seeded generator", "%(n)s_r = np.random.RandomState(3)\n%(n)s = %(m)s * np.float32(%(n)s_r.rand())"),
    _value(
        "eager function",
        "%(n)s = tf.ensure_shape(tf.py_function(note_%(n)s, [%(m)s], tf.float32), [3, 3])",
        "%(N)s = []\ndef note_%(n)s(value):\n    %(N)s.append(1)\n    return value * 2.0",
    ),
    _value(
        "number of a tensor",
        "%(n)s_x = float(tf.reduce_sum(%(m)s))\n%(n)s = %(m)s * %(n)s_x if %(n)s_x > 0.0 else %(m)s",
    ),
    _value(
        "extension type",
        "%(n)s = %(m)s * price.rate",
        "class Price_%(n)s(tf.experimental.ExtensionType):\n    rate: tf.Tensor",
        helper=False,
        argument=("price", "Price_%(n)s(tf.ones([3, 3]))", "Price_%(n)s(tf.zeros([3, 3]))"),
    ),
    _value(
        "set in both",
        "if tf.reduce_sum(%(m)s) > 0.0:\n    %(n)s_a = tf.tanh(%(m)s)\n    %(n)s = %(n)s_a * 2.0\nelse:\n    %(n)s = %(m)s",
    ),
    _value(
        "unread name",
        "if tf.reduce_sum(%(m)s) > 0.0:\n    %(n)s_a = tf.tanh(%(m)s)\n%(n)s_a = %(m)s * 2.0\n%(n)s = %(n)s_a",
    ),
)
