"""Programs that were written by hand to mislead a verdict: each hides its deed, or looks like a deed and is harmless.

``X`` and ``Y`` are matrices that are large enough for a graph to pay. Every program has a function ``target``, or a method
of ``Holder``, of which ``holder`` is the instance; three calls are made and compared as those of drawn programs are.
"""

from __future__ import annotations

import textwrap

from asking_statements import ASKED, ASKING
from program_grammar import HEADER, Program

_HEAD = HEADER + "import logging\nX = tf.eye(256) * 0.5\nY = tf.ones([256, 256]) * 0.01\n"

_CALLS = ("target(X)", "target(Y)", "target(X)")
_METHOD_CALLS = ("holder.target(X)", "holder.target(Y)", "holder.target(X)")


def _program(name: str, text: str, *calls: str) -> Program:
    definitions = _HEAD + textwrap.dedent(text)
    is_method = "class Holder" in text
    target = ("Holder", "target") if is_method else ("target",)
    return Program(name, definitions, calls or (_METHOD_CALLS if is_method else _CALLS), target)


def _split(texts: str) -> list[Program]:
    """Programs of one text: each begins with ``## name`` and may name its calls in ``#: call | call | call``."""
    programs = []
    for part in texts.split("\n## ")[1:]:
        name, body = part.split("\n", 1)
        lines = body.splitlines()
        calls = [call.strip() for line in lines if line.startswith("#: ") for call in line[3:].split("|")]
        text = "\n".join(line for line in lines if not line.startswith("#: "))
        programs.append(_program("hand_" + name.strip().replace(" ", "_"), text, *calls))
    return programs


_EFFECTS = """
## property counts
class Holder:
    def __init__(self):
        self.reads = 0
    @property
    def scale(self):
        self.reads += 1
        return 0.5
    def target(self, x):
        return x @ x * self.scale
holder = Holder()

## descriptor stores
class Noting:
    def __set_name__(self, owner, name):
        self.name = '_' + name
    def __get__(self, instance, owner):
        instance.seen = True
        return 0.5
class Holder:
    rate = Noting()
    def __init__(self):
        self.seen = False
    def target(self, x):
        return x @ x * self.rate
holder = Holder()

## getattr hook counts
class Proxy:
    def __init__(self):
        object.__setattr__(self, 'asked', [])
    def __getattr__(self, name):
        self.asked.append(name)
        return 0.5
proxy = Proxy()
def target(x):
    return x @ x * proxy.anything

## setattr hook
class Logged:
    def __init__(self):
        object.__setattr__(self, 'log', [])
    def __setattr__(self, name, value):
        self.log.append(name)
        object.__setattr__(self, name, value)
logged = Logged()
def target(x):
    logged.rate = 0.5
    return x @ x * logged.rate

## context manager counts
class Counted:
    entered = 0
    def __enter__(self):
        Counted.entered += 1
        return self
    def __exit__(self, *rest):
        return False
def target(x):
    with Counted():
        return x @ x

## generator context manager
ENTERED = []
@contextlib.contextmanager
def entered():
    ENTERED.append(1)
    yield 0.5
def target(x):
    with entered() as rate:
        y = x @ x * rate
    return y

## default list grows
def target(x, kept=[]):
    kept.append(1)
    return x @ x

## default list decides
def target(x, kept=[]):
    kept.append(1)
    return x @ x * float(len(kept))

## helper with a default dict
def count(key, table={}):
    table[key] = table.get(key, 0) + 1
    return table[key]
def target(x):
    return x @ x * float(count('a'))

## class attribute counts
class Holder:
    calls = 0
    def target(self, x):
        type(self).calls += 1
        return x @ x
holder = Holder()

## classmethod counts
class Table:
    rows = 0
    @classmethod
    def add(cls):
        cls.rows += 1
        return 0.5
def target(x):
    return x @ x * Table.add()

## nonlocal in a closure
def make():
    total = 0.0
    def target(x):
        nonlocal total
        total = total + 1.0
        return x @ x * total
    return target
target = make()

## function attribute
def target(x):
    target.calls += 1
    return x @ x
target.calls = 0
#: target(X)

## attribute of a helper
def helper(x):
    helper.calls = helper.calls + 1
    return x * 0.5
helper.calls = 0
def target(x):
    return helper(x @ x)

## global array element
COUNTS = np.zeros(3)
def target(x):
    COUNTS[0] += 1.0
    return x @ x

## array in place by ufunc
TOTALS = np.zeros(3)
def target(x):
    np.add(TOTALS, 1.0, out=TOTALS)
    return x @ x

## array method fill
TOTALS = np.zeros(3)
def target(x):
    TOTALS.fill(TOTALS[0] + 1.0)
    return x @ x * float(TOTALS[0])

## iterator in a helper
NUMBERS = iter([0.5, 1.0, 1.5, 2.0])
def following():
    return next(NUMBERS)
def target(x):
    return x @ x * following()

## generator consumed by for
def numbers():
    yield from [0.5, 1.0, 1.5, 2.0]
STREAM = numbers()
def target(x):
    for number in STREAM:
        return x @ x * number
    return x

## itertools count
TICKS = itertools.count(1)
def target(x):
    return x @ x * float(next(TICKS))

## zip consumed
PAIRS = zip([0.5, 1.0], [1.0, 2.0])
def target(x):
    return x @ x * sum(a * b for a, b in PAIRS)

## random by alias
from random import uniform as draw
def target(x):
    return x @ x * draw(0.5, 1.5)

## NumPy random by alias
import numpy.random as chance
def target(x):
    return x @ x * chance.rand()

## Generator of NumPy
RNG = np.random.default_rng(0)
def target(x):
    return x @ x * RNG.random()

## time by alias
from time import perf_counter as clock
def target(x):
    return x @ x * clock()

## date
def target(x):
    return x @ x * float(datetime.datetime.now().timestamp())

## print in a callee of a callee
def inner(x):
    print('inner')
    return x * 0.5
def middle(x):
    return inner(x) + 1.0
def target(x):
    return middle(x @ x)

## print by alias
say = print
def target(x):
    say('target')
    return x @ x

## print by partial
tell = functools.partial(print, 'told')
def target(x):
    tell()
    return x @ x

## write to stdout
def target(x):
    sys.stdout.write('written')
    return x @ x

## print in a comprehension
def target(x):
    rates = [print(i) or 0.5 for i in range(2)]
    return x @ x * sum(rates)

## print in a lambda of a dict
ACTIONS = {'show': lambda x: print('shown') or x}
def target(x):
    return ACTIONS['show'](x @ x)

## print in repr
class Loud:
    def __repr__(self):
        print('repr')
        return 'Loud'
LOUD = Loud()
def target(x):
    return x @ x * float(len(f'{LOUD!r}'))

## print in a comparison
class Ordered:
    def __lt__(self, other):
        print('compared')
        return True
def target(x):
    return x @ x if Ordered() < Ordered() else x

## print when deleted
class Dying:
    def __del__(self):
        DIED.append(1)
DIED = []
def target(x):
    Dying()
    return x @ x / 256.0

## decorator counts
COUNTED = []
def counted(function):
    def wrapper(*arguments):
        COUNTED.append(1)
        return function(*arguments)
    return wrapper
@counted
def helper(x):
    return x * 0.5
def target(x):
    return helper(x @ x)

## callback appends
KEPT = []
def apply(function, x):
    return function(x)
def target(x):
    return apply(lambda v: KEPT.append(1) or v, x @ x)

## map callback appends
KEPT = []
def target(x):
    list(map(KEPT.append, [1, 2]))
    return x @ x

## sort key appends
KEPT = []
def target(x):
    sorted([2, 1], key=lambda v: KEPT.append(v) or v)
    return x @ x

## setattr by name
class Store:
    pass
store = Store()
store.value = 0
def target(x):
    setattr(store, 'va' + 'lue', store.value + 1)
    return x @ x

## vars update
class Store:
    pass
store = Store()
store.value = 0
def target(x):
    vars(store)['value'] = store.value + 1
    return x @ x

## globals store
COUNT = 0
def target(x):
    globals()['COUNT'] = COUNT + 1
    return x @ x

## exec in the body
COUNT = 0
def target(x):
    exec('global COUNT\\nCOUNT = COUNT + 1', globals())
    return x @ x

## method taken by getattr
KEPT = []
def target(x):
    getattr(KEPT, 'app' + 'end')(1)
    return x @ x

## tensor leaks to a list
KEPT = []
def target(x):
    y = x @ x
    KEPT.append(y)
    return y

## tensor leaks to an attribute
class Holder:
    def __init__(self):
        self.last = tf.zeros([])
    def target(self, x):
        self.last = tf.reduce_sum(x)
        return x @ x
holder = Holder()

## tensor leaks through a tuple of lists
BOXES = ([], [])
def target(x):
    for box in BOXES:
        box.append(tf.reduce_sum(x))
    return x @ x

## walrus into global
TOTAL = 0
def target(x):
    global TOTAL
    if (TOTAL := TOTAL + 1) > 0:
        return x @ x
    return x

## loop target is a global
LAST = 0
def target(x):
    global LAST
    for LAST in range(3):
        x = x @ x
    return x

## with target is an attribute
class Holder:
    def __init__(self):
        self.rate = 0.0
    def target(self, x):
        with contextlib.nullcontext(self.rate + 0.5) as self.rate:
            return x @ x
holder = Holder()

## swap elements
PAIR = [1.0, 2.0]
def target(x):
    PAIR[0], PAIR[1] = PAIR[1], PAIR[0]
    return x @ x * PAIR[0]

## inherited method counts
class Base:
    def __init__(self):
        self.steps = 0
    def step(self):
        self.steps += 1
        return 0.5
class Holder(Base):
    def step(self):
        return super().step() * 2.0
    def target(self, x):
        return x @ x * self.step()
holder = Holder()

## dataclass field
@dataclasses.dataclass
class State:
    steps: int = 0
    names: list = dataclasses.field(default_factory=list)
state = State()
def target(x):
    state.names.append('a')
    return x @ x

## post init of a dataclass
MADE = []
@dataclasses.dataclass
class Point:
    scale: float
    def __post_init__(self):
        MADE.append(self.scale)
def target(x):
    return x @ x * Point(0.5).scale

## cached helper
@functools.lru_cache(maxsize=None)
def rate(number):
    print('computed')
    return number * 0.5
def target(x):
    return x @ x * rate(3)

## environment variable
def target(x):
    os.environ['HYBRIDIZE_STEPS'] = str(int(os.environ.get('HYBRIDIZE_STEPS', '0')) + 1)
    return x @ x * float(os.environ['HYBRIDIZE_STEPS'])

## eager switch
def target(x):
    tf.config.run_functions_eagerly(False)
    return x @ x
"""

_TRACING = """
## weights of keras as arguments
#: target(NET.variables, X) | target(NET.variables, Y) | target(NET.variables, X)
NET = tf.keras.Sequential([tf.keras.Input((256,)), tf.keras.layers.Dense(256)])
def target(variables, x):
    for v in variables:
        v.assign(v * 0.9)
    return NET(x @ x)

## gradients of weights of keras
#: target(NET.trainable_variables, X) | target(NET.trainable_variables, Y) | target(NET.trainable_variables, X)
NET = tf.keras.Sequential([tf.keras.Input((256,)), tf.keras.layers.Dense(256)])
def target(variables, x):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(NET(x @ x) ** 2)
    return tape.gradient(loss, variables)

## build of a plain class
class Holder:
    def __init__(self):
        self.slots = []
    def build(self, x):
        self.slots.append(tf.Variable(tf.zeros_like(x)))
        return x @ x
    def target(self, x):
        return self.build(x)
holder = Holder()

## a running sum of floats
def target(x):
    total = 0.5
    for i in range(50):
        total += float(tf.reduce_sum(x[i]))
        if total > 5.0:
            break
    return x @ x * total

## numpy over a list that grew
import numpy as np
def target(x):
    found = []
    for step in range(3):
        found.append(float(tf.reduce_sum(x @ x * step)))
    return np.mean(found)

## tensors sorted in place
def target(x):
    found = [tf.reduce_sum(x @ x @ x), tf.reduce_sum(x @ x)]
    found.sort()
    return found[0]

## a tape of the caller
W = tf.Variable(tf.eye(256))
OPTIMIZER = tf.keras.optimizers.SGD(0.1)
def update(tape, loss):
    OPTIMIZER.apply_gradients([(tape.gradient(loss, W), W)])
    return loss * 1.0
def target(x):
    return update(TAPE, x)
with tf.GradientTape(persistent=True) as TAPE:
    X = tf.reduce_sum(W @ W)
    Y = tf.reduce_mean(W @ W)

## branches of other lengths
def target(x):
    if tf.reduce_sum(x) > 0:
        return [x @ x, x]
    return [x @ x]

## branches with other keys
def target(x):
    if tf.reduce_sum(x) > 0:
        return {'a': x @ x}
    return {'b': x @ x}

## branches with other numbers
def target(x):
    if tf.reduce_sum(x) > 0:
        y = (x @ x, 1)
    else:
        y = (x @ x, 2.0)
    return y

## a model that is new in a later call
#: target(MODELS[0], X) | target(MODELS[1], X) | target(MODELS[2], X)
MODELS = [tf.keras.Sequential([tf.keras.layers.Dense(8)]) for _ in range(3)]
def target(model, x):
    return model(x @ x)

## rebound closure
def make():
    rate = [0.5]
    def change():
        rate[0] = rate[0] + 1.0
    def target(x):
        return x @ x * rate[0]
    return target, change
target, change = make()
#: target(X) | (change(), target(X))[1] | target(X)

## global rebound between calls
RATE = 0.5
def change():
    global RATE
    RATE = RATE + 1.0
def target(x):
    return x @ x * RATE
#: target(X) | (change(), target(X))[1] | target(X)

## late binding of a loop variable
FUNCTIONS = []
for factor in [0.5, 1.0, 2.0]:
    FUNCTIONS.append(lambda x: x * factor)
def target(x):
    return FUNCTIONS[0](x @ x)

## variable made in the call
def target(x):
    weight = tf.Variable(tf.ones([256, 256]))
    return x @ weight

## variable made in a helper
def layer(x):
    return tf.keras.layers.Dense(4)(x)
def target(x):
    return layer(x @ x)

## variable made once
class Holder:
    def __init__(self):
        self.weight = None
    def target(self, x):
        if self.weight is None:
            self.weight = tf.Variable(tf.ones([256, 256]))
        return x @ self.weight
holder = Holder()

## NumPy float64 beside float32
SCALE = np.float64(0.5)
def target(x):
    return x @ x * SCALE

## array of float64 beside float32
BASE = np.ones([256, 256])
def target(x):
    return x @ x + BASE

## argument of float64
def target(x, y):
    return x @ x + y
#: target(X, np.ones([256, 256])) | target(X, np.ones([256, 256])) | target(X, np.ones([256, 256]))

## integer cast to float
def target(x):
    return x @ x * tf.cast(tf.reduce_max(tf.shape(x)), tf.float32)

## has numpy guard
def target(x):
    y = x @ x
    return y * 2.0 if hasattr(y, 'numpy') else y

## numpy under has numpy, same both ways
def target(x):
    y = x @ x
    if hasattr(y, 'numpy'):
        y = tf.constant(y.numpy())
    return y

## numpy in try
def target(x):
    y = x @ x
    try:
        total = float(tf.reduce_sum(y).numpy())
    except AttributeError:
        total = 0.0
    return y * total

## py_function with an effect
KEPT = []
def note(v):
    KEPT.append(1)
    return v
def target(x):
    return tf.py_function(note, [x @ x], tf.float32)

## numpy_function
def target(x):
    return tf.numpy_function(lambda v: np.tanh(v), [x @ x], tf.float32)

## assert on a tensor
def target(x):
    y = x @ x
    assert tf.reduce_sum(y) > -1.0
    return y

## if with another structure
def target(x):
    y = x @ x
    if tf.reduce_sum(y) > 0.0:
        return y, y
    return y

## None in one branch
def target(x):
    y = x @ x
    if tf.reduce_sum(y) > 0.0:
        return y

## list and tuple in branches
def target(x):
    y = x @ x
    if tf.reduce_sum(y) > 0.0:
        out = [y, y]
    else:
        out = (y, y)
    return out[0]

## loop with a changing shape
def target(x):
    y = x[:1]
    i = tf.constant(0)
    while i < 3:
        y = tf.concat([y, x[:1]], axis=0)
        i += 1
    return y @ x

## break by tensor
def target(x):
    y = x
    for i in tf.range(5):
        y = y @ x
        if tf.reduce_sum(y) < 0.1:
            break
    return y

## continue by tensor
def target(x):
    y = x
    for i in tf.range(5):
        if i == 2:
            continue
        y = y @ x
    return y

## break in range
def target(x):
    y = x
    for i in range(5):
        y = y @ x
        if tf.reduce_sum(y) < 0.1:
            break
    return y

## comprehension over a tensor
def target(x):
    return tf.stack([row * 2.0 for row in x])

## comprehension over range
def target(x):
    return tf.stack([x[i] * float(i) for i in range(3)]) @ x

## comprehension filtered by a tensor
def target(x):
    return tf.stack([x[i] for i in range(3) if x[i, i] >= 0.0])

## zip of a tensor
def target(x):
    out = x @ x
    for row, number in zip(x, [1.0, 2.0]):
        out = out + row * number
    return out

## unpacked tensor
def target(x):
    first, *rest = x
    return x @ x * first

## shape in Python
def target(x):
    return x @ x / float(x.shape[0] * x.shape[1])

## shapes vary
def target(x):
    return x @ tf.transpose(x)
#: target(X) | target(X[:128]) | target(X[:64])

## dynamic shape unpacked
def target(x):
    rows, columns = tf.shape(x)
    return tf.reshape(x @ x, [rows * columns])

## static shape unpacked
def target(x):
    rows, columns = x.shape
    return tf.reshape(x @ x, [rows * columns])

## text of a tensor decides
def target(x):
    return x @ x if 'tf.Tensor' in str(x) else x

## text of a tensor is returned
def target(x):
    return x @ x, f'{tf.reduce_sum(x)}'

## text of a shape
def target(x):
    return x @ x * float(len(f'{x.shape}'))

## type of a tensor
def target(x):
    return x @ x * float(len(type(x).__name__))

## recursion on Python numbers
def power(x, n):
    return x if n == 0 else power(x @ x, n - 1)
def target(x):
    return power(x, 3)

## recursion on a tensor
def power(x, n):
    if n <= 0:
        return x
    return power(x @ x, n - 1)
def target(x):
    return power(x, tf.constant(3))

## Python number varies
def target(x, n):
    return x @ x * n
#: target(X, 1) | target(X, 2) | target(X, 3)

## flag given
def target(x, flag=True):
    return x @ x / 256.0 if flag else x
#: target(X, True) | target(Y, True) | target(X, True)

## text varies
def target(x, name):
    return x @ x * float(len(name))
#: target(X, 'a') | target(X, 'bc') | target(X, 'def')

## object as argument varies
class Rate:
    def __init__(self, value):
        self.value = value
def target(x, rate):
    return x @ x * rate.value
#: target(X, Rate(1.0)) | target(X, Rate(2.0)) | target(X, Rate(1.0))

## list argument is changed
def target(x, kept):
    kept.append(1)
    return x @ x
#: target(X, []) | target(X, []) | target(X, [])

## array argument is changed
ARRAY = np.ones([3])
def target(x, y):
    y[0] = 5.0
    return x @ x * y[0]
#: target(X, ARRAY) | target(X, ARRAY) | target(X, ARRAY)

## max of two tensors
def target(x):
    return x @ x * max(tf.reduce_sum(x), tf.reduce_max(x))

## sum of a list of tensors
def target(x):
    return sum([x @ x, x, x * 2.0])

## sum of a tensor
def target(x):
    return x @ x * sum(x[0])

## any of a tensor
def target(x):
    return x @ x if any([tf.reduce_sum(x) > 0.0, False]) else x

## except around an operation
def target(x):
    try:
        return tf.debugging.check_numerics(x @ x / 0.0, 'bad')
    except tf.errors.InvalidArgumentError:
        return x

## except of a key
TABLE = {'a': 0.5}
def target(x):
    try:
        rate = TABLE['b']
    except KeyError:
        rate = 2.0
    return x @ x * rate

## raise by tensor
def target(x):
    y = x @ x
    if tf.reduce_sum(y) < -1.0:
        raise ValueError('negative')
    return y

## raise by shape
def target(x):
    if x.shape[0] < 2:
        raise ValueError('too small')
    return x @ x / 256.0

## generator result
def target(x):
    return (x @ x for _ in range(2))
#: sum(target(X)) | sum(target(Y)) | sum(target(X))

## lambda result
def target(x):
    y = x @ x
    return lambda: y
#: target(X)() | target(Y)() | target(X)()

## dict result
def target(x):
    y = x @ x
    return {'y': y, 'total': tf.reduce_sum(y)}

## named tuple result
Pair = collections.namedtuple('Pair', 'left right')
def target(x):
    return Pair(x @ x / 256.0, x)

## dataclass result
@dataclasses.dataclass
class Pair:
    left: object
    right: object
def target(x):
    return Pair(x @ x, x)
#: target(X).left | target(Y).left | target(X).left

## number result
def target(x):
    return x @ x / 256.0, x.shape[0]

## None result
def target(x):
    x @ x / 256.0

## item
def target(x):
    return x @ x * tf.reduce_sum(x).numpy()

## float of a tensor
def target(x):
    return x @ x * float(tf.reduce_sum(x))

## int of a tensor indexes a list
RATES = [0.5, 1.0, 2.0]
def target(x):
    return x @ x * RATES[int(tf.reduce_sum(x[:1, :1]))]

## NumPy function of a tensor
def target(x):
    return tf.constant(np.tanh(x), tf.float32) @ x

## NumPy operator of a tensor
def target(x):
    return np.multiply(x, 2.0) @ x

## NumPy of a shape
def target(x):
    return x @ x / np.sqrt(x.shape[0]).astype(np.float32)

## boolean mask
def target(x):
    y = x @ x
    return tf.reduce_sum(y[y > 0.0])

## membership
def target(x):
    return x @ x if tf.reduce_sum(x) in [1.0, 2.0] else x

## chained comparison
def target(x):
    return x @ x if -1.0 < tf.reduce_sum(x) < 1000.0 else x

## match on a number
def target(x):
    match x.ndim:
        case 2:
            return x @ x / 256.0
        case _:
            return x

## gradient tape
WEIGHT = tf.Variable(tf.eye(256))
def target(x):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tf.square(x @ WEIGHT))
    gradient = tape.gradient(loss, WEIGHT)
    WEIGHT.assign_sub(0.001 * gradient)
    return loss

## optimizer step
WEIGHT = tf.Variable(tf.eye(256))
OPTIMIZER = tf.keras.optimizers.SGD(0.001)
def target(x):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tf.square(x @ WEIGHT))
    OPTIMIZER.apply_gradients([(tape.gradient(loss, WEIGHT), WEIGHT)])
    return loss

## hand-written optimizer
class Holder:
    def __init__(self):
        self.t = 0
        self.weight = tf.Variable(tf.eye(256))
    def target(self, x):
        self.t += 1
        self.weight.assign_sub(x / (1.0 + self.t))
        return x @ self.weight
holder = Holder()

## learning rate is read
WEIGHT = tf.Variable(tf.eye(256))
OPTIMIZER = tf.keras.optimizers.SGD(0.001)
def target(x):
    return x @ WEIGHT * OPTIMIZER.learning_rate

## variable swapped
WEIGHTS = {'w': tf.Variable(tf.eye(256))}
def change():
    WEIGHTS['w'] = tf.Variable(tf.ones([256, 256]))
def target(x):
    return x @ WEIGHTS['w']
#: target(X) | (change(), target(X))[1] | target(X)

## variable assigned outside
WEIGHT = tf.Variable(tf.eye(256))
def target(x):
    return x @ WEIGHT / 256.0
#: target(X) | (WEIGHT.assign_add(X), target(X))[1] | target(X)

## local containers
def target(x):
    parts = []
    table = {}
    for i in range(3):
        parts.append(x * float(i))
        table[i] = tf.reduce_sum(parts[-1])
    return tf.add_n(parts) @ x * table[1]

## local object
class Acc:
    def __init__(self):
        self.total = 0.0
    def add(self, v):
        self.total = self.total + v
        return self
def target(x):
    acc = Acc()
    for i in range(3):
        acc.add(x * float(i))
    return acc.total @ x

## local iterator
def target(x):
    steps = iter([0.5, 1.0])
    return x @ x * next(steps) * next(steps)

## local random seeded
def target(x):
    rng = random.Random(3)
    return x @ x * rng.random()

## partial of a function
def scaled(rate, x):
    return x * rate
half = functools.partial(scaled, 0.5)
def target(x):
    return half(x @ x)

## reduce with operator
def target(x):
    return functools.reduce(operator.add, [x @ x, x, x])

## star arguments
def helper(*parts, rate=0.5, **rest):
    return tf.add_n(parts) * rate * float(len(rest))
def target(x):
    return helper(x @ x, x, rate=2.0, a=1, b=2)

## tf random
def target(x):
    return x @ x + tf.random.normal([256, 256])

## tf random in a variable alone
NOISE = tf.Variable(tf.zeros([256, 256]))
def target(x):
    NOISE.assign(tf.random.normal([256, 256]))
    return x @ x

## tf print
def target(x):
    y = x @ x
    tf.debugging.assert_greater(tf.reduce_sum(tf.abs(y)), -1.0)
    return y

## inner graph function
@tf.function
def inner(x):
    return x @ x
def target(x):
    return inner(x) + inner(x * 2.0)

## nested function captures the loop
def target(x):
    out = x
    for i in range(3):
        def step(v):
            return v @ x * float(i + 1)
        out = step(out)
    return out

## functions kept in a list capture the loop
def target(x):
    steps = []
    for i in range(3):
        steps.append(lambda v: v * float(i))
    out = x @ x
    for step in steps:
        out = step(out)
    return out

## tensor array
def target(x):
    rows = tf.TensorArray(tf.float32, size=3)
    for i in tf.range(3):
        rows = rows.write(i, x[i])
    return rows.stack() @ x

## map_fn
def target(x):
    return tf.map_fn(lambda row: row * 2.0, x) @ x

## dataset in the call
def target(x):
    total = x
    for part in tf.data.Dataset.from_tensor_slices(x).batch(64):
        total = total + tf.reduce_sum(part)
    return total @ x

## length of a dataset
DATA = tf.data.Dataset.from_tensor_slices(tf.ones([4, 256, 256]))
def target(x):
    return x @ x / len(DATA)

## length of a dataset as an index
DATA = tf.data.Dataset.from_tensor_slices(tf.ones([4, 256, 256]))
def target(x):
    return x @ x * [1.0, 2.0][len(DATA) - 3]

## first of a dataset
DATA = tf.data.Dataset.from_tensor_slices(tf.ones([4, 256, 256]))
def target(x):
    return x @ next(iter(DATA)) / 256.0

## last of a dataset
def target(x):
    for part in tf.data.Dataset.from_tensor_slices(x).batch(64):
        last = part
    return last @ x
"""


def _asking() -> list[Program]:
    return [
        _program(
            f"hand_{kind}_{name.replace(' ', '_')}", ASKED.replace("{deed}", deed).replace("{statement}", statement)
        )
        for kind, deed in (("loud", "seen.append(1)"), ("quiet", "pass"))
        for name, statement in ASKING.items()
    ]


#: All programs, by the order of the texts.
HANDWRITTEN = _split(_EFFECTS) + _split(_TRACING) + _asking()
