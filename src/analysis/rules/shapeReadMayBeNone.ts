/**
 * `shape-read-may-be-none`: reports static reads of axes that are open in the type that arrives.
 */
import type { Rule } from './rule';

export const shapeReadMayBeNone: Rule = {
  code: 'shape-read-may-be-none',
  severity: 'blocks',
  message: 'An axis is read that is None while tracing.',
  advice: 'Use tf.shape(x)[i].',
  documentation: {
    what: 'Reports static reads of axes that are open in the type that arrives.',
    why: 'None times an int is a TypeError.',
    example: 'n = x.shape[0] * 2',
    instead: 'n = tf.shape(x)[0] * 2',
    fine: 'When the axis is known.'
  }
};
