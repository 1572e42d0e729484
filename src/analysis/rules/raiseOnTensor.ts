/**
 * `raise-on-tensor`: reports exceptions that are raised where a tensor decides.
 */
import type { Rule } from './rule';

export const raiseOnTensor: Rule = {
  code: 'raise-on-tensor',
  severity: 'blocks',
  message: 'An exception is raised where a tensor decides.',
  advice: 'Use tf.debugging.assert_* or tf.debugging.Assert.',
  documentation: {
    what: 'Reports `raise` in a condition or loop that a tensor decides.',
    why: 'Tracing goes through every branch once and runs into the exception whatever the tensor says.',
    example: ['if tf.reduce_any(x < 0):', '    raise ValueError("negative")'].join('\n'),
    instead: 'tf.debugging.assert_non_negative(x)',
    fine: 'When the condition is a Python value, such as a static shape.'
  }
};
