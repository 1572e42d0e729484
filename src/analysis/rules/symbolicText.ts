/**
 * `symbolic-text`: reports f-strings, % and str on tensors.
 */
import type { Rule } from './rule';

export const symbolicText: Rule = {
  code: 'symbolic-text',
  severity: 'blocks',
  message: 'A tensor is written into a text: the text names the symbolic tensor.',
  advice: 'Use tf.strings.format.',
  documentation: {
    what: 'Reports f-strings, % and str on tensors.',
    why: 'The text is made while tracing.',
    example: 'f"loss {loss}"',
    instead: 'tf.strings.format("loss {}", loss)',
    fine: 'In messages of errors.'
  }
};
