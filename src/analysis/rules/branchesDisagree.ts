/**
 * `branches-disagree`: reports names that only one way through a condition or loop assigns, or that have another type
 * after it.
 */
import type { Rule } from './rule';

export const branchesDisagree: Rule = {
  code: 'branches-disagree',
  severity: 'blocks',
  message: 'The ways through a condition or loop on a tensor leave different names or types.',
  advice: 'Initialise the name before, with the same dtype.',
  documentation: {
    what: 'Reports names that only one branch assigns, and names that have another type after a branch or a loop than without it.',
    why: 'A graph has one result for all ways: ValueError or TypeError.',
    example: ['if tf.reduce_sum(x) > 0:', '    z = 1.0', 'return z'].join('\n'),
    instead: ['z = 0.0', 'if tf.reduce_sum(x) > 0:', '    z = 1.0', 'return z'].join('\n'),
    fine: 'When the condition is a Python value.'
  }
};
