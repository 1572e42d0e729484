/**
 * `stale-weights`: reports call of a Model or Layer without a build of its own whose layers are built on first use.
 */
import type { Rule } from './rule';

export const staleWeights: Rule = {
  code: 'stale-weights',
  severity: 'blocks',
  message:
    'Keras 3 builds the model by tracing call without its weights: as a graph the model stops learning.',
  advice: 'Decorate the training step instead.',
  documentation: {
    what: 'Reports call of a Model or Layer without a build of its own whose layers are built on first use, and what it calls that uses such layers.',
    why: 'Keras runs call once in a stateless scope; the graph function keeps that trace with the initial weights.',
    example: [
      'class Net(tf.keras.Model):',
      '    @tf.function',
      '    def call(self, x):',
      '        return self.dense(x)'
    ].join('\n'),
    instead: ['@tf.function', 'def train_step(x):', '    return net(x)'].join('\n'),
    fine: 'When the class has a build of its own.'
  }
};
