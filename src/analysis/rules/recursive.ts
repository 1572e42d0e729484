/**
 * `recursive`: reports direct and mutual recursion.
 */
import type { Rule } from './rule';

export const recursive: Rule = {
  code: 'recursive',
  severity: 'blocks',
  message: 'The function calls itself.',
  advice: 'Use a loop, or a tf.while_loop.',
  documentation: {
    what: 'Reports direct and mutual recursion.',
    why: 'Recursion that a tensor decides never ends while tracing.',
    example: ['def fact(n):', '    return 1 if n < 2 else n * fact(n - 1)'].join('\n'),
    instead: ['def fact(n):', '    return tf.reduce_prod(tf.range(1, n + 1))'].join('\n'),
    fine: 'When Python numbers bound the recursion: it is unrolled.'
  }
};
