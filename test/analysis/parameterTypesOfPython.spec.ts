/**
 * What the report says of the parameter `x` of `f`, for arguments that hang on Python's own texts, sets and classes.
 * The types were recorded under real TensorFlow (`npm run truth:types`).
 */
import { checkSamples, type ParameterSample } from './parameterSamples';

const HEAD = 'import numpy as np\nimport tensorflow as tf\ndef f(x):\n    return x\n';

const SAMPLES: readonly ParameterSample[] = [
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
  ]
];

checkSamples(HEAD, SAMPLES);
