/** Notebooks of any length for the benchmarks: the same text for the same number of lines. */

const IMPORTS = 'import tensorflow as tf\nimport numpy as np\nhistory = []\n';

/** Functions and a layer: what is edited most. */
function definitions(index) {
  return `def dense_${index}(x, w, b):
    h = tf.matmul(x, w) + b
    h = tf.nn.relu(h)
    for step in range(3):
        h = h * 0.5 + tf.reduce_mean(h, axis=0, keepdims=True)
    if scale_${index % 7} > 3:
        h = tf.tanh(h)
    else:
        h = tf.sigmoid(h)
    return h

class Block_${index}(tf.keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.inner = tf.keras.layers.Dense(units)

    def call(self, x):
        return self.inner(x)

scale_${index % 7} = ${index}
`;
}

/** Code at cell level that uses them. */
function uses(index) {
  return `w_${index} = tf.random.normal([8, 8])
b_${index} = tf.zeros([8])
x_${index} = tf.ones([4, 8])
y_${index} = dense_${index}(x_${index}, w_${index}, b_${index})
block_${index} = Block_${index}(8)
z_${index} = block_${index}(y_${index})
history.append(float(tf.reduce_sum(z_${index})))
print(history[-1])
data_${index} = np.arange(100).reshape(10, 10)
`;
}

/** The cells of a notebook of about so many lines. */
export function cellsOf(lines) {
  const cells = [IMPORTS];
  let count = 3;
  for (let index = 0; count < lines; index++) {
    for (const cell of [definitions(index), uses(index)]) {
      cells.push(cell);
      count += cell.split('\n').length - 1;
    }
  }
  return cells;
}

/** The project that the analysis is given for such cells. */
export function projectOf(cells) {
  return {
    modules: [
      {
        document: 'bench.ipynb',
        kind: 'notebook',
        importNames: [],
        isPackage: false,
        isDocument: true,
        units: cells.map((text, cell) => ({
          id: `cell-${cell}`,
          document: 'bench.ipynb',
          cell,
          text,
          cellOffset: 0,
          cellText: text,
          execution: 'run'
        }))
      }
    ]
  };
}
