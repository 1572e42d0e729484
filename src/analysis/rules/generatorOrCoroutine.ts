/**
 * `generator-or-coroutine`: reports yield and async.
 */
import type { Rule } from './rule';

export const generatorOrCoroutine: Rule = {
  code: 'generator-or-coroutine',
  severity: 'blocks',
  message: 'Generators and coroutines cannot be graphs.',
  advice: 'Move the computing into a function of its own.',
  documentation: {
    what: 'Reports yield and async.',
    why: 'AutoGraph raises on yield; a coroutine is no tensor.',
    example: ['def batches(x):', '    yield x'].join('\n'),
    instead: ['def batch(x):', '    return x'].join('\n'),
    fine: 'Always: only its parts can be graphs.'
  }
};
