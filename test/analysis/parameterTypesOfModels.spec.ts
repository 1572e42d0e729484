/**
 * What the report says of the parameter `x` of `f`, for arguments that reach it through models, their training and the
 * records that programs keep. The types were recorded under real TensorFlow (`npm run truth:types`).
 */
import { checkSamples, type ParameterSample } from './parameterSamples';

const HEAD =
  'import numpy as np\nimport tensorflow as tf\nfrom tensorflow import keras\ndef f(x):\n    return x\n';

const SAMPLES: readonly ParameterSample[] = [
  [
    'a callback knows the model that is trained',
    `class Watch(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        f(self.model.predict(probe, verbose=0))
probe = np.ones((5, 3), np.float32)
model = keras.Sequential([keras.layers.Dense(2)])
model.compile('sgd', 'mse')
model.fit(tf.ones([8, 3]), tf.ones([8, 2]), callbacks=[Watch()], verbose=0)`,
    ['ndarray float32 (5, 2)']
  ],
  [
    'an optimizer of the program hands its learning rate on, and is asked for it',
    `class Own(keras.optimizers.Optimizer):
    def __init__(self, learning_rate=0.01, **kwargs):
        super().__init__(learning_rate=learning_rate, **kwargs)
class Rising(keras.optimizers.schedules.LearningRateSchedule):
    def __call__(self, step):
        f(step)
        return 0.1 * tf.cast(step, tf.float32)
model = keras.Sequential([keras.layers.Dense(1)])
model.compile(Own(Rising()), 'mse')
model.fit(tf.ones([8, 3]), tf.ones([8, 1]), verbose=0)`,
    ['variable int64 ()']
  ],
  [
    'the names of the fields of a named tuple are known from its class, and it is made of a list of items',
    `from collections import namedtuple
Step = namedtuple('Step', ['state', 'count'])
steps = [Step(np.zeros(4, np.float32), i) for i in range(3)]
states, counts = [np.array([getattr(s, name) for s in steps]) for name in Step._fields]
f(states)
f(Step._make([counts, states]).state)`,
    ['ndarray float32 (3, 4)', 'ndarray int64 (3,)']
  ],
  [
    'a layer that a model holds is told whether the model is trained, also where it gives its input back else',
    `class Erase(keras.layers.Layer):
    def call(self, inputs, training=None):
        if not training:
            return inputs
        return f(inputs)
keras.Sequential([keras.Input([4]), Erase()])`,
    ['symbolic float32 (None, 4)']
  ],
  [
    'a layer gets the mask that an embedding before it makes',
    `class Pool(keras.layers.Layer):
    def call(self, x, mask=None):
        f(mask)
        return keras.ops.mean(x, axis=1)
keras.Sequential([keras.layers.Embedding(9, 8, mask_zero=True), Pool()])(np.ones((2, 5), np.int32))
Pool()(tf.ones([4, 3]))`,
    ['bool (2, 5)']
  ],
  [
    'a class of the program does what the layer does that it inherits from',
    `class Always(keras.layers.Dropout):
    def call(self, inputs):
        return super().call(inputs, training=True)
class Wide(keras.layers.Dense):
    def call(self, inputs):
        return f(super().call(inputs))
class Same(keras.layers.Conv1D):
    pass
f(Always(0.2)(tf.ones([2, 3])))
Wide(7)(tf.ones([2, 3]))
f(Same(5, 3)(tf.ones([2, 9, 4])))`,
    ['float32 (2, 3)', 'float32 (2, 7)', 'float32 (2, 7, 5)']
  ],
  [
    'layers are found by the names that the program gave them',
    `inputs = keras.Input((8, 8, 3))
maps = keras.layers.Conv2D(4, 3, name='maps')(inputs)
model = keras.Model(inputs, keras.layers.Dense(2)(keras.layers.Flatten(name='flat')(maps)))
f(keras.Model(model.input, model.get_layer('maps').output)(tf.ones([2, 8, 8, 3])))
f(model.get_layer(name='maps').get_weights()[0])
f(keras.Model(model.inputs, model.get_layer('flat').output).predict(np.ones((5, 8, 8, 3))))
class Words(keras.Model):
    def __init__(self):
        super().__init__()
        self.vectors = keras.layers.Embedding(10, 6, name='words')
f(Words().get_layer('words').get_weights()[0])`,
    [
      'float32 (2, 6, 6, 4)',
      'ndarray float32 (3, 3, 3, 4)',
      'ndarray float32 (5, 144)',
      'ndarray float32 (10, 6)'
    ]
  ],
  [
    'a layer of a model hands its output to the regularizer of its activity',
    `class Penalty(keras.regularizers.Regularizer):
    def __call__(self, x):
        return tf.reduce_sum(f(x))
inputs = keras.Input([3])
model = keras.Model(inputs, keras.layers.Dense(2, activity_regularizer=Penalty())(inputs))
model.compile('sgd', 'mse')
model.fit(np.ones((5, 3)), np.ones((5, 2)), verbose=0)`,
    ['float32 (None, 2)']
  ],
  [
    'a variable has the shape that it may take later',
    `f(tf.Variable(tf.zeros([2, 3]), shape=[None, 3]))
f(tf.Variable([1.0], shape=tf.TensorShape(None)))
f(tf.Variable([1.0, 2.0], shape=None))`,
    ['variable float32 (None, 3)', 'variable float32 ?', 'variable float32 (2,)']
  ],
  [
    'a layer gets floating point arguments in its own precision',
    `class Layer(keras.layers.Layer):
    def call(self, x, other=None):
        f(x)
        return other
Layer()(tf.ones([2], tf.float64), other=tf.ones([3], tf.float64))
Layer()(np.ones([4]))
Layer()(np.ones([5], np.int32))
Layer(dtype='float64')(tf.ones([6]))
Layer(dtype='mixed_float16')(tf.ones([7]))
Layer(autocast=False)(tf.ones([8], tf.float64))
f(Layer()(tf.ones([2]), other=tf.ones([9], tf.float64)))`,
    [
      'float32 (2,)',
      'float32 (4,)',
      'int32 (5,)',
      'float64 (6,)',
      'float16 (7,)',
      'float64 (8,)',
      'float32 (9,)'
    ]
  ],
  [
    "a model's inputs have its precision too, also inside dictionaries",
    `class Net(keras.Model):
    def call(self, inputs):
        return f(inputs['a'])
Net()({'a': tf.ones([2], tf.float64)})`,
    ['float32 (2,)']
  ],
  [
    'layers compute in the precision of the policy that the program sets',
    `keras.mixed_precision.set_global_policy('mixed_float16')
outputs = keras.layers.Dense(3)(keras.Input([2]))
f(outputs)
f(keras.layers.Activation('softmax', dtype='float32')(outputs))
f(keras.layers.Dense(4, dtype=keras.mixed_precision.Policy('mixed_bfloat16'))(tf.ones([2, 2])))`,
    ['symbolic float16 (None, 3)', 'symbolic float32 (None, 3)', 'bfloat16 (2, 4)']
  ],
  [
    'a policy that is set on some machines only leaves the precision open',
    `if tf.config.list_physical_devices('GPU'):
    keras.mixed_precision.set_global_policy('mixed_float16')
f(keras.layers.Dense(3)(tf.ones([2, 2])))`,
    ['? (2, 3)']
  ],
  [
    'a strategy has a replica for each of its devices',
    `strategy = tf.distribute.MirroredStrategy(['/cpu:0', '/cpu:1'])
f(tf.ones([8 * strategy.num_replicas_in_sync]))
f(tf.ones([3, tf.distribute.OneDeviceStrategy('/cpu:0').num_replicas_in_sync]))`,
    ['float32 (16,)', 'float32 (3, 1)']
  ],
  [
    'sparse tensors that are turned, joined and mapped stay sparse',
    `entries = tf.SparseTensor([[0, 1], [2, 3]], [1.0, 2.0], [3, 4])
f(tf.sparse.transpose(entries))
f(tf.sparse.concat(0, [entries, entries]))
f(tf.sparse.expand_dims(entries, 0))
f(tf.sparse.map_values(tf.cast, entries, tf.int32))`,
    [
      'sparse float32 (4, 3)',
      'sparse float32 (6, 4)',
      'sparse float32 (1, 3, 4)',
      'sparse int32 (3, 4)'
    ]
  ],
  [
    'counts are a vector',
    `f(tf.math.bincount([1, 2], minlength=3))
f(tf.math.bincount([1, 2], minlength=3, maxlength=3, dtype=tf.int64))`,
    ['int32 (?,)', 'int64 (3,)']
  ],
  [
    'a resampled dataset gives the class of each element with it',
    `data = tf.data.Dataset.from_tensor_slices((tf.ones([6, 3]), [0, 1, 0, 1, 0, 1]))
def class_of(row, label):
    return label
for number, (row, label) in data.rejection_resample(class_of, [0.5, 0.5]):
    f(number)
    f(row)`,
    ['int32 ()', 'float32 (3,)']
  ],
  [
    'a mutable table gives a vector for each key where its default is one',
    `table = tf.lookup.experimental.MutableHashTable(tf.int64, tf.float32, default_value=[0.0, 0.0])
f(table.lookup(tf.constant([1, 2, 3], tf.int64)))`,
    ['float32 (3, 2)']
  ],
  [
    'numbers that are written into an array are tensors of its dtype',
    `array = tf.TensorArray(tf.int64, size=3)
for i in range(3):
    array = array.write(i, i * 2)
f(array.stack())`,
    ['int64 (3,)']
  ],
  [
    'without an axis NumPy sorts and joins all elements',
    `rows = np.ones((3, 4), np.float32)
f(np.argsort(rows, axis=None))
f(np.sort(rows, axis=None))
f(np.concatenate([rows, rows], axis=None))
f(np.concatenate([rows, rows]))`,
    [
      'ndarray int64 (12,)',
      'ndarray float32 (12,)',
      'ndarray float32 (24,)',
      'ndarray float32 (6, 4)'
    ]
  ],
  [
    'an axis that is moved leaves the others in their order',
    `f(np.moveaxis(np.ones((2, 3, 4)), -1, 0))
f(keras.ops.moveaxis(tf.ones([2, 3, 4]), 0, -1))
f(np.moveaxis(np.ones((2, 3, 4, 5), np.float32), [0, 1], [-1, -2]))`,
    ['ndarray float64 (4, 2, 3)', 'float32 (3, 4, 2)', 'ndarray float32 (4, 5, 3, 2)']
  ],
  [
    'NumPy sums weights, computes polynomials and takes parts of complex numbers in its own precision',
    `f(np.bincount([0, 1], weights=[0.5, 2.0]))
f(np.polyval([1, 2], np.ones((2, 3), np.float32)))
f(np.fft.fft2(np.ones((4, 4), np.float32)).real)`,
    ['ndarray float64 (?,)', 'ndarray float64 (2, 3)', 'ndarray float32 (4, 4)']
  ],
  [
    'places between integers are floating point numbers, and pictures of another quality keep their size',
    `f(keras.ops.linspace(0, 1, 4))
f(tf.image.adjust_jpeg_quality(tf.ones([8, 10, 3]), 50))
f(keras.layers.Discretization([0.0, 1.0], output_mode='one_hot')(tf.ones([5, 1])))`,
    ['float32 (4,)', 'float32 (8, 10, 3)', 'float32 (5, ?)']
  ],
  [
    'losses without reduction take away the axes that they were made with',
    `y = tf.ones([2, 3, 4])
f(keras.losses.CosineSimilarity(axis=1, reduction='none')(y, y))
f(keras.losses.CTC(reduction='none')(tf.ones([2, 3], tf.int32), tf.ones([2, 10, 4])))
f(keras.losses.Dice(axis=(1, 2), reduction='none')(tf.ones([5, 6, 7]), tf.ones([5, 6, 7])))
f(keras.losses.MeanSquaredError(reduction='none')(tf.ones([7, 8]), tf.ones([7, 8])))`,
    ['float32 (2, 4)', 'float32 (2,)', 'float32 (5,)', 'float32 (7,)']
  ],
  [
    'metrics give one number, or one for each threshold or class',
    `f(keras.metrics.Precision(thresholds=[0.2, 0.5, 0.7]).result())
f(keras.metrics.Recall(thresholds=0.5)([0, 1], [0.1, 0.9]))
score = keras.metrics.F1Score()
score.update_state(tf.eye(3), tf.eye(3))
f(score.result())`,
    ['float32 (3,)', 'float32 ()', 'float32 (?,)']
  ],
  [
    'pictures of whole numbers stay so when they are resized, but not in a graph of layers',
    `f(keras.layers.Resizing(5, 6)(tf.ones([2, 8, 8, 3], tf.uint8)))
f(keras.layers.Resizing(5, 6)(keras.Input((8, 8, 3), dtype='uint8')))
f(keras.metrics.sparse_categorical_accuracy(tf.zeros([2, 10]), tf.zeros([2, 10, 4])))`,
    ['uint8 (2, 5, 6, 3)', 'symbolic float32 (None, 5, 6, 3)', 'float32 (2, 10)']
  ],
  [
    'a batch is taken apart into three, those that are not there are None',
    `class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.head = keras.layers.Dense(2)
    def call(self, x):
        return self.head(x)
    def train_step(self, data):
        x, y, weight = keras.utils.unpack_x_y_sample_weight(data)
        f(x)
        f(y)
        return {}
net = Net()
net.compile('sgd')
net.fit(tf.data.Dataset.from_tensor_slices((tf.ones([9, 4]), tf.zeros([9], tf.int64))).batch(4))`,
    ['float32 (None, 4)', 'int64 (None,)']
  ],
  [
    'factors of matrices have names, diagonals of a band an axis of their own; sums of weights have their dtype',
    `m = tf.eye(3, batch_shape=[2])
f(tf.linalg.qr(tf.ones([2, 3, 4])).r)
f(tf.linalg.slogdet(m).log_abs_determinant)
f(tf.linalg.lu(m)[1])
f(tf.linalg.diag_part(m, k=(-1, 1)))
f(tf.linalg.tensor_diag(tf.range(5)))
f(tf.math.bincount([1, 2], weights=[0.5, 0.5], minlength=4, maxlength=4))
f(keras.ops.segment_sum(tf.ones([4]), tf.constant([0, 0, 1, 2]), 6))`,
    [
      'float32 (2, 3, 4)',
      'float32 (2,)',
      'int32 (2, 3)',
      'float32 (2, 3, 3)',
      'int32 (5, 5)',
      'float32 (4,)',
      'float32 (6,)'
    ]
  ],
  [
    'batches that the program gives keep 64 bits, also single ones; arrays that Keras cuts do not',
    `class Rows(keras.utils.PyDataset):
    def __len__(self):
        return 2
    def __getitem__(self, index):
        return np.ones((4, 3)), np.ones((4, 2))
def rows():
    while True:
        yield np.ones((5, 7)), np.ones((5, 2))
class Net(keras.Model):
    def train_step(self, data):
        f(data[0])
        return {}
    def predict_step(self, data):
        f(data[0])
        return data[0]
net = Net()
net.compile('sgd')
net.fit(Rows(), verbose=0)
net.fit(rows(), steps_per_epoch=2, verbose=0)
net.train_on_batch(np.ones((8, 9)), np.ones((8, 2)))
net.predict_on_batch(np.ones((6, 5)))
net.fit(np.ones((8, 4)), np.ones((8, 2)), batch_size=4, verbose=0)`,
    ['float64 (None, 3)', 'float64 (None, 7)', 'float64 (8, 9)', 'float64 (6, 5)', 'float32 (4, 4)']
  ],
  [
    'a metric sees the labels of a PyDataset that validates, a batch of one is trained on with three parts',
    `class Rows(keras.utils.PyDataset):
    def __len__(self):
        return 2
    def __getitem__(self, index):
        return np.ones((4, 3), np.float32), np.ones((4, 2))
def metric(truth, prediction):
    f(truth)
    return tf.reduce_mean(prediction)
class Net(keras.Model):
    def train_step(self, data):
        x, y, weight = data
        f(y)
        return {}
model = keras.Sequential([keras.layers.Dense(2)])
model.compile('sgd', 'mse', metrics=[metric])
model.fit(tf.ones([8, 3]), tf.ones([8, 2]), batch_size=4, validation_data=Rows(), verbose=0)
net = Net()
net.compile('sgd')
net.train_on_batch(tf.ones([8, 9]), tf.ones([8, 1]))`,
    ['float32 (4, 2)', 'float64 (None, 2)', 'float32 (8, 1)']
  ],
  [
    'a functional model gives a batch of each size that it is called on; own comparisons of a model get labels and predictions',
    `inputs = keras.Input((5,))
functional = keras.Model(inputs, keras.layers.Dense(2)(inputs))
for rows in (np.zeros((24, 5)), np.zeros((16, 5))):
    data = rows if np.random.rand() > 0.5 else np.zeros((8, 5))
    f(functional(data))
f(functional.predict(data))
class Net(keras.Model):
    def call(self, x):
        return functional(x)
    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        f(y)
        f(tf.cast(y_pred, tf.float16))
        return tf.reduce_mean(y_pred)
net = Net()
net.compile('sgd')
net.fit(np.ones((32, 5)), np.ones((32, 7)), batch_size=4, verbose=0)`,
    [
      'float32 (24, 2)',
      'float32 (16, 2)',
      'float32 (8, 2)',
      'ndarray float32 (?, 2)',
      'float32 (4, 7)',
      'float16 (4, 2)'
    ]
  ],
  [
    'weights of classes are weights of the samples of a step',
    `class Net(keras.Model):
    def train_step(self, data):
        x, y, weight = data
        f(weight)
        return {}
net = Net()
net.compile('sgd')
net.fit(np.ones((32, 5)), np.ones(32, int), batch_size=4, class_weight={0: 1.0, 1: 2.0}, verbose=0)
net.fit(np.ones((30, 5)), np.ones((30, 1)), batch_size=4, class_weight={1: 2.0}, verbose=0)`,
    ['float32 (4,)', 'float32 (None,)']
  ],
  [
    'what an optimizer keeps for a variable is a variable of its kind',
    `class Slow(keras.optimizers.Optimizer):
    def build(self, variables):
        super().build(variables)
        self.slots = [self.add_variable_from_reference(v, 'slot') for v in variables]
        self.total = self.add_variable(shape=(2, 3), name='total')
    def update_step(self, gradient, variable, rate):
        f(self.slots[self._get_variable_index(variable)])
        f(self.total + 0)
w = tf.Variable(tf.ones([4, 5]))
with tf.GradientTape() as tape:
    loss = tf.reduce_sum(w)
Slow(0.1).apply_gradients(zip(tape.gradient(loss, [w]), [w]))`,
    ['variable float32 (4, 5)', 'float32 (2, 3)']
  ],
  [
    'variables of Keras, labels that are tensors, and the largest with their places',
    `f(keras.Variable(np.ones(3)))
f(keras.Variable('zeros', shape=(2, 3)))
f(keras.Variable([1.0, 2.0, 3.0, 4.0], dtype='float16') + 1)
f(keras.utils.to_categorical(tf.constant([1, 2]), 3))
f(keras.ops.top_k(np.ones((3, 4), np.float32), 1).indices)
f(keras.ops.rfft(np.ones((3, 4)))[0])`,
    [
      'variable float64 (3,)',
      'variable float32 (2, 3)',
      'float16 (4,)',
      'float32 (2, 3)',
      'int32 (3, 1)',
      'float32 ?'
    ]
  ],
  [
    'predictions for the batches of a dataset have all its rows, what a Lambda computes is given its arguments',
    `L = tf.keras.layers
model = tf.keras.Sequential([tf.keras.Input((5,)), L.Dense(2)])
pairs = (np.ones((10, 5), np.float32), np.zeros(10))
data = tf.data.Dataset.from_tensor_slices(pairs).shuffle(10).batch(4).prefetch(1)
f(model.predict(data))
f(model.predict(data.map(lambda x, y: x[:, ::-1]).repeat()))
f(np.zeros(len(data)))
f(L.Lambda(lambda t, k: t * k, output_shape=(4,), arguments={'k': 3.0})(tf.ones((2, 4))))
def opaque(t):
    return tf.numpy_function(lambda a: a[:, 0], [t], tf.float32)
f(L.Lambda(opaque, output_shape=(4,))(tf.keras.Input((3, 4))))`,
    [
      'ndarray float32 (10, 2)',
      'ndarray float32 (?, 2)',
      'ndarray float64 (3,)',
      'float32 (2, 4)',
      'symbolic float32 (None, 4)'
    ]
  ],
  [
    'indicators over a written vocabulary, stacked cells, normalised layers, doubled features, sampled classes, columns of files',
    `L = tf.keras.layers
f(L.StringLookup(vocabulary=['a', 'b'], output_mode='one_hot')(tf.constant(['a', 'z', 'b', 'a'])))
f(L.StringLookup(vocabulary=['[UNK]', 'b'], output_mode='multi_hot')(tf.constant([['b'], ['c']])))
f(L.RNN([L.LSTMCell(5), L.GRUCell(6)])(tf.ones((2, 5, 4))))
f(L.RNN(L.StackedRNNCells([L.LSTMCell(5), L.GRUCell(7)]), return_sequences=True)(tf.ones((2, 5, 4))))
f(L.SpectralNormalization(L.Dense(4))(tf.ones((2, 3))))
f(tf.nn.crelu(tf.ones((2, 9))))
f(tf.random.log_uniform_candidate_sampler(tf.constant([[1]], tf.int64), 1, 4, True, 20)[0])
rows = tf.data.experimental.CsvDataset('rows.csv', [tf.float32, 'x', [0]], header=True)
rows.map(lambda a, b, c: (f(a), f(b), f(c)))
for features, label in tf.data.experimental.make_csv_dataset('rows.csv', 4, label_name='c'):
    f(label)`,
    [
      'int64 (4, 3)',
      'int64 (2, ?)',
      'float32 (2, 6)',
      'float32 (2, 5, 7)',
      'float32 (2, 4)',
      'float32 (2, 18)',
      'int64 (4,)',
      'float32 ()',
      'string ()',
      'int32 ()',
      '? (4,)'
    ]
  ],
  [
    'layers that a loop makes and calls are layers of their own',
    `x = inputs = tf.keras.Input((16,))
for units in (8, 4):
    x = tf.keras.layers.Dense(units)(x)
f(tf.keras.Model(inputs, x)(tf.ones((2, 16))))
stack = tf.keras.Sequential()
for units in [9, 5]:
    stack.add(tf.keras.layers.Dense(units))
f(stack(tf.ones((3, 16))))
def narrowing(filters):
    h = image = tf.keras.Input((8, 8, 3))
    for _ in range(2):
        h = tf.keras.layers.Conv2D(filters, 3, strides=2, padding='same')(h)
        filters *= 2
    return tf.keras.Model(image, h)
f(narrowing(4)(tf.ones((1, 8, 8, 3))))`,
    ['float32 (2, 4)', 'float32 (3, 5)', 'float32 (1, 2, 2, 8)']
  ],
  [
    'structures taken apart and put together, by sorted keys',
    `parts = {'b': tf.ones(2), 'a': tf.ones(3)}
flat = tf.nest.flatten(parts)
f(tf.nest.pack_sequence_as(parts, flat)['b'])
tf.nest.map_structure(lambda one, other: f(one) if one.shape == (3,) else f(other), parts, {'a': 1, 'b': tf.ones((2, 2))})`,
    ['float32 (2,)', 'float32 (3,)', 'float32 (2, 2)']
  ],
  [
    'a concrete function is traced with its specs',
    `@tf.function
def step(batch, training):
    return f(batch)
step.get_concrete_function(tf.TensorSpec([None, 3], tf.float64), training=True)`,
    ['float64 (None, 3)']
  ],
  [
    'a sequential model converts its input to what its first layer computes in',
    `class Seen(tf.keras.layers.Layer):
    def call(self, inputs):
        return f(inputs)
tf.keras.Sequential([Seen()])(np.ones((8, 4), 'uint8'))
tf.keras.Sequential([tf.keras.Input((4,), dtype='int32'), Seen()])(np.ones((7, 4)))
tf.keras.layers.Lambda(f)(np.ones((3, 4)))`,
    ['float32 (8, 4)', 'symbolic int32 (None, 4)', 'int32 (7, 4)', 'float32 (3, 4)']
  ],
  [
    'as many layers as nobody knows, and one more',
    `import json
model = tf.keras.Sequential()
for units in json.loads('[8, 8]'):
    model.add(tf.keras.layers.Dense(units))
model.add(tf.keras.layers.Dense(3))
f(model(tf.ones((5, 6))))`,
    ['float32 (5, 3)']
  ],
  [
    'symbolic tensors are divided as Keras divides, and indicators of words declared as floats',
    `f(tf.keras.Input((4,), dtype='int32') / 2)
lookup = tf.keras.layers.StringLookup(vocabulary=['a', 'b'], output_mode='multi_hot')
f(lookup(tf.keras.Input((2,), dtype='string')))
f(lookup(tf.constant([['a', 'b']])))`,
    ['symbolic float32 (None, 4)', 'symbolic float32 (None, 3)', 'int64 (1, 3)']
  ],
  [
    'a mask has a truth value for each step',
    `words = tf.keras.layers.Embedding(9, 5, mask_zero=True)
f(words.compute_mask(tf.constant([[1, 2, 0]])))
f(tf.keras.layers.Masking().compute_mask(tf.ones((2, 4, 6))))`,
    ['bool (1, 3)', 'bool (2, 4)']
  ]
];

const parameterOf = checkSamples(HEAD, SAMPLES);

test('the letters of the module string are texts, and as many as they are', () => {
  expect(parameterOf('import string\nf(string.ascii_lowercase[:3])')?.tensor).toBe(false);
  expect(parameterOf('import string\nf(tf.ones([len(string.ascii_letters)]))')?.types).toEqual([
    'float32 (52,)'
  ]);
});
