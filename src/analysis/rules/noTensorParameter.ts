/**
 * `no-tensor-parameter`: reports a function whose parameters never hold tensors.
 */
import type { Rule } from './rule';

export const noTensorParameter: Rule = {
  code: 'no-tensor-parameter',
  severity: 'blocks',
  message: 'No tensor reaches a parameter.',
  advice: 'Pass tensors, or leave the function as it is.',
  documentation: {
    what: 'Reports a function whose parameters never hold tensors.',
    why: 'A graph function without tensor arguments is traced anew for every Python value.',
    example: ['def shout(s):', '    return s.upper()'].join('\n'),
    instead: ['def double(x):', '    return x * 2.0'].join('\n'),
    fine: 'Always: most helpers work on Python values.'
  }
};
