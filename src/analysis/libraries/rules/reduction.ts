/**
 * Reductions: axes are dropped, or kept with size 1.
 */
import type { DType } from './dtype';
import { dtypeKind, isComplexDType, isFloatingDType, promoteNumPy } from './dtype';
import type { RuleArgument, RuleResult } from './ruleArgument';
import { tensorResult } from './ruleArgument';
import type { RuleCall, RuleFamily } from './ruleCall';
import {
  argumentOf,
  booleanOption,
  operandOf,
  operandType,
  toDimensions,
  toInteger
} from './ruleCall';
import type { Dimension, Shape } from './tensorType';
import { normaliseAxis } from './tensorType';

/** Names under which the axes stand, newest first. */
const AXIS_NAMES = ['axis', 'axes', 'dim', 'reduction_indices', 'dimension'] as const;

/** The argument that says the axes; `null` where absent or `None`. */
export function axisArgument(call: RuleCall): RuleArgument | null {
  for (const name of AXIS_NAMES) {
    const argument = argumentOf(call, name);
    if (argument !== null) {
      return argument;
    }
  }
  return null;
}

/** Whether reduced axes stay with size 1; `null` where it is not known. */
function keepsAxes(call: RuleCall): boolean | null {
  const old = argumentOf(call, 'keep_dims');
  return old !== null
    ? booleanOption(call, 'keep_dims', false)
    : booleanOption(call, 'keepdims', false);
}

/**
 * The shape after reducing `axes` (`null`: all). `undefined` axes are not known: with kept axes only the rank is,
 * without not even that, unless their number is known.
 */
export function reduceShape(
  shape: Shape,
  axes: readonly Dimension[] | null | undefined,
  keep: boolean
): Shape {
  if (shape === null) {
    return axes === null && !keep ? [] : null;
  }
  if (axes === null) {
    return keep ? shape.map(() => 1) : [];
  }
  if (axes === undefined) {
    return keep ? shape.map(axis => (axis === 1 ? 1 : 'unknown')) : null;
  }
  const reduced = new Set<number>();
  for (const axis of axes) {
    const index = typeof axis === 'number' ? normaliseAxis(axis, shape.length) : null;
    if (index === null) {
      return keep
        ? shape.map(() => 'unknown')
        : new Array<Dimension>(Math.max(0, shape.length - axes.length)).fill('unknown');
    }
    reduced.add(index);
  }
  return keep
    ? shape.map((axis, i) => (reduced.has(i) ? 1 : axis))
    : shape.filter((_, i) => !reduced.has(i));
}

/** `reduce(x)`: over `axis`, all axes where it is absent. */
function reduce(call: RuleCall): RuleResult {
  const type = operandType(call, 0);
  const axis = axisArgument(call);
  const keep = keepsAxes(call);
  if (keep === null) {
    return tensorResult({ dtype: type.dtype, shape: null, form: 'dense' });
  }
  const axes = axis === null ? null : (toDimensions(axis) ?? undefined);
  // An empty list of axes reduces nothing in TensorFlow and NumPy.
  return tensorResult({
    dtype: type.dtype,
    shape: reduceShape(type.shape, axes, keep),
    form: reducedForm(call)
  });
}

function reducedForm(call: RuleCall): 'ragged' | 'dense' {
  const type = operandType(call, 0);
  const axis = toInteger(axisArgument(call));
  const isNested = type.shape === null || type.shape.length > 2;
  return type.form === 'ragged' && axis === 0 && isNested ? 'ragged' : 'dense';
}

/** `reduceFirst(x)`: one axis, the first where `axis` is absent (`tf.argmax`). */
function reduceFirst(call: RuleCall): RuleResult {
  const type = operandType(call, 0);
  const axis = axisArgument(call);
  const index: readonly Dimension[] | undefined =
    axis === null ? [0] : (toDimensions(axis) ?? undefined);
  return tensorResult({
    dtype: type.dtype,
    shape: reduceShape(type.shape, index, keepsAxes(call) ?? false),
    form: 'dense'
  });
}

/** `reduceLast(x)`: the last axis, or the one that `axis` names (losses over classes). */
function reduceLast(call: RuleCall): RuleResult {
  const type = operandType(call, 0);
  const axis = axisArgument(call);
  const index: readonly Dimension[] | undefined =
    axis === null ? [-1] : (toDimensions(axis) ?? undefined);
  return tensorResult({
    dtype: type.dtype,
    shape: reduceShape(type.shape, index, false),
    form: 'dense'
  });
}

/** `scan(x)`: a running total along `axis`; NumPy without an axis flattens, and takes a single number for one axis of size 1. */
function scan(call: RuleCall): RuleResult {
  const type = operandType(call, 0);
  if (call.flavour === 'numpy' && type.shape?.length === 0) {
    return tensorResult({ dtype: type.dtype, shape: [1], form: type.form });
  }
  if (call.flavour === 'tensorflow' || axisArgument(call) !== null) {
    return tensorResult(type);
  }
  return tensorResult({ dtype: type.dtype, shape: flattened(type.shape), form: type.form });
}

/** The one axis of all elements. */
export function flattened(shape: Shape): Shape {
  if (shape === null) {
    return ['unknown'];
  }
  let count: Dimension = 1;
  for (const axis of shape) {
    if (axis === 0) {
      return [0];
    }
    if (typeof axis === 'number') {
      count = typeof count === 'number' ? count * axis : count;
    } else if (count !== 'unknown') {
      count = axis === 'unknown' ? 'unknown' : 'open';
    }
  }
  return [count];
}

/** `moments(x)`: mean and variance over `axes`. */
function moments(call: RuleCall): RuleResult {
  const one = reduce(call);
  return { kind: 'tuple', items: [one, one] };
}

/** `normalized(x)`: the operand's own type, and its norms, whose axes stay with size 1. */
function normalized(call: RuleCall): RuleResult {
  const type = operandType(call, 0);
  const axis = axisArgument(call);
  const axes = axis === null ? null : (toDimensions(axis) ?? undefined);
  return {
    kind: 'tuple',
    items: [
      tensorResult({ dtype: type.dtype, shape: type.shape, form: 'dense' }),
      tensorResult({ dtype: type.dtype, shape: reduceShape(type.shape, axes, true), form: 'dense' })
    ]
  };
}

/** `norm(x)`: like a reduction; a pair of axes is a matrix norm. */
function norm(call: RuleCall): RuleResult {
  return reduce(call);
}

/** `quantile(x,q)`: the axes of `q` come first, or last in the trailing position for TensorFlow Probability. */
function quantile(call: RuleCall): RuleResult {
  const reduced = reduce(call);
  const q = operandType(call, 1);
  const dtype = quantileDType(call);
  if (reduced.kind !== 'tensor' || reduced.type.shape === null || q.shape === null) {
    return tensorResult({ ...operandType(call, 0), dtype, shape: null });
  }
  return tensorResult({
    dtype,
    shape: [...q.shape, ...reduced.type.shape],
    form: reduced.type.form
  });
}

/** NumPy's: a single Python number gives way to the array's floats; what becomes an array of its own does not. */
function quantileDType(call: RuleCall): DType {
  const x = operandType(call, 0).dtype;
  const q = operandOf(call, 1);
  if (x === null || q === null || dtypeKind(x) === 'other' || x === 'bool' || isComplexDType(x)) {
    return null;
  }
  if (q.kind === 'constant') {
    return x === 'bfloat16' ? 'float32' : isFloatingDType(x) ? x : 'float64';
  }
  if (q.kind === 'sequence') {
    return x === 'bfloat16' ? null : 'float64';
  }
  const own = operandType(call, 1).dtype;
  return isFloatingDType(x) && isFloatingDType(own) ? promoteNumPy(x, own) : null;
}

export const REDUCTION_FAMILIES: ReadonlyMap<string, RuleFamily> = new Map([
  ['reduce', reduce],
  ['reduceFirst', reduceFirst],
  ['reduceLast', reduceLast],
  ['scan', scan],
  ['moments', moments],
  ['normalized', normalized],
  ['norm', norm],
  ['quantile', quantile]
]);
