/**
 * Subscripts of tensors and arrays: integers, slices, `...`, `newaxis`, masks and index arrays.
 */
import type { Flavour } from './dtype';
import type { RuleArgument } from './ruleArgument';
import { isNone, toDimension, toInteger, toTensorType } from './ruleCall';
import type { Dimension, Shape, TensorType } from './tensorType';
import { broadcastShapes, shapeOfRank } from './tensorType';

/** The type of `x[indices]`; a tuple of indices comes one by one. */
export function subscriptType(
  type: TensorType,
  indices: readonly RuleArgument[],
  flavour: Flavour
): TensorType {
  const form = type.form === 'variable' ? 'dense' : type.form;
  return { dtype: type.dtype, shape: subscriptShape(type.shape, indices, flavour), form };
}

function subscriptShape(shape: Shape, indices: readonly RuleArgument[], flavour: Flavour): Shape {
  if (shape === null) {
    return null;
  }
  const consumed = indices.reduce((count, index) => count + axesConsumed(index, flavour), 0);
  if (consumed > shape.length) {
    return null;
  }
  const result: Dimension[] = [];
  let axis = 0;
  let advanced: Shape | undefined;
  let advancedAt: number | null = null;
  let contiguous = true;
  let lastWasAdvanced = false;
  // Beside index arrays NumPy takes numbers for index arrays without axes: in `x[0, :, [1, 2]]` a slice parts two of them.
  const joinsNumbers = flavour === 'numpy' && indices.some(index => isIndexArray(index, flavour));
  for (const index of indices) {
    const isAdvanced = isIndexArray(index, flavour);
    if (isAdvanced) {
      const array = toTensorType(index, flavour);
      const indexShape: Shape =
        array.dtype === 'bool' ? [flavour === 'tensorflow' ? 'open' : 'unknown'] : array.shape;
      if (advancedAt === null) {
        advancedAt = result.length;
        advanced = indexShape;
      } else {
        contiguous = contiguous && lastWasAdvanced;
        advanced = advanced === undefined ? undefined : broadcastShapes(advanced, indexShape);
      }
      axis += axesConsumed(index, flavour);
      lastWasAdvanced = true;
      continue;
    }
    if (isEllipsis(index)) {
      const rest = shape.length - consumed;
      result.push(...shape.slice(axis, axis + rest));
      axis += rest;
      lastWasAdvanced = false;
    } else if (isNone(index)) {
      result.push(1);
      lastWasAdvanced = false;
    } else if (index.kind === 'slice') {
      result.push(slicedSize(shape[axis], index));
      axis++;
      lastWasAdvanced = false;
    } else if (index.kind === 'unknown') {
      return null;
    } else {
      axis++;
      if (joinsNumbers) {
        contiguous = contiguous && (advancedAt === null || lastWasAdvanced);
        advancedAt ??= result.length;
        advanced ??= [];
        lastWasAdvanced = true;
      }
    }
  }
  result.push(...shape.slice(axis));
  if (advancedAt !== null) {
    if (advanced === undefined || advanced === null) {
      return null;
    }
    result.splice(contiguous ? advancedAt : 0, 0, ...advanced);
  }
  return result;
}

function isEllipsis(index: RuleArgument): boolean {
  return index.kind === 'constant' && index.type === 'Ellipsis';
}

/** Arrays, lists and masks select; so do tensors of any axes with NumPy arrays, and scalar ones count as integers. */
function isIndexArray(index: RuleArgument, flavour: Flavour): boolean {
  if (index.kind === 'sequence') {
    return true;
  }
  if (index.kind !== 'tensor') {
    return false;
  }
  const { shape } = toTensorType(index, flavour);
  return shape === null || shape.length > 0;
}

function axesConsumed(index: RuleArgument, flavour: Flavour): number {
  if (isEllipsis(index) || isNone(index)) {
    return 0;
  }
  if (index.kind === 'tensor' && index.type.dtype === 'bool') {
    return index.type.shape?.length ?? 1;
  }
  if (index.kind === 'sequence') {
    const type = toTensorType(index, flavour);
    return type.dtype === 'bool' ? (type.shape?.length ?? 1) : 1;
  }
  return 1;
}

/** The number of elements that a slice takes of an axis, as Python counts them. */
export function slicedSize(
  size: Dimension,
  index: {
    readonly lower: RuleArgument | null;
    readonly upper: RuleArgument | null;
    readonly step: RuleArgument | null;
  }
): Dimension {
  const part = (argument: RuleArgument | null): Dimension | null =>
    argument === null || isNone(argument) ? null : (toDimension(argument) ?? 'unknown');
  const lower = part(index.lower);
  const upper = part(index.upper);
  const step = part(index.step) ?? 1;
  if (lower === null && upper === null && (step === 1 || step === -1)) {
    return size;
  }
  if ([lower, upper, step].includes('unknown')) {
    return 'unknown';
  }
  if ([lower, upper, step].includes('open')) {
    return 'open';
  }
  if (typeof step !== 'number' || step === 0) {
    return 'unknown';
  }
  if (typeof size !== 'number') {
    return sliceOfUnknown(size, lower, upper, step);
  }
  const { low, high } = sliceBounds(size, lower, upper, step);
  return Math.max(0, Math.ceil((high - low) / step));
}

/** The first index that a slice takes of so many items, and the one that it stops before: `slice.indices` of Python. */
export function sliceBounds(
  size: number,
  lower: Dimension | null,
  upper: Dimension | null,
  step: number
): { readonly low: number; readonly high: number } {
  return {
    low: clip(lower, size, step > 0 ? 0 : size - 1, step),
    high: clip(upper, size, step > 0 ? size : -1, step)
  };
}

function clip(bound: Dimension | null, size: number, otherwise: number, step: number): number {
  if (typeof bound !== 'number') {
    return otherwise;
  }
  const index = bound < 0 ? bound + size : bound;
  return step > 0 ? Math.min(Math.max(index, 0), size) : Math.min(Math.max(index, -1), size - 1);
}

/** Of an axis of unknown size only an empty slice has a known size: `x[:5]` may be shorter. */
function sliceOfUnknown(
  size: Dimension,
  lower: Dimension | null,
  upper: Dimension | null,
  step: number
): Dimension {
  const empty =
    typeof lower === 'number' &&
    typeof upper === 'number' &&
    lower >= 0 === upper >= 0 &&
    (step > 0 ? upper <= lower : upper >= lower);
  return empty ? 0 : size === 'ragged' ? 'ragged' : size;
}

/** What iterating over a tensor yields. */
export function elementType(type: TensorType): TensorType {
  const form = type.form === 'variable' ? 'dense' : type.form;
  if (type.shape === null) {
    return { dtype: type.dtype, shape: type.shape, form };
  }
  const rest = type.shape.slice(1);
  const stillRagged = rest.slice(1).includes('ragged');
  return {
    dtype: type.dtype,
    shape:
      form === 'ragged' && !stillRagged
        ? rest.map(axis => (axis === 'ragged' ? 'open' : axis))
        : rest,
    form: form === 'ragged' && !stillRagged ? 'dense' : form
  };
}

/** Number of elements that iterating over a tensor yields; `null` where it is not known. */
export function firstAxis(type: TensorType): number | null {
  const first = type.shape?.[0];
  return typeof first === 'number' ? first : null;
}

/** A shape of that many axes, of which nothing else is known; `null` for a number that is not known. */
export function shapeOfCount(argument: RuleArgument | null): Shape {
  const count = toInteger(argument);
  return count === null ? null : shapeOfRank(count);
}
