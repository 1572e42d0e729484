/**
 * `context-assumption`: says that only name and class speak for tensors.
 */
import type { Rule } from './rule';

export const contextAssumption: Rule = {
  code: 'context-assumption',
  severity: 'informs',
  message: 'The function is taken for one of tensors from its name and place.',
  advice: 'Annotate a parameter as tf.Tensor.',
  documentation: {
    what: 'Says that only name and class speak for tensors.',
    why: 'It is an assumption.',
    example: ['class Net(tf.keras.Model):', '    def call(self, x):', '        return x'].join(
      '\n'
    ),
    instead: [
      'class Net(tf.keras.Model):',
      '    def call(self, x: tf.Tensor):',
      '        return x'
    ].join('\n'),
    fine: 'When the framework calls it.'
  }
};
