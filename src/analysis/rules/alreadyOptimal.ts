/**
 * `already-optimal`: says that a graph function fits the calls that it gets.
 */
import type { Rule } from './rule';

export const alreadyOptimal: Rule = {
  code: 'already-optimal',
  severity: 'blocks',
  message: 'The function is a graph already, and rightly so.',
  advice: 'Nothing to do.',
  documentation: {
    what: 'Says that a graph function fits the calls that it gets.',
    why: 'It is the benign answer of the published rules.',
    example: ['@tf.function', 'def f(x):', '    return x + 1'].join('\n'),
    instead: ['@tf.function', 'def f(x):', '    return x + 1'].join('\n'),
    fine: 'Always.'
  }
};
