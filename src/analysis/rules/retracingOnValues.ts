/**
 * `retracing-on-values`: reports a parameter that two or more distinct numbers, strings or new objects reach.
 */
import type { Rule } from './rule';

export const retracingOnValues: Rule = {
  code: 'retracing-on-values',
  severity: 'warns',
  message: 'Different Python values reach a parameter: each makes a new trace.',
  advice: 'Pass tf.constant(value).',
  documentation: {
    what: 'Reports a parameter that two or more distinct numbers, strings, functions, containers of other lengths or new objects reach.',
    why: 'Each distinct Python value costs a trace, many times the price of a call.',
    example: ['for n in range(100):', '    step(x, n)'].join('\n'),
    instead: ['for n in range(100):', '    step(x, tf.constant(n))'].join('\n'),
    fine: 'When there are few values and each is used often.'
  }
};
