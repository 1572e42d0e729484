"""Ways in which Python itself calls what a program hands it: a text with a deed and a statement to fill in, and statements."""

#: Things that Python itself asks: each answer leaves a trace in ``seen``. The harmless kind answers and leaves none.
ASKED = """
import bisect
import contextlib
import copy
import functools
import heapq
import itertools
import math
import operator
import re
seen = []
def answer(value):
    {deed}
    return value
class Meta(type):
    def __instancecheck__(cls, other): return answer(True)
    def __len__(cls): return answer(1)
class Asked(metaclass=Meta):
    def __bool__(self): return answer(True)
    def __len__(self): return answer(1)
    def __contains__(self, other): return answer(True)
    def __hash__(self): return answer(1)
    def __eq__(self, other): return answer(True)
    def __lt__(self, other): return answer(False)
    def __float__(self): return answer(1.0)
    def __int__(self): return answer(1)
    def __round__(self, places=0): return answer(1)
    def __ceil__(self): return answer(1)
    def __divmod__(self, other): return answer((1, 1))
    def __copy__(self): return answer(self)
    def __deepcopy__(self, memo): return answer(self)
    def __format__(self, spec): return answer('x')
    def __str__(self): return answer('x')
    def __getitem__(self, place): return answer(1.0)
    def __neg__(self): return answer(1.0)
    def __class_getitem__(cls, place): return answer(1.0)
    def scaled(self, x, by): return answer(x * by)
    doubled = functools.partialmethod(scaled, by=2.0)
    @functools.singledispatchmethod
    def told(self, x): return answer(x)
class Watched:
    rate = 1.0
    def __getattribute__(self, name):
        answer(name)
        return object.__getattribute__(self, name)
asked, watched = Asked(), Watched()
@functools.singledispatch
def generic(x): return x
@generic.register
def of_tensor(x: tf.Tensor): return answer(x)
def key(value): return answer(value)
def target(x):
    {statement}
    return x @ x * 2.0
"""

#: One statement for each way to ask.
ASKING = {
    "assert": "assert asked",
    "while": "while asked:\n        break",
    "bool": "bool(asked)",
    "any": "any([asked])",
    "hash": "hash(asked)",
    "set": "{asked}",
    "dict get": "{}.get(asked)",
    "in a list": "2 in [asked]",
    "count": "[asked].count(2)",
    "equal lists": "[asked] == [2]",
    "reflected": "2 == asked",
    "sorted": "sorted([asked, asked])",
    "min": "min(asked, asked)",
    "sort by key": "[2, 1].sort(key=key)",
    "heap": "heapq.heapify([asked, asked])",
    "largest by key": "heapq.nlargest(1, [1, 2], key=key)",
    "bisect by key": "bisect.bisect([1, 2], 1, key=key)",
    "compared": "sorted([1, 2], key=functools.cmp_to_key(lambda one, other: key(0)))",
    "float": "float(asked)",
    "int": "int(asked)",
    "round": "round(asked)",
    "ceil": "math.ceil(asked)",
    "divmod": "divmod(asked, 2)",
    "copied": "copy.copy(asked)",
    "copied deeply": "copy.deepcopy(asked)",
    "percent": "'%s' % asked",
    "percent tuple": "'%s %d' % (asked, 1)",
    "str format": "'{}'.format(asked)",
    "replaced": "re.sub('a', lambda found: key('b'), 'a')",
    "getter": "operator.itemgetter(0)(asked)",
    "operator": "operator.neg(asked)",
    "of the class": "len(Asked)",
    "instance check": "isinstance(3, Asked)",
    "class item": "Asked[0]",
    "attribute": "watched.rate",
    "matched": "match asked:\n        case 2:\n            pass",
    "dispatched": "generic(x)",
    "dispatched method": "asked.told(1)",
    "partial method": "asked.doubled(x)",
    "suppressed": "with contextlib.suppress(KeyError):\n        return {}['scale']\n    key(0)",
}
