/**
 * `caller-coverage`: says that a graph function is only called by graph functions.
 */
import type { Rule } from './rule';

export const callerCoverage: Rule = {
  code: 'caller-coverage',
  severity: 'informs',
  message: 'All callers are graphs already: the decorator adds nothing.',
  advice: 'Remove the decorator if you like.',
  documentation: {
    what: 'Says that a graph function is only called by graph functions.',
    why: 'Nested graphs cost a little and gain nothing.',
    example: ['@tf.function', 'def inner(x):', '    return x'].join('\n'),
    instead: ['def inner(x):', '    return x'].join('\n'),
    fine: 'When it is called eagerly elsewhere too.'
  }
};
