/**
 * `unresolved-static-axis`: reports static reads of axes that the inferred signature leaves open.
 */
import type { Rule } from './rule';

export const unresolvedStaticAxis: Rule = {
  code: 'unresolved-static-axis',
  severity: 'blocks',
  message: 'A signature would leave an axis open that the body needs as a number.',
  advice: 'Read the axis with tf.shape(x)[i].',
  documentation: {
    what: 'Reports static reads of axes that the inferred signature leaves open.',
    why: 'The axis is None while tracing.',
    example: 'rows = x.shape[0] * 2',
    instead: 'rows = tf.shape(x)[0] * 2',
    fine: 'When every call has the same extent.'
  }
};
