/**
 * The same elements in another shape: reshape, transpose, expand, squeeze, tile, pad, repeat, slice.
 */
import type { RuleArgument, RuleResult } from './ruleArgument';
import { tensorResult, UNKNOWN_RESULT } from './ruleArgument';
import type { RuleCall, RuleFamily } from './ruleCall';
import {
  argumentOf,
  booleanOption,
  operandOf,
  operandType,
  toDimension,
  toDimensions,
  toInteger,
  toIntegers,
  toItems,
  toTensorType
} from './ruleCall';
import {
  broadcastShapes,
  combineDimensions,
  elementCount,
  mapDimension,
  normaliseAxis,
  repeated,
  shapeOfRank
} from './tensorType';
import type { Dimension, Shape } from './tensorType';
import { flattened } from './reduction';

/** The shape that a reshape to `target` gives; an axis of -1 takes the rest. */
export function reshaped(shape: Shape, target: readonly Dimension[] | null): Shape {
  if (target === null) {
    return null;
  }
  const rest = target.indexOf(-1);
  if (rest < 0) {
    return target;
  }
  const others = target.filter((_, i) => i !== rest);
  const total = elementCount(shape);
  let size: Dimension;
  if (shape !== null && shape.some(axis => axis === 'open') && !shape.includes('unknown')) {
    size = restOfOpen(shape, others);
  } else if (total === null || others.some(axis => typeof axis !== 'number')) {
    size =
      shape === null || shape.includes('unknown') || others.includes('unknown')
        ? 'unknown'
        : 'open';
  } else {
    const known = others.reduce<number>((product, axis) => product * Number(axis), 1);
    size = known === 0 ? 'unknown' : Math.floor(total / known);
  }
  return target.map((axis, i) => (i === rest ? size : axis));
}

/** What is left for -1 where the shape has open axes: open, unless one open axis stands on each side. */
function restOfOpen(shape: readonly Dimension[], others: readonly Dimension[]): Dimension {
  const openIn = shape.filter(axis => typeof axis !== 'number').length;
  const openOut = others.filter(axis => typeof axis !== 'number').length;
  const product = (axes: readonly Dimension[]): number =>
    axes.reduce<number>((total, axis) => (typeof axis === 'number' ? total * axis : total), 1);
  if (openIn === 1 && openOut === 1 && !others.includes('unknown')) {
    const [a, b] = [product(shape), product(others)];
    return b > 0 && a % b === 0 ? 'unknown' : 'open';
  }
  return others.includes('unknown') ? 'unknown' : 'open';
}

/** `reshape(x,shape)`; several numbers instead of a list are one shape too. */
function reshape(call: RuleCall): RuleResult {
  const x = operandType(call, 0);
  return tensorResult({
    ...x,
    shape: reshaped(x.shape, toDimensions(operandOf(call, 1))),
    form: 'dense'
  });
}

/** `flatten(x)`: one axis. */
function flatten(call: RuleCall): RuleResult {
  const x = operandType(call, 0);
  return tensorResult({ ...x, shape: flattened(x.shape), form: 'dense' });
}

/** `transpose(x,perm)`: reversed where no permutation is given. */
function transpose(call: RuleCall): RuleResult {
  const x = operandType(call, 0);
  const given = operandOf(call, 1);
  const { shape } = x;
  if (given === null) {
    return tensorResult({
      ...x,
      shape: shape === null ? null : [...shape].reverse(),
      form: 'dense'
    });
  }
  const axes = toIntegers(given);
  if (axes === null) {
    const rank = shape?.length ?? toDimensions(given)?.length ?? null;
    return tensorResult({ ...x, shape: rank === null ? null : shapeOfRank(rank), form: 'dense' });
  }
  return tensorResult({
    ...x,
    shape:
      shape === null
        ? shapeOfRank(axes.length)
        : axes.map(axis => {
            const at = normaliseAxis(axis, shape.length);
            return at === null ? 'unknown' : shape[at];
          }),
    form: 'dense'
  });
}

/** `moveAxes(x,source,destination)`. */
function moveAxes(call: RuleCall): RuleResult {
  const x = operandType(call, 0);
  const from = toIntegers(operandOf(call, 1));
  const to = toIntegers(operandOf(call, 2));
  const { shape } = x;
  if (shape === null || from === null || to === null || from.length !== to.length) {
    return tensorResult({ ...x, shape: shape === null ? null : shapeOfRank(shape.length) });
  }
  const order: (number | undefined)[] = new Array<number | undefined>(shape.length).fill(undefined);
  const moved = new Set<number>();
  from.forEach((axis, i) => {
    const source = normaliseAxis(axis, shape.length) ?? 0;
    order[normaliseAxis(to[i], shape.length) ?? 0] = source;
    moved.add(source);
  });
  const rest = shape.map((_, axis) => axis).filter(axis => !moved.has(axis));
  return tensorResult({ ...x, shape: order.map(axis => shape[axis ?? rest.shift() ?? 0]) });
}

/** `swapAxes(x,a,b)`. */
function swapAxes(call: RuleCall): RuleResult {
  const x = operandType(call, 0);
  const a = toInteger(operandOf(call, 1));
  const b = toInteger(operandOf(call, 2));
  const { shape } = x;
  if (shape === null || a === null || b === null) {
    return tensorResult({ ...x, shape: shape === null ? null : shapeOfRank(shape.length) });
  }
  const i = normaliseAxis(a, shape.length) ?? 0;
  const j = normaliseAxis(b, shape.length) ?? 0;
  return tensorResult({
    ...x,
    shape: shape.map((axis, at) => (at === i ? shape[j] : at === j ? shape[i] : axis))
  });
}

/** `moveAxis(x,source,destination)`: the axes of `source` stand at `destination`, the others keep their order. */
function moveAxis(call: RuleCall): RuleResult {
  const x = operandType(call, 0);
  const { shape } = x;
  if (shape === null) {
    return tensorResult(x);
  }
  const places = (position: number): readonly (number | null)[] | null =>
    toIntegers(operandOf(call, position))?.map(axis => normaliseAxis(axis, shape.length)) ?? null;
  const from = places(1);
  const to = places(2);
  if (from === null || to === null || from.includes(null) || from.length !== to.length) {
    return tensorResult({ ...x, shape: shapeOfRank(shape.length) });
  }
  const rest = shape.filter((_, at) => !from.includes(at));
  return tensorResult({
    ...x,
    shape: shape.map((_, at) => {
      const moved = from[to.indexOf(at)];
      return typeof moved === 'number' ? shape[moved] : (rest.shift() ?? 'unknown');
    })
  });
}

/** `expandDims(x,axis)`: new axes of size 1. */
function expandDims(call: RuleCall): RuleResult {
  const x = operandType(call, 0);
  const axes = toIntegers(operandOf(call, 1) ?? argumentOf(call, 'dim'));
  const given = operandOf(call, 1);
  if (x.shape === null || axes === null) {
    const count = given === null ? 1 : (toDimensions(given)?.length ?? 1);
    return tensorResult({
      ...x,
      shape: x.shape === null ? null : shapeOfRank(x.shape.length + count),
      form: raggedOrDense(call)
    });
  }
  return tensorResult({ ...x, shape: withNewAxes(x.shape, axes), form: raggedOrDense(call) });
}

function raggedOrDense(call: RuleCall): 'ragged' | 'sparse' | 'dense' {
  const { form } = operandType(call, 0);
  return form === 'ragged' || form === 'sparse' ? form : 'dense';
}

function withNewAxes(shape: readonly Dimension[], axes: readonly number[]): Shape {
  const rank = shape.length + axes.length;
  const places = new Set(axes.map(axis => (axis < 0 ? axis + rank : axis)));
  const rest = [...shape];
  const result: Dimension[] = [];
  for (let i = 0; i < rank; i++) {
    result.push(places.has(i) ? 1 : (rest.shift() ?? 'unknown'));
  }
  return result;
}

/** `squeeze(x,axis)`: without an axis, all axes of size 1, if all sizes are known. */
function squeeze(call: RuleCall): RuleResult {
  const x = operandType(call, 0);
  const given = operandOf(call, 1) ?? argumentOf(call, 'squeeze_dims');
  const { shape } = x;
  if (shape === null) {
    return tensorResult({ ...x, form: raggedOrDense(call) });
  }
  const listed = given === null ? null : toIntegers(given);
  if (given === null || (listed !== null && listed.length === 0)) {
    const known = shape.every(axis => typeof axis === 'number');
    return tensorResult({
      ...x,
      shape: known ? shape.filter(axis => axis !== 1) : null,
      form: raggedOrDense(call)
    });
  }
  const axes = listed?.map(axis => normaliseAxis(axis, shape.length));
  return tensorResult({
    ...x,
    shape:
      axes === undefined || axes.includes(null) ? null : shape.filter((_, i) => !axes.includes(i)),
    form: raggedOrDense(call)
  });
}

/** `tile(x,multiples)`; NumPy and Keras pad the shorter of both. */
function tile(call: RuleCall): RuleResult {
  const x = operandType(call, 0);
  const multiples = toDimensions(operandOf(call, 1));
  if (x.shape === null || multiples === null) {
    const rank = x.shape?.length ?? multiples?.length ?? null;
    return tensorResult({ ...x, shape: rank === null ? null : shapeOfRank(rank), form: 'dense' });
  }
  const rank = Math.max(x.shape.length, multiples.length);
  const axes: readonly Dimension[] = [
    ...new Array<Dimension>(rank - x.shape.length).fill(1),
    ...x.shape
  ];
  const times: readonly Dimension[] = [
    ...new Array<Dimension>(rank - multiples.length).fill(1),
    ...multiples
  ];
  return tensorResult({
    ...x,
    shape: axes.map((axis, i) =>
      times[i] === 1 ? axis : combineDimensions([axis, times[i]], ([a, b]) => a * b)
    ),
    form: 'dense'
  });
}

/** `pad(x,paddings)`: a pair per axis; NumPy takes one number or one pair for all. */
function pad(call: RuleCall): RuleResult {
  const x = operandType(call, 0);
  const { shape } = x;
  const argument = operandOf(call, 1);
  const items = toItems(argument);
  const pairs = items === null ? null : items.map(item => toDimensions(item));
  if (shape === null) {
    return tensorResult({
      ...x,
      shape: call.flavour !== 'numpy' && items !== null ? shapeOfRank(items.length) : null,
      form: 'dense'
    });
  }
  if (pairs === null) {
    const all = call.flavour === 'numpy' ? toDimension(argument) : null;
    return tensorResult({
      ...x,
      shape: shape.map(axis =>
        all === null ? 'unknown' : combineDimensions([axis, all], ([n, p]) => n + 2 * p)
      ),
      form: 'dense'
    });
  }
  return tensorResult({
    ...x,
    shape: shape.map((axis, i) => paddedAxis(axis, pairs, items ?? [], i)),
    form: 'dense'
  });
}

function paddedAxis(
  axis: Dimension,
  pairs: readonly (readonly Dimension[] | null)[],
  items: readonly RuleArgument[],
  i: number
): Dimension {
  // np.pad(x, (2, 3)): one pair of numbers for all axes.
  const flat = items.length === 2 && items.every(item => item.kind === 'constant');
  const pair = flat
    ? [pairs[0]?.[0] ?? 'unknown', pairs[1]?.[0] ?? 'unknown']
    : pairs.length === 1
      ? pairs[0]
      : pairs[i];
  return pair === null || pair === undefined
    ? 'unknown'
    : combineDimensions(
        [axis, pair[0], pair[pair.length - 1]],
        ([n, before, after]) => n + before + after
      );
}

/** `repeat(x,repeats)`: along `axis`, or of the flattened tensor. */
function repeat(call: RuleCall): RuleResult {
  const x = operandType(call, 0);
  const axisArgument = argumentOf(call, 'axis');
  const argument = operandOf(call, 1);
  const counts = toDimensions(argument);
  // A single number is one axis of size 1.
  const base = axisArgument === null || x.shape?.length === 0 ? flattened(x.shape) : x.shape;
  const axis = axisArgument === null ? 0 : toInteger(axisArgument);
  const at = base === null || axis === null ? null : normaliseAxis(axis, base.length);
  if (base === null || at === null) {
    return tensorResult({
      ...x,
      shape: base === null ? null : shapeOfRank(base.length),
      form: 'dense'
    });
  }
  const size: Dimension =
    counts === null
      ? 'open'
      : counts.length === 1
        ? combineDimensions([base[at], counts[0]], ([n, times]) => n * times)
        : combineDimensions(counts, numbers => numbers.reduce((sum, n) => sum + n, 0));
  return tensorResult({
    ...x,
    shape: base.map((own, i) => (i === at ? size : own)),
    form: 'dense'
  });
}

/** `to(x,shape)`: the dtype of `x` in the shape given (`tf.broadcast_to`, `np.resize`). */
function to(call: RuleCall): RuleResult {
  const target = toDimensions(operandOf(call, 1));
  const x = operandType(call, 0);
  const shape = target?.map((axis, i) =>
    axis === -1 ? (x.shape?.[i - (target.length - x.shape.length)] ?? 'unknown') : axis
  );
  return tensorResult({ ...x, shape: shape ?? null, form: 'dense' });
}

/** `ensure(x,shape)`: what is known from both (`tf.ensure_shape`). */
function ensure(call: RuleCall): RuleResult {
  const x = operandType(call, 0);
  const target = toDimensions(operandOf(call, 1));
  if (target === null || x.shape === null || x.shape.length !== target.length) {
    return tensorResult({ ...x, shape: x.shape ?? target });
  }
  const own = x.shape;
  return tensorResult({
    ...x,
    shape: target.map((axis, i) => (typeof axis === 'number' ? axis : own[i]))
  });
}

/** `slice(x,begin,size)`: a size of -1 takes the rest. */
function slice(call: RuleCall): RuleResult {
  const x = operandType(call, 0);
  const begin = toDimensions(operandOf(call, 1));
  const size = toDimensions(operandOf(call, 2));
  const rank = x.shape?.length ?? begin?.length ?? size?.length ?? null;
  if (rank === null || size === null) {
    return tensorResult({ ...x, shape: rank === null ? null : shapeOfRank(rank), form: 'dense' });
  }
  return tensorResult({
    ...x,
    shape: size.map((axis, i) =>
      axis === -1
        ? combineDimensions([x.shape?.[i] ?? 'unknown', begin?.[i] ?? 'unknown'], ([n, b]) => n - b)
        : axis
    ),
    form: 'dense'
  });
}

/** `indices(dimensions)`: a grid for each of the dimensions. */
function indices(call: RuleCall): RuleResult {
  const given = operandOf(call, 0);
  const sizes = given === null ? null : toDimensions(given);
  return booleanOption(call, 'sparse', false) !== false
    ? UNKNOWN_RESULT
    : tensorResult({
        dtype: 'int64',
        shape: sizes === null ? null : [sizes.length, ...sizes],
        form: 'dense'
      });
}

/** `atLeast(x,n)`: `np.atleast_2d` and its like. */
function atLeast(call: RuleCall): RuleResult {
  const argument = operandOf(call, 0);
  const items = argument !== null && argument.kind === 'sequence' ? argument.items : null;
  const only = items !== null && items.length === 1 ? items[0] : argument;
  if (only === null || (items !== null && items.length !== 1)) {
    return { kind: 'unknown' };
  }
  const x = toTensorType(only, call.flavour);
  const count = Number(call.operands[1]);
  const { shape } = x;
  if (shape === null || shape.length >= count) {
    return tensorResult(x);
  }
  if (count === 3) {
    const [a, b] = shape;
    return tensorResult({
      ...x,
      shape: shape.length === 0 ? [1, 1, 1] : shape.length === 1 ? [1, a, 1] : [a, b, 1]
    });
  }
  return tensorResult({ ...x, shape: [...repeated<Dimension>(1, count - shape.length), ...shape] });
}

/** `kron(a,b)`: sizes multiply. */
function kron(call: RuleCall): RuleResult {
  const a = operandType(call, 0);
  const b = operandType(call, 1);
  if (a.shape === null || b.shape === null) {
    return tensorResult({ ...a, shape: null });
  }
  const rank = Math.max(a.shape.length, b.shape.length);
  const fill = (shape: readonly Dimension[]): readonly Dimension[] => [
    ...new Array<Dimension>(rank - shape.length).fill(1),
    ...shape
  ];
  const [left, right] = [fill(a.shape), fill(b.shape)];
  return tensorResult({
    ...a,
    shape: left.map((axis, i) => combineDimensions([axis, right[i]], ([m, n]) => m * n))
  });
}

/** `diff(x,n)`: one element less along the last axis, `n` times. */
function diff(call: RuleCall): RuleResult {
  const x = operandType(call, 0);
  const times = operandOf(call, 1) === null ? 1 : toInteger(operandOf(call, 1));
  const axisArgument = argumentOf(call, 'axis');
  const axis = axisArgument === null ? -1 : toInteger(axisArgument);
  const at = x.shape === null || axis === null ? null : normaliseAxis(axis, x.shape.length);
  return tensorResult({
    ...x,
    shape:
      x.shape === null || at === null
        ? null
        : x.shape.map((size, i) =>
            i === at
              ? times === null
                ? 'unknown'
                : mapDimension(size, n => Math.max(0, n - times))
              : size
          )
  });
}

/** `trailing(x,n)`: the axes of `x`, of which the last is `n` (`crelu` has 2n): `trailing(x,*2)` scales. */
function trailing(call: RuleCall): RuleResult {
  const x = operandType(call, 0);
  const text = call.operands[1] ?? '*1';
  if (x.shape === null || x.shape.length === 0) {
    return tensorResult({ ...x, form: 'dense' });
  }
  const last = x.shape[x.shape.length - 1];
  const size: Dimension = text.startsWith('*')
    ? mapDimension(last, n => n * Number(text.slice(1)))
    : text.startsWith('/')
      ? mapDimension(last, n => Math.floor(n / Number(text.slice(1))))
      : Number(text);
  return tensorResult({ ...x, shape: [...x.shape.slice(0, -1), size], form: 'dense' });
}

/** `withLast(x,2)`: the axes of `x` and one more of that size: `tf.image.sobel_edges`. */
function withLast(call: RuleCall): RuleResult {
  const x = operandType(call, 0);
  const shape = x.shape === null ? null : [...x.shape, Number(call.operands[1])];
  return tensorResult({ ...x, shape, form: 'dense' });
}

/** `gradient(target,sources)`: what differentiates has the structure and the types of the sources. */
function gradient(call: RuleCall): RuleResult {
  const sources = operandOf(call, 1);
  const items = sources !== null && sources.kind === 'sequence' ? sources.items : null;
  const one = (argument: RuleArgument): RuleResult =>
    tensorResult({ ...toTensorType(argument, call.flavour), form: 'dense' });
  if (items !== null) {
    return { kind: 'list', items: items.map(one), element: null };
  }
  if (sources !== null && sources.kind === 'sequence') {
    return { kind: 'list', items: null, element: sources.element ? one(sources.element) : null };
  }
  return sources === null ? { kind: 'unknown' } : one(sources);
}

/** `jacobian(target,source)`: the target's axes, then the source's. */
function jacobian(call: RuleCall): RuleResult {
  const target = operandType(call, 0);
  const source = operandType(call, 1);
  return tensorResult({
    ...source,
    shape:
      target.shape === null || source.shape === null ? null : [...target.shape, ...source.shape],
    form: 'dense'
  });
}

/** `broadcastShape(a,b)`: the broadcast of two shape vectors. */
function broadcastShape(call: RuleCall): RuleResult {
  const a = toDimensions(operandOf(call, 0));
  const b = toDimensions(operandOf(call, 1));
  const joined = a === null || b === null ? null : broadcastShapes(a, b);
  const elements = joined ?? null;
  return tensorResult(
    { dtype: 'int32', shape: [elements === null ? 'unknown' : elements.length], form: 'dense' },
    elements
  );
}

export const RESHAPING_FAMILIES: ReadonlyMap<string, RuleFamily> = new Map([
  ['reshape', reshape],
  ['flatten', flatten],
  ['transpose', transpose],
  ['moveAxes', moveAxes],
  ['swapAxes', swapAxes],
  ['moveAxis', moveAxis],
  ['expandDims', expandDims],
  ['squeeze', squeeze],
  ['tile', tile],
  ['pad', pad],
  ['repeat', repeat],
  ['to', to],
  ['ensure', ensure],
  ['slice', slice],
  ['indices', indices],
  ['atLeast', atLeast],
  ['kron', kron],
  ['diff', diff],
  ['trailing', trailing],
  ['withLast', withLast],
  ['gradient', gradient],
  ['jacobian', jacobian],
  ['broadcastShape', broadcastShape]
]);
