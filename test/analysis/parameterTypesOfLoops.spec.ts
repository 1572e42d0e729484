/**
 * What the report says of the parameter `x` of `f`, for arguments that loops, iterators and stores make item by item.
 * The types were recorded under real TensorFlow (`npm run truth:types`).
 */
import { checkSamples, type ParameterSample } from './parameterSamples';

const HEAD = 'import numpy as np\nimport tensorflow as tf\ndef f(x):\n    return x\n';

const SAMPLES: readonly ParameterSample[] = [
  [
    'what a loop makes of its items and keeps are different objects',
    `x = tf.zeros([2, 8])
stack = []
for units in [4, 5]:
    stack.append(tf.keras.layers.Dense(units))
f(stack[0](x))
models = {}
for units in [6, 7]:
    model = tf.keras.Sequential([tf.keras.layers.Dense(units)])
    models[units] = model
f(models[7](x))`,
    ['float32 (2, 4)', 'float32 (2, 7)']
  ],
  [
    'choices of a grid are named by its keys, files in a folder hold arrays',
    `import itertools, pathlib
grid = {'rate': [0.1, 0.01], 'units': [np.zeros(3), np.zeros(4)]}
for choice in itertools.product(*grid.values()):
    f(dict(zip(grid, choice))['units'])
folder = pathlib.Path('data')
def load(path):
    return np.load(path)
f(load(folder / 'rows')['x'] + np.ones((2, 3, 4)))`,
    ['ndarray float64 (3,)', 'ndarray float64 (4,)', 'ndarray ? ?']
  ],
  [
    'functions that reduce composes are each called with what the one before gives',
    `from functools import reduce
def compose(*functions):
    return reduce(lambda one, other: lambda *args: other(one(*args)), functions)
compose(lambda x: x[None], f, lambda x: tf.cast(x, tf.int32), f)(tf.ones(3))`,
    ['float32 (1, 3)', 'int32 (1, 3)']
  ],
  [
    'a recursion over parts of an array arrives with sizes that nobody counted',
    `def halve(x):
    f(x)
    return x if len(x) < 10 else halve(x[:len(x) // 2])
halve(np.ones((103, 5)))
def sort(a):
    if len(a) <= 1:
        return a
    middle = len(a) // 2
    return merge(sort(a[:middle]), sort(a[middle:]))
def merge(left, right):
    f(left)
    return np.sort(np.concatenate([left, right]))
sort(np.ones(64, np.float32))`,
    [
      'ndarray float64 (103, 5)',
      'ndarray float64 (51, 5)',
      'ndarray float64 (?, 5)',
      'ndarray float32 (?,)'
    ]
  ],
  [
    'a list to which every pass of a counted loop appends has the length of all of them, another has not',
    `def build(count):
    rows, others = [], []
    for i in range(count):
        rows.append(np.zeros(3))
        if i > 3:
            others.append(i)
    return np.array(rows), np.array(others)
for part in build(20):
    f(part)
history = {'loss': [], 'rate': []}
for epoch in range(15):
    for step in range(20):
        history['loss'].append(np.float32(1))
    history['rate'].append(1.0)
    print(history['loss'][-1], np.mean(history['rate']))
f(np.array(history['loss']))
f(np.array(history['rate']))
kept, skipped, unsure = [], [], []
for i in range(40):
    kept.append(i)
    if len(kept) > 10:
        kept.pop(0)
f(np.stack([kept, kept]))
for i in range(40):
    if i == 5:
        continue
    skipped.append(np.float16(1))
f(np.array(skipped))
recent = []
for i in range(40):
    recent.append(np.uint8(1))
    recent[:] = recent[-10:]
f(np.array(recent))
def helper(values):
    if len(values) > 7:
        values.append(np.int8(1))
for i in range(40):
    unsure.append(np.int8(1))
    helper(unsure)
f(np.array(unsure))`,
    [
      'ndarray float64 (20, 3)',
      'ndarray int64 (?,)',
      'ndarray float32 (300,)',
      'ndarray float64 (15,)',
      'ndarray int64 (2, ?)',
      'ndarray float16 (?,)',
      'ndarray uint8 (?,)',
      'ndarray int8 (?,)'
    ]
  ],
  [
    'a recursion over nested containers comes to their innermost parts',
    `def walk(tree):
    if isinstance(tree, dict):
        return {key: walk(part) for key, part in tree.items()}
    if isinstance(tree, (list, tuple)):
        return [walk(part) for part in tree]
    return f(tree)
walk([tf.ones(2), (tf.ones((2, 2)), [tf.ones(1), {'a': {'b': [tf.ones(4)]}}])])`,
    ['float32 (2,)', 'float32 (2, 2)', 'float32 (1,)', 'float32 (4,)']
  ],
  [
    'lists that grow by lists which are written out have all of them; alternatives of one length are rows of one array',
    `x = np.ones((40, 28), np.float32)
pairs, labels = [], []
for i in range(len(x)):
    pairs += [[x[i], x[0]]]
    labels += [0, 1]
    pairs += [[x[i], x[1]]]
f(np.array(pairs))
f(np.array(labels))
rows = []
for i in range(30):
    rows.extend([i, i + 1, i + 2])
f(np.array(rows))
others = []
for i in range(30):
    others += [0.5]
    if i > 3:
        others += [0.5, 1.5]
f(np.array(others))`,
    [
      'ndarray float32 (80, 2, 28)',
      'ndarray int64 (80,)',
      'ndarray int64 (90,)',
      'ndarray float64 (?,)'
    ]
  ],
  [
    'behind a loop that is entered stands what a pass leaves, not what was there before',
    `total, last, done, kept = 0, None, False, None
for i in range(20):
    last = tf.ones((3,)) * i
while not done:
    total += np.float64(1.5)
    done = np.random.rand() > 0.3
f(last)
f(np.array([total, total]))
for i in range(20):
    if np.random.rand() > 0.3:
        break
    kept = tf.ones((4,))
f(np.zeros(5) if kept is None else np.ones(6))`,
    ['float32 (3,)', 'ndarray float64 (2,)', 'ndarray float64 (5,)', 'ndarray float64 (6,)']
  ],
  [
    'windows that slide over a known axis are as long as they are written, where none reaches over its end',
    `series = np.ones((400, 3))
def windows(x, n, ahead):
    inputs, targets = [], []
    for i in range(len(x) - n - ahead + 1):
        inputs.append(x[i:i + n])
        targets.append(x[i + n:i + n + ahead, 0])
    return np.array(inputs), np.array(targets)
for part in windows(series, 20, 5):
    f(part)
f(np.array([series[i - 7:i] for i in range(7, 100)]))
for i in range(0, 400, 30):
    f(series[i:i + 30, 0])`,
    [
      'ndarray float64 (376, 20, 3)',
      'ndarray float64 (376, 5)',
      'ndarray float64 (93, 7, 3)',
      'ndarray float64 (?,)'
    ]
  ],
  [
    'windows from places that were drawn lie within an array where the bounds say so',
    `import random
def batch(data, size, block):
    starts = np.random.randint(0, len(data) - block - 1, (size,))
    return np.stack([data[i + 1:i + 1 + block] for i in starts])
f(batch(np.arange(300), 4, 12))
def crop(image, size):
    y = np.random.randint(0, image.shape[0] - size)
    x = random.randint(0, image.shape[1] - size)
    return image[y:y + size, x:x + size]
f(crop(np.zeros((32, 40, 3)), 24))
def beyond(image, size):
    x = np.random.randint(image.shape[0])
    return image[x:x + size]
f(beyond(np.zeros((30, 2)), 24))
def moved(image):
    y = np.random.randint(0, 4)
    if image.sum() > 0:
        y = 30
    return image[y:y + 10]
f(moved(np.zeros((32, 7))))`,
    [
      'ndarray int64 (4, 12)',
      'ndarray float64 (24, 24, 3)',
      'ndarray float64 (?, 2)',
      'ndarray float64 (?, 7)'
    ]
  ],
  [
    'numbers beside scalars of NumPy are items as they are',
    `def discounted(rewards):
    total = 0.0
    for reward in reversed(rewards):
        total = reward + 0.9 * total
    return total
from collections import deque
kept = deque(maxlen=3)
for i in range(20):
    kept.append(np.ones(3).sum())
f(np.array([discounted(list(kept)), discounted(list(kept))]))`,
    ['ndarray float64 (2,)']
  ],
  [
    'products, combinations, pairs and numbered elements are as many as they are; ragged rows keep what is made of their values',
    `import itertools
f(np.array(list(itertools.product([0, 1], repeat=3))))
f(np.array(list(itertools.combinations(range(5), 2))))
sizes, firsts, seconds = [], [], []
for scale, ratio in itertools.product((0.3, 0.4), [1.0, 2.0, 3.0]):
    sizes.append([scale, ratio])
f(tf.constant(sizes))
times = np.linspace(0, 1, 30)
for start, end in zip(times[:-1], times[1:]):
    firsts.append(start)
f(np.array(firsts))
rest = enumerate(times)
next(rest)
for number, time in rest:
    seconds.append(np.float32(time))
f(np.array(seconds))
rows = tf.ragged.constant([[1, 2], [3]], dtype=tf.int64)
f(tf.ragged.map_flat_values(lambda values: tf.one_hot(values, 5), rows))`,
    [
      'ndarray int64 (8, 3)',
      'ndarray int64 (?, 2)',
      'float32 (6, 2)',
      'ndarray float64 (29,)',
      'ndarray float32 (?,)',
      'ragged float32 (2, None, 5)'
    ]
  ],
  [
    'generators of few elements give each of them; a loop over a dictionary visits its keys',
    `def shuffled(*arrays):
    order = np.random.permutation(len(arrays[0]))
    return tuple(array[order] for array in arrays)
rows, labels = shuffled(np.ones((9, 2)), np.arange(9))
f(rows)
f(labels)
first, second = (np.zeros(size, np.float32) for size in (3, 4))
f(second)
weights = {'w': np.ones((5, 6)), 'b': np.ones(7)}
scaled = {key: weights[key] * 2 for key in weights}
f(scaled['b'])`,
    ['ndarray float64 (9, 2)', 'ndarray int64 (9,)', 'ndarray float32 (4,)', 'ndarray float64 (7,)']
  ],
  [
    'None, which a place holds before it is filled, has no attributes, items or elements',
    `class Step:
    def __init__(self, state):
        self.state = state
places = [None] * 30
pairs = [None] * 30
for place in range(30):
    places[place] = Step(np.zeros(4, np.float32))
    pairs[place] = (np.zeros(3), place)
f(np.array([step.state for step in places]))
f(pairs[2][0])
for part in pairs[1]:
    f(part)
states, numbers = zip(*pairs)
f(np.array(numbers))`,
    ['ndarray float32 (30, 4)', 'ndarray float64 (3,)', 'ndarray int64 (30,)']
  ],
  [
    'a deque has items by place, a named tuple of it fields that are replaced',
    `from collections import deque
from typing import NamedTuple
class Step(NamedTuple):
    state: np.ndarray
    reward: float = 0.0
window = deque(maxlen=3)
for _ in range(5):
    window.append(Step(np.zeros(4, np.float32)))
first, last = window[0], window[-1]
f(first._replace(state=last.state[:2], reward=1.0).state)
for field in first._asdict().values():
    f(tf.stack([field, field]))
window[0] = Step(np.zeros(7))
f(window[0].state)`,
    [
      'ndarray float32 (2,)',
      'float32 (2, 4)',
      'float32 (2,)',
      'ndarray float32 (4,)',
      'ndarray float64 (7,)'
    ]
  ]
];

checkSamples(HEAD, SAMPLES);
