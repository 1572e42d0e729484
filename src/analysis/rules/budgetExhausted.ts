/**
 * `budget-exhausted`: names a place at which the analysis gave up.
 */
import type { Rule } from './rule';

export const budgetExhausted: Rule = {
  code: 'budget-exhausted',
  severity: 'informs',
  message: 'The analysis was cut short here.',
  advice: 'Make the function smaller.',
  documentation: {
    what: 'Names a place at which the analysis gave up.',
    why: 'What comes after is not known.',
    example: 'f(f(f(f(x))))',
    instead: 'f(x)',
    fine: 'Always.'
  }
};
