/**
 * `unreadable-code`: names code that does not parse, a magic, or a name that nothing sets.
 */
import type { Rule } from './rule';

export const unreadableCode: Rule = {
  code: 'unreadable-code',
  severity: 'informs',
  message: 'What part of the code does, or what a name in it means, cannot be read.',
  advice: 'Correct the code, or look whether it matters here.',
  documentation: {
    what: 'Names code that does not parse, a magic, or a name that nothing sets.',
    why: 'What it does is not known.',
    example: 'x = !ls',
    instead: 'x = []',
    fine: 'When it has nothing to do with the function.'
  }
};
