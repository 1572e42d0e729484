/**
 * `unknown-attribute`: names an attribute that nothing visible sets.
 */
import type { Rule } from './rule';

export const unknownAttribute: Rule = {
  code: 'unknown-attribute',
  severity: 'informs',
  message: 'Nothing is known of this attribute.',
  advice: 'Look at where it is set.',
  documentation: {
    what: 'Names an attribute that nothing visible sets.',
    why: 'It may be anything.',
    example: 'self.thing',
    instead: 'self.thing = 1',
    fine: 'When you know what it holds.'
  }
};
