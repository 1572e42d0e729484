/**
 * `eager-only-call`: reports `.numpy()`, `.item()`, `.tolist()`, `fit`, `predict` and their like in the function or below it.
 */
import type { Rule } from './rule';

export const eagerOnlyCall: Rule = {
  code: 'eager-only-call',
  severity: 'blocks',
  message: 'The function calls what works eagerly only.',
  advice: 'Move the call out of the function, or use the TensorFlow operation instead.',
  documentation: {
    what: 'Reports `.numpy()`, `.item()`, `.tolist()`, `fit`, `predict` and their like in the function or below it.',
    why: 'A symbolic tensor has no value while tracing: the call raises.',
    example: ['def host(x):', '    return tf.reduce_sum(x).numpy()'].join('\n'),
    instead: [
      'def total(x):',
      '    return tf.reduce_sum(x)',
      '',
      'total(tf.ones([2])).numpy()'
    ].join('\n'),
    fine: 'When a guard skips it while tracing, and both ways give the same.'
  }
};
