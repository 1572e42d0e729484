/**
 * `unknown-callee`: names a call that cannot be resolved.
 */
import type { Rule } from './rule';

export const unknownCallee: Rule = {
  code: 'unknown-callee',
  severity: 'informs',
  message:
    'Nothing is known of what is called here: it is taken to be free of side effects and to work on symbolic tensors.',
  advice: 'Look at the callee.',
  documentation: {
    what: 'Names a call that cannot be resolved.',
    why: 'What it does when traced is not known.',
    example: 'thing.frobnicate(x)',
    instead: 'tf.square(x)',
    fine: 'When you know the callee.'
  }
};
