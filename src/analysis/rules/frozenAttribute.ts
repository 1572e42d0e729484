/**
 * `frozen-attribute`: reports globals and attributes of Python values that are changed after the first call.
 */
import type { Rule } from './rule';

export const frozenAttribute: Rule = {
  code: 'frozen-attribute',
  severity: 'blocks',
  message: 'A Python value is read that other code changes between calls.',
  advice: 'Pass it as an argument, or keep it in a tf.Variable.',
  documentation: {
    what: 'Reports globals and attributes of Python values that are changed after the first call.',
    why: 'The trace keeps what it read first.',
    example: [
      'scale = 1.0',
      '@tf.function',
      'def f(x):',
      '    return x * scale',
      'f(x)',
      'scale = 2.0',
      'f(x)'
    ].join('\n'),
    instead: 'scale = tf.Variable(1.0)',
    fine: 'When the value is set before the first call only.'
  }
};
