/**
 * What the report says of the parameter `x` of `f`, for arguments that hang on Python's own texts, sets and classes.
 * The types were recorded under real TensorFlow (`npm run truth:types`).
 */
import { checkSamples, type ParameterSample } from './parameterSamples';

const HEAD = 'import numpy as np\nimport tensorflow as tf\ndef f(x):\n    return x\n';

const SAMPLES: readonly ParameterSample[] = [
  [
    'a property is set by its setter and read by its getter',
    `class Square:
    def __init__(self, side):
        self._side = side
    @property
    def side(self):
        return f(self._side)
    @side.setter
    def side(self, value):
        self._side = tf.convert_to_tensor(f(value), tf.float32)
square = Square(0)
square.side = np.ones(3)
square.side`,
    ['ndarray float64 (3,)', 'float32 (3,)']
  ],
  [
    'what threads and pools call',
    `import threading
from concurrent.futures import ThreadPoolExecutor
threading.Thread(target=f, args=(np.ones(2),)).start()
with ThreadPoolExecutor(2) as pool:
    sums = list(pool.map(np.sum, [np.ones(3)]))
    f(pool.submit(np.zeros, (4, 1)).result())
    pool.map(f, [np.ones((5, 5))])`,
    ['ndarray float64 (2,)', 'ndarray float64 (4, 1)', 'ndarray float64 (5, 5)']
  ],
  [
    'a heap gives any of its items',
    `import heapq
heap = []
for size in (1, 2):
    heapq.heappush(heap, (-size, np.ones(size)))
f(heapq.heappop(heap)[1])`,
    ['ndarray float64 (1,)', 'ndarray float64 (2,)']
  ],
  [
    'an array whose shape is set has that shape',
    `numbers = np.arange(6)
numbers.shape = (2, -1)
f(numbers)
numbers.resize(4, 2)
f(numbers)`,
    ['ndarray int64 (2, 3)', 'ndarray int64 (4, 2)']
  ],
  [
    'the fields of a table of texts are texts',
    `import csv, io
rows = list(csv.DictReader(io.StringIO('name,size\\nx,1')))
f(np.array([row['name'] for row in rows]))
f(np.array([float(row['size']) for row in rows]))
for name, size in csv.reader(io.StringIO('x,1')):
    f(np.array([name, size]))`,
    ['ndarray string (?,)', 'ndarray float64 (?,)', 'ndarray string (2,)']
  ],
  [
    'names of files, vocabularies and messages are texts and bytes',
    `import pathlib
names = np.array(sorted(path.name for path in pathlib.Path('.').glob('*')))
f(tf.argmax(tf.constant('a') == names))
layer = tf.keras.layers.TextVectorization()
f(tf.gather(layer.get_vocabulary(), [[0, 1]]))
f(tf.constant(tf.train.SequenceExample().SerializeToString()))`,
    ['int64 ()', 'string (1, 2)', 'string ()']
  ],
  [
    'a function over several tensors gives as many results as these have rows',
    `pairs = (tf.ones([5, 2]), tf.ones([5]))
f(tf.map_fn(lambda pair: tf.reduce_sum(pair[0]) + pair[1], pairs, fn_output_signature=tf.float32))`,
    ['float32 (5,)']
  ],
  [
    'a vocabulary is as large as the different characters of a known text, sorted or not',
    `texts = ['to be', 'or not', 'to be!']
text = ' '.join(texts).upper().lower().replace('!', '')
vocabulary = sorted(set(text))
index = {c: i for i, c in enumerate(vocabulary)}
f(np.array([index[c] for c in text]))
f(np.zeros((2, len(vocabulary))))
f(np.array(sorted({3, 1, 2, 3})))
rows = [t.split() for t in texts]
f(np.zeros((3, len(rows[0]), len(set('aab').union('bc')))))
words = set()
for t in texts:
    words.update(t.split())
f(np.zeros((4, len(words))))
changed = set('abc')
changed.add('d')
changed.discard('a')
f(np.zeros((5, len(changed))))`,
    [
      'ndarray int64 (18,)',
      'ndarray float64 (2, 7)',
      'ndarray int64 (?,)',
      'ndarray float64 (3, 2, 3)',
      'ndarray float64 (4, ?)',
      'ndarray float64 (5, ?)'
    ]
  ],
  [
    'members of enumerations are instances with methods, by name, by value and one after another',
    `import enum
class Mode(enum.Enum):
    TRAIN = 'train'
    TEST = 'test'
    def prepare(self, batch):
        return batch if self is Mode.TRAIN else batch[:1]
for mode in Mode:
    f(mode.prepare(tf.ones((2, 3))))
f(Mode('train').prepare(tf.ones((4, 3))))
f(Mode['TEST'].prepare(np.ones((4, 3))))
class Size(enum.Enum):
    SMALL = (1, 2)
    LARGE = (3, 4)
    def __init__(self, height, width):
        self.height = height
        self.width = width
f(np.zeros((Size.LARGE.height, Size.SMALL.value[1], len(Mode))))
class Colour(enum.IntEnum):
    RED = enum.auto()
    BLUE = enum.auto()
f(np.zeros((Colour.BLUE, Colour.RED.value), np.uint8))
class Activation(enum.Enum):
    RELU = enum.member(tf.nn.relu)
    def __call__(self, x):
        return self.value(x)
f(Activation.RELU(tf.ones((5,))))`,
    [
      'float32 (2, 3)',
      'float32 (1, 3)',
      'float32 (4, 3)',
      'ndarray float64 (1, 3)',
      'ndarray float64 (3, 2, 2)',
      'ndarray uint8 (2, 1)',
      'float32 (5,)'
    ]
  ],
  [
    'fields of records, places, lists by key, copies with other fields, operators as functions, windows in batches',
    `import functools, itertools, operator, os
from collections import defaultdict
from typing import NamedTuple
people = np.zeros(6, dtype=[('name', 'U10'), ('age', 'i4')])
f(people['age'])
f(people[['name', 'age']])
mask = np.ones((5, 5), np.uint8).flatten()
f(np.flatnonzero(np.diff(mask)))
store = defaultdict(list)
def log(**values):
    for key, value in values.items():
        store[key].append(value)
for i in range(3):
    log(loss=1.0, rate=2.0)
f(np.array(store['loss']))
class Batch(NamedTuple):
    images: tf.Tensor
def shortened(batch):
    return batch._replace(images=tf.reshape(batch.images, (-1,)))
for n in (4, 4, 2):
    f(shortened(Batch(tf.ones((n, 8)))).images)
for total in itertools.accumulate([tf.ones(2)] * 3, operator.add):
    f(total)
f(functools.reduce(operator.matmul, [tf.ones((2, 3)), tf.ones((3, 4)), tf.ones((4, 5))]))
cell = tf.keras.layers.GRUCell(12)
h, [s] = cell(tf.ones((5, 3)), [tf.ones((5, 12))])
f(s)
f(tf.strings.split(tf.constant('a/b'), '/')[-1] == np.array(sorted(os.listdir('.'))))
f(tf.strings.ngrams(tf.strings.split(tf.constant(['a b', 'c d'])), 2))
f(tf.strings.ngrams(tf.constant(['a', 'b', 'c', 'd']), 2))
f(tf.math.segment_sum(tf.ones((3, 7)), tf.constant([0, 0, 1])))
d = tf.keras.utils.timeseries_dataset_from_array(np.zeros((361, 3), np.float32), np.zeros(361), 15, batch_size=32)
for x, y in d.take(2):
    f(x)
    f(y)
for x in tf.keras.utils.timeseries_dataset_from_array(np.zeros((40, 2), np.float32), None, 5, sequence_stride=4, batch_size=32):
    f(x)`,
    [
      'ndarray ? (6,)',
      'ndarray int64 (?,)',
      'ndarray float64 (?,)',
      'float32 (32,)',
      'float32 (16,)',
      'float32 (2,)',
      'float32 (2, 5)',
      'float32 (5, 12)',
      'bool (?,)',
      'ragged string (2, None)',
      'string (3,)',
      'float32 (2, 7)',
      'float32 (32, 15, 3)',
      'float64 (32,)',
      'float32 (9, 5, 2)'
    ]
  ],
  [
    'functions in a table by their own names are told apart',
    `table = {}
def register(function):
    table[function.__name__] = function
    return function
@register
def first(x):
    return f(x)
@register
def second(x):
    return f(x[None])
table['second'](tf.ones(3))`,
    ['float32 (1, 3)']
  ],
  [
    'the cases of match that fit: sequences, mappings, classes, values',
    `def chosen(value):
    match value:
        case (first, _):
            f(first)
        case {'x': item}:
            f(item)
        case np.ndarray():
            f(value)
        case None | 'nothing':
            f(tf.ones(9))
        case str(text) if len(text) > 3:
            f(tf.ones(8))
        case _:
            pass
chosen((tf.ones(1), tf.ones(2)))
chosen({'x': tf.ones(3)})
chosen(tf.ones(4))
chosen(np.ones(5))
chosen(None)`,
    ['float32 (1,)', 'float32 (3,)', 'ndarray float64 (5,)', 'float32 (9,)']
  ],
  [
    'cases by length, with the rest, and guards',
    `def sized(*shape):
    match shape:
        case [length]:
            f(tf.ones(length))
        case [height, *others] if height > 2:
            f(tf.ones([height, 1, *others]))
        case _:
            f(tf.ones(shape))
sized(7)
sized(3, 4)
sized(2, 2)`,
    ['float32 (7,)', 'float32 (3, 1, 4)', 'float32 (2, 2)']
  ],
  [
    'tensors are no arrays, and arrays no tensors',
    `def split(value):
    if isinstance(value, np.ndarray):
        f(tf.convert_to_tensor(value))
    elif isinstance(value, tf.Variable):
        f(value + 1)
    else:
        f(tf.expand_dims(value, 0))
split(np.ones(2))
split(tf.ones(3))
split(tf.Variable(tf.ones(4)))`,
    ['float64 (2,)', 'float32 (1, 3)', 'float32 (4,)']
  ],
  [
    'sums of lists, what a key prefers, running totals, and rows that are filled up',
    `import itertools
f(tf.zeros(sum([[1, 2], [3]], [])))
f(tf.zeros(max([[1, 2], [3, 4, 5], [6]], key=len)))
f(tf.zeros(min([3, -2, 1], key=abs)))
f(tf.zeros(list(itertools.accumulate([1, 2, 3]))))
f(tf.zeros(list(itertools.zip_longest([1, 2], [3], fillvalue=4))[1]))
f(sum([np.ones(2), np.ones(2)]))
f(max([], default=tf.ones(9)))`,
    [
      'float32 (1, 2, 3)',
      'float32 (3, 4, 5)',
      'float32 (1,)',
      'float32 (1, 3, 6)',
      'float32 (2, 4)',
      'ndarray float64 (2,)',
      'float32 (9,)'
    ]
  ]
];

checkSamples(HEAD, SAMPLES);
