/**
 * `no-benefit-expected`: reports functions whose operations are too few, or whose calls are too few for a trace.
 */
import type { Rule } from './rule';

export const noBenefitExpected: Rule = {
  code: 'no-benefit-expected',
  severity: 'warns',
  message: 'It would be safe as a graph, and would not pay.',
  advice: 'Wrap its caller, or leave it.',
  documentation: {
    what: 'Reports functions whose operations are too few, or whose calls are too few for a trace.',
    why: 'A graph saves the starting of operations; one graph call costs about 0.2 ms, and tracing about 20 ms and half a millisecond for each operation.',
    example: ['def add(a, b):', '    return a + b'].join('\n'),
    instead: ['@tf.function', 'def step(x):', '    return add(x, x) @ x'].join('\n'),
    fine: 'Always: nothing is wrong.'
  }
};
