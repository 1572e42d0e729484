/**
 * `python-number-result`: reports Python numbers and strings among what is returned.
 */
import type { Rule } from './rule';

export const pythonNumberResult: Rule = {
  code: 'python-number-result',
  severity: 'warns',
  message: 'A Python number in the result comes back as a tensor.',
  advice: 'Return tensors, and convert outside.',
  documentation: {
    what: 'Reports Python numbers and strings among what is returned.',
    why: 'Callers that use it as an int fail.',
    example: ['def size(x):', '    return x.shape[0]'].join('\n'),
    instead: ['def size(x):', '    return tf.shape(x)[0]'].join('\n'),
    fine: 'When callers take tensors too.'
  }
};
