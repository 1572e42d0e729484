/**
 * `tensor-iteration`: reports `for` over a tensor.
 */
import type { Rule } from './rule';

export const tensorIteration: Rule = {
  code: 'tensor-iteration',
  severity: 'blocks',
  message: 'A Python loop goes over a tensor.',
  advice: 'Use an operation on the whole tensor, or tf.map_fn.',
  documentation: {
    what: 'Reports `for` over a tensor.',
    why: 'Under the published rules it blocks; AutoGraph turns a plain loop into a graph loop.',
    example: ['for row in x:', '    total += row'].join('\n'),
    instead: 'total = tf.reduce_sum(x, axis=0)',
    fine: 'A plain `for` in a decorated function is converted.'
  }
};
