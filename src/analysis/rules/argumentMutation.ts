/**
 * `argument-mutation`: reports stores to elements of array parameters.
 */
import type { Rule } from './rule';

export const argumentMutation: Rule = {
  code: 'argument-mutation',
  severity: 'blocks',
  message: 'An array argument is changed in place: when traced it is a tensor.',
  advice: 'Return the changed value.',
  documentation: {
    what: 'Reports stores to elements of array parameters.',
    why: 'TypeError: a tensor does not support item assignment.',
    example: ['def clear(a):', '    a[0] = 0'].join('\n'),
    instead: ['def clear(a):', '    return tf.tensor_scatter_nd_update(a, [[0]], [0])'].join('\n'),
    fine: 'In functions that stay eager.'
  }
};
