/**
 * `variable-creation`: reports constructors that make variables in the body without a guard for the first call.
 */
import type { Rule } from './rule';

export const variableCreation: Rule = {
  code: 'variable-creation',
  severity: 'blocks',
  message: 'A variable, layer, optimizer or metric is created on every call.',
  advice: 'Create it outside of the function.',
  documentation: {
    what: 'Reports constructors that make variables in the body without a guard for the first call.',
    why: 'A graph function may create variables while it is traced first only: ValueError.',
    example: ['@tf.function', 'def f(x):', '    return tf.keras.layers.Dense(2)(x)'].join('\n'),
    instead: [
      'dense = tf.keras.layers.Dense(2)',
      '@tf.function',
      'def f(x):',
      '    return dense(x)'
    ].join('\n'),
    fine: 'Behind `if self.v is None`.'
  }
};
