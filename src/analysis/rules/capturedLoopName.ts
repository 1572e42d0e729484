/**
 * `captured-loop-name`: reports functions that a loop keeps for later and that read a name of the loop.
 */
import type { Rule } from './rule';

export const capturedLoopName: Rule = {
  code: 'captured-loop-name',
  severity: 'blocks',
  message: 'A function that is kept for later reads a name that each pass of a loop sets.',
  advice: 'Give it the value as a default: lambda v, i=i: v * i.',
  documentation: {
    what: 'Reports functions that a loop appends or stores and that read a name which the loop sets.',
    why: 'Python reads what the last pass left; AutoGraph gives each pass a name of its own, so that the results differ without an error.',
    example: ['for i in range(3):', '    steps.append(lambda v: v * i)'].join('\n'),
    instead: ['for i in range(3):', '    steps.append(lambda v, i=i: v * i)'].join('\n'),
    fine: 'When the function is called in the same pass, and when the default keeps the value.'
  }
};
