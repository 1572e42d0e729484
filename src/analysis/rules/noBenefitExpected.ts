/**
 * `no-benefit-expected`: reports functions whose operations are too few or too small.
 */
import type { Rule } from './rule';

export const noBenefitExpected: Rule = {
  code: 'no-benefit-expected',
  severity: 'warns',
  message: 'It would be safe as a graph, and would not pay.',
  advice: 'Wrap its caller, or leave it.',
  documentation: {
    what: 'Reports functions whose operations are too few or too small.',
    why: 'One graph call costs about 0.2 ms; a small operation less than that.',
    example: ['def add(a, b):', '    return a + b'].join('\n'),
    instead: ['@tf.function', 'def step(x):', '    return add(x, x) @ x'].join('\n'),
    fine: 'Always: nothing is wrong.'
  }
};
