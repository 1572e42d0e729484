/**
 * `wrap-the-caller`: says that a function is only called from one that can be a graph.
 */
import type { Rule } from './rule';

export const wrapTheCaller: Rule = {
  code: 'wrap-the-caller',
  severity: 'informs',
  message: 'Its caller should be the graph instead.',
  advice: 'Decorate the outermost function.',
  documentation: {
    what: 'Says that a function is only called from one that can be a graph.',
    why: 'Nested graphs gain nothing.',
    example: ['def inner(x):', '    return x * 2.0'].join('\n'),
    instead: ['@tf.function', 'def outer(x):', '    return inner(x)'].join('\n'),
    fine: 'Always.'
  }
};
