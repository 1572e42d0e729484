/**
 * `stale-weights`: reports call of a Model or Layer without a build of its own whose layers are built on first use.
 */
import type { Rule } from './rule';

export const staleWeights: Rule = {
  code: 'stale-weights',
  severity: 'blocks',
  message:
    'Keras 3 builds the model by tracing call apart from its weights and state: as a graph the model stops learning, or its state stands still.',
  advice: 'Decorate the training step instead.',
  documentation: {
    what: 'Reports call of a Model or Layer without a build of its own whose layers are built on first use, call that changes a variable or a seed and is run on symbolic inputs of Keras, and what either calls that does so.',
    why: 'Keras runs call once in a stateless scope; the graph function keeps that trace, with the initial weights, and without the changes of variables and seeds.',
    example: [
      'class Net(tf.keras.Model):',
      '    @tf.function',
      '    def call(self, x):',
      '        return self.dense(x)'
    ].join('\n'),
    instead: ['@tf.function', 'def train_step(x):', '    return net(x)'].join('\n'),
    fine: 'When the class has a build of its own, and no functional model is made of it.'
  }
};
