"""More effects that a graph has once, at tracing, and an eager call every time (written as in ``program_deeds``)."""

from __future__ import annotations

from program_deeds import Deed


def _value(name: str, body: str, setup: str = "", **more) -> Deed:
    return Deed(name, body, setup, result=True, **more)


def _thing(methods: str) -> str:
    """A class with the fields ``seen`` and its only object."""
    lines = "\n".join("    " + line for line in methods.splitlines())
    return "class Thing_%(n)s:\n    def __init__(self):\n        self.seen = []\n" + lines + "\n%(N)s = Thing_%(n)s()"


CONTAINER_EFFECTS = (
    Deed("setdefault", "TABLE.setdefault(len(TABLE), 1)"),
    Deed("merge", "global TABLE\nTABLE |= {len(TABLE): 1}"),
    Deed("clear", "%(N)s.append(1)\nif len(%(N)s) > 1:\n    %(N)s.clear()", "%(N)s = []"),
    Deed("extend by operator", "global LOG\nLOG += [len(LOG)]"),
    Deed("insert", "LOG.insert(0, len(LOG))"),
    Deed("reverse", "%(N)s.reverse()", "%(N)s = [1, 2, 3, 4]"),
    Deed("tail store", "LOG[len(LOG):] = [1]"),
    Deed("pop item", "%(N)s.popitem()", "%(N)s = {k: k for k in range(60)}"),
    Deed("dict view", "for %(n)s_v in %(N)s.values():\n    %(n)s_v.append(1)", "%(N)s = {'a': [], 'b': []}"),
    Deed("list of lists", "[%(n)s_v.append(0) for %(n)s_v in %(N)s]", "%(N)s = [[], []]"),
    Deed("set operator", "SEEN.symmetric_difference_update({1})"),
    Deed("deque", "%(N)s.rotate(1)", "%(N)s = collections.deque([1, 2, 3, 4, 5, 6, 7])"),
    Deed("counter", "%(N)s.update(['a'])", "%(N)s = collections.Counter()"),
    Deed("default dict", "%(N)s[len(%(N)s)]", "%(N)s = collections.defaultdict(list)"),
    Deed("bytes", "%(N)s.append(1)", "%(N)s = bytearray()"),
    _value(
        "array module", "%(N)s.append(1)\n%(n)s = %(m)s * float(len(%(N)s))", "import array\n%(N)s = array.array('i')"
    ),
    Deed(
        "ordered dict",
        "%(N)s.move_to_end(next(iter(%(N)s)))",
        "%(N)s = collections.OrderedDict((k, k) for k in range(7))",
    ),
    Deed("class method of list", "list.append(LOG, 1)"),
    Deed("bound method", "%(n)s_a = LOG.append\n%(n)s_a(1)"),
    Deed("method by name", "getattr(LOG, 'append')(1)"),
    Deed("partial of method", "functools.partial(LOG.append, 1)()"),
    Deed("operator module", "operator.setitem(TABLE, len(TABLE), 1)"),
    Deed("map of method", "list(map(LOG.append, [1, 2]))"),
    Deed("comprehension of effects", "[LOG.append(k) for k in range(2)]"),
    Deed("short circuit", "COUNT and LOG.append(1)"),
    Deed("conditional effect", "LOG.append(1) if COUNT > 0 else None"),
    Deed("key function", "sorted([2, 1], key=lambda k: (LOG.append(k), k)[1])"),
    Deed("loop target", "for TABLE['last'] in range(len(TABLE) + 2):\n    pass"),
    Deed("unpacked into item", "TABLE[len(TABLE)], %(n)s_k = 1, 2"),
    Deed("globals", "globals()['TOTAL'] += 1"),
    Deed("text buffer", "%(N)s.append('%%d' %% len(%(N)s))", "%(N)s = []"),
    Deed("heap", "heapq.heappush(%(N)s, len(%(N)s))", "import heapq\n%(N)s = []"),
    Deed("dict of counters", "%(N)s['a']['b'] += 1", "%(N)s = {'a': {'b': 0}}"),
)

OBJECT_EFFECTS = (
    Deed(
        "set attribute by name",
        "setattr(%(N)s, 'steps', %(N)s.steps + 1)",
        "class Thing_%(n)s:\n    steps = 0\n%(N)s = Thing_%(n)s()",
    ),
    Deed(
        "fields as dict",
        "vars(%(N)s)['steps'] = vars(%(N)s).get('steps', 0) + 1",
        "class Thing_%(n)s:\n    steps = 0\n%(N)s = Thing_%(n)s()",
    ),
    Deed("name space", "%(N)s.steps += 1", "import types\n%(N)s = types.SimpleNamespace(steps=0)"),
    Deed("attribute of function", "count_%(n)s.steps += 1", "def count_%(n)s():\n    pass\ncount_%(n)s.steps = 0"),
    Deed("method", "%(N)s.note()", _thing("def note(self):\n    self.seen.append(1)")),
    Deed("chained method", "%(N)s.note().note()", _thing("def note(self):\n    self.seen.append(1)\n    return self")),
    Deed(
        "inherited method",
        "%(N)s.note()",
        "class Base_%(n)s:\n    def __init__(self):\n        self.seen = []\n    def note(self):\n        self.seen.append(1)\nclass Thing_%(n)s(Base_%(n)s):\n    def note(self):\n        super().note()\n%(N)s = Thing_%(n)s()",
    ),
    _value(
        "missing attribute",
        "%(n)s = %(m)s * %(N)s.rate",
        _thing("def __getattr__(self, name):\n    self.seen.append(name)\n    return 0.5"),
    ),
    _value(
        "property setter",
        "%(N)s.rate = 2.0\n%(n)s = %(m)s * 0.5",
        _thing(
            "@property\ndef rate(self):\n    return 0.5\n@rate.setter\ndef rate(self, value):\n    self.seen.append(value)"
        ),
    ),
    _value(
        "length method",
        "%(n)s = %(m)s * float(len(%(N)s))",
        _thing("def __len__(self):\n    self.seen.append(1)\n    return 2"),
    ),
    _value(
        "contains method",
        "%(n)s = %(m)s * 2.0 if 3 in %(N)s else %(m)s",
        _thing("def __contains__(self, item):\n    self.seen.append(item)\n    return True"),
    ),
    _value(
        "iteration method",
        "%(n)s = %(m)s\nfor %(n)s_v in %(N)s:\n    %(n)s = %(n)s * %(n)s_v",
        _thing("def __iter__(self):\n    self.seen.append(1)\n    return iter([0.5, 2.0])"),
    ),
    _value(
        "call method",
        "%(n)s = %(N)s(%(m)s)",
        _thing("def __call__(self, value):\n    self.seen.append(1)\n    return value * 2.0"),
    ),
    _value(
        "truth method",
        "%(n)s = %(m)s * 2.0 if %(N)s else %(m)s",
        _thing("def __bool__(self):\n    self.seen.append(1)\n    return True"),
    ),
    _value(
        "addition method",
        "%(N)s + 1\n%(n)s = %(m)s * 0.5",
        _thing("def __add__(self, other):\n    self.seen.append(other)\n    return self"),
    ),
    _value(
        "comparison method",
        "%(n)s = %(m)s * 2.0 if %(N)s == 1 else %(m)s",
        _thing("def __eq__(self, other):\n    self.seen.append(other)\n    return True\n__hash__ = None"),
    ),
    _value(
        "reflected method",
        "%(n)s = %(m)s * (3.0 * %(N)s)",
        _thing("def __rmul__(self, other):\n    self.seen.append(other)\n    return other * 0.5"),
    ),
    Deed(
        "context manager",
        "with %(N)s:\n    pass",
        _thing(
            "def __enter__(self):\n    self.seen.append(1)\n    return self\ndef __exit__(self, *error):\n    self.seen.append(2)"
        ),
    ),
    Deed(
        "generated context",
        "with noted_%(n)s():\n    pass",
        "@contextlib.contextmanager\ndef noted_%(n)s():\n    LOG.append('enter')\n    yield\n    LOG.append('exit')",
    ),
    Deed("exit stack", "with contextlib.ExitStack() as %(n)s_s:\n    %(n)s_s.callback(LOG.append, 1)"),
    _value(
        "descriptor",
        "%(n)s = %(m)s * %(N)s.rate",
        "class Rate_%(n)s:\n    def __get__(self, owner, kind):\n        LOG.append('read')\n        return 0.5\nclass Thing_%(n)s:\n    rate = Rate_%(n)s()\n%(N)s = Thing_%(n)s()",
    ),
    _value(
        "attribute protocol",
        "%(N)s.rate = 0.5\n%(n)s = %(m)s * 0.5",
        "class Thing_%(n)s:\n    def __setattr__(self, name, value):\n        LOG.append(name)\n%(N)s = Thing_%(n)s()",
    ),
    _value(
        "counted class",
        "%(n)s_o = Thing_%(n)s()\n%(n)s = %(m)s * float(Thing_%(n)s.made)",
        "class Thing_%(n)s:\n    made = 0\n    def __init__(self):\n        type(self).made += 1",
    ),
    _value(
        "class method counter",
        "%(n)s = %(m)s * Thing_%(n)s.tick()",
        "class Thing_%(n)s:\n    made = 0\n    @classmethod\n    def tick(cls):\n        cls.made += 1\n        return float(cls.made)",
    ),
    _value(
        "closure counter",
        "%(n)s = %(N)s(%(m)s)",
        "def counter_%(n)s():\n    count = 0\n    def step(value):\n        nonlocal count\n        count += 1\n        return value * float(count)\n    return step\n%(N)s = counter_%(n)s()",
    ),
    _value(
        "default dictionary",
        "%(n)s = keep_%(n)s(%(m)s)",
        "def keep_%(n)s(value, seen={}):\n    seen['n'] = seen.get('n', 0) + 1\n    return value * float(seen['n'])",
    ),
    _value(
        "dispatched",
        "%(n)s = handle_%(n)s(%(m)s)",
        "@functools.singledispatch\ndef handle_%(n)s(value):\n    LOG.append('handled')\n    return value * 2.0",
    ),
    _value(
        "counting decorator",
        "%(n)s = twice_%(n)s(%(m)s)",
        "def counted_%(n)s(function):\n    @functools.wraps(function)\n    def wrapper(*args, **kwargs):\n        wrapper.calls += 1\n        return function(*args, **kwargs)\n    wrapper.calls = 0\n    return wrapper\n@counted_%(n)s\ndef twice_%(n)s(value):\n    return value * 2.0",
    ),
    _value(
        "class as decorator",
        "%(n)s = twice_%(n)s(%(m)s)",
        "class Counted_%(n)s:\n    def __init__(self, function):\n        self.function, self.calls = function, 0\n    def __call__(self, value):\n        self.calls += 1\n        return self.function(value)\n@Counted_%(n)s\ndef twice_%(n)s(value):\n    return value * 2.0",
    ),
    _value("callback of map", "%(n)s = tf.map_fn(lambda r: (LOG.append(1), r * 2.0)[1], %(m)s)"),
    _value(
        "callback of branch",
        "%(n)s = tf.cond(tf.reduce_sum(%(m)s) > 0.0, lambda: (LOG.append(1), %(m)s * 2.0)[1], lambda: (LOG.append(1), %(m)s)[1])",
    ),
    _value(
        "callback of loop",
        "%(n)s = tf.while_loop(lambda k, t: k < 3, lambda k, t: (LOG.append(1), (k + 1, t * 0.5))[1], [tf.constant(0), %(m)s])[1]",
    ),
    _value("callback of reduce", "%(n)s = functools.reduce(lambda a, b: (LOG.append(1), a + b)[1], [%(m)s, %(m)s])"),
)

ARRAY_EFFECTS = (
    Deed("array add", "global %(N)s\n%(N)s += 1.0", "%(N)s = np.zeros(3)"),
    Deed("array item", "%(N)s[0] += 1.0", "%(N)s = np.zeros(3)"),
    Deed("array fill", "%(N)s.fill(%(N)s[0] + 1.0)", "%(N)s = np.zeros(3)"),
    Deed("array out", "np.add(%(N)s, 1.0, out=%(N)s)", "%(N)s = np.zeros(3)"),
    Deed("array copy to", "np.copyto(%(N)s, %(N)s + 1.0)", "%(N)s = np.zeros(3)"),
    Deed("array shuffle", "np.random.shuffle(%(N)s)", "%(N)s = np.arange(50)"),
    Deed("array view", "%(n)s_v = %(N)s[:2]\n%(n)s_v[0] += 1.0", "%(N)s = np.zeros(3)"),
    Deed("array accumulate", "np.add.at(%(N)s, [0], 1.0)", "%(N)s = np.zeros(3)"),
)

OUTPUT_EFFECTS = (
    Deed("print text", "print(f'shape {%(m)s.shape}')"),
    Deed("write", "sys.stdout.write('x')"),
    Deed("print to", "print('x', file=sys.stdout)"),
    Deed(
        "logging",
        "%(N)s.info('step')",
        "import logging\nclass Kept_%(n)s(logging.Handler):\n    def emit(self, record):\n        LOG.append(record.getMessage())\n%(N)s = logging.getLogger('%(n)s')\n%(N)s.setLevel(logging.INFO)\n%(N)s.handlers = [Kept_%(n)s()]",
    ),
    _value("buffer", "%(N)s.write('a')\n%(n)s = %(m)s * float(%(N)s.tell())", "%(N)s = io.StringIO()"),
    _value(
        "environment",
        "os.environ['%(N)s'] = str(int(os.environ['%(N)s']) + 1)\n%(n)s = %(m)s * float(os.environ['%(N)s'])",
        "os.environ['%(N)s'] = '0'",
    ),
    Deed("leak by tuple", "TABLE['k'] = (%(m)s, 1)"),
    Deed("leak by closure", "%(N)s.append(lambda: %(m)s)", "%(N)s = []"),
    Deed(
        "leak by attribute", "%(N)s.last = tf.reduce_sum(%(m)s)", "class Thing_%(n)s:\n    pass\n%(N)s = Thing_%(n)s()"
    ),
    Deed("text of repr", "LOG.append(repr(%(m)s))"),
    Deed("text of str", "LOG.append(str(tf.reduce_sum(%(m)s)))"),
    Deed("text of format", "LOG.append('{}'.format(tf.reduce_sum(%(m)s)))"),
)

EFFECTS = CONTAINER_EFFECTS + OBJECT_EFFECTS + ARRAY_EFFECTS + OUTPUT_EFFECTS
