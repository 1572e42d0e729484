/**
 * What the report says of the parameter `x` of `f`, for arguments that come on the ways of `fixtures/types`. The types
 * were recorded under real TensorFlow (`npm run truth:types`).
 */
import { analyse, loadEngine, notebookOf } from './factsEngine';
import { checkSamples, type ParameterSample } from './parameterSamples';

const HEAD = 'import numpy as np\nimport tensorflow as tf\ndef f(x):\n    return x\n';

const SAMPLES: readonly ParameterSample[] = [
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
    'NumPy joins arrays that it makes of the parts one by one: no number is weak',
    `a = np.zeros(4, np.float32)
f(np.append(a, 0))
f(np.concatenate([a, [1.5]]))
f(np.hstack([a, a]))`,
    ['ndarray float64 (5,)', 'ndarray float32 (8,)']
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
    'arrays of dates, records and objects are no arrays of texts and numbers',
    `f(np.array(['2020-01-01', '2020-01-05'], dtype='datetime64[D]'))
f(np.array([(1, 2.0), (3, 4.0)], dtype=[('n', int), ('x', float)]))
f(np.array([[1, 2], [3]], dtype=object))
f(np.asarray([[1, 2]], np.float32))`,
    ['ndarray ? (2,)', 'ndarray ? ?', 'ndarray object ?', 'ndarray float32 (1, 2)']
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
    'the elements of an array, one after another',
    `rows = np.ones((4, 5), np.float32)
f(rows.flat[3])
f(rows.flat[2:5])
for element in rows.astype(int).flat:
    f(element)
for (row, column), element in np.ndenumerate(rows.astype(np.float16)):
    f(element * np.ones(row + 1)[:0].sum())
for place in np.ndindex(4, 5):
    f(rows[place][None])`,
    [
      'ndarray float32 ()',
      'ndarray float32 (3,)',
      'ndarray int64 ()',
      'ndarray float64 ()',
      'ndarray float32 (1,)'
    ]
  ],
  [
    "TensorFlow's NumPy makes tensors, with NumPy's dtypes",
    `import tensorflow.experimental.numpy as tnp
f(tnp.ones((3, 4), dtype=tnp.float32))
f(tnp.arange(3)[tnp.newaxis, :])
f(tnp.random.rand(2, 3) * tnp.pi)
f(tnp.where(tnp.array([True, False]), 1.0, 2.0))`,
    ['float32 (3, 4)', 'int64 (1, 3)', 'float64 (2, 3)', 'float64 (2,)']
  ],
  [
    "Keras's settings are plain numbers",
    'f(tf.maximum(tf.ones((2, 1)), tf.keras.backend.epsilon()))',
    ['float32 (2, 1)']
  ],
  [
    'an array that is changed in place keeps its dtype, a number does not',
    `total = np.ones(4, np.float32)
total += np.ones(4)
f(total)
number = np.float32(3)
number += np.float64(3)
f(number)`,
    ['ndarray float32 (4,)', 'ndarray float64 ()']
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
    'what hooks collect batch by batch is of any length at the end of an epoch',
    `class Collect(tf.keras.callbacks.Callback):
    def on_train_begin(self, logs=None):
        self.losses = []
    def on_epoch_end(self, epoch, logs=None):
        f(np.array(self.losses))
    def on_train_batch_end(self, batch, logs=None):
        self.losses.append(logs['loss'])
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.compile(loss='mse')
model.fit(np.zeros((8, 3)), np.zeros(8), callbacks=[Collect()])`,
    ['ndarray float64 (?,)']
  ],
  [
    'the result of a metric of the program is asked after its update',
    `class Ratio(tf.keras.metrics.Metric):
    def __init__(self):
        super().__init__()
        self.hits = self.add_weight(name='hits', initializer='zeros')
    def update_state(self, y_true, y_pred, sample_weight=None):
        self.hits.assign_add(tf.reduce_sum(y_pred))
    def result(self):
        return f(2 * self.hits)
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.compile(loss='mse', metrics=[Ratio()])
model.fit(np.zeros((8, 3)), np.zeros(8))`,
    ['float32 ()']
  ],
  [
    'the arguments of a generator go through tensors',
    `def count(limit):
    f(limit)
    yield 1
tf.data.Dataset.from_generator(count, args=[6], output_types=tf.int32)`,
    ['ndarray int32 ()']
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
    'the first batches of what is repeated are full, as long as no remainder stands among them',
    `data = tf.data.Dataset.range(12).batch(5)
f(next(iter(data.cache().repeat().prefetch(1))))
for x in data.repeat().take(2):
    f(x)
for x in data.map(lambda x: tf.cast(x, tf.int32)).repeat(2).take(3):
    f(x)
for x in data.map(lambda x: tf.cast(x, tf.float32)).shuffle(3).take(1):
    f(x)
for x in data.map(lambda x: tf.cast(x, tf.float64)).shard(2, 0).take(2):
    f(x)`,
    ['int64 (5,)', 'int32 (None,)', 'float32 (None,)', 'float64 (None,)']
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
    'what `fit` validates with reaches steps, losses and metrics, too',
    `def loss(y_true, y_pred):
    f(y_true)
    return y_pred
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.compile(loss=loss)
model.fit(np.zeros((8, 3)), np.zeros((8, 1)), batch_size=4, validation_data=(np.zeros((6, 3)), np.zeros((6, 1))), validation_batch_size=3)
model.fit(np.zeros((10, 3)), np.zeros((10, 2)), batch_size=4, validation_split=0.2)`,
    ['float32 (4, 1)', 'float32 (3, 1)', 'float32 (4, 2)', 'float32 (None, 2)']
  ],
  [
    'numbers that \`math\` computes, and how many elements an array has',
    `import math
f(tf.ones(math.ceil(7 / 3)))
f(tf.ones(int(math.sqrt(16) * 5)))
f(tf.ones(np.zeros((2, 3)).size))`,
    ['float32 (3,)', 'float32 (20,)', 'float32 (6,)']
  ],
  [
    'numbers that are normalised over all axes may get one more',
    `layer = tf.keras.layers.Normalization(axis=None)
f(layer(tf.constant([1.0, 2.0])))
f(layer(tf.constant([[1.0, 2.0]])))`,
    ['float32 ?', 'float32 (1, 2)']
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
    'a list of an array is as long as its first axis',
    'f(np.ones((4, 50))[:, list(np.random.permutation(30))])',
    ['ndarray float64 (4, 30)']
  ],
  [
    "sizes that Keras's operations read, and weights of samples",
    `import keras
f(keras.ops.ones((2, 5)) / keras.ops.sqrt(keras.ops.cast(keras.ops.shape(keras.ops.ones((3, 4)))[-1], 'float32')))
class Weighted(keras.Model):
    def train_step(self, data):
        x, y, weights = data
        f(weights)
        return {}
model = Weighted()
model.compile()
model.fit(np.ones((8, 2)), np.ones((8, 1)), sample_weight=np.ones(8), batch_size=4)`,
    ['float32 (2, 5)', 'float32 (4,)']
  ],
  [
    'losses by the name of their output, and one for all outputs',
    `def first(y_true, y_pred):
    return f(y_true)
def second(y_true, y_pred):
    return f(y_pred)
inputs = tf.keras.Input((3,))
outputs = {'a': tf.keras.layers.Dense(1)(inputs), 'b': tf.keras.layers.Dense(4)(inputs)}
model = tf.keras.Model(inputs, outputs)
model.compile(loss={'a': first, 'b': second})
model.fit(np.ones((8, 3)), {'a': np.ones((8, 1)), 'b': np.ones((8, 4))}, batch_size=4)
pair = tf.keras.Model(inputs, [tf.keras.layers.Dense(5)(inputs), tf.keras.layers.Dense(6)(inputs)])
pair.compile(loss=second)
pair.fit(np.ones((8, 3)), (np.ones((8, 5)), np.ones((8, 6))), batch_size=4)`,
    ['float32 (4, 1)', 'float32 (4, 4)', 'float32 (4, 5)', 'float32 (4, 6)']
  ],
  [
    'a sequence of batches of the program is asked for any of them',
    `class Loader(tf.keras.utils.Sequence):
    def __init__(self, x):
        self.x = x
    def __getitem__(self, index):
        return f(self.x[index * 4:index * 4 + 4])
f(Loader(np.ones((8, 3)))[0])
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.compile(loss='mse')
model.fit(Loader(np.ones((8, 3))))`,
    ['ndarray float64 (4, 3)', 'ndarray float64 (?, 3)']
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
    'the weights of layers, and what a layer gave when the model was built',
    `dense = tf.keras.layers.Dense(4)
inputs = tf.keras.Input((3,))
outputs = tf.keras.layers.Dense(2)(dense(inputs))
f(dense.kernel)
f(dense.get_weights()[1])
window = tf.keras.layers.Conv2D(5, 3)
window.build((None, 8, 8, 2))
f(window.kernel)
f(tf.keras.Model(inputs, dense.output)(tf.ones((5, 3))))
f(tf.keras.layers.Embedding(10, 6).get_weights()[0])
chain = [tf.keras.layers.Dense(7) for _ in range(20)]
x = tf.ones((2, 9))
for layer in chain:
    x = layer(x)
f(chain[0].kernel)`,
    [
      'variable float32 (3, 4)',
      'variable float32 (3, 3, 2, 5)',
      'ndarray float32 (4,)',
      'float32 (5, 4)',
      'ndarray float32 (10, 6)',
      'variable float32 (?, 7)'
    ]
  ],
  [
    'what an optimizer of the program is asked for each gradient',
    `class Own(tf.keras.optimizers.Optimizer):
    def update_step(self, gradient, variable, learning_rate):
        f(gradient)
        f(learning_rate)
v = tf.Variable(tf.ones((2, 3)))
Own(0.1).apply_gradients([(tf.ones((2, 3)), v)])`,
    ['float32 (2, 3)', 'variable float32 ()']
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
    'functions that NumPy calls for lines, elements and places',
    `rows = np.apply_along_axis(lambda line: f(line).max(), 1, np.ones((5, 3)))
f(rows)
f(np.vectorize(lambda item: f(item) + 1)(np.ones((2, 4), np.float32)))
f(np.fromfunction(lambda i, j: i + j, (6, 7)))`,
    [
      'ndarray float64 (3,)',
      'ndarray float64 (5,)',
      'ndarray float32 ()',
      'ndarray float32 (2, 4)',
      'ndarray float64 (6, 7)'
    ]
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
    'rounded numbers are known, halves go to the even one',
    `f(tf.ones(round(20 * 0.8)))
f(tf.ones(round(2.5)))
f(tf.ones(round(3.5)))
f(tf.ones(round(5.4)))`,
    ['float32 (16,)', 'float32 (2,)', 'float32 (4,)', 'float32 (5,)']
  ],
  [
    'a loss of the program gives what its call gives where nothing is reduced, and gets numbers of its precision',
    `class Focal(tf.keras.losses.Loss):
    def __init__(self):
        super().__init__(reduction='none')
    def call(self, y_true, y_pred):
        f(y_true)
        return tf.reduce_sum(y_pred, axis=1)
f(Focal()(tf.ones([2, 4, 6], tf.int32), tf.ones([2, 4, 6])))`,
    ['float32 (2, 4, 6)', 'float32 (2, 6)']
  ],
  [
    'a function that is the loss gets labels of the rank and the precision of the predictions; as a metric it does not',
    `def loss(y_true, y_pred):
    f(y_true)
    return y_pred
model = tf.keras.Sequential([tf.keras.Input((3,)), tf.keras.layers.Dense(1)])
model.compile(loss=loss, metrics=[loss])
model.fit(np.zeros((8, 3)), np.zeros(8, np.int32), batch_size=4)`,
    ['float32 (4, 1)', 'int32 (4,)']
  ],
  [
    'a step size of a schedule, also through its optimizer',
    `schedule = tf.keras.optimizers.schedules.ExponentialDecay(0.1, 10, 0.9)
f(schedule(3))
f(tf.keras.optimizers.Adam(schedule).learning_rate)`,
    ['float32 ()']
  ],
  [
    'what a regularizer and a constraint give',
    `f(tf.keras.regularizers.L2(0.1)(tf.ones([4, 5])))
f(tf.keras.constraints.MaxNorm(2)(tf.ones([4, 5])))`,
    ['float32 ()', 'float32 (4, 5)']
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
    'losses by their short names, and initializers of TensorFlow',
    `f(tf.keras.losses.mse(tf.ones((3, 2)), tf.ones((3, 2))))
f(tf.keras.metrics.MAE(tf.ones((4, 2)), tf.ones((4, 2))))
f(tf.Variable(tf.random_uniform_initializer()(shape=(4, 6))))`,
    ['float32 (3,)', 'float32 (4,)', 'variable float32 (4, 6)']
  ],
  [
    'a list of numbers that are looked up',
    `table = {'a': 1, 'b': 2}
f(tf.constant([table.get(word, 0) for word in 'a b c'.split()]))`,
    ['int32 (3,)']
  ],
  [
    'windows of a time series: their length is open where a map is traced',
    `d = tf.keras.utils.timeseries_dataset_from_array(np.zeros((50, 3), np.float32), None, 7, batch_size=8)
d.map(f)`,
    ['float32 (None, None, 3)']
  ],
  ['one-hot labels', 'f(tf.keras.utils.to_categorical([0, 1, 2], 4))', ['ndarray float64 (3, 4)']],
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
    'batches: the first is full, the last may be smaller, and map is traced with an open axis',
    `d = tf.data.Dataset.from_tensor_slices(tf.ones((10, 2))).batch(4)
f(next(iter(d)))
d.map(f)`,
    ['float32 (4, 2)', 'float32 (None, 2)']
  ],
  [
    'groups of a window',
    `d = tf.data.Dataset.range(9).group_by_window(lambda x: x % 2, lambda k, w: w.batch(4), window_size=4)
for x in d:
    f(x)`,
    ['int64 (None,)']
  ],
  [
    'the components of element_spec',
    `d = tf.data.Dataset.from_tensor_slices(np.zeros((6, 3), np.uint8)).batch(2)
f(tf.zeros(d.element_spec.shape[1:], d.element_spec.dtype))`,
    ['uint8 (3,)']
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
    'what a compiled metric gets',
    `def metric(y, p):
    return f(y)
m = tf.keras.Sequential([tf.keras.layers.Dense(1)])
m.compile('sgd', 'mse', metrics=[metric])
m.fit(np.zeros((40, 8), np.float32), np.zeros((40, 1), np.float32), batch_size=10)`,
    ['float32 (10, 1)']
  ],
  [
    'predictions for all rows',
    `m = tf.keras.Sequential([tf.keras.layers.Dense(3)])
f(m.predict(np.zeros((40, 8), np.float32)))`,
    ['ndarray float32 (40, 3)']
  ],
  ['numbers of nested lists together', 'f(tf.constant([[0.0, 1], [1, 0]]))', ['float32 (2, 2)']],
  ['columns side by side', 'f(np.c_[np.zeros((5, 2)), np.zeros(5)])', ['ndarray float64 (5, 3)']],
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
    'elements of a generator that declares types only',
    `def rows():
    yield tf.ones((3, 2)), 1
d = tf.data.Dataset.from_generator(rows, output_types=(tf.float32, tf.int64))
for x, y in d:
    f(x)`,
    ['float32 (3, 2)']
  ],
  ['an initializer called', 'f(tf.keras.initializers.RandomNormal()((3, 2)))', ['float32 (3, 2)']],
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
    'an activation of the program',
    'tf.keras.layers.Dense(3, activation=f)(tf.ones((2, 4)))',
    ['float32 (2, 3)']
  ],
  [
    'the rate of an optimizer that was named',
    `m = tf.keras.Sequential([tf.keras.layers.Dense(1)])
m.compile('adam', 'mse')
f(m.optimizer.learning_rate)`,
    ['variable float32 ()']
  ],
  [
    'steps that a layer is distributed over',
    'f(tf.keras.layers.TimeDistributed(tf.keras.layers.Dense(3))(tf.ones((2, 5, 4))))',
    ['float32 (2, 5, 3)']
  ],
  ['a complex tensor', 'f(tf.complex(tf.ones((2,)), tf.zeros((2,))))', ['complex64 (2,)']],
  [
    'counts of as many bins as were asked for',
    'f(tf.histogram_fixed_width(tf.ones((4,)), [0.0, 1.0], nbins=5))',
    ['int32 (5,)']
  ],
  ['a set of numbers', 'f(np.union1d(np.array([1, 2]), np.array([2, 3])))', ['ndarray int64 (?,)']],
  [
    'rows padded to a length',
    'f(tf.ragged.constant([[1, 2], [3]]).to_tensor(shape=[None, 5]))',
    ['int32 (2, 5)']
  ],
  [
    'endless datasets mixed',
    `a = tf.data.Dataset.from_tensor_slices(tf.ones((3, 2))).repeat()
for x in tf.data.Dataset.sample_from_datasets([a, a]).batch(4).take(2):
    f(x)`,
    ['float32 (4, 2)']
  ],
  [
    'axes written one by one',
    'f(np.ones((2, 3, 4)).transpose(0, 2, 1))',
    ['ndarray float64 (2, 4, 3)']
  ],
  [
    'pixels chosen, not mixed',
    "f(tf.image.resize(tf.zeros((8, 8, 3), tf.uint8), (4, 4), method='nearest'))",
    ['uint8 (4, 4, 3)']
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
  ['counts of a histogram', 'f(np.histogram(np.ones(10), bins=5)[0])', ['ndarray int64 (5,)']],
  [
    'edges of a histogram',
    `f(np.histogram(np.ones(10, 'float32'), bins=5)[1])
f(np.histogram(np.ones(10, 'int32'), [0, 1, 2])[1])`,
    ['ndarray float32 (6,)', 'ndarray int64 (3,)']
  ],
  [
    'a model of keras.applications',
    `m = tf.keras.applications.MobileNetV2(input_shape=(96, 96, 3), include_top=False)
f(m(tf.ones((1, 96, 96, 3))))`,
    ['float32 (1, 3, 3, 1280)']
  ]
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
