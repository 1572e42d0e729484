/**
 * What the report says of the parameter `x` of `f`, for what training hands to losses, metrics, optimizers, schedules and
 * callbacks. The types were recorded under real TensorFlow (`npm run truth:types`).
 */
import { checkSamples, type ParameterSample } from './parameterSamples';

const HEAD = 'import numpy as np\nimport tensorflow as tf\ndef f(x):\n    return x\n';

const SAMPLES: readonly ParameterSample[] = [
  [
    "Keras's settings are plain numbers",
    'f(tf.maximum(tf.ones((2, 1)), tf.keras.backend.epsilon()))',
    ['float32 (2, 1)']
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
    'losses by their short names, and initializers of TensorFlow',
    `f(tf.keras.losses.mse(tf.ones((3, 2)), tf.ones((3, 2))))
f(tf.keras.metrics.MAE(tf.ones((4, 2)), tf.ones((4, 2))))
f(tf.Variable(tf.random_uniform_initializer()(shape=(4, 6))))`,
    ['float32 (3,)', 'float32 (4,)', 'variable float32 (4, 6)']
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
    'a model of keras.applications',
    `m = tf.keras.applications.MobileNetV2(input_shape=(96, 96, 3), include_top=False)
f(m(tf.ones((1, 96, 96, 3))))`,
    ['float32 (1, 3, 3, 1280)']
  ],
  [
    'the weights of normalisations, convolutions and recurrent layers, by name and in order',
    `norm = tf.keras.layers.BatchNormalization()
norm(tf.ones((2, 5)))
f(norm.moving_mean)
f(norm.weights[-1])
deep = tf.keras.layers.DepthwiseConv2D(3)
deep(tf.ones((1, 8, 8, 2)))
f(deep.kernel)
back = tf.keras.layers.Conv2DTranspose(6, 3)
back(tf.ones((1, 8, 8, 2)))
f(back.kernel)
cell = tf.keras.layers.LSTM(3)
cell(tf.ones((2, 4, 7)))
f(cell.get_weights()[1])
gru = tf.keras.layers.GRU(3)
gru(tf.ones((2, 4, 7)))
f(gru.trainable_variables[-1])
model = tf.keras.Sequential([tf.keras.Input((4,)), tf.keras.layers.Dense(8), tf.keras.layers.ReLU(), tf.keras.layers.Dense(9)])
f(model.trainable_weights[-1])
f(model.get_weights()[0])`,
    [
      'variable float32 (5,)',
      'variable float32 (3, 3, 2, 1)',
      'variable float32 (3, 3, 6, 2)',
      'ndarray float32 (3, 12)',
      'variable float32 (2, 9)',
      'variable float32 (9,)',
      'ndarray float32 (4, 8)'
    ]
  ],
  [
    'what Keras cuts into batches has its own precision',
    `class Half(tf.keras.Model):
    def call(self, inputs):
        return inputs
    def train_step(self, data):
        return {'loss': tf.reduce_mean(f(data[0]))}
half = Half()
half.compile()
half.fit(np.ones((4, 3), 'float16'), np.ones(4), batch_size=2)`,
    ['float32 (2, 3)']
  ]
];

checkSamples(HEAD, SAMPLES);
