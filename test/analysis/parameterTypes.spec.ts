/**
 * What the report says of the parameter `x` of `f`, for arguments that come on the ways of `fixtures/types`. The types
 * were recorded under real TensorFlow (`npm run truth:types`).
 */
import { analyse, loadEngine, notebookOf } from './factsEngine';
import { checkSamples, type ParameterSample } from './parameterSamples';

const HEAD = 'import numpy as np\nimport tensorflow as tf\ndef f(x):\n    return x\n';

const SAMPLES: readonly ParameterSample[] = [
  [
    'transformations that are applied do what the methods of datasets do',
    `experimental = tf.data.experimental
rows = tf.data.Dataset.from_tensor_slices(np.ones([6, 3], np.float32))
for x in tf.data.Dataset.range(6).map(lambda i: tf.ones([i, 2])).apply(experimental.dense_to_ragged_batch(2)): f(x)
for x in rows.apply(experimental.map_and_batch(tf.reduce_sum, 2, drop_remainder=True)): f(x)
for i, x in rows.batch(2).apply(experimental.unbatch()).apply(experimental.enumerate_dataset()): f(x)
f(experimental.get_single_element(rows.batch(6)))
f(next(iter(experimental.Counter())))`,
    ['ragged float32 (2, None, 2)', 'float32 (2,)', 'float32 (3,)', 'float32 (6, 3)', 'int64 ()']
  ],
  [
    'closures of chained calls keep what each call gave',
    `def wide(x, n):
    return tf.ones([x.shape[0], n])
class Chain:
    def __init__(self):
        self.steps = []
    def wide(self, n):
        self.steps.append(lambda x: wide(x, n))
        return self
chain = Chain().wide(4).wide(2)
f(chain.steps[0](tf.ones([3, 5])))
f(chain.steps[1](tf.ones([3, 5])))`,
    ['float32 (3, 4)', 'float32 (3, 2)']
  ],
  [
    'items that are inserted are counted',
    `filled = []
for value in reversed(range(5)):
    filled.insert(0, float(value))
f(np.array(filled, np.float32))
known = [tf.ones([1])]
known.insert(0, tf.ones([2]))
f(known[0])
f(known[-1])`,
    ['ndarray float32 (5,)', 'float32 (2,)', 'float32 (1,)']
  ],
  [
    'lookups of ragged texts stay ragged',
    `ids = tf.keras.layers.StringLookup(vocabulary=['a', 'b'], mask_token=None)
words = tf.keras.layers.TextVectorization(max_tokens=10, ragged=True)
words.adapt(['a b'])
letters = ids(tf.strings.unicode_split(tf.constant(['ab', 'a']), 'UTF-8'))
f(letters)
f(letters.to_tensor())
f(words(tf.constant(['a b'])))`,
    ['ragged int64 (2, None)', 'int64 (2, None)', 'ragged int64 (1, None)']
  ],
  [
    'other values in the rows of a ragged tensor',
    `words = tf.strings.split(tf.constant(['a b c', 'd e']))
f(words.with_values(tf.strings.length(words.values)))
nested = tf.ragged.constant([[[1], [2, 3]], [[4]]])
f(nested.with_flat_values(tf.ones([4, 5])))`,
    ['ragged int32 (2, None)', 'ragged float32 (2, None, None, 5)']
  ],
  [
    'rows out of sparse and padded matrices, and of lists that are not known one by one',
    `matrix = tf.constant([[1, 2], [3, 0]])
f(tf.RaggedTensor.from_sparse(tf.sparse.from_dense(matrix)))
f(tf.RaggedTensor.from_tensor(tf.zeros([2, 3, 4]), padding=0))
f(tf.RaggedTensor.from_tensor(tf.zeros([5, 3])))
words = [['a'], ['a', 'b']]
f(tf.ragged.constant([words[i] for i in np.array([0, 1, 0])], dtype=tf.string))`,
    [
      'ragged int32 (2, None)',
      'ragged float32 (2, None, 4)',
      'ragged float32 (5, 3)',
      'ragged string ?'
    ]
  ],
  [
    'stacked recurrent cells give the last output and the states of each',
    `layers = tf.keras.layers
last, hidden, _ = layers.RNN([layers.LSTMCell(4), layers.GRUCell(6)], return_state=True)(tf.zeros([2, 5, 3]))
f(last)
f(hidden[1])
stack = layers.StackedRNNCells([layers.LSTMCell(7), layers.GRUCell(8)])
states = stack.get_initial_state(batch_size=3)
f(states[0][1])
step, states = stack(tf.zeros([3, 9]), states)
f(step)
f(layers.StackedRNNCells([layers.GRUCell(1), layers.GRUCell(2)])(tf.zeros([4, 9]), [tf.zeros([4, 1]), tf.zeros([4, 2])])[1][0])`,
    ['float32 (2, 6)', 'float32 (2, 4)', 'float32 (3, 7)', 'float32 (3, 8)', 'float32 (4, 1)']
  ],
  [
    'a dictionary with keys of any kind is gone through',
    `rates = {}
for rate in [1e-3, 1e-2]:
    rates[rate] = tf.zeros([2, 3])
for _, rate in enumerate(rates):
    f(rates[rate])
for key in {True: 1, None: 2}:
    f(tf.ones([4]) if key else tf.ones([5]))`,
    ['float32 (2, 3)', 'float32 (4,)', 'float32 (5,)']
  ],
  [
    'named tuples in a store that a loop fills keep their fields, also where a number in them changes',
    `import random
from collections import deque, namedtuple
Step = namedtuple('Step', ['state', 'count', 'done'])
class Store:
    def __init__(self):
        self.steps = deque(maxlen=50)
        self.count = 0
    def push(self, *args):
        self.count += 1
        self.steps.append(Step(*args))
    def sample(self, size):
        states, counts, done = zip(*random.sample(self.steps, size))
        return np.array(states), np.array(done)
store = Store()
done = False
while not done:
    done = store.count >= 30
    store.push(np.zeros(4, np.float32), store.count, done)
for part in store.sample(8):
    f(part)`,
    ['ndarray float32 (8, 4)', 'ndarray bool (8,)']
  ],
  [
    'a call that the known values exclude brings nothing; axes are counted, grids are taken',
    `def load(size, width=None):
    image = np.zeros((size, size))
    return f(image) if width else image[None]
load(3)
load(4, 5)
def flat(array):
    if np.ndim(array) > 2:
        array = array[0]
    f(array + 0j)
flat(np.zeros((1, 2, 3)))
flat(np.zeros((4, 5)))
f(np.arange(16).reshape(4, 4)[np.ix_([0, 2], [1, 3, 2])])`,
    [
      'ndarray float64 (4, 4)',
      'ndarray complex128 (2, 3)',
      'ndarray complex128 (4, 5)',
      'ndarray int64 (2, 3)'
    ]
  ],
  [
    'an attribute that is there is what getattr gives, one that a number cannot have is not',
    `class Vector:
    def __init__(self, data):
        self.data = np.asarray(data, dtype=float)
    def __add__(self, other):
        return Vector(self.data + getattr(other, 'data', other))
    __radd__ = __add__
f((Vector([1, 2]) + Vector([3, 4])).data)
f((Vector([1, 2, 3]) + 1).data)
f((2 + Vector([1, 2, 3, 4])).data)
f(sum([Vector([1] * 5), Vector([2] * 5)], Vector([0] * 5)).data)`,
    ['ndarray float64 (2,)', 'ndarray float64 (3,)', 'ndarray float64 (4,)', 'ndarray float64 (5,)']
  ],
  [
    'a comprehension without conditions is as long as what it goes over',
    `f(np.array([i for i in np.arange(20)]))
f(np.array([ord(letter) for letter in 'abcdefghijklmnopqrst']) + 0.5)
f(tf.stack([tf.ones(3) for i in range(50)]))
f(tf.stack([tf.ones(3, tf.int32) for i in range(50) if i > 2]))
rows = [np.ones(5) for i in range(20)]
rows.append(np.zeros(5))
f(np.array(rows))`,
    [
      'ndarray int64 (20,)',
      'ndarray float64 (20,)',
      'float32 (50, 3)',
      'int32 (?, 3)',
      'ndarray float64 (21, 5)'
    ]
  ],
  [
    "the dtypes of TensorFlow 1's names",
    `import tensorflow.compat.v1 as tf1
f(tf1.zeros([3], tf1.int64))`,
    ['int64 (3,)']
  ],
  [
    'what a function with a signature calls gets the types of its signature',
    `class Trainer:
    @tf.function(input_signature=[tf.TensorSpec([None, 3], tf.float32), tf.TensorSpec([None], tf.int64)])
    def step(self, images, labels):
        return f(images * 2), f(labels)
Trainer().step(np.ones((4, 3), np.float32), labels=tf.constant([1, 2, 3, 4], tf.int64))`,
    ['float32 (None, 3)', 'int64 (None,)']
  ],
  [
    'a tensor is no instance of the classes of Python',
    `def first(data):
    if isinstance(data, (tuple, list)):
        data = data[0]
    return f(data)
first(tf.ones((2, 3)))
first((tf.ones((4, 5)), 1))`,
    ['float32 (2, 3)', 'float32 (4, 5)']
  ],
  [
    'what a tensor holds is not known in a graph that it is given to',
    `@tf.function
def zeros(n, m):
    return f(tf.zeros([n, m]))
zeros(tf.constant(7), 2)`,
    ['float32 (None, 2)']
  ],
  [
    'texts that numbers are put into name the items of a dictionary',
    `weights = {'W1': tf.ones(3), 'W2': tf.ones(4)}
for layer in range(2, 3):
    f(weights['W' + str(layer)])
    f(weights[f'W{layer}'])`,
    ['float32 (4,)']
  ],
  [
    'instances of the classes of the program are told apart',
    `class Box:
    def __init__(self, value):
        self.value = value
class Small(Box):
    pass
def opened(value):
    return f(value.value if isinstance(value, Box) else tf.cast(value, tf.float32))
opened(Small(tf.ones((2,))))
opened(1)`,
    ['float32 (2,)', 'float32 ()']
  ],
  [
    'sizes that are put together, and their product',
    `import math
f(tf.zeros(tf.concat([tf.constant((5,)), tf.shape(tf.ones((2, 3)))], axis=0)))
f(tf.zeros(math.prod((4, 6))))`,
    ['float32 (5, 2, 3)', 'float32 (24,)']
  ],
  [
    'the items of an ordered dictionary',
    `from collections import OrderedDict
for name, value in OrderedDict((f'w{i}', tf.ones((2, 3))) for i in range(20)).items():
    f(value)`,
    ['float32 (2, 3)']
  ],
  [
    'rows of a frame, their mean and their array',
    `import pandas as pd
frame = pd.DataFrame({'a': np.ones(200), 'b': np.ones(200), 'c': np.ones(200)})
rows = frame[0:int(len(frame) * 0.75)]
f(np.array(rows, dtype=np.float32))
f(rows.mean().values)
f(tf.constant((rows - rows.mean()) / rows.std()))`,
    ['ndarray float32 (150, 3)', 'ndarray float64 (3,)', 'float64 (150, 3)']
  ],
  [
    'an attribute that is not there yet is what \`getattr\` falls back to',
    `class Cached:
    def batch(self):
        kept = getattr(self, '_kept', None)
        if kept is None:
            kept = tf.ones((2, 3))
            self._kept = kept
        return kept
cached = Cached()
f(cached.batch())
f(cached.batch())`,
    ['float32 (2, 3)']
  ],
  [
    'a list that is made for a call in each round of a loop is another one each time',
    `def joined(x, part):
    return tf.concat([x, part], axis=0)
x = y = tf.ones((4, 2))
for part in (tf.ones((8, 2)), tf.ones((16, 2))):
    x = tf.concat([x, part], axis=0)
    y = joined(y, part)
f(x)
f(tf.cast(y, tf.int32))`,
    ['float32 (28, 2)', 'int32 (28, 2)']
  ],
  [
    'folds, neighbours and the numbers of a scaler',
    `from sklearn.model_selection import KFold
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import StandardScaler
X = np.ones((20, 3))
for train, test in KFold(5).split(X):
    f(X[train])
f(NearestNeighbors(n_neighbors=4).fit(X).kneighbors(X)[1])
f(StandardScaler().fit(X).mean_)`,
    ['ndarray float64 (16, 3)', 'ndarray int64 (20, 4)', 'ndarray float64 (3,)']
  ],
  [
    'decoders, boxes that are kept, ragged masks and sparse tensors in another shape',
    `labels, scores = tf.nn.ctc_greedy_decoder(tf.ones((10, 2, 5)), tf.constant([10, 10]))
f(labels[0])
f(scores)
f(tf.image.combined_non_max_suppression(tf.ones((2, 20, 1, 4)), tf.ones((2, 20, 3)), 5, 8).nmsed_boxes)
f(tf.ragged.boolean_mask(tf.constant([[1, 2]]), tf.constant([[True, False]])))
f(tf.sparse.reshape(tf.sparse.from_dense([[1, 0, 2], [0, 3, 0]]), [3, -1]))`,
    [
      'sparse int64 (2, None)',
      'float32 (2, 1)',
      'float32 (2, 8, 4)',
      'ragged int32 (1, None)',
      'sparse int32 (3, 2)'
    ]
  ],
  [
    'branches in pairs and in a dictionary',
    `m = tf.ones([4, 5])
f(tf.case([(tf.constant(True), lambda: m)], default=lambda: m))
f(tf.switch_case(tf.constant(0), {0: lambda: tf.ones([2]), 1: lambda: tf.ones([2])}))`,
    ['float32 (4, 5)', 'float32 (2,)']
  ],
  [
    'raw operations',
    `x = tf.ones([2, 8, 8, 3])
f(tf.raw_ops.Conv2D(input=x, filter=tf.ones([3, 3, 3, 4]), strides=[1, 1, 1, 1], padding='SAME'))
f(tf.raw_ops.Relu(features=x))
f(tf.raw_ops.TopKV2(input=tf.ones([4, 5]), k=2).values)`,
    ['float32 (2, 8, 8, 4)', 'float32 (2, 8, 8, 3)', 'float32 (4, 2)']
  ],
  [
    'columns of a data frame in a dataset',
    `import pandas as pd
frame = pd.DataFrame({'a': [1, 2, 3], 'b': [1.0, 2.0, 3.0]})
label = frame.pop('a')
for features, y in tf.data.Dataset.from_tensor_slices((dict(frame), label)).batch(3):
    f(features['b'])
    f(y)`,
    ['float64 (3,)', 'int64 (3,)']
  ],
  [
    'texts that a layer hands to the function that standardises them',
    `layer = tf.keras.layers.TextVectorization(standardize=f)
layer.adapt(['a', 'b'])
layer.adapt(tf.data.Dataset.from_tensor_slices(['a', 'b']).batch(2))
layer(tf.constant([['a'], ['b'], ['c']]))`,
    ['string (2, 1)', 'string (2,)', 'string (3, 1)']
  ],
  [
    'items of a result that have types of their own',
    'f(tf.linalg.lu(tf.eye(3))[1])',
    ['int32 (3,)']
  ],
  ['a NumPy scalar', 'f(np.float64(3))', ['ndarray float64 ()']],
  [
    'both parts of a split',
    `from sklearn.model_selection import train_test_split
a, b = train_test_split(np.zeros((50, 4)), test_size=0.25)
f(a)
f(b)`,
    ['ndarray float64 (37, 4)', 'ndarray float64 (13, 4)']
  ],
  [
    'a scaled array',
    `from sklearn.preprocessing import StandardScaler
f(StandardScaler().fit_transform(np.zeros((50, 4))))`,
    ['ndarray float64 (50, 4)']
  ],
  [
    'the values of a data frame',
    `import pandas as pd
frame = pd.DataFrame({'a': [1.0, 2.0], 'b': [3.0, 4.0]})
f(frame.values)
f(frame['a'].to_numpy())`,
    ['ndarray float64 (2, 2)', 'ndarray float64 (2,)']
  ],
  [
    'columns that are added, taken away and computed with',
    `import pandas as pd
frame = pd.DataFrame({'a': [1.0, 2.0], 'b': [3, 4], 'c': ['p', 'q']})
frame['d'] = frame['a'] * 2 + frame['b']
f(frame['d'].to_numpy())
f((frame['a'] > 1.5).values)
f(frame.drop(columns='c').values)
numbers = frame.drop(columns=['c'])
numbers.pop('b')
f(numbers.to_numpy())`,
    [
      'ndarray float64 (2,)',
      'ndarray bool (2,)',
      'ndarray float64 (2, 3)',
      'ndarray float64 (2, 2)'
    ]
  ],
  [
    'a column of a table of several kinds that is not known',
    `import pandas as pd
frame = pd.DataFrame({'a': [1.0, 2.0], 'c': ['p', 'q']})
frame[['x', 'y']] = frame[['a', 'a']]
f(frame['x'].to_numpy())`,
    ['ndarray ? (2,)']
  ],
  [
    'a list of numbers that are looked up',
    `table = {'a': 1, 'b': 2}
f(tf.constant([table.get(word, 0) for word in 'a b c'.split()]))`,
    ['int32 (3,)']
  ],
  [
    'padded sequences',
    'f(tf.keras.utils.pad_sequences([[1, 2], [3]], maxlen=6))',
    ['ndarray int32 (2, 6)']
  ],
  [
    'unpacked by starmap',
    `import itertools
def g(a, b):
    f(b)
list(itertools.starmap(g, [(1, tf.ones((2, 2)))]))`,
    ['float32 (2, 2)']
  ],
  [
    'taken by itemgetter',
    `import operator
f(operator.itemgetter(1)([0, tf.ones((3,))]))`,
    ['float32 (3,)']
  ],
  [
    'fields of named tuples',
    `import collections
Pair = collections.namedtuple('Pair', 'first second')
f(Pair(1, tf.ones((2,))).second)
f(tf.math.top_k(tf.ones((3, 10)), k=4).indices)`,
    ['float32 (2,)', 'int32 (3, 4)']
  ],
  [
    'leaves of a structure',
    "tf.nest.map_structure(f, {'a': tf.ones((2,)), 'b': [tf.ones((3,))]})",
    ['float32 (2,)', 'float32 (3,)']
  ],
  [
    'a loop variable that grows',
    `def body(i, x):
    f(x)
    return i + 1, tf.concat([x, x], 0)
tf.while_loop(lambda i, x: i < 3, body, [tf.constant(0), tf.ones((1, 2))])`,
    ['float32 (1, 2)', 'float32 (None, 2)']
  ],
  [
    'an upstream gradient',
    `@tf.custom_gradient
def g(x):
    def gradient(upstream):
        return f(upstream)
    return x, gradient
g(tf.ones((5,)))`,
    ['float32 (5,)']
  ],
  [
    'a raw operation',
    'f(tf.raw_ops.MatMul(a=tf.ones((2, 3)), b=tf.ones((3, 4))))',
    ['float32 (2, 4)']
  ],
  [
    'what a table holds',
    `t = tf.lookup.StaticHashTable(tf.lookup.KeyValueTensorInitializer(tf.constant(['a']), tf.constant([1], tf.int64)), -1)
f(t.lookup(tf.constant(['a', 'b'])))`,
    ['int64 (2,)']
  ],
  [
    'a field that an extension type converts',
    `class Masked(tf.experimental.ExtensionType):
    values: tf.Tensor
f(Masked([1.0, 2.0]).values)`,
    ['float32 (2,)']
  ],
  [
    'what a text of an instance needs',
    `class Shown:
    def __init__(self):
        self.value = tf.ones((4,))
    def __repr__(self):
        return str(f(self.value))
print(f'{Shown()}')`,
    ['float32 (4,)']
  ],
  [
    'arguments of a function that py_function decorates',
    `@tf.py_function(Tout=tf.int32)
def g(y):
    return f(y)
g(4)`,
    ['int32 ()']
  ],
  [
    'a shape that was set',
    `def g(x):
    y = tf.py_function(lambda v: v, [x], tf.float32)
    y.set_shape((2, 3))
    f(y)
g(tf.ones((2, 3)))`,
    ['float32 (2, 3)']
  ],
  [
    'a sample of a memory',
    `import random
from collections import deque
memory = deque(maxlen=10)
memory.append((np.zeros(4), 1))
batch = random.sample(memory, 3)
f(np.array([entry[0] for entry in batch]))`,
    ['ndarray float64 (3, 4)']
  ],
  [
    'rows padded to a length',
    'f(tf.ragged.constant([[1, 2], [3]]).to_tensor(shape=[None, 5]))',
    ['int32 (2, 5)']
  ],
  [
    'buckets of numbers',
    'f(tf.keras.layers.Discretization([1.0, 2.0])(tf.constant([[0.5]])))',
    ['int32 (1, 1)']
  ],
  [
    'a variable that a function starts',
    'f(tf.Variable(lambda: tf.ones((2,))))',
    ['variable float32 (2,)']
  ],
  ['counts of a histogram', 'f(np.histogram(np.ones(10), bins=5)[0])', ['ndarray int64 (5,)']]
];

const parameterOf = checkSamples(HEAD, SAMPLES);

test('columns of a data frame are texts', () => {
  const parameter = parameterOf(
    "import pandas as pd\nf(list(pd.DataFrame({'a': [1.0], 'b': [2.0]}).columns))"
  );
  expect(parameter?.values).toEqual(['list[str]']);
});

test('the bytes of a text are no tensor', () => {
  expect(parameterOf("f(tf.constant('a').numpy())")?.tensor).toBe(false);
});

test('a data frame is no tensor', () => {
  expect(parameterOf("import pandas as pd\nf(pd.DataFrame({'a': [1.0]}))")?.tensor).toBe(false);
});

test('beside a tensor that is known, an argument that is not known may be any tensor', () => {
  const parameter = parameterOf('import unheard_of\nf(tf.ones((2,)))\nf(unheard_of.make())');
  expect(parameter?.types).toEqual(['float32 (2,)', '? ?']);
});

test('the text of an extension type is asked for instances that TensorFlow makes: any tensor', () => {
  const parameter = parameterOf(`class Masked(tf.experimental.ExtensionType):
    values: tf.Tensor
    def __repr__(self):
        return str(f(self.values))
    def doubled(self):
        return Masked(self.values * 2)
print(Masked(tf.ones((2,))).doubled())`);
  expect(parameter?.types).toEqual(['? ?', 'float32 (2,)']);
});

test('an extension type is sliced field by field: a field of a row may be any tensor', () => {
  const parameter = parameterOf(`class Pair(tf.experimental.BatchableExtensionType):
    left: tf.Tensor
    right: tf.Tensor
def doubled(pair):
    f(pair.left)
    return Pair(pair.left * 2, pair.right)
f(tf.ones((2,)))
tf.map_fn(doubled, Pair(tf.ones([4, 3]), tf.ones([4])))`);
  expect(parameter?.types).toEqual(['float32 (2,)', '? ?']);
});

test('what a wrapper of methods calls self is told of as any other parameter', async () => {
  const text = `import numpy as np
import tensorflow as tf
def checked(method):
    def inner(self, x):
        return method(self, np.atleast_2d(x))
    return inner
class Model:
    @checked
    def fit(self, x):
        return self
Model().fit(np.ones((3, 2)))`;
  const report = analyse(await loadEngine(), [notebookOf([text])], { rules: 'recommended' });
  const inner = report.documents[0].functions.find(entry => entry.name === 'checked.inner');
  expect(inner?.parameters.map(({ tensor }) => tensor)).toEqual([false, true]);
});

test('a path made of another one is no tensor', () => {
  expect(parameterOf("import pathlib\nf(pathlib.Path('a').parent / 'b' / 'c')")?.tensor).toBe(
    false
  );
});

test('a single whole number that RandomState draws is a number of Python', () => {
  const draw = 'state = np.random.RandomState(3)\n';
  expect(parameterOf(`${draw}f(state.randint(5))`)?.tensor).toBe(false);
  expect(parameterOf(`${draw}f(np.ones((4, 3))[state.randint(4)])`)?.types).toEqual([
    'ndarray float64 (3,)'
  ]);
  expect(parameterOf(`${draw}f(state.randint(0, 5, 4))`)?.types).toEqual(['ndarray int64 (4,)']);
});
