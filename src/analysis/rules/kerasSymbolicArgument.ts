/**
 * `keras-symbolic-argument`: reports a call with the result of keras.Input, or of a layer on it.
 */
import type { Rule } from './rule';

export const kerasSymbolicArgument: Rule = {
  code: 'keras-symbolic-argument',
  severity: 'blocks',
  message: 'The function is called with a Keras symbolic tensor.',
  advice: 'Wrap it in a layer.',
  documentation: {
    what: 'Reports a call with the result of keras.Input, or of a layer on it.',
    why: 'A tf.function does not accept symbolic tensors of Keras.',
    example: ['kt = tf.keras.Input([4])', 'tower(kt)'].join('\n'),
    instead: 'tower(tf.ones([1, 4]))',
    fine: 'When the function is only used to build the model: leave it eager.'
  }
};
