"""Functions that are not the same as a graph: each with its verdict, and where and how it differs."""

from __future__ import annotations

from .case import Case, case

EFFECTS: list[Case] = [
    case("""
log = []
def appends(x):
    log.append(1)
    return x + 1.0
""", "appends(a)", verdict="effects-differ", path="log"),
    case("""
counter = {'n': 0}
def counts(x):
    counter['n'] += 1
    return x + 1.0
""", "counts(a)", verdict="effects-differ", path="counter"),
    case("""
total = 0
def rebinds(x):
    global total
    total += 1
    return x + 1.0
""", "rebinds(a)", verdict="effects-differ", path="total", kind="value"),
    case("""
def prints(x):
    print('called')
    return x + 1.0
""", "prints(a)", verdict="effects-differ", path="printed by call 2", kind="printed"),
    case("""
def prints_tensor(x):
    print('sum', tf.reduce_sum(x))
    return x
""", "prints_tensor(a)", verdict="effects-differ", path="printed by call 1", kind="printed"),
    case("""
def prints_twice(x):
    tf.print('graph')
    print('python')
    return x
""", "prints_twice(a)", verdict="effects-differ", path="printed by call 1", kind="printed"),
    case("""
sums = []
def leaks(x):
    sums.append(tf.reduce_sum(x))
    return x
""", "leaks(a)", verdict="effects-differ", path="sums"),
    case("""
last = None
def leaks_global(x):
    global last
    last = x * 2.0
    return x
""", "leaks_global(a)", verdict="effects-differ", path="last", kind="leaked"),
    case("""
class Keeper:
    def keep(self, x):
        self.mean = tf.reduce_mean(x)
        return x - self.mean
keeper = Keeper()
# Keeper.keep
""", "keeper.keep(a)", verdict="effects-differ", path="self['mean']", kind="leaked"),
    case("""
class Hidden:
    def __init__(self): self.seen = []
    @property
    def one(self):
        self.seen.append(1)
        return 1.0
hidden = Hidden()
def uses_property(x): return x + hidden.one
""", "uses_property(a)", verdict="effects-differ", path="hidden.seen"),
    case("""
class Table:
    def __init__(self): self.reads = 0
    def __getitem__(self, key):
        self.reads += 1
        return 2.0
table = Table()
def uses_item(x): return x * table['k']
""", "uses_item(a)", verdict="effects-differ", path="table['reads']"),
    case("""
class Doubler:
    calls = 0
    def __call__(self, x):
        Doubler.calls += 1
        return x * 2.0
doubler = Doubler()
def uses_call(x): return doubler(x)
""", "uses_call(a)", verdict="effects-differ", path="Doubler['calls']"),
    case("""
class Adding:
    def __init__(self): self.added = []
    def __radd__(self, other):
        self.added.append('x')
        return other
    __array_priority__ = 1000
adding = Adding()
def uses_operator(x): return tf.reduce_sum(x), sum([1, 2]) + adding
""", "uses_operator(a)", verdict="effects-differ", path="adding.added"),
    case("""
class Slotted:
    __slots__ = ('n',)
    def __init__(self): self.n = 0
slotted = Slotted()
def uses_slot(x):
    slotted.n += 1
    return x
""", "uses_slot(a)", verdict="effects-differ", path="slotted.n", kind="value"),
    case("""
calls_seen = []
def watched(function):
    @functools.wraps(function)
    def inner(*args):
        calls_seen.append(function.__name__)
        return function(*args)
    return inner
@watched
def helper(x): return x * 3.0
def uses_decorated(x): return helper(x)
""", "uses_decorated(a)", verdict="effects-differ", path="calls_seen"),
    case("""
history = []
def on_step(value): history.append('step')
def with_callback(x, callback):
    callback(x)
    return x + 1.0
""", "with_callback(a, on_step)", verdict="effects-differ", path="history"),
    case("""
def remembers(x, seen=[]):
    seen.append(1)
    return x + 1.0
""", "remembers(a)", verdict="fails-when-traced", kind="ValueError"),
    case("""
def make_counter():
    count = 0
    def step(x):
        nonlocal count
        count += 1
        return x
    return step
counted = make_counter()
""", "counted(a)", verdict="effects-differ", path="function.count", kind="value"),
    case("""
class Box:
    def __init__(self): self.seen = []
    def note(self, x):
        self.seen.append(1)
        return x + 1.0
box = Box()
# Box.note
""", "box.note(a)", verdict="effects-differ", path="self.seen"),
    case("""
visited = set()
def visits(x):
    visited.add(len(visited))
    return x
""", "visits(a)", verdict="effects-differ", path="visited", kind="value"),
    case("""
recent = collections.deque(maxlen=50)
def queues(x):
    recent.append(1)
    return x
""", "queues(a)", verdict="effects-differ", path="recent"),
    case("""
tape = bytearray()
def types_bytes(x):
    tape.append(65)
    return x
""", "types_bytes(a)", verdict="effects-differ", path="tape", kind="value"),
    case("""
tally = collections.Counter()
def tallies(x):
    tally['calls'] += 1
    return x
""", "tallies(a)", verdict="effects-differ", path="tally"),
    case("""
grid = np.zeros(4)
def fills(x):
    grid[0] += 1.0
    return x
""", "fills(a)", verdict="effects-differ", path="grid", kind="value"),
    case("""
pixels = np.ones((2, 2))
def adds_in_place(x):
    x += 1.0
    return tf.constant(0.0)
""", "adds_in_place(pixels)", verdict="effects-differ", path="arguments[0]", kind="effect-missing"),
    case("""
settings = {'steps': 0}
def changes_dict(x, options):
    options['steps'] = options['steps'] + 1
    return x
""", "changes_dict(a, settings)", verdict="fails-when-traced", kind="ValueError"),
    case("""
names = ['first']
def changes_list(x, items):
    items.append('more')
    return x
""", "changes_list(a, names)", verdict="fails-when-traced", kind="ValueError"),
    case("""
rows = []
def collects(x):
    for row in x:
        rows.append('row')
    return x
""", "collects(a)", verdict="effects-differ", path="rows"),
    case("""
order = []
def note_op():
    order.append('op')
    return 0.0
def mixes_order(x):
    order.append('python')
    tf.py_function(note_op, [], tf.float32)
    return x
""", "mixes_order(a)", verdict="effects-differ", path="order"),
    case("""
pruned_calls = []
def note_pruned(value):
    pruned_calls.append(1)
    return value
def pruned(x):
    tf.numpy_function(note_pruned, [x], tf.float32, stateful=False)
    return x
""", "pruned(a)", verdict="effects-differ", path="pruned_calls"),
    case("""
def warns(x):
    with warnings.catch_warnings():
        warnings.simplefilter('always')
        warnings.warn('careful')
    return x
""", "warns(a)", verdict="effects-differ", path="printed by call 2", kind="printed"),
    case("""
logger = logging.getLogger('planted')
logger.propagate = False
logger.addHandler(logging.StreamHandler())
def logs(x):
    logger.warning('step')
    return x
""", "logs(a)", verdict="effects-differ", path="printed by call 2", kind="printed"),
    case("""
class Recorder(logging.Handler):
    def __init__(self):
        super().__init__()
        self.lines = []
    def emit(self, record): self.lines.append(record.getMessage())
quiet_logger = logging.getLogger('planted.quiet')
quiet_logger.propagate = False
quiet_logger.addHandler(Recorder())
def logs_quietly(x):
    quiet_logger.warning('step')
    return x
""", "logs_quietly(a)", verdict="effects-differ", path="quiet_logger.handlers"),
]

OUTPUTS: list[Case] = [
    case("""
def frozen_numpy(x): return x + np.random.rand()
""", "frozen_numpy(a)", verdict="output-differs", path="call", kind="frozen"),
    case("""
def frozen_python(x): return x + random.random()
""", "frozen_python(a)", verdict="output-differs", path="call", kind="frozen"),
    case("""
def frozen_time(x): return x + float(time.perf_counter_ns() // 1000 % 9973)
""", "frozen_time(a)", verdict="output-differs", path="call", kind="frozen"),
    case("""
def frozen_bytes(x): return x + float(int.from_bytes(os.urandom(2), 'big'))
""", "frozen_bytes(a)", verdict="output-differs", path="call", kind="frozen"),
    case("""
def frozen_shuffle(x):
    places = list(range(12))
    random.shuffle(places)
    return tf.gather(tf.range(12), places)
""", "frozen_shuffle(a)", verdict="output-differs", path="call", kind="frozen"),
    case("""
rng = np.random.default_rng(3)
def frozen_generator(x): return x + rng.normal()
""", "frozen_generator(a)", verdict="output-differs", path="call 2", kind="value"),
    case("""
def same_seed_twice(x): return tf.random.uniform([4], seed=7) - tf.random.uniform([4], seed=7)
""", "same_seed_twice(a)", verdict="output-differs", path="call", kind="frozen"),
    case("""
numbers = (float(k) for k in range(100000))
def takes_next(x): return x + next(numbers)
""", "takes_next(a)", verdict="output-differs", path="call", kind="frozen", accepted=True),
    case("""
listed = iter([float(k) for k in range(1000)])
def takes_listed(x): return x + next(listed)
""", "takes_listed(a)", verdict="output-differs", path="call 2", kind="value"),
    case("""
batches = tf.data.Dataset.range(1000).as_numpy_iterator()
def takes_batch(x): return x + float(next(batches))
""", "takes_batch(a)", verdict="fails-when-traced", kind="AttributeError"),
    case("""
def executing(x): return x * (1.0 if tf.executing_eagerly() else 2.0)
""", "executing(a)", verdict="output-differs", path="call 1", kind="value"),
    case("""
def text(x): return tf.constant(f'{tf.reduce_sum(x)}')
""", "text(a)", verdict="output-differs", path="call 1", kind="value"),
    case("""
def asks_attribute(x): return x if hasattr(x, 'numpy') else -x
""", "asks_attribute(a)", verdict="output-differs", path="call 1", kind="value"),
    case("""
def tries_numpy(x):
    try:
        return tf.constant(x.numpy() + 1.0)
    except AttributeError:
        return x
""", "tries_numpy(a)", verdict="output-differs", path="call 1", kind="value"),
    case("""
def asks_type(x): return tf.constant(type(x).__name__)
""", "asks_type(a)", verdict="output-differs", path="call 1", kind="value"),
    case("""
def halves(x): return x / x
small = np.array([1, 2, 3], np.int8)
""", "halves(small)", verdict="output-differs", path="call 1", kind="dtype"),
    case("""
def overflows(x):
    total = 0
    for _ in tf.range(3):
        total = total + 2 ** 30
    return total
""", "overflows(a)", verdict="output-differs", path="call 1", kind="value"),
    case("""
def largest(x): return max(tf.reduce_sum(x), tf.constant(float('nan')))
""", "largest(a)", verdict="fails-when-traced", kind="OperatorNotAllowedInGraphError"),
    case("""
steps = [0]
def decays(x):
    steps[0] += 1
    return x / steps[0]
""", "decays(a)", verdict="output-differs", path="call 2", kind="value"),
    case("""
spots = [0]
def sparse_state(x):
    spots[0] += 1
    return tf.SparseTensor([[0, 0]], [float(spots[0])], [2, 2])
""", "sparse_state(a)", verdict="output-differs", path="call 2.values", kind="value"),
    case("""
lengths = [1]
def ragged_state(x):
    lengths[0] += 1
    return tf.ragged.constant([[1.0] * lengths[0], [2.0]])
""", "ragged_state(a)", verdict="output-differs", path="call 2.flat_values", kind="shape"),
    case("""
def list_or_tuple(x): return [x, x] if tf.executing_eagerly() else (x, x)
""", "list_or_tuple(a)", verdict="output-differs", path="call 1", kind="structure"),
    case("""
class Pair(NamedTuple):
    first: tf.Tensor
    second: tf.Tensor
def named_or_not(x): return Pair(x, x) if hasattr(x, 'numpy') else (x, x)
""", "named_or_not(a)", verdict="output-differs", path="call 1", kind="structure"),
    case("""
turn = [0]
def keys_in_turn(x):
    turn[0] += 1
    return {'p': x, 'q': x} if turn[0] % 2 else {'q': x, 'p': x}
""", "keys_in_turn(a)", verdict="output-differs", path="call", kind="structure"),
    case("""
kinds = [0]
def none_at_last(x):
    kinds[0] += 1
    return None if kinds[0] == 3 else x
""", "none_at_last(a)", verdict="output-differs", path="call 2"),
    case("""
class Decaying:
    def __init__(self): self.rate = 1.0
    def step(self, x):
        self.rate *= 0.5
        return x * self.rate
decaying = Decaying()
# Decaying.step
""", "decaying.step(a)", verdict="output-differs", path="call 2", kind="value"),
]

FAILURES: list[Case] = [
    case("""
def numpy_call(x): return tf.constant(np.sum(x.numpy()))
""", "numpy_call(a)", verdict="fails-when-traced", kind="AttributeError"),
    case("""
def inner_numpy(x): return float(x.numpy().sum())
def callee_numpy(x): return x * inner_numpy(x)
""", "callee_numpy(a)", verdict="fails-when-traced", kind="AttributeError"),
    case("""
def asserts(x):
    assert tf.reduce_sum(x) > 0
    return x
""", "asserts(a)", verdict="fails-when-traced", kind="OperatorNotAllowedInGraphError"),
    case("""
def converts(x): return bool(tf.reduce_sum(x) > 0)
""", "converts(a)", verdict="fails-when-traced", kind="OperatorNotAllowedInGraphError"),
    case("""
def any_of(x): return x if any([tf.reduce_sum(x) > 100.0, tf.reduce_sum(x) > 1.0]) else -x
""", "any_of(a)", verdict="fails-when-traced", kind="OperatorNotAllowedInGraphError"),
    case("""
def word_in(s): return tf.constant(1 if s[0] in ('red', 'blue') else 0)
""", "word_in(words)", verdict="fails-when-traced", kind="OperatorNotAllowedInGraphError"),
    case("""
def comprehension(x): return tf.stack([row * 2.0 for row in x])
""", "comprehension(a)", verdict="fails-when-traced", kind="OperatorNotAllowedInGraphError"),
    case("""
@tf.autograph.experimental.do_not_convert
def unconverted(x): return x if tf.reduce_sum(x) > 0 else -x
def uses_unconverted(x): return unconverted(x)
""", "uses_unconverted(a)", verdict="fails-when-traced", kind="OperatorNotAllowedInGraphError"),
    case("""
def mutates(x):
    x[0, 0] = 7.0
    return x
""", "mutates(n)", verdict="fails-when-traced", kind="TypeError"),
    case("""
def new_variable(x): return tf.Variable(x) + 1.0
""", "new_variable(a)", verdict="fails-when-traced", kind="ValueError"),
    case("""
made = []
def late_variable(x):
    made.append(0)
    return x + tf.Variable(float(len(made))) if len(made) > 1 else x
""", "late_variable(a)", verdict="fails-when-traced", kind="ValueError"),
    case("""
def new_layer(x): return tf.keras.layers.Dense(2)(x)
""", "new_layer(a)", verdict="fails-when-traced", kind="ValueError"),
    case("""
def generator(x): yield x
""", "generator(a)", verdict="fails-when-traced", kind="TypeError"),
    case("""
@dataclass
class Answer:
    value: tf.Tensor
def custom_result(x): return Answer(x)
""", "custom_result(a)", verdict="fails-when-traced", kind="TypeError"),
    case("""
def early_return(x):
    if tf.reduce_sum(x) > 0:
        return x
""", "early_return(a)", verdict="fails-when-traced", kind="ValueError"),
    case("""
def catches(x):
    try:
        tf.debugging.assert_negative(x)
    except tf.errors.InvalidArgumentError:
        return -x
    return x
""", "catches(a)", verdict="fails-when-traced", kind="InvalidArgumentError"),
    case("""
def grows(x):
    parts = []
    while tf.reduce_sum(x) < 100.0:
        x = x * 2.0
        parts.append(x)
    return parts[-1]
""", "grows(a)", verdict="fails-when-traced"),
    case("""
def checks_nan(x): return tf.constant(math.isnan(tf.reduce_sum(x)))
""", "checks_nan(a)", verdict="fails-when-traced", kind="TypeError"),
    case("""
def divides_by_zero(x): return x // x
zeros_and_ones = np.array([0, 1])
""", "divides_by_zero(zeros_and_ones)", verdict="fails-when-traced", kind="InvalidArgumentError"),
    case("""
def decodes(s): return tf.constant(s[0].numpy().decode().upper())
""", "decodes(words)", verdict="fails-when-traced", kind="AttributeError"),
    case("""
def raises(x): raise ValueError('no')
""", "raises(a)", verdict="fails-eagerly", kind="ValueError"),
    case("""
def graph_only(x): return tf.gradients(x * x, x)[0]
""", "graph_only(a)", verdict="fails-eagerly", kind="RuntimeError"),
]

RETRACES: list[Case] = [
    case("""
def power(x, k): return x ** k
""", "power(a, 2)", "power(a, 3)", "power(a, 4)", verdict="retraces", kind="retraces"),
    case("""
def any_shape(x): return tf.reduce_sum(x)
wide, wider, widest = tf.zeros([2]), tf.zeros([3]), tf.zeros([4, 4])
""", "any_shape(wide)", "any_shape(wider)", "any_shape(widest)", verdict="retraces", kind="retraces"),
    case("""
def any_dtype(x): return x + x
whole, half = tf.constant([1, 2]), tf.constant([1.0, 2.0])
""", "any_dtype(whole)", "any_dtype(half)", verdict="retraces", kind="retraces"),
    case("""
class Config:
    factor = 2.0
red, green, blue = Config(), Config(), Config()
def configured(x, config): return x * config.factor
""", "configured(a, red)", "configured(a, green)", "configured(a, blue)", verdict="retraces", kind="retraces"),
    case("""
def named(x, name): return x * float(len(name))
""", "named(a, 'left')", "named(a, 'right')", verdict="retraces", kind="retraces"),
    case("""
def flagged(x, training): return x * 2.0 if training else x
""", "flagged(a, True)", "flagged(a, False)", verdict="retraces", kind="retraces"),
    case("""
def grown(x, items): return x + float(len(items))
one_item, two_items = [1.0], [1.0, 2.0]
""", "grown(a, one_item)", "grown(a, two_items)", verdict="retraces", kind="retraces"),
]

PLANTED: list[Case] = EFFECTS + OUTPUTS + FAILURES + RETRACES
