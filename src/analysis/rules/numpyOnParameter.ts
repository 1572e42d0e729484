/**
 * `numpy-on-parameter`: reports calls of NumPy and SciPy that a parameter reaches.
 */
import type { Rule } from './rule';

export const numpyOnParameter: Rule = {
  code: 'numpy-on-parameter',
  severity: 'blocks',
  message: 'NumPy is applied to what comes from a parameter.',
  advice: 'Use the operation of TensorFlow.',
  documentation: {
    what: 'Reports calls of NumPy and SciPy that a parameter reaches.',
    why: 'NumPy cannot work on symbolic tensors.',
    example: ['def root(x):', '    return np.sqrt(x)'].join('\n'),
    instead: ['def root(x):', '    return tf.sqrt(x)'].join('\n'),
    fine: 'When only the static shape reaches NumPy, and it is known.'
  }
};
