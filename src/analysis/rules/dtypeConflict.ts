/**
 * `dtype-conflict`: reports NumPy and Python operands that an eager operation converts and a graph does not.
 */
import type { Rule } from './rule';

export const dtypeConflict: Rule = {
  code: 'dtype-conflict',
  severity: 'blocks',
  message: 'Operands have different dtypes once they are traced.',
  advice: 'Cast one of them: tf.cast(a, tf.float32).',
  documentation: {
    what: 'Reports NumPy and Python operands that an eager operation converts and a graph does not.',
    why: 'Traced, a float64 array becomes a float64 tensor first, and meets float32.',
    example: ['def scale(a, t):', '    return a * t', '', 'scale(np.ones(2), tf.ones(2))'].join(
      '\n'
    ),
    instead: ['def scale(a, t):', '    return tf.cast(a, t.dtype) * t'].join('\n'),
    fine: 'Never.'
  }
};
