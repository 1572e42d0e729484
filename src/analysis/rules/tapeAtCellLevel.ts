/**
 * `tape-at-cell-level`: reports a GradientTape at cell level.
 */
import type { Rule } from './rule';

export const tapeAtCellLevel: Rule = {
  code: 'tape-at-cell-level',
  severity: 'informs',
  message: 'A training step stands in no function: it cannot become a graph.',
  advice: 'Put the step into a function of its own.',
  documentation: {
    what: 'Reports a GradientTape at cell level.',
    why: 'Only functions can be decorated, and the step is where the time goes.',
    example: ['with tf.GradientTape() as tape:', '    loss = model(x)'].join('\n'),
    instead: [
      'def step(x):',
      '    with tf.GradientTape() as tape:',
      '        loss = model(x)',
      '    return loss'
    ].join('\n'),
    fine: 'When it runs once, to show something.'
  }
};
