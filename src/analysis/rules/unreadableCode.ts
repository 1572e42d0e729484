/**
 * `unreadable-code`: names code that does not parse, or a magic.
 */
import type { Rule } from './rule';

export const unreadableCode: Rule = {
  code: 'unreadable-code',
  severity: 'informs',
  message: 'Part of the code cannot be read.',
  advice: 'Correct the code.',
  documentation: {
    what: 'Names code that does not parse, or a magic.',
    why: 'What it does is not known.',
    example: 'x = !ls',
    instead: 'x = []',
    fine: 'When it has nothing to do with the function.'
  }
};
