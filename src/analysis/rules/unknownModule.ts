/**
 * `unknown-module`: names a module that is neither given nor known.
 */
import type { Rule } from './rule';

export const unknownModule: Rule = {
  code: 'unknown-module',
  severity: 'informs',
  message: 'Nothing is known of this module.',
  advice: 'Look at the module.',
  documentation: {
    what: 'Names a module that is neither given nor known.',
    why: 'What it gives may be anything.',
    example: 'import thing',
    instead: 'import math',
    fine: 'When you know the module.'
  }
};
