/**
 * Diagonals of matrices, and matrices of diagonals.
 */
import type { RuleResult } from './ruleArgument';
import { tensorResult } from './ruleArgument';
import type { RuleCall, RuleFamily } from './ruleCall';
import { argumentOf, operandType, toDimensions, toInteger } from './ruleCall';
import type { Dimension, TensorType } from './tensorType';
import { combineDimensions, mapDimension, normaliseAxis } from './tensorType';

/** `diag(x)`: a vector becomes a square matrix (last axis); `k` moves the diagonal. */
function diag(call: RuleCall): RuleResult {
  const x = operandType(call, 0);
  const kArgument = argumentOf(call, 'k');
  const k = kArgument === null ? 0 : toInteger(kArgument);
  if (x.shape === null || x.shape.length === 0 || k === null) {
    return tensorResult({ ...x, shape: null, form: 'dense' });
  }
  const isSized = [argumentOf(call, 'num_rows'), argumentOf(call, 'num_cols')].some(
    size => size !== null && toInteger(size) !== -1
  );
  const side = isSized
    ? 'unknown'
    : mapDimension(x.shape[x.shape.length - 1], n => n + Math.abs(k));
  return tensorResult({ ...x, shape: [...x.shape.slice(0, -1), side, side], form: 'dense' });
}

/** `triangle(x)`: NumPy's `tril` and `triu`: a vector becomes a square matrix of its copies. */
function triangle(call: RuleCall): RuleResult {
  const x = operandType(call, 0);
  return tensorResult(
    x.shape !== null && x.shape.length === 1 ? { ...x, shape: [x.shape[0], x.shape[0]] } : x
  );
}

/** `diagPart(x)`: the diagonal of the last two axes, or of `axis1` and `axis2` where the function has those. */
function diagPart(call: RuleCall): RuleResult {
  const x = operandType(call, 0);
  const kArgument = argumentOf(call, 'k') ?? argumentOf(call, 'offset');
  const band = kArgument === null ? null : toDimensions(kArgument);
  if (band !== null && band.length === 2 && x.shape !== null && x.shape.length >= 2) {
    return bandPart(x, x.shape, band);
  }
  const k = kArgument === null ? 0 : toInteger(kArgument);
  if (x.shape === null || x.shape.length < 2 || k === null) {
    return tensorResult({ ...x, shape: null, form: 'dense' });
  }
  const { shape } = x;
  const [rowAxis, columnAxis] = ['axis1', 'axis2'].map((name, place) => {
    const given = argumentOf(call, name);
    const axis = given === null ? place - 2 : toInteger(given);
    return axis === null ? null : normaliseAxis(axis, shape.length);
  });
  if (rowAxis === null || columnAxis === null) {
    return tensorResult({ ...x, shape: shape.slice(1).map(() => 'unknown'), form: 'dense' });
  }
  const size = combineDimensions([shape[rowAxis], shape[columnAxis]], ([r, c]) =>
    Math.max(0, Math.min(r + Math.min(k, 0), c - Math.max(k, 0)))
  );
  const rest = shape.filter((_, axis) => axis !== rowAxis && axis !== columnAxis);
  return tensorResult({ ...x, shape: [...rest, size], form: 'dense' });
}

/** The diagonals from `k[0]` to `k[1]` one below another, each as long as the longest; one alone has no axis of its own. */
function bandPart(
  x: TensorType,
  shape: readonly Dimension[],
  [low, high]: readonly Dimension[]
): RuleResult {
  const [rows, columns] = shape.slice(-2);
  const count = combineDimensions([low, high], ([first, last]) => last - first + 1);
  const length = combineDimensions([rows, columns, low, high], ([r, c, first, last]) =>
    Math.max(0, Math.min(r + Math.min(last, 0), c - Math.max(first, 0)))
  );
  const band = typeof count !== 'number' ? null : count === 1 ? [length] : [count, length];
  return tensorResult({
    ...x,
    shape: band === null ? null : [...shape.slice(0, -2), ...band],
    form: 'dense'
  });
}

/** `doubled(x)`: the axes of `x` twice (`tf.linalg.tensor_diag`). */
function doubled(call: RuleCall): RuleResult {
  const x = operandType(call, 0);
  return tensorResult({
    ...x,
    shape: x.shape === null ? null : [...x.shape, ...x.shape],
    form: 'dense'
  });
}

/** `trace(x)`: without the two axes that are summed over, the first two unless named: which ones is all the same. */
function trace(call: RuleCall): RuleResult {
  const x = operandType(call, 0);
  const isMoved = ['axis1', 'axis2'].some((name, axis) => {
    const given = argumentOf(call, name);
    return given !== null && toInteger(given) !== axis;
  });
  return tensorResult({
    ...x,
    shape:
      x.shape === null || x.shape.length < 2 || (isMoved && x.shape.length > 2)
        ? null
        : x.shape.slice(2),
    form: 'dense'
  });
}

/** `diagonal(x)`: NumPy's `diag`: a vector becomes a matrix, a matrix its diagonal. */
function diagonal(call: RuleCall): RuleResult {
  const { shape } = operandType(call, 0);
  return shape !== null && shape.length === 1 ? diag(call) : diagPart(call);
}

export const DIAGONAL_FAMILIES: ReadonlyMap<string, RuleFamily> = new Map([
  ['diag', diag],
  ['triangle', triangle],
  ['diagPart', diagPart],
  ['doubled', doubled],
  ['trace', trace],
  ['diagonal', diagonal]
]);
