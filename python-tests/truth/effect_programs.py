"""Programs whose deeds a trace would do once, or never; the forms are those of ``handwritten_programs``."""

EFFECTS = """
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
