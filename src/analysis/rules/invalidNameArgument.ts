/**
 * `invalid-name-argument`: reports numbers, dtypes and texts with spaces that are given as `name`.
 */
import type { Rule } from './rule';

export const invalidNameArgument: Rule = {
  code: 'invalid-name-argument',
  severity: 'blocks',
  message: "What stands in the place of an operation's name is no name.",
  advice: 'Write dtype=…, or cast the result; write a name without spaces.',
  documentation: {
    what: 'Reports numbers and dtypes that are given as `name`, and texts with spaces or other characters that no name has.',
    why: 'Eagerly the name is ignored; a graph insists on a string of letters, digits and `_.\\/>-`, and raises.',
    example: 'tf.sqrt(x, tf.float32)',
    instead: 'tf.cast(tf.sqrt(x), tf.float32)',
    fine: 'Never.'
  }
};
