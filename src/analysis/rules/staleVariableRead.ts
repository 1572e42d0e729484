/**
 * `stale-variable-read`: reports a list of variables that is taken before the model is built and used for gradients.
 */
import type { Rule } from './rule';

export const staleVariableRead: Rule = {
  code: 'stale-variable-read',
  severity: 'blocks',
  message: "The model's variables are listed before it is first run.",
  advice: 'Read trainable_variables after the forward pass.',
  documentation: {
    what: 'Reports a list of variables that is taken before the model is built and used for gradients.',
    why: 'The list is empty at that time, and the trace keeps it so.',
    example: ['vs = net.trainable_variables', 'loss = net(x)'].join('\n'),
    instead: ['loss = net(x)', 'vs = net.trainable_variables'].join('\n'),
    fine: 'When the model was built before.'
  }
};
