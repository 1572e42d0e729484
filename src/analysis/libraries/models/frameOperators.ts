/**
 * Arithmetic and comparisons of data frames and series: element by element, of the rows and columns of the first.
 */
import type { Value } from '../../values/value';
import { knownBoolean } from './arguments';
import type { MethodModel } from '../model';
import { dtypeOfColumn, FRAME, isOf, SERIES, similarTable } from './frames';
import type { DType } from '../rules/dtype';
import { isFloatingDType, isIntegerDType } from '../rules/dtype';

/** What `left op right` holds; `null` where the operands do not tell. */
function resultDType(op: string, left: DType | null, right: DType | null): DType | null {
  const isNumber = (dtype: DType | null): boolean =>
    dtype !== null && (isIntegerDType(dtype) || isFloatingDType(dtype));
  if (!isNumber(left) || !isNumber(right)) {
    return null;
  }
  if (op === '/') {
    return 'float64';
  }
  return left === right ? left : left === 'float64' || right === 'float64' ? 'float64' : null;
}

/**
 * `left op right` where the receiver is one of both.
 *
 * The arguments are the operands, the operator's text, and whether it compares.
 */
const operate: MethodModel = (ctx, receiver, args) => {
  const [left, right, op, compares] = args.positional;
  const isComparison = knownBoolean(compares ?? null) === true;
  const text = op?.kind === 'constant' ? String(op.value) : '';
  const dtypeOf = (value: Value): DType | null => dtypeOfColumn(ctx, value);
  return similarTable(
    ctx,
    isOf(left, FRAME) || isOf(right, FRAME) ? (isOf(left, FRAME) ? left : right) : receiver,
    isComparison ? 'bool' : resultDType(text, dtypeOf(left), dtypeOf(right))
  );
};

export const FRAME_OPERATORS: ReadonlyMap<string, MethodModel> = new Map(
  [FRAME, SERIES].map(owner => [`${owner}.__array_ufunc__`, operate])
);
