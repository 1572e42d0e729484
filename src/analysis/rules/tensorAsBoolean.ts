/**
 * `tensor-as-boolean`: reports assert, bool, max, min, sum, sorted, any, all and comprehension filters on tensors.
 */
import type { Rule } from './rule';

export const tensorAsBoolean: Rule = {
  code: 'tensor-as-boolean',
  severity: 'blocks',
  message: 'A tensor is used as a Python truth value where AutoGraph cannot help.',
  advice: 'Use tf.debugging.assert_*, tf.maximum, tf.reduce_any.',
  documentation: {
    what: 'Reports assert, bool, max, min, sum, sorted, any, all and comprehension filters on tensors.',
    why: 'OperatorNotAllowedInGraphError.',
    example: 'assert tf.reduce_sum(x) > 0',
    instead: 'tf.debugging.assert_positive(tf.reduce_sum(x))',
    fine: 'In plain if, while, and, or, not and ternaries.'
  }
};
