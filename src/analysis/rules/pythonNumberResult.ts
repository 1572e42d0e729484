/**
 * `python-number-result`: reports Python numbers, arrays and variables among what is returned.
 */
import type { Rule } from './rule';

export const pythonNumberResult: Rule = {
  code: 'python-number-result',
  severity: 'warns',
  message: 'A Python number, array or variable in the result comes back as a tensor.',
  advice: 'Return tensors, and convert outside.',
  documentation: {
    what: 'Reports Python numbers, NumPy arrays and variables among what is returned.',
    why: 'Callers that use it as an int or an array fail, and what was a variable keeps the value that it had.',
    example: ['def size(x):', '    return x.shape[0]'].join('\n'),
    instead: ['def size(x):', '    return tf.shape(x)[0]'].join('\n'),
    fine: 'When callers take tensors too.'
  }
};
