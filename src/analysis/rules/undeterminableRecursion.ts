/**
 * `undeterminable-recursion`: reports a function that no call reaches, so that its calls cannot be followed.
 */
import type { Rule } from './rule';

export const undeterminableRecursion: Rule = {
  code: 'undeterminable-recursion',
  severity: 'blocks',
  message: 'Whether the function is recursive cannot be told.',
  advice: 'Call the function somewhere in the notebook.',
  documentation: {
    what: 'Reports a function that no call reaches, so that its calls cannot be followed.',
    why: 'Recursion on tensors fails when traced.',
    example: ['def never(x):', '    return x + 1'].join('\n'),
    instead: 'used = [tf.ones([2])]',
    fine: 'When the function is only a sketch.'
  }
};
