/**
 * `undeterminable-side-effects`: reports a function that no call reaches, so that what it writes cannot be followed.
 */
import type { Rule } from './rule';

export const undeterminableSideEffects: Rule = {
  code: 'undeterminable-side-effects',
  severity: 'blocks',
  message: 'Whether the function has Python side effects cannot be told.',
  advice: 'Call the function somewhere in the notebook, or give its parameters type hints.',
  documentation: {
    what: 'Reports a function that no call reaches, so that what it writes cannot be followed.',
    why: 'Tracing runs Python side effects once. Without a run of the body nobody can promise that there are none.',
    example: ['def never(x):', '    return x + 1'].join('\n'),
    instead: ['def used(x):', '    return x + 1', '', 'used(tf.ones([2]))'].join('\n'),
    fine: 'When the function is only a sketch.'
  }
};
