/**
 * `loop-exit`: reports `return` inside a loop over tensors and `break` on a tensor in `while True`.
 */
import type { Rule } from './rule';

export const loopExit: Rule = {
  code: 'loop-exit',
  severity: 'blocks',
  message: 'A loop over tensors is left by return, or by break out of while True.',
  advice: 'Use a flag variable.',
  documentation: {
    what: 'Reports `return` inside a loop over tensors and `break` on a tensor in `while True`.',
    why: 'AutoGraph cannot make one graph of it.',
    example: ['for r in x:', '    if r > 0:', '        return r'].join('\n'),
    instead: 'found = tf.boolean_mask(x, x > 0)',
    fine: 'In loops over Python values.'
  }
};
