/**
 * `retracing-on-values`: reports a parameter that two or more distinct numbers, strings or new objects reach.
 */
import type { Rule } from './rule';

export const retracingOnValues: Rule = {
  code: 'retracing-on-values',
  severity: 'warns',
  message: 'Different Python values reach a parameter: each makes a new trace.',
  advice: 'Pass tf.constant(value), or take scalar tensors in an input_signature.',
  documentation: {
    what: 'Reports a parameter that two or more distinct numbers, strings, functions, containers of other lengths or new objects reach. Where numbers only scale and shift tensors, the edit writes a signature that takes them as tensors.',
    why: 'Each distinct Python value costs a trace, many times the price of a call.',
    example: ['for n in range(100):', '    step(x, 1 / (n + 1))'].join('\n'),
    instead: [
      '@tf.function(input_signature=[tf.TensorSpec([None, 3]), tf.TensorSpec([])])',
      'def step(x, rate):',
      '    return x * rate'
    ].join('\n'),
    fine: 'When there are few values and each is used often.'
  }
};
