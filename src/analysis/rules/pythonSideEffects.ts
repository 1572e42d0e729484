/**
 * `python-side-effects`: reports prints, logs, files, plots, and stores to objects that outlive the call.
 */
import type { Rule } from './rule';

export const pythonSideEffects: Rule = {
  code: 'python-side-effects',
  severity: 'blocks',
  message: 'The function has Python side effects: as a graph they happen while tracing only.',
  advice: 'Return the value, or use tf.print and tf.Variable.assign.',
  documentation: {
    what: 'Reports prints, logs, files, plots, and stores to objects that outlive the call.',
    why: 'Python runs only while a graph is traced: once per signature, not once per call. A counter stops, a log falls silent.',
    example: ['@tf.function', 'def step(x):', '    print("step")', '    return x * 2.0'].join('\n'),
    instead: ['@tf.function', 'def step(x):', '    tf.print("step")', '    return x * 2.0'].join(
      '\n'
    ),
    fine: 'When the effect is meant to show that the function is being traced.'
  }
};
