/**
 * `type-inference`: says from what a parameter is known to be a tensor.
 */
import type { Rule } from './rule';

export const typeInference: Rule = {
  code: 'type-inference',
  severity: 'informs',
  message: 'A tensor reaches this parameter.',
  advice: 'Nothing to do.',
  documentation: {
    what: 'Says from what a parameter is known to be a tensor.',
    why: 'It explains the verdict.',
    example: 'f(tf.ones([2]))',
    instead: 'f(tf.ones([2]))',
    fine: 'Always.'
  }
};
