/**
 * `library-differs-in-graph`: names calls that TensorFlow or Keras itself computes otherwise in a graph for some inputs.
 */
import type { Rule } from './rule';

export const libraryDiffersInGraph: Rule = {
  code: 'library-differs-in-graph',
  severity: 'informs',
  message: 'The library itself computes this otherwise in a graph for some inputs.',
  advice: 'Measure it with your data, or use the form whose results agree.',
  documentation: {
    what: 'Names a Keras cross-entropy on what tf.nn.softmax or tf.sigmoid gave, tf.image.resize_with_pad, and layers that read a mask which would cross the border of the graph.',
    why: 'In a graph Keras finds the logits behind the softmax and does not clip probabilities below 1e-7; the size that resize_with_pad scales to is rounded otherwise. The mask of Embedding(mask_zero=True) or Masking is an attribute of an eager tensor: neither the arguments of a graph nor its results have it.',
    example: [
      'loss_of = tf.keras.losses.SparseCategoricalCrossentropy()',
      'def loss(x, y):',
      '    return loss_of(y, tf.nn.softmax(x @ weights))'
    ].join('\n'),
    instead: [
      'loss_of = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)',
      'def loss(x, y):',
      '    return loss_of(y, x @ weights)'
    ].join('\n'),
    fine: 'When no probability comes near 0, and when the size divides evenly. A Dense layer with activation="softmax" gives the same in both ways.'
  }
};
