/**
 * `leaked-tensor`: reports tensors that are stored outside of the function.
 */
import type { Rule } from './rule';

export const leakedTensor: Rule = {
  code: 'leaked-tensor',
  severity: 'blocks',
  message: 'A tensor of the trace is kept in an object that outlives it.',
  advice: 'Return the tensor.',
  documentation: {
    what: 'Reports tensors that are stored outside of the function.',
    why: 'What is kept is a symbolic tensor without a value; using it raises later.',
    example: [
      'losses = []',
      '@tf.function',
      'def step(x):',
      '    losses.append(tf.reduce_sum(x))'
    ].join('\n'),
    instead: ['@tf.function', 'def step(x):', '    return tf.reduce_sum(x)'].join('\n'),
    fine: 'Never.'
  }
};
