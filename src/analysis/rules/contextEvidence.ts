/**
 * `context-evidence`: names what the arguments are supposed to be.
 */
import type { Rule } from './rule';

export const contextEvidence: Rule = {
  code: 'context-evidence',
  severity: 'informs',
  message:
    'No call tells what reaches the function: its arguments are taken from its signature, hints, defaults and how the body uses them.',
  advice: 'Call the function in the notebook.',
  documentation: {
    what: 'Names what the arguments are supposed to be.',
    why: 'Calls that are still to be written may pass something else.',
    example: ['def train_step(x):', '    return x'].join('\n'),
    instead: 'train_step(tf.ones([2]))',
    fine: 'When the framework calls it.'
  }
};
