/**
 * NumPy's functions of axes and places that TensorFlow has no counterpart of.
 */
import { flattened } from './reduction';
import type { RuleArgument, RuleResult } from './ruleArgument';
import { tensorResult, UNKNOWN_RESULT } from './ruleArgument';
import type { RuleCall, RuleFamily } from './ruleCall';
import {
  argumentOf,
  operandOf,
  operandType,
  toDimension,
  toDimensions,
  toInteger,
  toIntegers,
  toItems,
  toTensorType
} from './ruleCall';
import type { Dimension, Shape } from './tensorType';
import {
  broadcastShapes,
  combineDimensions,
  mapDimension,
  normaliseAxis,
  repeated,
  shapeOfRank
} from './tensorType';

/** More axes than this no array has. */
const MOST_AXES = 64;

/** `slidingWindows(x,window_shape)`: the axes get shorter by the window less one, the windows' axes come last. */
function slidingWindows(call: RuleCall): RuleResult {
  const x = operandType(call, 0);
  const windows = toDimensions(operandOf(call, 1));
  if (x.shape === null || windows === null) {
    return tensorResult({ ...x, shape: null, form: 'dense' });
  }
  const { shape } = x;
  const given = argumentOf(call, 'axis');
  const axes =
    given === null
      ? shape.map((_, i) => i)
      : (toIntegers(given) ?? []).map(axis => normaliseAxis(axis, shape.length));
  if (axes.length !== windows.length) {
    return tensorResult({ ...x, shape: shapeOfRank(shape.length + windows.length), form: 'dense' });
  }
  const sizes = [...shape];
  axes.forEach((axis, i) => {
    if (axis !== null) {
      sizes[axis] = combineDimensions([sizes[axis], windows[i]], ([n, window]) => n - window + 1);
    }
  });
  return tensorResult({ ...x, shape: [...sizes, ...windows], form: 'dense' });
}

/** `rotatedBy(m,k)`: quarter turns in the plane of `axes`, the first two by default. */
function rotatedBy(call: RuleCall): RuleResult {
  const x = operandType(call, 0);
  const given = operandOf(call, 1);
  const turns = given === null ? 1 : toInteger(given);
  const axes = argumentOf(call, 'axes');
  const plane = axes === null ? [0, 1] : toIntegers(axes);
  const { shape } = x;
  const [a, b] = (plane ?? []).map(axis =>
    shape === null ? null : normaliseAxis(axis, shape.length)
  );
  if (shape === null || typeof a !== 'number' || typeof b !== 'number' || turns === null) {
    return tensorResult({ ...x, shape: shape && shapeOfRank(shape.length), form: 'dense' });
  }
  const turned =
    turns % 2 === 0
      ? shape
      : shape.map((size, i) => (i === a ? shape[b] : i === b ? shape[a] : size));
  return tensorResult({ ...x, shape: turned, form: 'dense' });
}

/** `takeAlong(arr,indices)`: both broadcast, but for `axis`, which is as long as in the indices. */
function takeAlong(call: RuleCall): RuleResult {
  const x = operandType(call, 0);
  const indices = operandType(call, 1).shape;
  const axis = argumentOf(call, 'axis');
  if (axis === null) {
    return tensorResult({ ...x, shape: flattened(indices), form: 'dense' });
  }
  const place = toInteger(axis);
  const at = indices === null || place === null ? null : normaliseAxis(place, indices.length);
  if (x.shape === null || indices === null || at === null || x.shape.length !== indices.length) {
    return tensorResult({ ...x, shape: indices && shapeOfRank(indices.length), form: 'dense' });
  }
  const joined = broadcastShapes(
    x.shape.map((size, i) => (i === at ? 1 : size)),
    indices
  );
  return tensorResult({ ...x, shape: joined ?? shapeOfRank(indices.length), form: 'dense' });
}

/** `gradientOf(f)`: an array like `f` for each of its axes, in a tuple where there are several. */
function gradientOf(call: RuleCall): RuleResult {
  const x = operandType(call, 0);
  const axis = argumentOf(call, 'axis');
  const axes = axis === null ? null : toDimensions(axis);
  const count = axis === null ? (x.shape?.length ?? null) : (axes?.length ?? null);
  const one = tensorResult({ ...x, form: 'dense' });
  if (count === 1) {
    return one;
  }
  return count === null || count > MOST_AXES
    ? UNKNOWN_RESULT
    : { kind: 'tuple', items: repeated<RuleResult>(one, count) };
}

const INDEX = 'int64';

/** `trianglePlaces(n)`: rows and columns of a triangle of an `n` by `m` matrix, above the diagonal `k` or below (`lower`). */
function trianglePlaces(call: RuleCall): RuleResult {
  const n = toDimension(operandOf(call, 0));
  const columns = argumentOf(call, 'm');
  const m = columns === null ? n : toDimension(columns);
  const offset = argumentOf(call, 'k');
  const k = offset === null ? 0 : toDimension(offset);
  const count =
    typeof n === 'number' && typeof m === 'number' && typeof k === 'number'
      ? placesOf(n, m, k, call.operands[1] === 'lower')
      : 'unknown';
  const one = tensorResult({ dtype: INDEX, shape: [count], form: 'dense' });
  return { kind: 'tuple', items: [one, one] };
}

function placesOf(rows: number, columns: number, k: number, lower: boolean): number {
  let below = 0;
  // Columns up to `row + k` are below and on the diagonal; above means behind the diagonal before it.
  const last = lower ? k : k - 1;
  for (let row = 0; row < rows; row++) {
    below += Math.max(0, Math.min(columns, row + last + 1));
  }
  return lower ? below : rows * columns - below;
}

/** `diagonalPlaces(n,ndim)`: an index vector of length `n` for each axis. */
function diagonalPlaces(call: RuleCall): RuleResult {
  const n = toDimension(operandOf(call, 0)) ?? 'unknown';
  const given = operandOf(call, 1);
  const count = given === null ? 2 : toInteger(given);
  const one = tensorResult({ dtype: INDEX, shape: [n], form: 'dense' });
  return count === null || count > MOST_AXES
    ? { kind: 'list', items: null, element: one }
    : { kind: 'tuple', items: repeated<RuleResult>(one, count) };
}

/** `unravelled(indices,shape)`: an array of the indices' shape for each axis of `shape`. */
function unravelled(call: RuleCall): RuleResult {
  const one = tensorResult({ dtype: INDEX, shape: operandType(call, 0).shape, form: 'dense' });
  const axes = toDimensions(operandOf(call, 1));
  return axes === null
    ? { kind: 'list', items: null, element: one }
    : { kind: 'tuple', items: repeated<RuleResult>(one, axes.length) };
}

/** The array with one axis of another length: flattened where `axis` is absent. */
function resized(
  call: RuleCall,
  change: (size: Dimension, flat: boolean) => Dimension
): RuleResult {
  const x = operandType(call, 0);
  const axis = argumentOf(call, 'axis');
  const shape: Shape = axis === null ? flattened(x.shape) : x.shape;
  const at =
    shape === null
      ? null
      : normaliseAxis(axis === null ? 0 : (toInteger(axis) ?? NaN), shape.length);
  return tensorResult({
    ...x,
    shape:
      shape === null || at === null || Number.isNaN(at)
        ? shape && shapeOfRank(shape.length)
        : shape.map((size, i) => (i === at ? change(size, axis === null) : size)),
    form: 'dense'
  });
}

/** Whether an argument is a single whole number. */
function isSingle(argument: RuleArgument | null, call: RuleCall): boolean {
  return argument?.kind === 'constant'
    ? argument.type === 'int'
    : argument?.kind === 'tensor' && toTensorType(argument, call.flavour).shape?.length === 0;
}

/** `deleted(arr,obj)`: without the item at one place; several places may name the same. */
function deleted(call: RuleCall): RuleResult {
  const single = isSingle(operandOf(call, 1), call);
  return resized(call, size => (single ? mapDimension(size, n => n - 1) : 'unknown'));
}

/** `inserted(arr,obj,values)`: with the values before one place, or before each of several. */
function inserted(call: RuleCall): RuleResult {
  const place = operandOf(call, 1);
  const values = operandType(call, 2).shape;
  const rank = operandType(call, 0).shape?.length ?? null;
  const places = place?.kind === 'sequence' ? (place.items?.length ?? null) : null;
  return resized(call, (size, flat) => {
    if (places !== null && places > 1) {
      return mapDimension(size, n => n + places);
    }
    if (!isSingle(place, call) || values === null || rank === null) {
      return 'unknown';
    }
    // Values of fewer axes get axes of size 1 in front.
    const added = values.length < (flat ? 1 : rank) ? 1 : (values[0] ?? 1);
    return values.length > (flat ? 1 : rank)
      ? 'unknown'
      : combineDimensions([size, added], ([n, more]) => n + more);
  });
}

/** `selection(condlist,choicelist)`: all conditions and choices broadcast together. */
function selection(call: RuleCall): RuleResult {
  const items = [0, 1].map(i => toItems(operandOf(call, i)));
  if (items.includes(null)) {
    return tensorResult({ dtype: null, shape: null, form: 'dense' });
  }
  const shape = items
    .flatMap(list => list ?? [])
    .map(item => toTensorType(item, call.flavour).shape)
    .reduce<Shape | undefined>(
      (all, one) => (all === undefined ? undefined : broadcastShapes(all, one)),
      []
    );
  return tensorResult({ dtype: null, shape: shape ?? null, form: 'dense' });
}

export const ARRAY_FAMILIES: ReadonlyMap<string, RuleFamily> = new Map([
  ['slidingWindows', slidingWindows],
  ['rotatedBy', rotatedBy],
  ['takeAlong', takeAlong],
  ['gradientOf', gradientOf],
  ['trianglePlaces', trianglePlaces],
  ['diagonalPlaces', diagonalPlaces],
  ['unravelled', unravelled],
  ['deleted', deleted],
  ['inserted', inserted],
  ['selection', selection]
]);
