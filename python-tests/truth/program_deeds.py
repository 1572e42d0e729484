"""What a drawn function does besides plain computing: harmless idioms, and deeds that tracing may change.

``%(m)s`` is a matrix in scope, ``%(n)s`` a fresh local name and ``%(N)s`` a fresh global one.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Deed:
    """Statements to put into a body, and what they need outside it."""

    name: str
    body: str
    setup: str = ""
    #: Whether the body binds its fresh local name to a matrix.
    result: bool = False
    #: Whether the statements may stand in a helper.
    helper: bool = True
    #: A further parameter, with the values of the two calls.
    argument: tuple[str, str, str] | None = None
    #: What is returned instead of a drawn result.
    returned: str | None = None


IDIOMS = (
    Deed(
        "local list",
        "%(n)s_l = []\nfor %(n)s_i in range(3):\n    %(n)s_l.append(%(m)s[%(n)s_i])\n%(n)s = tf.stack(%(n)s_l)",
        result=True,
    ),
    Deed(
        "local dict",
        "%(n)s_d = {'a': %(m)s}\n%(n)s_d['b'] = %(m)s * 2.0\n%(n)s = %(n)s_d['a'] + %(n)s_d['b']",
        result=True,
    ),
    Deed("tuple", "%(n)s_p, %(n)s_q = (%(m)s, tf.tanh(%(m)s))\n%(n)s = %(n)s_p - %(n)s_q", result=True),
    Deed("lambda", "%(n)s_f = lambda t: tf.tanh(t) * 2.0\n%(n)s = %(n)s_f(%(m)s)", result=True),
    Deed("nested function", "def %(n)s_f(t):\n    return t * t + 1.0\n%(n)s = %(n)s_f(%(m)s)", result=True),
    Deed(
        "assign variable",
        "%(N)s.assign_add(%(m)s)\n%(n)s = %(N)s + 0.0",
        "%(N)s = tf.Variable(tf.zeros([3, 3]))",
        result=True,
    ),
    Deed(
        "gradient",
        "with tf.GradientTape() as %(n)s_t:\n    %(n)s_l = tf.reduce_sum(tf.square(%(m)s @ %(N)s))\n%(n)s = %(n)s_t.gradient(%(n)s_l, %(N)s)",
        "%(N)s = tf.Variable(tf.ones([3, 3]))",
        result=True,
    ),
    Deed("comprehension", "%(n)s = tf.add_n([%(m)s * float(k) for k in range(3)])", result=True),
    Deed(
        "zip of lists",
        "%(n)s = %(m)s\nfor %(n)s_a, %(n)s_b in zip([1.0, 2.0], [0.5, 0.25]):\n    %(n)s = %(n)s * %(n)s_a + %(n)s_b",
        result=True,
    ),
    Deed("shape", "%(n)s = %(m)s * float(%(m)s.shape[0])", result=True),
    Deed("length", "%(n)s = %(m)s + len(%(m)s.shape) * 1.0", result=True),
    Deed("float of tensor", "%(n)s = %(m)s * float(tf.reduce_sum(%(m)s))", result=True),
    Deed("NumPy constant", "%(n)s = %(m)s * np.float32(0.5) + np.ones([3, 3], np.float32)", result=True),
    Deed("random of TensorFlow", "%(n)s = %(m)s + tf.random.normal([3, 3])", result=True),
    Deed(
        "tensor array",
        "%(n)s_a = tf.TensorArray(tf.float32, size=3)\nfor %(n)s_i in tf.range(3):\n    %(n)s_a = %(n)s_a.write(%(n)s_i, tf.gather(%(m)s, %(n)s_i))\n%(n)s = %(n)s_a.stack()",
        result=True,
    ),
    Deed("isinstance", "%(n)s = tf.convert_to_tensor(%(m)s) if isinstance(%(m)s, list) else %(m)s", result=True),
    Deed(
        "call of a layer",
        "%(n)s = %(N)s(%(m)s)",
        "%(N)s = tf.keras.layers.Dense(3)\n%(N)s.build([None, 3])",
        result=True,
    ),
    Deed("map", "%(n)s = tf.map_fn(lambda r: r * 2.0, %(m)s)", result=True),
    Deed("unstack", "%(n)s_r = tf.unstack(%(m)s)\n%(n)s = tf.stack([%(n)s_r[2], %(n)s_r[0], %(n)s_r[1]])", result=True),
    Deed(
        "optimizer",
        "with tf.GradientTape() as %(n)s_t:\n    %(n)s_l = tf.reduce_sum(tf.square(%(m)s - %(N)s))\n%(n)s_g = %(n)s_t.gradient(%(n)s_l, [%(N)s])\n%(N)s_OPT.apply_gradients(zip(%(n)s_g, [%(N)s]))\n%(n)s = %(m)s",
        "%(N)s = tf.Variable(tf.ones([3, 3]))\n%(N)s_OPT = tf.keras.optimizers.SGD(0.1)\n%(N)s_OPT.build([%(N)s])",
        result=True,
    ),
)

DEEDS = (
    Deed("print", "print('called')"),
    Deed("print tensor", "print(%(m)s.shape, 'seen')"),
    Deed("global append", "LOG.append(1)"),
    Deed("leak", "LOG.append(%(m)s)"),
    Deed("global count", "global TOTAL\nTOTAL += 1"),
    Deed("dict store", "TABLE['k'] = TABLE.get('k', 0) + 1"),
    Deed("dict leak", "TABLE['k'] = %(m)s"),
    Deed("set add", "SEEN.add(len(SEEN))"),
    Deed("dict update", "TABLE.update(a=len(TABLE))"),
    Deed("list pop", "%(N)s.pop()", "%(N)s = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]"),
    Deed("delete item", "del %(N)s[0]", "%(N)s = list(range(20))"),
    Deed("slice store", "%(N)s[0:1] = [%(N)s[0] + 1]", "%(N)s = [0, 1]"),
    Deed("alias append", "%(n)s_z = %(N)s['all']\n%(n)s_z.append(2)", "%(N)s = {'all': []}"),
    Deed("object count", "%(N)s.steps += 1", "class Thing_%(n)s:\n    steps = 0\n%(N)s = Thing_%(n)s()"),
    Deed(
        "property",
        "%(n)s = %(m)s * %(N)s.rate",
        "class Thing_%(n)s:\n    reads = 0\n    @property\n    def rate(self):\n        self.reads += 1\n        return 0.5\n%(N)s = Thing_%(n)s()",
        result=True,
    ),
    Deed(
        "dunder",
        "%(n)s = %(m)s * %(N)s['rate']",
        "class Table_%(n)s:\n    def __init__(self):\n        self.reads = []\n    def __getitem__(self, key):\n        self.reads.append(key)\n        return 0.5\n%(N)s = Table_%(n)s()",
        result=True,
    ),
    Deed(
        "callback",
        "%(n)s = apply_%(n)s(lambda t: (LOG.append(3), t * 2.0)[1], %(m)s)",
        "def apply_%(n)s(function, value):\n    return function(value)",
        result=True,
    ),
    Deed(
        "default list",
        "%(n)s = keep_%(n)s(%(m)s)",
        "def keep_%(n)s(value, kept=[]):\n    kept.append(len(kept))\n    return value * float(len(kept))",
        result=True,
    ),
    Deed(
        "decorated",
        "%(n)s = twice_%(n)s(%(m)s)",
        "def counted_%(n)s(function):\n    def wrapper(value):\n        LOG.append('call')\n        return function(value)\n    return wrapper\n@counted_%(n)s\ndef twice_%(n)s(value):\n    return value * 2.0",
        result=True,
    ),
    Deed("class attribute", "Thing_%(n)s.made += 1", "class Thing_%(n)s:\n    made = 0"),
    Deed(
        "constructor",
        "%(n)s_o = Thing_%(n)s(%(m)s)\n%(n)s = %(n)s_o.value",
        "class Thing_%(n)s:\n    def __init__(self, value):\n        LOG.append('made')\n        self.value = value * 2.0",
        result=True,
    ),
    Deed("frozen global", "global TOTAL\n%(n)s = %(m)s * float(TOTAL)\nTOTAL = TOTAL + 1", result=True),
    Deed("NumPy of tensor", "%(n)s = tf.constant(np.tanh(%(m)s))", result=True),
    Deed("NumPy sum", "%(n)s = %(m)s + np.sum(%(m)s)", result=True),
    Deed("numpy method", "%(n)s = %(m)s * float(%(m)s.numpy().sum())", result=True),
    Deed("array of tensor", "%(n)s = tf.constant(np.asarray(%(m)s))", result=True),
    Deed("item", "%(n)s = %(m)s * tf.reduce_sum(%(m)s).numpy().item()", result=True),
    Deed("bool of tensor", "%(n)s = %(m)s * 2.0 if bool(tf.reduce_sum(%(m)s) > 0.0) else %(m)s", result=True),
    Deed("assert", "assert tf.reduce_sum(%(m)s * %(m)s) >= 0.0"),
    Deed("sum of tensor", "%(n)s = %(m)s + sum(%(m)s)", result=True),
    Deed("max of tensor", "%(n)s = %(m)s + max(%(m)s[0])", result=True),
    Deed("sorted", "%(n)s = %(m)s + tf.stack(sorted(%(m)s[0]))", result=True),
    Deed("comprehension over tensor", "%(n)s = tf.stack([r * 2.0 for r in %(m)s])", result=True),
    Deed(
        "enumerate tensor",
        "%(n)s = %(m)s\nfor %(n)s_i, %(n)s_r in enumerate(%(m)s):\n    %(n)s = %(n)s + %(n)s_r * float(%(n)s_i)",
        result=True,
    ),
    Deed(
        "zip tensor",
        "%(n)s = %(m)s\nfor %(n)s_a, %(n)s_b in zip(%(m)s, %(m)s):\n    %(n)s = %(n)s + %(n)s_a * %(n)s_b",
        result=True,
    ),
    Deed("unpack tensor", "%(n)s_a, %(n)s_b, %(n)s_c = %(m)s\n%(n)s = %(m)s + %(n)s_a * %(n)s_b", result=True),
    Deed("Python random", "%(n)s = %(m)s * random.random()", result=True),
    Deed("NumPy random", "%(n)s = %(m)s * np.float32(np.random.rand())", result=True),
    Deed("clock", "%(n)s = %(m)s + tf.cast(time.perf_counter() * 1000.0, tf.float32)", result=True),
    Deed(
        "iterator",
        "%(n)s = %(m)s * float(next(%(N)s))",
        "%(N)s = iter([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15])",
        result=True,
    ),
    Deed("new variable", "%(n)s_v = tf.Variable(%(m)s)\n%(n)s = %(n)s_v * 2.0", result=True),
    Deed("new layer", "%(n)s = tf.keras.layers.Dense(3, kernel_initializer='ones')(%(m)s)", result=True),
    Deed(
        "return in loop",
        "for %(n)s_r in %(m)s:\n    if tf.reduce_sum(%(n)s_r) > 1000.0:\n        return %(m)s",
        helper=False,
    ),
    Deed(
        "one branch only",
        "if tf.reduce_sum(%(m)s) > -1000.0:\n    %(n)s = %(m)s * 2.0\n%(n)s = %(n)s + 1.0",
        result=True,
    ),
    Deed(
        "branches disagree",
        "if tf.reduce_sum(%(m)s) > -1000.0:\n    %(n)s_k = %(m)s * 2.0\nelse:\n    %(n)s_k = None\n%(n)s = %(m)s + %(n)s_k",
        result=True,
    ),
    Deed(
        "list in tensor loop",
        "%(n)s_l = []\nfor %(n)s_i in tf.range(3):\n    %(n)s_l.append(%(m)s[%(n)s_i])\n%(n)s = tf.stack(%(n)s_l)",
        result=True,
    ),
    Deed(
        "while true",
        "%(n)s = %(m)s\n%(n)s_k = tf.constant(0)\nwhile True:\n    %(n)s_k += 1\n    %(n)s = %(n)s + 1.0\n    if %(n)s_k > 2:\n        break",
        result=True,
    ),
    Deed("text of tensor", "LOG.append(f'{tf.reduce_sum(%(m)s)}')"),
    Deed("returned text", "%(n)s_s = '%%s' %% (%(m)s,)", helper=False, returned="(RESULT, 'done')"),
    Deed("returned number", "%(n)s_k = 3", helper=False, returned="(RESULT, 3)"),
    Deed("varying number", "%(n)s = %(m)s * scale", result=True, helper=False, argument=("scale", "2", "3")),
    Deed("varying float", "%(n)s = %(m)s + shift", result=True, helper=False, argument=("shift", "0.5", "1.5")),
    Deed(
        "varying text",
        "%(n)s = %(m)s * (2.0 if mode == 'a' else 3.0)",
        result=True,
        helper=False,
        argument=("mode", "'a'", "'b'"),
    ),
    Deed("array argument", "%(n)s = %(m)s + data * 2.0", result=True, helper=False, argument=("data", "DATA", "DATA")),
    Deed(
        "array store",
        "data[0, 0] = 7.0\n%(n)s = %(m)s + data",
        result=True,
        helper=False,
        argument=("data", "DATA.copy()", "DATA.copy()"),
    ),
    Deed("array sum", "%(n)s = %(m)s * data.sum()", result=True, helper=False, argument=("data", "DATA", "DATA")),
    Deed(
        "list argument", "bag.append(1)\n%(n)s = %(m)s * 2.0", result=True, helper=False, argument=("bag", "LOG", "LOG")
    ),
    Deed("constant number", "%(n)s = %(m)s * factor", result=True, helper=False, argument=("factor", "2.0", "2.0")),
    Deed("eagerly", "%(n)s = %(m)s * 2.0 if tf.executing_eagerly() else %(m)s", result=True),
    Deed("has numpy", "%(n)s = %(m)s * 2.0 if hasattr(%(m)s, 'numpy') else %(m)s", result=True),
    Deed(
        "guarded numpy",
        "try:\n    %(n)s = %(m)s * float(%(m)s.numpy().sum())\nexcept AttributeError:\n    %(n)s = %(m)s",
        result=True,
    ),
    Deed("deep copy", "%(n)s = copy.deepcopy(%(m)s) + 1.0", result=True),
    Deed(
        "recursion on numbers",
        "%(n)s = down_%(n)s(%(m)s, 3)",
        "def down_%(n)s(value, depth):\n    if depth == 0:\n        return value\n    return down_%(n)s(tf.tanh(value), depth - 1)",
        result=True,
    ),
    Deed(
        "recursion on tensors",
        "%(n)s = down_%(n)s(%(m)s, tf.constant(3))",
        "def down_%(n)s(value, depth):\n    if depth == 0:\n        return value\n    return down_%(n)s(tf.tanh(value), depth - 1)",
        result=True,
    ),
    Deed(
        "new generator",
        "%(n)s_g = tf.random.Generator.from_seed(3)\n%(n)s = %(m)s + %(n)s_g.normal([3, 3])",
        result=True,
    ),
    Deed(
        "dataset loop",
        "%(n)s = %(m)s\nfor %(n)s_e in %(N)s:\n    %(n)s = %(n)s + %(n)s_e",
        "%(N)s = tf.data.Dataset.from_tensor_slices([1.0, 2.0])",
        result=True,
    ),
    Deed(
        "dtype clash",
        "%(n)s = %(m)s + data",
        result=True,
        helper=False,
        argument=("data", "np.ones([3, 3])", "np.ones([3, 3])"),
    ),
    Deed(
        "caught error",
        "try:\n    %(n)s = tf.reshape(tf.boolean_mask(%(m)s, %(m)s > 0.0), [3, 3])\nexcept Exception:\n    %(n)s = %(m)s",
        result=True,
    ),
    Deed(
        "int or float",
        "if tf.reduce_sum(%(m)s) > 0.0:\n    %(n)s_k = 1\nelse:\n    %(n)s_k = 0.5\n%(n)s = %(m)s * tf.cast(%(n)s_k, tf.float32)",
        result=True,
    ),
    Deed(
        "None before loop",
        "%(n)s_k = None\nfor %(n)s_r in %(m)s:\n    %(n)s_k = %(n)s_r * 2.0\n%(n)s = %(m)s + %(n)s_k",
        result=True,
    ),
    Deed(
        "int before loop",
        "%(n)s_k = 0\nfor %(n)s_r in %(m)s:\n    %(n)s_k = %(n)s_k + tf.reduce_sum(%(n)s_r)\n%(n)s = %(m)s + %(n)s_k",
        result=True,
    ),
    Deed(
        "float before loop",
        "%(n)s_k = 0.0\nfor %(n)s_r in %(m)s:\n    %(n)s_k = %(n)s_k + tf.reduce_sum(%(n)s_r)\n%(n)s = %(m)s + %(n)s_k",
        result=True,
    ),
    Deed(
        "grows in loop",
        "%(n)s_k = tf.zeros([1, 3])\nfor %(n)s_r in %(m)s:\n    %(n)s_k = tf.concat([%(n)s_k, %(n)s_r[None]], axis=0)\n%(n)s = %(m)s + %(n)s_k[1:]",
        result=True,
    ),
    Deed(
        "array mean", "%(n)s = %(m)s - data.mean(axis=0)", result=True, helper=False, argument=("data", "DATA", "DATA")
    ),
)
