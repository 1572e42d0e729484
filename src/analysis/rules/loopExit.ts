/**
 * `loop-exit`: reports loops that are left where a tensor decides and AutoGraph cannot follow.
 */
import type { Rule } from './rule';

export const loopExit: Rule = {
  code: 'loop-exit',
  severity: 'blocks',
  message: 'A tensor decides where a loop is left, in a form that AutoGraph cannot convert.',
  advice: 'Use a flag variable.',
  documentation: {
    what: 'Reports `return` inside a loop over tensors, and `break` on a tensor in `while True` or in a loop over Python values.',
    why: 'AutoGraph cannot make one graph of it.',
    example: ['for r in x:', '    if r > 0:', '        return r'].join('\n'),
    instead: 'found = tf.boolean_mask(x, x > 0)',
    fine: 'When a value of Python decides.'
  }
};
