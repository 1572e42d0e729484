/**
 * `covered-callers`: reports a function that only graph functions call.
 */
import type { Rule } from './rule';

export const coveredCallers: Rule = {
  code: 'covered-callers',
  severity: 'blocks',
  message: 'All callers are graphs already.',
  advice: 'Leave it as it is.',
  documentation: {
    what: 'Reports a function that only graph functions call.',
    why: 'It is traced with its callers; a decorator of its own adds nothing.',
    example: ['@tf.function', 'def outer(x):', '    return inner(x)'].join('\n'),
    instead: ['def inner(x):', '    return x - 1.0'].join('\n'),
    fine: 'Always: nothing is wrong.'
  }
};
