/**
 * `undeterminable-tensor-parameter`: reports a function that no call reaches and whose parameters have no hints.
 */
import type { Rule } from './rule';

export const undeterminableTensorParameter: Rule = {
  code: 'undeterminable-tensor-parameter',
  severity: 'blocks',
  message: 'Whether a tensor reaches the parameters cannot be told.',
  advice: 'Call the function, or annotate a parameter as tf.Tensor.',
  documentation: {
    what: 'Reports a function that no call reaches and whose parameters have no hints.',
    why: 'Only functions of tensors gain as graphs.',
    example: ['def never(x):', '    return x + 1'].join('\n'),
    instead: ['def hinted(x: tf.Tensor):', '    return x + 1'].join('\n'),
    fine: 'When the function is only a sketch.'
  }
};
