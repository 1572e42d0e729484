/**
 * `graph-function-in-loop`: reports tf.function in loops and in functions that are called again and again.
 */
import type { Rule } from './rule';

export const graphFunctionInLoop: Rule = {
  code: 'graph-function-in-loop',
  severity: 'warns',
  message: 'A graph function is made anew each time this runs.',
  advice: 'Make it once, in a cell of its own.',
  documentation: {
    what: 'Reports tf.function in loops and in functions that are called again and again.',
    why: 'Every new graph function is traced from the beginning.',
    example: ['for i in range(10):', '    g = tf.function(step)'].join('\n'),
    instead: ['g = tf.function(step)', 'for i in range(10):', '    g(x)'].join('\n'),
    fine: 'When it runs once.'
  }
};
