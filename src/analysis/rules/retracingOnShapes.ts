/**
 * `retracing-on-shapes`: reports parameters whose tensors differ in shape or dtype over the calls.
 */
import type { Rule } from './rule';

export const retracingOnShapes: Rule = {
  code: 'retracing-on-shapes',
  severity: 'warns',
  message: 'Tensors of different shapes or dtypes reach a parameter: each makes a new trace.',
  advice:
    'Use reduce_retracing=True, an open axis in input_signature, or drop_remainder=True; give one dtype.',
  documentation: {
    what: 'Reports parameters whose tensors differ in shape or dtype over the calls, or in shape each time: slices that grow with the passes of a loop, lists that are filled until the data says so, padded batches and sequences of a generator; unless a signature or reduce_retracing leaves the axes open.',
    why: 'Each new shape and dtype costs a trace.',
    example: 'f(tf.ones([2])); f(tf.ones([3]))',
    instead: ['@tf.function(reduce_retracing=True)', 'def f(x):', '    return x + 1'].join('\n'),
    fine: 'When there are two or three shapes.'
  }
};
