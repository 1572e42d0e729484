/**
 * `static-python-argument`: reports tensors in arguments that must be Python values.
 */
import type { Rule } from './rule';

export const staticPythonArgument: Rule = {
  code: 'static-python-argument',
  severity: 'blocks',
  message: 'A tensor arrives where the operation needs a Python number.',
  advice: 'Pass a Python number.',
  documentation: {
    what: 'Reports tensors in arguments that must be Python values.',
    why: 'TypeError when traced.',
    example: 'tf.split(x, n)',
    instead: 'tf.split(x, 3)',
    fine: 'Never.'
  }
};
