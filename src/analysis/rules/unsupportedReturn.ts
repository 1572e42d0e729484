/**
 * `unsupported-return`: reports functions, iterators, models and other objects among what is returned.
 */
import type { Rule } from './rule';

export const unsupportedReturn: Rule = {
  code: 'unsupported-return',
  severity: 'blocks',
  message: 'The function returns what a graph cannot return.',
  advice: 'Return tensors and structures of them.',
  documentation: {
    what: 'Reports functions, iterators, models and other objects among what is returned.',
    why: 'TypeError, or an object made while tracing.',
    example: ['def make(x):', '    return lambda: x'].join('\n'),
    instead: ['def value(x):', '    return x'].join('\n'),
    fine: 'Never.'
  }
};
