/**
 * `signature-inference`: says why a parameter has no specification, or how a written signature relates to the calls.
 */
import type { Rule } from './rule';

export const signatureInference: Rule = {
  code: 'signature-inference',
  severity: 'informs',
  message: 'What the calls say about the signature.',
  advice: 'Nothing to do.',
  documentation: {
    what: 'Says why a parameter has no specification, or how a written signature relates to the calls.',
    why: 'A signature that is too narrow rejects calls.',
    example: 'f(tf.constant(1)); f(tf.constant(1.0))',
    instead: 'f(tf.constant(1.0))',
    fine: 'Always.'
  }
};
