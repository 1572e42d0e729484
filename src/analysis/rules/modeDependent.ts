/**
 * `mode-dependent`: reports tf.executing_eagerly, hasattr(x, "numpy") and tests for EagerTensor.
 */
import type { Rule } from './rule';

export const modeDependent: Rule = {
  code: 'mode-dependent',
  severity: 'blocks',
  message: 'The function asks whether it runs eagerly, and does something else when traced.',
  advice: 'Write one way for both.',
  documentation: {
    what: 'Reports tf.executing_eagerly, hasattr(x, "numpy") and tests for EagerTensor.',
    why: 'The other branch is taken while tracing.',
    example: ['if tf.executing_eagerly():', '    x = x * 2'].join('\n'),
    instead: 'x = x * 2',
    fine: 'When both ways give the same.'
  }
};
