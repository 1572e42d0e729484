/**
 * `list-in-tensor-loop`: reports append to a Python list in a loop over a tensor, tf.range or a dataset.
 */
import type { Rule } from './rule';

export const listInTensorLoop: Rule = {
  code: 'list-in-tensor-loop',
  severity: 'blocks',
  message: 'A list grows inside a loop that becomes a graph loop.',
  advice: 'Use tf.TensorArray.',
  documentation: {
    what: 'Reports append to a Python list in a loop over a tensor, tf.range or a dataset.',
    why: 'The body is traced once: the list gets one symbolic element, and using it raises or gives another shape.',
    example: ['xs = []', 'for i in tf.range(3):', '    xs.append(i)'].join('\n'),
    instead: [
      'xs = tf.TensorArray(tf.int32, size=3)',
      'for i in tf.range(3):',
      '    xs = xs.write(i, i)'
    ].join('\n'),
    fine: 'When the loop goes over Python values.'
  }
};
