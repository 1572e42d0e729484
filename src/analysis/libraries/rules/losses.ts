/**
 * Losses and accuracies, which compare what is true with what was predicted.
 */
import { axisArgument, reduceShape } from './reduction';
import type { RuleResult } from './ruleArgument';
import { tensorResult } from './ruleArgument';
import type { RuleCall, RuleFamily } from './ruleCall';
import { operandType, toDimensions } from './ruleCall';
import type { Dimension, Shape } from './tensorType';
import { broadcastShapes } from './tensorType';

/**
 * The shape that both are broadcast to after Keras has made their ranks equal: where one has one axis more and that
 * is of size 1, it is dropped, or added to the other if that has one axis alone. `null` where it is not known.
 */
export function squeezedShape(truth: Shape, prediction: Shape): Shape {
  if (truth === null || prediction === null) {
    return null;
  }
  const [longer, shorter] =
    truth.length >= prediction.length ? [truth, prediction] : [prediction, truth];
  let pair: readonly [Shape, Shape] = [longer, shorter];
  if (longer.length === shorter.length + 1) {
    const last = longer[longer.length - 1];
    if (typeof last !== 'number') {
      return null;
    }
    if (last === 1) {
      pair = shorter.length === 1 ? [longer, [...shorter, 1]] : [longer.slice(0, -1), shorter];
    }
  }
  return broadcastShapes(...pair) ?? null;
}

/** How the two are brought together, by the rule's third operand; operations without it take equal ranks alone. */
function joinedShape(call: RuleCall): Shape {
  const truth = operandType(call, 0).shape;
  const prediction = operandType(call, 1).shape;
  switch (call.operands[2]) {
    case 'squeezed':
      return squeezedShape(truth, prediction);
    case 'broadcast':
      return broadcastShapes(truth, prediction) ?? null;
    default:
      return truth === null || prediction?.length !== truth.length
        ? null
        : (broadcastShapes(truth, prediction) ?? null);
  }
}

/**
 * `loss(y_true,y_pred)`: the mean over the last axis (or `axis`) of what both broadcast to. With `squeezed` their
 * ranks are made equal before (`mean_squared_error`), with `broadcast` they may differ (`hinge`).
 */
function loss(call: RuleCall): RuleResult {
  const prediction = operandType(call, 1);
  const axis = axisArgument(call);
  const index: readonly Dimension[] | undefined =
    axis === null ? [-1] : (toDimensions(axis) ?? undefined);
  const joined = joinedShape(call);
  return tensorResult({
    ...prediction,
    shape: joined === null ? null : reduceShape(joined, index, false),
    form: 'dense'
  });
}

/** `overlap(y_true,y_pred)`: sums over `axis`, all axes where it is absent, of what both broadcast to (`dice`). */
function overlap(call: RuleCall): RuleResult {
  const prediction = operandType(call, 1);
  const axis = axisArgument(call);
  const index = axis === null ? null : (toDimensions(axis) ?? undefined);
  const joined = broadcastShapes(operandType(call, 0).shape, prediction.shape) ?? null;
  return tensorResult({ ...prediction, shape: reduceShape(joined, index, false), form: 'dense' });
}

/** `matched(y_true,y_pred,squeezed)`: one answer for each item of what both are brought to. */
function matched(call: RuleCall): RuleResult {
  return tensorResult({ ...operandType(call, 1), shape: joinedShape(call), form: 'dense' });
}

/**
 * `classMatches(y_true,y_pred)`: whether the likeliest classes are the same: both lose their last axis and are
 * broadcast, but where what is true has one axis more, its own other axes are the answer's.
 */
function classMatches(call: RuleCall): RuleResult {
  const prediction = operandType(call, 1);
  const truth = operandType(call, 0).shape;
  const [first, second] = [truth, prediction.shape].map(shape => shape?.slice(0, -1) ?? null);
  const shape =
    truth === null || prediction.shape === null
      ? null
      : truth.length === prediction.shape.length + 1
        ? first
        : (broadcastShapes(first, second) ?? null);
  return tensorResult({ ...prediction, shape, form: 'dense' });
}

/** `numberMatches(y_true)`: one answer for each number of a class; a last axis of length one is dropped. */
function numberMatches(call: RuleCall): RuleResult {
  const truth = operandType(call, 0);
  const { shape } = truth;
  const isColumn = shape !== null && shape.length > 1 && shape[shape.length - 1] === 1;
  return tensorResult({ ...truth, shape: isColumn ? shape.slice(0, -1) : shape, form: 'dense' });
}

export const LOSS_FAMILIES: ReadonlyMap<string, RuleFamily> = new Map([
  ['loss', loss],
  ['overlap', overlap],
  ['matched', matched],
  ['classMatches', classMatches],
  ['numberMatches', numberMatches]
]);
