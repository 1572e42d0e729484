"""Functions that are the same as a graph: measuring must raise no alarm over any of them."""

from __future__ import annotations

from .case import Case, case

PLAIN: list[Case] = [
    case("def plain(x): return tf.reduce_sum(x * 2.0)", "plain(a)"),
    case("def several(x): return x + 1.0, {'s': tf.reduce_sum(x)}", "several(a)"),
    case("def nested_result(x): return {'z': [x, (x, None)], 'a': x}", "nested_result(a)"),
    case("def untouched(x): return x", "untouched(a)"),
    case("def nothing(x): tf.reduce_sum(x)", "nothing(a)"),
    case("def number(x): return x.shape[0] * 2", "number(a)"),
    case("def array(x): return tf.reduce_sum(x) * 2.0", "array(n)"),
    case("def keyword(x, *, k=2.0): return x * k", "keyword(a, k=3.0)"),
    case("def starred(*xs, **named): return tf.add_n(list(xs)) * named['k']", "starred(a, a, k=2.0)"),
    case("def from_dict(batch): return batch['x'] + batch['y']", "from_dict({'x': a, 'y': a})"),
    case("""
class Both(NamedTuple):
    first: tf.Tensor
    second: tf.Tensor
def both(x): return Both(x, -x)
""", "both(a)"),
    case("""
def make_scale(factor):
    def scale(x): return x * factor
    return scale
scaled = make_scale(3.0)
""", "scaled(a)"),
    case("""
class Scaler:
    def __init__(self): self.k = tf.Variable(2.0)
    def scale(self, x): return x * self.k
scaler = Scaler()
# Scaler.scale
""", "scaler.scale(a)"),
    case("""
class Linear(tf.Module):
    def __init__(self):
        super().__init__()
        self.w = tf.Variable(tf.ones([3, 2]))
    def __call__(self, x): return x @ self.w
linear = Linear()
def uses_module(x): return linear(x)
""", "uses_module(a)"),
    case("""
def inner_helper(x): return x * 2.0
def nested(x): return inner_helper(x) + 1.0
""", "nested(a)"),
    case("""
@tf.function
def own_graph(x): return x * 2.0
def calls_graph(x): return own_graph(x) + 1.0
""", "calls_graph(a)"),
    case("""
class Toy(tf.experimental.ExtensionType):
    price: tf.Tensor
    def halved(self): return Toy(self.price / 2.0)
toy = Toy(tf.constant(3.0))
def halves_price(x): return x.halved().price + x.price
""", "halves_price(toy)"),
    case("""
def named_place(x, place): return x * float(len(place.name))
from pathlib import Path
here = Path('a') / 'name'
""", "named_place(a, here)"),
    case("""
@tf.function
def already(x): return tf.tanh(x)
""", "already(a)"),
    case("""
@dataclass(frozen=True)
class Options:
    rate: float = 0.5
options = Options()
def with_options(x): return x * options.rate
""", "with_options(a)"),
    case("def same_number(x, k): return x ** k", "same_number(a, 2)", "same_number(a, 2)"),
    case("def equal_lists(x, sizes): return tf.reshape(x, sizes)", "equal_lists(a, [3, 2])", "equal_lists(a, [3, 2])"),
]

CONTROL: list[Case] = [
    case("""
def loops(x):
    for _ in range(5): x = tf.tanh(x)
    return x
""", "loops(a)"),
    case("""
def branches(x):
    if tf.reduce_sum(x) > 0: return x
    else: return -x
""", "branches(a)"),
    case("""
def combined(x):
    if tf.reduce_sum(x) > 0 and not tf.reduce_sum(x) > 100.0: return x
    return -x
""", "combined(a)"),
    case("""
def chained(x):
    if 1.0 < tf.reduce_sum(x) < 100.0: return x * 2.0
    return x
""", "chained(a)"),
    case("""
def while_tensor(x):
    while tf.reduce_sum(x) < 1000.0: x = x * 2.0
    return x
""", "while_tensor(a)"),
    case("""
def breaks(x):
    total = tf.constant(0.0)
    for i in tf.range(10):
        if i == 5: break
        if i == 2: continue
        total += tf.reduce_sum(x)
    return total
""", "breaks(a)"),
    case("""
def rows_of(x):
    total = tf.zeros([3])
    for row in x: total += row
    return total
""", "rows_of(a)"),
    case("def while_op(x): return tf.while_loop(lambda i, y: i < 4, lambda i, y: (i + 1, y * 2.0), (0, x))[1]", "while_op(a)"),
    case("""
def tensor_array(x):
    out = tf.TensorArray(tf.float32, size=3)
    for i in tf.range(3): out = out.write(i, tf.reduce_sum(x) * tf.cast(i, tf.float32))
    return out.stack()
""", "tensor_array(a)"),
    case("""
def builds(x):
    xs = []
    for i in range(3): xs.append(x * i)
    return tf.stack(xs)
""", "builds(a)"),
    case("def conditional(x): return tf.cond(tf.reduce_sum(x) > 0, lambda: x, lambda: -x)", "conditional(a)"),
    case("def switches(x): return tf.switch_case(tf.constant(1), [lambda: x, lambda: x * 2.0])", "switches(a)"),
    case("def maps(x): return tf.map_fn(lambda row: row * 2.0, x)", "maps(a)"),
    case("def scans(x): return tf.scan(lambda sum_, row: sum_ + row, x)", "scans(a)"),
    case("def vectorised(x): return tf.vectorized_map(lambda row: tf.reduce_sum(row), x)", "vectorised(a)"),
    case("""
def python_try(x):
    try: factor = {'k': 2.0}['missing']
    except KeyError: factor = 3.0
    return x * factor
""", "python_try(a)"),
]

TYPES: list[Case] = [
    case("def ragged(x): return tf.RaggedTensor.from_tensor(x)", "ragged(a)"),
    case("""
lists = tf.ragged.constant([[1.0, 2.0], [], [3.0]])
def ragged_mean(x): return tf.reduce_sum(x, axis=1), x * 2.0
""", "ragged_mean(lists)"),
    case("def sparse(x): return tf.sparse.from_dense(x)", "sparse(a)"),
    case("""
few = tf.sparse.from_dense(tf.eye(3))
def sparse_product(s, x): return tf.sparse.sparse_dense_matmul(s, x, adjoint_b=True), s
""", "sparse_product(few, a)"),
    case("""
def slices(x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.reduce_sum(tf.gather(x, [0, 0, 1]))
    return tape.gradient(y, x)
""", "slices(a)"),
    case("def strings(s): return tf.strings.upper(s) + '!', tf.strings.length(s)", "strings(words)"),
    case("""
def compares_word(s):
    if s[0] == 'red': return tf.constant(1)
    return tf.constant(2)
""", "compares_word(words)"),
    case("def nan_and_infinity(x): return tf.math.log(x - 3.0), x / 0.0", "nan_and_infinity(a)"),
    case("def empty(x): return x[:0], tf.zeros([0, 3])", "empty(a)"),
    case("def low_precision(x): return tf.cast(x, tf.float16) / 3.0, tf.cast(x, tf.bfloat16) / 3.0", "low_precision(a)"),
    case("def complex_numbers(x): return tf.signal.fft(tf.cast(x, tf.complex64))", "complex_numbers(a)"),
    case("def integers(x): return tf.cast(x, tf.int32) // 2, tf.cast(x, tf.uint8) + 250", "integers(a)"),
    case("def booleans(x): return x > 2.0, tf.boolean_mask(x, x > 2.0)", "booleans(a)"),
    case("def contracts(x): return tf.einsum('ij,kj->ik', x, x)", "contracts(a)"),
    case("def statically(x): return x * 2.0 if isinstance(x, tf.Tensor) and x.shape.rank == 2 else x", "statically(a)"),
]

STATE: list[Case] = [
    case("""
level = tf.Variable(1.0)
def assigns(x):
    level.assign_add(tf.reduce_mean(x))
    return level.read_value()
""", "assigns(a)"),
    case("""
spread = tf.Variable(tf.zeros([4]))
def scatters(x):
    spread.scatter_nd_update([[1], [3]], [tf.reduce_sum(x), 2.0])
    return spread.read_value()
""", "scatters(a)"),
    case("""
class Lazy:
    def __init__(self): self.w = None
    def apply(self, x):
        if self.w is None: self.w = tf.Variable(tf.ones([3, 2]))
        return x @ self.w
lazy = Lazy()
# Lazy.apply
""", "lazy.apply(a)"),
    case("""
average = tf.train.ExponentialMovingAverage(0.9)
smoothed = tf.Variable(1.0)
average.apply([smoothed])
def smooths(x):
    smoothed.assign_add(tf.reduce_mean(x))
    average.apply([smoothed])
    return average.average(smoothed).read_value()
""", "smooths(a)"),
    case("""
table_of_words = tf.lookup.StaticHashTable(
    tf.lookup.KeyValueTensorInitializer(['red', 'green'], [1, 2]), default_value=0)
def looks_up(s): return table_of_words.lookup(s)
""", "looks_up(words)"),
    case("""
learned = tf.lookup.experimental.MutableHashTable(tf.string, tf.int64, 0)
learned.insert(['blue'], [7])
def learns(s):
    learned.insert(s, learned.lookup(s) + tf.constant(1, tf.int64))
    return learned.lookup(s)
""", "learns(words)"),
    case("""
batches_of = iter(tf.data.Dataset.range(10000))
def next_batch(x): return x + tf.cast(next(batches_of), tf.float32)
""", "next_batch(a)"),
    case("""
numbers_set = tf.data.Dataset.range(5)
def sums_set(x):
    total = tf.constant(0, tf.int64)
    for item in numbers_set: total += item
    return total
""", "sums_set(a)"),
    case("def prints_tf(x): tf.print('x', tf.reduce_sum(x)); return x", "prints_tf(a)"),
    case("def checks(x): tf.debugging.assert_positive(x); return x", "checks(a)"),
    case("def through_python(x): return tf.py_function(lambda v: v * 2.0, [x], tf.float32)", "through_python(a)"),
    case("def through_numpy(x): return tf.numpy_function(np.tanh, [x], tf.float32)", "through_numpy(a)"),
    case("""
op_calls = []
def note_op_call(v):
    op_calls.append(1)
    return v
def effect_in_op(x): return tf.py_function(note_op_call, [x], tf.float32)
""", "effect_in_op(a)"),
]

RANDOM: list[Case] = [
    case("def random_tf(x): return x + tf.random.normal(x.shape)", "random_tf(a)"),
    case("def random_seeded(x): return x + tf.random.normal(x.shape, seed=11)", "random_seeded(a)"),
    case("def random_stateless(x): return x + tf.random.stateless_uniform(x.shape, seed=[1, 2])", "random_stateless(a)"),
    case("""
stream = tf.random.Generator.from_seed(5)
def random_stream(x): return x + stream.normal(x.shape)
""", "random_stream(a)"),
    case("def shuffles(x): return tf.random.shuffle(x)", "shuffles(a)"),
    case("""
# Keras 2 has neither its own random operations nor generators of seeds: a seeded layer is nearest.
if hasattr(tf.keras, 'random'):
    seeds = tf.keras.random.SeedGenerator(3)
    def random_keras(x): return x + tf.keras.random.normal(x.shape, seed=seeds)
else:
    noise = tf.keras.layers.GaussianNoise(1.0, seed=3)
    def random_keras(x): return noise(x, training=True)
# random_keras
""", "random_keras(a)"),
    case("""
keras_normal = tf.keras.random.normal if hasattr(tf.keras, 'random') else tf.keras.backend.random_normal
def random_keras_global(x): return x + keras_normal(x.shape)
""", "random_keras_global(a)"),
    case("def random_global_stream(x): return x + tf.random.get_global_generator().normal(x.shape)", "random_global_stream(a)"),
    case("""
drop = tf.keras.layers.Dropout(0.5, seed=4)
def drops(x): return drop(x, training=True)
""", "drops(a)"),
]

LEARNING: list[Case] = [
    case("""
def gradient(x):
    with tf.GradientTape() as t:
        t.watch(x); y = tf.reduce_sum(x ** 2)
    return t.gradient(y, x)
""", "gradient(a)"),
    case("""
def dense_gradient_of_slices(x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.reduce_sum(tf.gather(tf.boolean_mask(x, x > 0.0), [0, 0, 1]))
    return tf.convert_to_tensor(tape.gradient(y, x)) * 2.0
""", "dense_gradient_of_slices(a)"),
    case("""
def curvature(x):
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x); y = tf.reduce_sum(x ** 3)
        g = inner.gradient(y, x)
    return outer.jacobian(g, x)
""", "curvature(a)"),
    case("""
@tf.custom_gradient
def clipped(x): return x, lambda upstream: tf.clip_by_value(upstream, -0.1, 0.1)
def own_gradient(x):
    with tf.GradientTape() as tape:
        tape.watch(x); y = tf.reduce_sum(clipped(x) * 5.0)
    return tape.gradient(y, x)
""", "own_gradient(a)"),
    case("""
dense = tf.keras.layers.Dense(4); dense(a)
def layer(x): return dense(x)
""", "layer(a)"),
    case("""
norm = tf.keras.layers.BatchNormalization(); norm(a)
def normalises(x): return norm(x, training=True)
""", "normalises(a)"),
    case("""
recurrent = tf.keras.layers.GRU(3); recurrent(a[None])
def recurs(x): return recurrent(x[None])
""", "recurs(a)"),
    case("""
attention = tf.keras.layers.MultiHeadAttention(2, 4)
attention(a[None], a[None])
def attends(x): return attention(x[None], x[None])
""", "attends(a)"),
    case("""
embedding = tf.keras.layers.Embedding(10, 3); embedding(tf.constant([1]))
def embeds(x): return embedding(tf.cast(x, tf.int32))
""", "embeds(a)"),
    case("""
mean_metric = tf.keras.metrics.Mean()
def measures(x):
    mean_metric.update_state(x)
    return mean_metric.result()
""", "measures(a)"),
    case("""
weight = tf.Variable([[1.0], [2.0], [3.0]])
def descends(x):
    with tf.GradientTape() as tape: loss = tf.reduce_mean((x @ weight) ** 2)
    weight.assign_sub(0.001 * tape.gradient(loss, weight))
    return loss
""", "descends(a)"),
    case("""
adam_model = tf.keras.Sequential([tf.keras.layers.Dense(4, activation='relu'), tf.keras.layers.Dense(1)])
adam_model(a)
adam = tf.keras.optimizers.Adam(0.01)
def adam_step(x):
    with tf.GradientTape() as tape: loss = tf.reduce_mean(adam_model(x, training=True) ** 2)
    gradients = tape.gradient(loss, adam_model.trainable_variables)
    adam.apply_gradients(zip(gradients, adam_model.trainable_variables))
    return loss
""", "adam_step(a)"),
    case("""
momentum_weight = tf.Variable(tf.ones([3, 1]))
momentum = tf.keras.optimizers.SGD(0.001, momentum=0.9)
def momentum_step(x):
    with tf.GradientTape() as tape: loss = tf.reduce_mean((x @ momentum_weight) ** 2)
    momentum.apply_gradients([(tape.gradient(loss, momentum_weight), momentum_weight)])
    return loss
""", "momentum_step(a)"),
    case("""
class Trained(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.hidden = tf.keras.layers.Dense(4)
        self.norm = tf.keras.layers.BatchNormalization()
        self.drop = tf.keras.layers.Dropout(0.3, seed=1)
        self.out = tf.keras.layers.Dense(1)
    def call(self, x, training=False): return self.out(self.drop(self.norm(self.hidden(x), training=training), training=training))
    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape: loss = self.compute_loss(x, y, self(x, training=True))
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
        return {'loss': loss}
trained = Trained()
trained.compile('adam', 'mse')
trained(a)
pair = (a, tf.ones([2, 1]))
# Trained.train_step
""", "trained.train_step(pair)"),
    case("""
class Forward(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.out = tf.keras.layers.Dense(2)
    def call(self, x): return tf.nn.softmax(self.out(x))
forward = Forward(); forward(a)
# Forward.call
""", "forward.call(a)"),
    case("""
class Priced(tf.experimental.ExtensionType):
    price: tf.Tensor
    class Spec:
        def __init__(self, shape): self.price = tf.TensorSpec(shape, tf.float32)
priced_spec = Priced.Spec([2])
# Priced.Spec.__init__
""", "priced_spec.__init__([2])"),
    case("""
class Described(tf.experimental.ExtensionType):
    price: tf.Tensor
described = Described(tf.constant(1.0))
described_spec = tf.data.Dataset.from_tensors(described).element_spec
def use_described(d): return d.price + 1.0
""", "use_described(described)"),
]

HARMLESS: list[Case] = PLAIN + CONTROL + TYPES + STATE + RANDOM + LEARNING
