/**
 * NumPy's Fourier transforms along one axis.
 */
import type { RuleResult } from './ruleArgument';
import { tensorResult } from './ruleArgument';
import type { RuleCall, RuleFamily } from './ruleCall';
import { argumentOf, operandOf, operandType, toDimension, toInteger } from './ruleCall';
import type { Dimension } from './tensorType';
import { mapDimension, normaliseAxis, shapeOfRank } from './tensorType';

/**
 * `spectrum(a,n,bins)`: `axis` (the last by default) becomes `n` long if given, with `half` only the bins of real
 * signals, `n / 2 + 1`; with `twice` it is the signal of as many bins, `2 (n - 1)` long by default.
 */
function spectrum(call: RuleCall): RuleResult {
  const x = operandType(call, 0);
  const given = operandOf(call, 1);
  const axis = argumentOf(call, 'axis');
  if (x.shape === null) {
    return tensorResult({ ...x, form: 'dense' });
  }
  const at = normaliseAxis(axis === null ? -1 : (toInteger(axis) ?? NaN), x.shape.length);
  if (at === null || Number.isNaN(at)) {
    return tensorResult({ ...x, shape: shapeOfRank(x.shape.length), form: 'dense' });
  }
  const length: Dimension = given === null ? x.shape[at] : (toDimension(given) ?? 'unknown');
  return tensorResult({
    ...x,
    shape: x.shape.map((size, i) => (i === at ? binsOf(call, length, given !== null) : size)),
    form: 'dense'
  });
}

function binsOf(call: RuleCall, length: Dimension, given: boolean): Dimension {
  switch (call.operands[2]) {
    case 'half':
      return mapDimension(length, n => Math.floor(n / 2) + 1);
    case 'twice':
      return given ? length : mapDimension(length, n => 2 * (n - 1));
    default:
      return length;
  }
}

/** `frequencies(n)`: the frequencies of the bins of a real signal of `n` samples. */
function frequencies(call: RuleCall): RuleResult {
  const n = toDimension(operandOf(call, 0)) ?? 'unknown';
  return tensorResult({
    dtype: 'float64',
    shape: [mapDimension(n, size => Math.floor(size / 2) + 1)],
    form: 'dense'
  });
}

export const SPECTRUM_FAMILIES: ReadonlyMap<string, RuleFamily> = new Map([
  ['spectrum', spectrum],
  ['frequencies', frequencies]
]);
