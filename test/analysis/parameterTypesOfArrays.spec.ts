/**
 * What the report says of the parameter `x` of `f`, for what is computed with arrays, by NumPy and as NumPy does. The
 * types were recorded under real TensorFlow (`npm run truth:types`).
 */
import { checkSamples, type ParameterSample } from './parameterSamples';

const HEAD = 'import numpy as np\nimport tensorflow as tf\ndef f(x):\n    return x\n';

const SAMPLES: readonly ParameterSample[] = [
  [
    'NumPy joins arrays that it makes of the parts one by one: no number is weak',
    `a = np.zeros(4, np.float32)
f(np.append(a, 0))
f(np.concatenate([a, [1.5]]))
f(np.hstack([a, a]))`,
    ['ndarray float64 (5,)', 'ndarray float32 (8,)']
  ],
  [
    'a weighted mean has the dtype that holds values and weights',
    `rows = np.ones((5, 4), np.float32)
f(np.average(rows, axis=0, weights=np.arange(5)))
f(np.average(rows, axis=1, weights=np.ones(4, np.float32)))
f(np.average(rows > 0, weights=np.ones((5, 4), np.float16)))`,
    ['ndarray float64 (4,)', 'ndarray float32 (5,)', 'ndarray float64 ()']
  ],
  [
    'the bounds of a dtype are numbers of it',
    `f(np.ones(3, np.float32) + np.finfo(float).eps)
f(np.ones(4, np.float32) + np.finfo(np.float32).tiny)`,
    ['ndarray float64 (3,)', 'ndarray float32 (4,)']
  ],
  [
    'in a list that becomes an array a number of Python is as wide as one of its own',
    `f(np.array([np.float32(1), 2.0]))
f(np.array([np.ones((), np.int8), 2, 3]))
f(np.array([[np.float16(1)], [np.float16(2)]]))`,
    ['ndarray float64 (2,)', 'ndarray int64 (3,)', 'ndarray float16 (2, 1)']
  ],
  [
    'quotient and remainder, and powers, of arrays and tensors are arrays and tensors',
    `quotient, remainder = divmod(np.array([0.5, 1.5]), 2)
f(quotient)
f(divmod(tf.range(3), 2)[1])
f(pow(np.arange(4), 2.0))
f(pow(2, tf.ones([5])))`,
    ['ndarray float64 (2,)', 'int32 (3,)', 'ndarray float64 (4,)', 'float32 (5,)']
  ],
  [
    'an array that is made of the list of another one has as many axes',
    `rows = np.random.rand(50, 4)
f(np.array(rows.tolist()))
f(np.array(rows[:2].tolist() + [[0, 0, 0, 1]]))
f(tf.constant(np.arange(3).tolist()))`,
    ['ndarray float64 (?, 4)', 'ndarray float64 (3, 4)', 'int32 (3,)']
  ],
  [
    'rows of several forms that a loop appends make one array',
    `rows = []
for x, y in np.random.rand(4, 2):
    rows.append([x, y, 1])
    rows.append([0, 0, x])
f(np.array(rows))
f(np.linalg.svd(np.array(rows))[2].reshape(-1))`,
    ['ndarray float64 (8, 3)', 'ndarray float64 (9,)']
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
    'a list of an array is as long as its first axis',
    'f(np.ones((4, 50))[:, list(np.random.permutation(30))])',
    ['ndarray float64 (4, 30)']
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
    'rounded numbers are known, halves go to the even one',
    `f(tf.ones(round(20 * 0.8)))
f(tf.ones(round(2.5)))
f(tf.ones(round(3.5)))
f(tf.ones(round(5.4)))`,
    ['float32 (16,)', 'float32 (2,)', 'float32 (4,)', 'float32 (5,)']
  ],
  [
    'counts of as many bins as were asked for',
    'f(tf.histogram_fixed_width(tf.ones((4,)), [0.0, 1.0], nbins=5))',
    ['int32 (5,)']
  ],
  ['a set of numbers', 'f(np.union1d(np.array([1, 2]), np.array([2, 3])))', ['ndarray int64 (?,)']],
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
    'edges of a histogram',
    `f(np.histogram(np.ones(10, 'float32'), bins=5)[1])
f(np.histogram(np.ones(10, 'int32'), [0, 1, 2])[1])`,
    ['ndarray float32 (6,)', 'ndarray int64 (3,)']
  ],
  [
    'TensorFlow reads a sequence of arrays number by number: whole numbers are int32, the first float decides',
    `pixels = np.zeros((2, 2), np.uint8)
f(tf.constant([np.int64(3)]))
f(tf.constant([np.int64(3), 2.5]))
f(tf.constant([np.float64(3), 2.5, 1.0]))
f(tf.constant([1.5, np.float64(2), 1.0, 1.0]))
f(tf.stack([pixels, pixels]))
f(tf.stack([pixels, pixels], axis=-1))
f(tf.concat([pixels, pixels], 0))
f(tf.expand_dims([np.arange(3)], 0))
f(tf.constant([np.bool_(True)] * 5))`,
    [
      'int32 (1,)',
      'float32 (2,)',
      'float64 (3,)',
      'float32 (4,)',
      'int32 (2, 2, 2)',
      'uint8 (2, 2, 2)',
      'uint8 (4, 2)',
      'int32 (1, 1, 3)',
      'bool (5,)'
    ]
  ],
  [
    'in a dataset arrays of a list keep their dtype, numbers do not',
    `for item in tf.data.Dataset.from_tensor_slices([np.int64(1), np.int64(2)]):
    f(item)
for item in tf.data.Dataset.from_tensor_slices([np.zeros((2, 2), np.uint8)]):
    f(item)`,
    ['int32 ()', 'uint8 (2, 2)']
  ],
  [
    'slices with steps, forwards and backwards',
    `sizes = [2, 3, 4, 5]
f(tf.zeros(sizes[-2::-1]))
f(tf.zeros(sizes[3:0:-2]))
f(tf.zeros(sizes[1::2] + [1]))`,
    ['float32 (4, 3, 2)', 'float32 (5, 3)', 'float32 (3, 5, 1)']
  ],
  [
    'a list normalised by Keras is a tensor, an array an array',
    `f(tf.keras.utils.normalize(np.zeros((2, 3), np.uint8)))
f(tf.keras.utils.normalize([[1.0, 2.0]]))`,
    ['ndarray float64 (2, 3)', 'float32 (1, 2)']
  ],
  [
    'diagonals of the axes that are asked for, and values along an axis',
    `f(np.diagonal(np.ones((2, 3, 4))))
f(np.diagonal(np.ones((2, 3, 4)), 1, 1, 2))
f(tf.keras.ops.take_along_axis(tf.ones((3, 4)), tf.zeros((1, 2), tf.int32), axis=1))
f(tf.keras.ops.inner(tf.ones((5, 3)), tf.ones((4, 3))))`,
    ['ndarray float64 (4, 2)', 'ndarray float64 (2, 3)', 'float32 (3, 2)', 'float32 (5, 4)']
  ],
  [
    'parts of a long list have a length, too',
    `rows = [(np.random.rand(3), i % 2) for i in range(1000)]
train, test = rows[:800], rows[800:]
f(np.array([row[0] for row in train]))
f(np.array([row[1] for row in test[::2]]))`,
    ['ndarray float64 (800, 3)', 'ndarray int64 (100,)']
  ],
  [
    'what stands first decides the dtype where no operand is a tensor',
    `f(tf.maximum(0.0, np.ones(1)))
f(tf.subtract(1, np.ones(2, 'int64')))
f(tf.add(np.ones(3), 1))
f(tf.concat([[1, 2], np.ones(2)], 0))
f(tf.stack([1, 2.0, 3, 4, 5]))`,
    ['float32 (1,)', 'int32 (2,)', 'float64 (3,)', 'int32 (4,)', 'float32 (5,)']
  ],
  [
    'signals of arrays are transformed in single precision',
    `f(tf.signal.rfft(np.ones(4)))
f(tf.signal.rfft(tf.ones(6, tf.float64)))
f(tf.signal.irfft(np.ones(5, 'complex128')))`,
    ['complex64 (3,)', 'complex128 (4,)', 'float32 (8,)']
  ]
];

checkSamples(HEAD, SAMPLES);
