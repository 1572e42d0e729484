/**
 * What the report says of the parameter `x` of `f`, for elements of pipelines and what is derived from them. The types
 * were recorded under real TensorFlow (`npm run truth:types`).
 */
import { checkSamples, type ParameterSample } from './parameterSamples';

const HEAD = 'import numpy as np\nimport tensorflow as tf\ndef f(x):\n    return x\n';

const SAMPLES: readonly ParameterSample[] = [
  [
    'a list that a mapped function gives back is several components',
    `lines = tf.data.Dataset.from_tensor_slices(['1,2.5', '3,4.5'])
for whole, real in lines.map(lambda line: tf.io.decode_csv(line, [0, 0.0])):
    f(whole)
    f(real)`,
    ['int32 ()', 'float32 ()']
  ],
  [
    'elements that are named tuples of a class keep their fields through stages, and no stage takes them apart',
    `from typing import NamedTuple
class Batch(NamedTuple):
    image: tf.Tensor
    label: tf.Tensor
def parse(image, label):
    return Batch(tf.cast(image, tf.float32), tf.one_hot(label, 5))
data = tf.data.Dataset.from_tensor_slices((np.zeros([9, 2], np.uint8), np.zeros([9], np.int64)))
for batch in data.map(parse).batch(4).map(lambda b: b):
    f(batch.image)
    f(batch[1])`,
    ['float32 (None, 2)', 'float32 (None, 5)']
  ],
  [
    'gradients with regard to a named tuple come as one',
    `from collections import namedtuple
P = namedtuple('P', 'w b')
p = P(tf.Variable(tf.ones([2, 3])), tf.Variable(tf.ones([3])))
with tf.GradientTape() as tape:
    loss = tf.reduce_sum(p.w * p.b)
g = tape.gradient(loss, p)
f(g.w)
f(g.b)`,
    ['float32 (2, 3)', 'float32 (3,)']
  ],
  [
    'batches of another size may end with a smaller one',
    'for x in tf.data.Dataset.range(10).batch(4).rebatch(3):\n    f(x)',
    ['int64 (None,)']
  ],
  [
    'windows that the elements fill are full, and so are the batches made of them',
    `data = tf.data.Dataset.from_tensor_slices(np.zeros(60, np.float32))
for x in data.window(5, shift=2, drop_remainder=True).flat_map(lambda w: w.batch(5)).batch(4):
    f(x)
for x in data.window(3, 3).flat_map(lambda w: w.batch(3)):
    f(x)
for x in data.window(7).flat_map(lambda w: w.batch(7)):
    f(x)`,
    ['float32 (4, 5)', 'float32 (3,)', 'float32 (None,)']
  ],
  [
    'a counter gives numbers without an end; elements are unique',
    `for x in tf.data.Dataset.counter().batch(2).take(2):
    f(x)
for x in tf.data.Dataset.from_tensor_slices([1, 1, 2]).unique():
    f(x)`,
    ['int64 (2,)', 'int32 ()']
  ],
  [
    'a product of derivatives forward has the type of what it is taken of',
    `w = tf.Variable(tf.ones([3, 2]))
with tf.autodiff.ForwardAccumulator(w, tf.ones_like(w)) as forward:
    y = tf.reduce_sum(w * w, axis=0)
f(forward.jvp(y))`,
    ['float32 (2,)']
  ],
  [
    'padding goes to the size that is named, rows of ragged tensors are dense',
    `data = tf.data.Dataset.range(10).map(lambda i: (tf.range(i), i))
for x, i in data.padded_batch(5, ([12], [])):
    f(x)
for x in tf.data.Dataset.from_tensor_slices(tf.ragged.constant([[1.0], [2.0, 3.0]])):
    f(x)`,
    ['int64 (5, 12)', 'float32 (None,)']
  ],
  [
    'universal functions reduce, accumulate and have outer forms',
    `a = np.ones((4, 3), np.uint8)
f(np.add.reduce(a, axis=1))
f(np.add.reduce(a))
f(np.maximum.accumulate(np.ones(5, np.float32)))
f(np.subtract.outer(np.arange(2), np.ones(6)))`,
    ['ndarray uint64 (4,)', 'ndarray uint64 (3,)', 'ndarray float32 (5,)', 'ndarray float64 (2, 6)']
  ],
  [
    'polynomials of whole numbers give whole numbers',
    `f(np.poly1d([1, 2])(np.arange(4)))
f(np.poly1d(np.polyfit(np.arange(4), np.arange(4), 1))(np.arange(5)))`,
    ['ndarray int64 (4,)', 'ndarray float64 (5,)']
  ],
  [
    'places between whole numbers have the precision of their division, sizes of complex numbers that of their parts',
    `f(tf.linspace(0, 10, 5))
f(abs(tf.constant([1 + 1j])))
f(tf.identity_n([tf.range(3), tf.ones([3])])[1])
f(np.trace(np.ones((3, 3))))
f(np.indices((2, 3)))`,
    [
      'float64 (5,)',
      'float64 (1,)',
      'float32 (3,)',
      'ndarray float64 ()',
      'ndarray int64 (2, 2, 3)'
    ]
  ],
  [
    'a chain of transformations is made once where its result is bound to the name that it starts from',
    `data = tf.data.Dataset.from_tensor_slices(tf.ones([4, 3]))
data = data.map(f).map(lambda x: {'x': x})`,
    ['float32 (3,)']
  ],
  [
    'bounds make numbers floating-point, numbers beside index arrays are index arrays, axes stand in front',
    `f(np.clip(np.arange(5), 0.5, 3))
f(np.clip(np.arange(4), 0, 3))
f(np.clip(np.ones(3, np.float32), 0.5, None))
f(np.ones((3, 4, 5))[0, :, [1, 2, 3]])
f(np.ones((3, 4, 5))[:, 0, [1, 2]])
f(np.array((1, 2, 3), ndmin=2))
f(np.trim_zeros(np.array([0, 1, 0])))
f(np.extract(np.array([True, False]), np.ones(2, np.uint8)))`,
    [
      'ndarray float64 (5,)',
      'ndarray int64 (4,)',
      'ndarray float32 (3,)',
      'ndarray float64 (3, 4)',
      'ndarray float64 (3, 2)',
      'ndarray int64 (1, 3)',
      'ndarray int64 (?,)',
      'ndarray uint8 (?,)'
    ]
  ],
  [
    'products, blocks, powers, cells and strides of arrays',
    `f(np.cross(np.ones((5, 3)), np.ones(3)))
f(np.block([[np.ones((2, 2)), np.zeros((2, 3))], [np.zeros((1, 2)), np.ones((1, 3))]]))
f(np.vander(np.arange(4.0), 3))
f(np.broadcast_arrays(np.ones((7, 1)), np.ones(4))[1])
f(np.histogram2d(np.ones(20), np.ones(20), bins=5)[1])
f(np.histogramdd(np.ones((20, 2)), bins=(3, 9))[0])
f(np.linalg.multi_dot([np.ones((2, 3)), np.ones((3, 4)), np.ones((4, 8))]))
f(np.lib.stride_tricks.as_strided(np.arange(10), (8, 3), (8, 8)))
f(np.hsplit(np.ones((2, 6)), 2)[0])
f(np.diagflat([1, 2], 1))
f(np.ediff1d(np.arange(12)))
f(np.rollaxis(np.ones((2, 3, 4)), 2))
f(np.eye(3, dtype=np.float16).trace())
f(np.datetime64('2020-01-01'))`,
    [
      'ndarray float64 (5, 3)',
      'ndarray float64 (3, 5)',
      'ndarray float64 (4, 3)',
      'ndarray float64 (7, 4)',
      'ndarray float64 (6,)',
      'ndarray float64 (3, 9)',
      'ndarray float64 (2, 8)',
      'ndarray int64 (8, 3)',
      'ndarray float64 (2, 3)',
      'ndarray int64 (3, 3)',
      'ndarray int64 (11,)',
      'ndarray float64 (4, 2, 3)',
      'ndarray float16 ()',
      'ndarray ? ()'
    ]
  ],
  [
    'linear operators give what the whole matrix would give',
    `O = tf.linalg
full = O.LinearOperatorFullMatrix(tf.ones((4, 3)))
f(full.matmul(tf.ones((3, 7))))
f(full.adjoint().matvec(tf.ones(4)))
f(O.LinearOperatorLowerTriangular(tf.ones((6, 3, 3))).determinant())
f(O.LinearOperatorDiag(tf.ones((5, 2), tf.float64)).solve(tf.ones((2, 8), tf.float64)))
f(O.LinearOperatorBlockDiag([full, O.LinearOperatorScaledIdentity(2, 3.0)]).to_dense())
f(O.LinearOperatorKronecker([full, full]).to_dense())`,
    [
      'float32 (4, 7)',
      'float32 (3,)',
      'float32 (6,)',
      'float64 (5, 2, 8)',
      'float32 (6, 5)',
      'float32 (16, 9)'
    ]
  ],
  [
    'the least number of a dtype is a number of it',
    `x = tf.ones([2, 4], tf.float16)
f(tf.where(x > 0, x, x.dtype.min))
f(tf.fill([3], tf.int32.max))`,
    ['float16 (2, 4)', 'int32 (3,)']
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
    'windows of a time series: their length is open where a map is traced',
    `d = tf.keras.utils.timeseries_dataset_from_array(np.zeros((50, 3), np.float32), None, 7, batch_size=8)
d.map(f)`,
    ['float32 (None, None, 3)']
  ],
  ['one-hot labels', 'f(tf.keras.utils.to_categorical([0, 1, 2], 4))', ['ndarray float64 (3, 4)']],
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
    'endless datasets mixed',
    `a = tf.data.Dataset.from_tensor_slices(tf.ones((3, 2))).repeat()
for x in tf.data.Dataset.sample_from_datasets([a, a]).batch(4).take(2):
    f(x)`,
    ['float32 (4, 2)']
  ],
  [
    'types and shapes of a generator by their places',
    `def rows():
    for i in range(4):
        yield np.random.rand(3), i
for x, y in tf.data.Dataset.from_generator(rows, (tf.float32, tf.int32), (tf.TensorShape([3]), tf.TensorShape([]))):
    f(x)
f(tf.shape(tf.ones((2, 3)), tf.int64))`,
    ['float32 (3,)', 'int64 (2,)']
  ],
  [
    'the type float of Python has 32 bits for TensorFlow, and 64 for NumPy',
    `f(tf.cast(np.array([1]), float))
f(tf.zeros([2], 'float'))
f(np.zeros(3, float))
f(np.arange(4).astype(float))`,
    ['float32 (1,)', 'float32 (2,)', 'ndarray float64 (3,)', 'ndarray float64 (4,)']
  ]
];

checkSamples(HEAD, SAMPLES);
