/**
 * `unconvertible-iteration`: reports zip, enumerate, map, list, comprehension and unpacking over tensors.
 */
import type { Rule } from './rule';

export const unconvertibleIteration: Rule = {
  code: 'unconvertible-iteration',
  severity: 'blocks',
  message: 'A tensor is iterated in a form that AutoGraph does not convert.',
  advice: 'Use tf.unstack, tf.map_fn, or a plain for loop.',
  documentation: {
    what: 'Reports zip, enumerate, map, list, comprehension and unpacking over tensors.',
    why: 'OperatorNotAllowedInGraphError.',
    example: '[r * 2 for r in x]',
    instead: 'tf.map_fn(lambda r: r * 2, x)',
    fine: 'In a plain `for r in x`.'
  }
};
