/**
 * `branches-disagree`: reports names that only one branch assigns, and branches of different type.
 */
import type { Rule } from './rule';

export const branchesDisagree: Rule = {
  code: 'branches-disagree',
  severity: 'blocks',
  message: 'The branches of a condition on a tensor leave different names or types.',
  advice: 'Initialise the name before, with the same dtype.',
  documentation: {
    what: 'Reports names that only one branch assigns, and branches of different type.',
    why: 'A graph has one result for both branches: ValueError or TypeError.',
    example: ['if tf.reduce_sum(x) > 0:', '    z = 1.0', 'return z'].join('\n'),
    instead: ['z = 0.0', 'if tf.reduce_sum(x) > 0:', '    z = 1.0', 'return z'].join('\n'),
    fine: 'When the condition is a Python value.'
  }
};
