/**
 * `unknown-suppression`: reports unknown codes in `# hybridize: ignore[…]`.
 */
import type { Rule } from './rule';

export const unknownSuppression: Rule = {
  code: 'unknown-suppression',
  severity: 'warns',
  message: 'No finding has this code.',
  advice: 'Correct the code in the comment.',
  documentation: {
    what: 'Reports unknown codes in `# hybridize: ignore[…]`.',
    why: 'The comment silences nothing.',
    example: ['def f(x):  # hybridize: ignore[no-such-code]', '    return x'].join('\n'),
    instead: [
      'def f(x):  # hybridize: ignore[python-side-effects] shown once',
      '    return x'
    ].join('\n'),
    fine: 'Never.'
  }
};
