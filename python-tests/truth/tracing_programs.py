"""Programs that tracing breaks, and harmless ones that look like these."""

TRACING = """
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

## list of sums of items for numpy
#: target(X, np.ones(4, np.float32)) | target(Y, np.ones(4, np.float32)) | target(X, np.zeros(4, np.float32))
def target(x, e):
    scores = []
    for i in range(3):
        s = sum(e[j] for j in range(i + 1))
        s += e[0]
        scores.append(s)
    return x @ x @ x * np.log(np.sum(np.exp(scores)))

## keras variable of a caller that is a graph
net = tf.keras.Sequential([tf.keras.Input((256,)), tf.keras.layers.Dense(256, kernel_initializer="ones")])
#: step(X) | step(Y) | step(X)
def target(w):
    return tf.reduce_mean(w @ w @ w)
@tf.function
def step(x):
    return tf.reduce_mean(net(x)) + target(net.layers[0].kernel)

## keras variable under the tape of a caller
net = tf.keras.Sequential([tf.keras.Input((256,)), tf.keras.layers.Dense(256, kernel_initializer="ones")])
#: step(X) | step(Y) | step(X)
def target(w):
    return tf.reduce_mean(w @ w @ w)
def step(x):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(net(x)) + target(net.layers[0].kernel)
    return tape.gradient(loss, net.layers[0].kernel)

## global that only a later function reads
def flat(y):
    return y @ y
def later(y):
    return y @ scale
#: target(flat, X) | bound(X) | target(later, Y)
def target(f, x):
    return f(x) + f(x @ x)
def bound(x):
    global scale
    scale = X * 2.0
    return target(later, x)
"""
