/**
 * `graph-function-of-lambda`: reports tf.function(lambda …).
 */
import type { Rule } from './rule';

export const graphFunctionOfLambda: Rule = {
  code: 'graph-function-of-lambda',
  severity: 'warns',
  message: 'A graph function of a lambda is traced anew for every new lambda.',
  advice: 'Define a function and decorate it.',
  documentation: {
    what: 'Reports tf.function(lambda …).',
    why: 'Each evaluation of a lambda is a new function; AutoGraph may not find its source.',
    example: 'f = tf.function(lambda x: x + 1)',
    instead: ['@tf.function', 'def f(x):', '    return x + 1'].join('\n'),
    fine: 'When it is made once.'
  }
};
