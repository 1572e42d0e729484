/**
 * `unknown-decorator`: names a decorator that cannot be resolved.
 */
import type { Rule } from './rule';

export const unknownDecorator: Rule = {
  code: 'unknown-decorator',
  severity: 'informs',
  message: 'Nothing is known of this decorator: it is taken to call the function as it is.',
  advice: 'Look at the decorator.',
  documentation: {
    what: 'Names a decorator that cannot be resolved.',
    why: 'It may replace the function.',
    example: ['@register', 'def f(x):', '    return x'].join('\n'),
    instead: ['def f(x):', '    return x'].join('\n'),
    fine: 'When you know the decorator.'
  }
};
