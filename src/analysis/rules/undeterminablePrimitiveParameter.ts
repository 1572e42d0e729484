/**
 * `undeterminable-primitive-parameter`: reports a function that no call reaches.
 */
import type { Rule } from './rule';

export const undeterminablePrimitiveParameter: Rule = {
  code: 'undeterminable-primitive-parameter',
  severity: 'blocks',
  message: 'Whether Python literals reach the parameters cannot be told.',
  advice: 'Call the function somewhere in the notebook.',
  documentation: {
    what: 'Reports a function that no call reaches.',
    why: 'Every new Python number or string makes a new trace.',
    example: ['def never(x, n):', '    return x ** n'].join('\n'),
    instead: [
      'def used(x, n):',
      '    return x ** n',
      '',
      'used(tf.ones([2]), tf.constant(2.0))'
    ].join('\n'),
    fine: 'When the function is only a sketch.'
  }
};
