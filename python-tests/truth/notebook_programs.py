"""Programs as people write them in notebooks, which fail or differ as graphs: each was badged safe once."""

NOTEBOOKS = """
## weights of keras as arguments
#: target(NET.variables, X) | target(NET.variables, Y) | target(NET.variables, X)
NET = tf.keras.Sequential([tf.keras.Input((256,)), tf.keras.layers.Dense(256)])
def target(variables, x):
    for v in variables:
        v.assign(v * 0.9)
    return NET(x @ x)

## gradients of weights of keras
#: target(NET.trainable_variables, X) | target(NET.trainable_variables, Y) | target(NET.trainable_variables, X)
NET = tf.keras.Sequential([tf.keras.Input((256,)), tf.keras.layers.Dense(256)])
def target(variables, x):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(NET(x @ x) ** 2)
    return tape.gradient(loss, variables)

## build of a plain class
class Holder:
    def __init__(self):
        self.slots = []
    def build(self, x):
        self.slots.append(tf.Variable(tf.zeros_like(x)))
        return x @ x
    def target(self, x):
        return self.build(x)
holder = Holder()

## a running sum of floats
def target(x):
    total = 0.5
    for i in range(50):
        total += float(tf.reduce_sum(x[i]))
        if total > 5.0:
            break
    return x @ x * total

## numpy over a list that grew
import numpy as np
def target(x):
    found = []
    for step in range(3):
        found.append(float(tf.reduce_sum(x @ x * step)))
    return np.mean(found)

## tensors sorted in place
def target(x):
    found = [tf.reduce_sum(x @ x @ x), tf.reduce_sum(x @ x)]
    found.sort()
    return found[0]

## a tape of the caller
W = tf.Variable(tf.eye(256))
OPTIMIZER = tf.keras.optimizers.SGD(0.1)
def update(tape, loss):
    OPTIMIZER.apply_gradients([(tape.gradient(loss, W), W)])
    return loss * 1.0
def target(x):
    return update(TAPE, x)
with tf.GradientTape(persistent=True) as TAPE:
    X = tf.reduce_sum(W @ W)
    Y = tf.reduce_mean(W @ W)

## branches of other lengths
def target(x):
    if tf.reduce_sum(x) > 0:
        return [x @ x, x]
    return [x @ x]

## branches with other keys
def target(x):
    if tf.reduce_sum(x) > 0:
        return {'a': x @ x}
    return {'b': x @ x}

## branches with other numbers
def target(x):
    if tf.reduce_sum(x) > 0:
        y = (x @ x, 1)
    else:
        y = (x @ x, 2.0)
    return y

## a model that is new in a later call
#: target(MODELS[0], X) | target(MODELS[1], X) | target(MODELS[2], X)
MODELS = [tf.keras.Sequential([tf.keras.layers.Dense(8)]) for _ in range(3)]
def target(model, x):
    return model(x @ x)

## an array of keras ops
def target(x):
    return tf.keras.ops.convert_to_numpy(x @ x @ x)

## an array of a weight of keras
LAYER = tf.keras.layers.Dense(256)
LAYER.build((None, 256))
def target(x):
    return x @ x @ tf.keras.ops.convert_to_numpy(LAYER.kernel)

## a tensor is padded
def target(x):
    return tf.keras.utils.pad_sequences(x @ x, maxlen=300, dtype="float32") @ tf.ones([300, 300])

## a seed generator of each call
def target(x):
    seeds = tf.keras.random.SeedGenerator(5)
    return x @ x @ x + tf.keras.random.normal(tf.shape(x), seed=seeds) * 0.0
"""
