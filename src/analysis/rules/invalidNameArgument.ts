/**
 * `invalid-name-argument`: reports numbers and dtypes that are given as `name`.
 */
import type { Rule } from './rule';

export const invalidNameArgument: Rule = {
  code: 'invalid-name-argument',
  severity: 'blocks',
  message: "What stands in the place of an operation's name is no name.",
  advice: 'Write dtype=…, or cast the result.',
  documentation: {
    what: 'Reports numbers and dtypes that are given as `name`.',
    why: 'Eagerly the name is ignored; a graph insists on a string and raises.',
    example: 'tf.sqrt(x, tf.float32)',
    instead: 'tf.cast(tf.sqrt(x), tf.float32)',
    fine: 'Never.'
  }
};
