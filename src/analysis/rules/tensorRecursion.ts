/**
 * `tensor-recursion`: reports recursion that a condition on a tensor ends.
 */
import type { Rule } from './rule';

export const tensorRecursion: Rule = {
  code: 'tensor-recursion',
  severity: 'blocks',
  message: 'A tensor decides whether the function calls itself again.',
  advice: 'Use a while loop.',
  documentation: {
    what: 'Reports recursion that a condition on a tensor ends.',
    why: 'Both branches are traced, so that the recursion never ends.',
    example: [
      'def f(n):',
      '    if n < 1:',
      '        return n',
      '    return f(n - 1)',
      '',
      'f(tf.constant(3))'
    ].join('\n'),
    instead: ['while n >= 1:', '    n -= 1'].join('\n'),
    fine: 'When Python numbers decide.'
  }
};
