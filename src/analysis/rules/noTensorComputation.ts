/**
 * `no-tensor-computation`: reports functions that only hand tensors on.
 */
import type { Rule } from './rule';

export const noTensorComputation: Rule = {
  code: 'no-tensor-computation',
  severity: 'blocks',
  message: 'The function computes nothing with tensors.',
  advice: 'Leave it as it is; wrap its caller.',
  documentation: {
    what: 'Reports functions that only hand tensors on.',
    why: 'A graph pays by running operations; without any it only costs a call.',
    example: ['def same(x):', '    return x'].join('\n'),
    instead: ['def twice(x):', '    return x * 2.0'].join('\n'),
    fine: 'Always: nothing is wrong with such a function.'
  }
};
