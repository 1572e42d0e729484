/**
 * Tensor types: dtype, shape and form, and the algebra that all shape rules share.
 */
import type { DType } from './dtype';

export { DTYPES } from './dtype';
export type { DType } from './dtype';

/**
 * One axis: its size; `'open'` where it really is `None` when the program is traced; `'unknown'` where it is
 * fixed at run time and only not computed; `'ragged'` where rows differ.
 */
export type Dimension = number | 'open' | 'unknown' | 'ragged';

/** The axes; `null` for an unknown rank. */
export type Shape = readonly Dimension[] | null;

/** How the elements are held. */
export type TensorForm =
  'dense' | 'ragged' | 'sparse' | 'variable' | 'symbolic' | 'slices' | 'ndarray';

export type TensorType = {
  readonly dtype: DType;
  readonly shape: Shape;
  readonly form: TensorForm;
};

/** A tensor of nothing known. */
export const UNKNOWN_TENSOR: TensorType = { dtype: null, shape: null, form: 'dense' };

/** A dense tensor type. */
export function dense(dtype: DType, shape: Shape): TensorType {
  return { dtype, shape, form: 'dense' };
}

/** The shape of that rank with axes of which nothing is known. */
export function shapeOfRank(rank: number): readonly Dimension[] {
  return repeated<Dimension>('unknown', rank);
}

/** That many times the same item; none for what is no count. Lists longer than any program writes are cut. */
export function repeated<T>(item: T, count: number): readonly T[] {
  const usable = Number.isInteger(count) && count > 0 ? Math.min(count, LONGEST_LIST) : 0;
  return new Array<T>(usable).fill(item);
}

/** Results with more parts than this are lists of unknown length. */
export const LONGEST_LIST = 4096;

/**
 * The type text of the report: `float32 (None, 28, 28)`, `variable int32 ()`, `? ?`. An open axis is `None`,
 * one that only is not known `?`; a one-element shape keeps its comma as in Python.
 */
export function formatTensorType(type: TensorType): string {
  const prefix = type.form === 'dense' ? '' : `${type.form} `;
  return `${prefix}${type.dtype ?? '?'} ${formatShape(type.shape)}`;
}

/** The text of a shape as `formatTensorType` writes it. */
export function formatShape(shape: Shape): string {
  if (shape === null) {
    return '?';
  }
  const axes = shape.map(formatDimension);
  return axes.length === 1 ? `(${axes[0]},)` : `(${axes.join(', ')})`;
}

function formatDimension(dimension: Dimension): string {
  if (typeof dimension === 'number') {
    return String(dimension);
  }
  return dimension === 'unknown' ? '?' : 'None';
}

/** Whether both types are the same. */
export function equalTensorTypes(left: TensorType, right: TensorType): boolean {
  return (
    left.dtype === right.dtype && left.form === right.form && equalShapes(left.shape, right.shape)
  );
}

/** Whether both shapes are written the same. */
export function equalShapes(left: Shape, right: Shape): boolean {
  if (left === null || right === null) {
    return left === right;
  }
  return left.length === right.length && left.every((axis, i) => axis === right[i]);
}

/** The axis that is either: different sizes leave it open. */
export function joinDimensions(left: Dimension, right: Dimension): Dimension {
  if (left === right) {
    return left;
  }
  if (left === 'ragged' || right === 'ragged') {
    return 'ragged';
  }
  if (left === 'unknown' || right === 'unknown') {
    return left === 'open' || right === 'open' ? 'open' : 'unknown';
  }
  return 'open';
}

/** The shape that is either: of different ranks only the unknown one. */
export function joinShapes(left: Shape, right: Shape): Shape {
  if (left === null || right === null || left.length !== right.length) {
    return null;
  }
  return left.map((axis, i) => joinDimensions(axis, right[i]));
}

/** The type that is either; a dense form wins over any other. */
export function joinTensorTypes(left: TensorType, right: TensorType): TensorType {
  return {
    dtype: left.dtype === right.dtype ? left.dtype : null,
    shape: joinShapes(left.shape, right.shape),
    form: left.form === right.form ? left.form : 'dense'
  };
}

/**
 * What is known when both statements hold of one axis; the more exact one.
 * A contradiction keeps the left one.
 */
export function meetDimensions(left: Dimension, right: Dimension): Dimension {
  if (typeof left === 'number') {
    return left;
  }
  if (typeof right === 'number') {
    return right;
  }
  return left === 'unknown' ? right : left;
}

/** What is known when both statements hold of one shape. */
export function meetShapes(left: Shape, right: Shape): Shape {
  if (left === null) {
    return right;
  }
  if (right === null || right.length !== left.length) {
    return left;
  }
  return left.map((axis, i) => meetDimensions(axis, right[i]));
}

/**
 * The shape of an element-wise operation, as NumPy and TensorFlow broadcast;
 * `undefined` where the shapes cannot be broadcast together.
 */
export function broadcastShapes(left: Shape, right: Shape): Shape | undefined {
  if (left === null || right === null) {
    return null;
  }
  const rank = Math.max(left.length, right.length);
  const result: Dimension[] = [];
  for (let i = 0; i < rank; i++) {
    const a = i < rank - left.length ? 1 : left[i - (rank - left.length)];
    const b = i < rank - right.length ? 1 : right[i - (rank - right.length)];
    const axis = broadcastDimensions(a, b);
    if (axis === undefined) {
      return undefined;
    }
    result.push(axis);
  }
  return result;
}

function broadcastDimensions(a: Dimension, b: Dimension): Dimension | undefined {
  if (a === b) {
    return a;
  }
  if (a === 1) {
    return b;
  }
  if (b === 1) {
    return a;
  }
  if (typeof a === 'number' && typeof b === 'number') {
    return undefined;
  }
  if (a === 'ragged' || b === 'ragged') {
    return 'ragged';
  }
  if (typeof a === 'number') {
    return a;
  }
  if (typeof b === 'number') {
    return b;
  }
  // One is open, the other fixed but not known: if the fixed one is 1, the result is open.
  return 'unknown';
}

/** Number of elements; `null` where an axis is not a number. */
export function elementCount(shape: Shape): number | null {
  if (shape === null) {
    return null;
  }
  let count = 1;
  for (const axis of shape) {
    if (typeof axis !== 'number') {
      return null;
    }
    count *= axis;
  }
  return count;
}

/** The index from the front that an axis number means; `null` where it is out of range. */
export function normaliseAxis(axis: number, rank: number): number | null {
  const index = axis < 0 ? axis + rank : axis;
  return Number.isInteger(index) && index >= 0 && index < rank ? index : null;
}

/** The axis as an arithmetic operand: what depends on an axis that is not a number is `'open'` or `'unknown'` like it. */
export function mapDimension(dimension: Dimension, compute: (size: number) => number): Dimension {
  return combineDimensions([dimension], ([size]) => compute(size));
}

/**
 * What an axis is that is computed from several: unknown if one is unknown, else open if one is open.
 * What is no size (a program that would fail) is unknown.
 */
export function combineDimensions(
  dimensions: readonly Dimension[],
  compute: (sizes: readonly number[]) => number
): Dimension {
  const sizes: number[] = [];
  let open = false;
  for (const dimension of dimensions) {
    if (dimension === 'unknown') {
      return 'unknown';
    }
    if (typeof dimension === 'number') {
      sizes.push(dimension);
    } else {
      open = true;
    }
  }
  if (open) {
    return 'open';
  }
  const size = compute(sizes);
  return Number.isInteger(size) && size >= 0 ? size : 'unknown';
}

/** Whether a tensor surely does not fit what a signature says of it. What is not known of it excludes nothing. */
export function excludes(spec: Pick<TensorType, 'dtype' | 'shape'>, type: TensorType): boolean {
  // An array is converted, and may change its dtype on the way.
  if (type.form !== 'ndarray' && type.dtype !== null && spec.dtype !== null) {
    if (type.dtype !== spec.dtype) {
      return true;
    }
  }
  if (spec.shape === null || type.shape === null) {
    return false;
  }
  const { shape } = type;
  return (
    spec.shape.length !== shape.length ||
    spec.shape.some((axis, index) => {
      const arriving = shape[index];
      return typeof axis === 'number' && typeof arriving === 'number' && axis !== arriving;
    })
  );
}
