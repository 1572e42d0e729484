/**
 * `unknown-base`: names a base class that cannot be resolved.
 */
import type { Rule } from './rule';

export const unknownBase: Rule = {
  code: 'unknown-base',
  severity: 'informs',
  message: 'Nothing is known of this base class.',
  advice: 'Look at the class.',
  documentation: {
    what: 'Names a base class that cannot be resolved.',
    why: 'Methods may come from it.',
    example: ['class A(Thing):', '    pass'].join('\n'),
    instead: ['class A:', '    pass'].join('\n'),
    fine: 'When you know the class.'
  }
};
