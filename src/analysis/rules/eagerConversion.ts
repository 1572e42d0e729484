/**
 * `eager-conversion`: reports np.* on tensors, np.asarray, .item(), .tolist(), copy.deepcopy.
 */
import type { Rule } from './rule';

export const eagerConversion: Rule = {
  code: 'eager-conversion',
  severity: 'blocks',
  message: 'A tensor is turned into a Python value or an array.',
  advice: 'Keep it a tensor, or convert it outside.',
  documentation: {
    what: 'Reports np.* on tensors, np.asarray, .item(), .tolist(), copy.deepcopy.',
    why: 'A symbolic tensor has no value: the conversion raises.',
    example: 'np.mean(loss)',
    instead: 'tf.reduce_mean(loss)',
    fine: 'On values that are no tensors.'
  }
};
