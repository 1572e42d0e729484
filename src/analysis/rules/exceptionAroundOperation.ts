/**
 * `exception-around-operation`: reports try and except around operations on tensors.
 */
import type { Rule } from './rule';

export const exceptionAroundOperation: Rule = {
  code: 'exception-around-operation',
  severity: 'blocks',
  message: 'An error of an operation is caught: as a graph it comes when the graph runs, not here.',
  advice: 'Check the values before.',
  documentation: {
    what: 'Reports try and except around operations on tensors.',
    why: 'Errors of operations come at run time, outside of the traced Python.',
    example: [
      'try:',
      '    y = tf.linalg.inv(x)',
      'except tf.errors.InvalidArgumentError:',
      '    y = x'
    ].join('\n'),
    instead: 'y = tf.linalg.pinv(x)',
    fine: 'Around Python code.'
  }
};
