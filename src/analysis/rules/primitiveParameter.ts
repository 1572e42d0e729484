/**
 * `primitive-parameter`: reports a parameter that numbers or strings reach.
 */
import type { Rule } from './rule';

export const primitiveParameter: Rule = {
  code: 'primitive-parameter',
  severity: 'blocks',
  message: 'A Python literal is passed: every new value makes a new trace.',
  advice: 'Pass tf.constant(value), or make the value a default.',
  documentation: {
    what: 'Reports a parameter that numbers or strings reach.',
    why: 'A graph function is traced anew for each distinct Python value.',
    example: ['def power(x, n):', '    return x ** n', '', 'power(tf.ones([2]), 3)'].join('\n'),
    instead: [
      'def power(x, n):',
      '    return x ** n',
      '',
      'power(tf.ones([2]), tf.constant(3.0))'
    ].join('\n'),
    fine: 'When the value never varies: there is one trace.'
  }
};
