/**
 * `framework-not-covered`: says that a function of PyTorch or JAX is only listed.
 */
import type { Rule } from './rule';

export const frameworkNotCovered: Rule = {
  code: 'framework-not-covered',
  severity: 'informs',
  message: 'The rules for this framework do not exist yet.',
  advice: 'Nothing to do.',
  documentation: {
    what: 'Says that a function of PyTorch or JAX is only listed.',
    why: 'Its verdict would be a guess.',
    example: ['@torch.compile', 'def f(x):', '    return x'].join('\n'),
    instead: ['@torch.compile', 'def f(x):', '    return x'].join('\n'),
    fine: 'Always.'
  }
};
