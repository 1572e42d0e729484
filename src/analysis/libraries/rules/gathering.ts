/**
 * Taking elements out and putting them in: gather, scatter, masks, lookups, sorting, unique values.
 */
import type { RuleResult } from './ruleArgument';
import { listResult, tensorResult, UNKNOWN_RESULT } from './ruleArgument';
import type { RuleCall, RuleFamily } from './ruleCall';
import {
  argumentOf,
  booleanOption,
  operandOf,
  operandType,
  toDimension,
  toDimensions,
  toInteger,
  toItems
} from './ruleCall';
import { shapeFrom } from './creation';
import { broadcastArguments } from './elementwise';
import { flattened } from './reduction';
import type { Dimension, Shape } from './tensorType';
import { dense, normaliseAxis, repeated } from './tensorType';

/** `gather(params,indices)`: along `axis`, with `batch_dims` leading axes shared. */
function gather(call: RuleCall): RuleResult {
  const params = operandType(call, 0);
  const indices = operandType(call, 1);
  const ragged = params.form === 'ragged' || indices.form === 'ragged';
  const result = (shape: Shape): RuleResult =>
    tensorResult({ dtype: params.dtype, shape, form: ragged ? 'ragged' : 'dense' });
  if (params.shape === null || indices.shape === null) {
    return result(null);
  }
  const batchArgument = argumentOf(call, 'batch_dims');
  const batchGiven = batchArgument === null ? 0 : toInteger(batchArgument);
  const axisArgument = argumentOf(call, 'axis');
  if (batchGiven === null) {
    return result(null);
  }
  const batch = batchGiven < 0 ? batchGiven + indices.shape.length : batchGiven;
  const axis = axisArgument === null ? batch : toInteger(axisArgument);
  const at = axis === null ? null : normaliseAxis(axis, params.shape.length);
  if (at === null) {
    return result(null);
  }
  return result([
    ...params.shape.slice(0, at),
    ...indices.shape.slice(batch),
    ...params.shape.slice(at + 1)
  ]);
}

/** `take(x,indices)`: NumPy's: without an axis from the flattened array. */
function take(call: RuleCall): RuleResult {
  const x = operandType(call, 0);
  const indices = operandType(call, 1);
  const axisArgument = argumentOf(call, 'axis');
  if (axisArgument === null) {
    return tensorResult({ ...x, shape: indices.shape });
  }
  const axis = toInteger(axisArgument);
  const at = axis === null || x.shape === null ? null : normaliseAxis(axis, x.shape.length);
  if (x.shape === null || at === null || indices.shape === null) {
    return tensorResult({ ...x, shape: null });
  }
  return tensorResult({
    ...x,
    shape: [...x.shape.slice(0, at), ...indices.shape, ...x.shape.slice(at + 1)]
  });
}

/** `gatherNd(params,indices)`: the last axis of the indices counts the axes they go into. */
function gatherNd(call: RuleCall): RuleResult {
  const params = operandType(call, 0);
  const indices = operandType(call, 1).shape;
  const batchArgument = argumentOf(call, 'batch_dims');
  const batch = batchArgument === null ? 0 : toInteger(batchArgument);
  if (params.shape === null || indices === null || indices.length === 0 || batch === null) {
    return tensorResult({ ...params, shape: null, form: 'dense' });
  }
  const depth = indices[indices.length - 1];
  return tensorResult({
    ...params,
    shape:
      typeof depth === 'number'
        ? [...indices.slice(0, -1), ...params.shape.slice(batch + depth)]
        : null,
    form: 'dense'
  });
}

/** `scatterNd(updates,shape)`. */
function scatterNd(call: RuleCall): RuleResult {
  return tensorResult({
    ...operandType(call, 0),
    shape: shapeFrom(operandOf(call, 1), null),
    form: 'dense'
  });
}

/** `booleanMask(x,mask)`: the masked axes become one of unknown length. */
function booleanMask(call: RuleCall): RuleResult {
  const x = operandType(call, 0);
  const mask = operandType(call, 1).shape;
  const axisArgument = argumentOf(call, 'axis');
  const axis = axisArgument === null ? 0 : toInteger(axisArgument);
  if (x.shape === null || mask === null || axis === null) {
    return tensorResult({ ...x, shape: null, form: 'dense' });
  }
  const at = axis < 0 ? axis + x.shape.length : axis;
  return tensorResult({
    ...x,
    shape: [...x.shape.slice(0, at), 'open', ...x.shape.slice(at + mask.length)],
    form: 'dense'
  });
}

/** `where(condition,x,y)`: with one argument the coordinates of what holds. */
function where(call: RuleCall, broadcast: (call: RuleCall) => RuleResult): RuleResult {
  const condition = operandType(call, 0).shape;
  if (operandOf(call, 1) !== null && operandOf(call, 2) !== null) {
    return broadcast(call);
  }
  if (call.flavour === 'keras') {
    return UNKNOWN_RESULT;
  }
  if (call.flavour === 'numpy') {
    const count = condition === null ? null : Math.max(1, condition.length);
    const one = tensorResult({ dtype: 'int64', shape: ['unknown'], form: 'ndarray' });
    return count === null
      ? { kind: 'list', items: null, element: one }
      : { kind: 'tuple', items: new Array<RuleResult>(count).fill(one) };
  }
  return tensorResult(dense('int64', ['open', condition === null ? 'unknown' : condition.length]));
}

/** `embedding(params,ids)`: the ids' axes, then the rows'. A list of one table counts as the table. */
function embedding(call: RuleCall): RuleResult {
  const argument = operandOf(call, 0);
  const tables = argument !== null && argument.kind === 'sequence' ? toItems(argument) : null;
  const params = tables === null ? operandType(call, 0) : tableType(call, tables.length);
  const ids = operandType(call, 1).shape;
  return tensorResult({
    dtype: params.dtype,
    shape: params.shape === null || ids === null ? null : [...ids, ...params.shape.slice(1)],
    form: operandType(call, 1).form === 'ragged' ? 'ragged' : 'dense'
  });
}

function tableType(
  call: RuleCall,
  count: number
): { dtype: ReturnType<typeof operandType>['dtype']; shape: Shape } {
  const stacked = operandType(call, 0);
  return {
    dtype: stacked.dtype,
    shape: count > 0 && stacked.shape ? stacked.shape.slice(1) : null
  };
}

/** `topK(x,k)`: values and int32 indices. */
function topK(call: RuleCall): RuleResult {
  const x = operandType(call, 0);
  const given = operandOf(call, 1);
  const k = given === null ? 1 : (toDimension(given) ?? 'unknown');
  const shape = x.shape === null ? null : [...x.shape.slice(0, -1), k];
  return {
    kind: 'tuple',
    items: [tensorResult({ ...x, shape, form: 'dense' }), tensorResult(dense('int32', shape))]
  };
}

/** `unique(x)`: TensorFlow's: values, and the index of each element. */
function unique(call: RuleCall): RuleResult {
  const x = operandType(call, 0);
  const values = tensorResult({ ...x, shape: ['open'], form: 'dense' });
  const index = tensorResult(dense('int32', flattened(x.shape)));
  return {
    kind: 'tuple',
    items:
      call.operands[1] === 'counts'
        ? [values, index, tensorResult(dense('int32', ['open']))]
        : [values, index]
  };
}

/**
 * `uniqueSorted(x)`: NumPy's and Keras', and what NumPy keeps of two sets: the values, of the whole array or along `axis`; with the options a tuple of
 * them and the indices, inverses, counts. The inverses have the array's shape, along an axis its size.
 */
function uniqueSorted(call: RuleCall): RuleResult {
  const x = operandType(call, 0);
  const along = argumentOf(call, 'axis');
  const axis = x.shape === null ? null : normaliseAxis(toInteger(along) ?? NaN, x.shape.length);
  // Keras cuts or fills to a size that is given.
  const count = toDimension(argumentOf(call, 'size')) ?? 'unknown';
  const values: Shape =
    along === null
      ? [count]
      : (x.shape?.map((size, i) => (i === axis ? count : axis === null ? 'unknown' : size)) ??
        null);
  const inverse: Shape =
    along === null ? x.shape : [axis === null ? 'unknown' : (x.shape?.[axis] ?? 'unknown')];
  const items: RuleResult[] = [tensorResult({ ...x, shape: values })];
  for (const name of ['return_index', 'return_inverse', 'return_counts']) {
    if (booleanOption(call, name, false) === true) {
      const shape: Shape = name === 'return_inverse' ? inverse : [count];
      const dtype = call.flavour === 'numpy' ? 'int64' : 'int32';
      items.push(tensorResult({ dtype, shape, form: 'dense' }));
    }
  }
  if (booleanOption(call, 'return_indices', false) === true) {
    const places = tensorResult({ dtype: 'int64', shape: ['unknown'], form: 'dense' });
    items.push(places, places);
  }
  return items.length === 1 ? items[0] : { kind: 'tuple', items };
}

/** The number of segments by ascending numbers: one more than the last, where that is known. */
function sortedCount(call: RuleCall): Dimension {
  const ids = operandOf(call, 1);
  const last = ids?.kind === 'tensor' ? ids.elements?.at(-1) : undefined;
  return typeof last === 'number' ? last + 1 : 'open';
}

/** `segment(data,ids,count)`: the first axes become `count` segments. */
function segment(call: RuleCall): RuleResult {
  const data = operandType(call, 0);
  const ids = operandType(call, 1).shape;
  const given = operandOf(call, 2);
  const count = given === null ? sortedCount(call) : (toDimension(given) ?? 'unknown');
  if (data.shape === null || ids === null) {
    return tensorResult({ ...data, shape: null, form: 'dense' });
  }
  return tensorResult({
    ...data,
    shape: [count, ...data.shape.slice(given === null ? 1 : ids.length)],
    form: 'dense'
  });
}

/** `nonzero(x)`: one index vector per axis, as a tuple. */
function nonzero(call: RuleCall): RuleResult {
  const { shape } = operandType(call, 0);
  const axis: Dimension = call.flavour === 'numpy' ? 'unknown' : 'open';
  const one = tensorResult(dense('int64', [axis]));
  return shape === null
    ? { kind: 'list', items: null, element: one }
    : { kind: 'tuple', items: new Array<RuleResult>(shape.length).fill(one) };
}

/** `coordinates(x)`: `np.argwhere`: a row per element that is not zero, with an index per axis. */
function coordinates(call: RuleCall): RuleResult {
  const { shape } = operandType(call, 0);
  return tensorResult(dense('int64', ['unknown', shape === null ? 'unknown' : shape.length]));
}

/** `sample(logits,count)`: `tf.random.categorical`: rows by number of samples. */
function sample(call: RuleCall): RuleResult {
  const logits = operandType(call, 0);
  const count = toDimension(operandOf(call, 1)) ?? 'unknown';
  return tensorResult(
    dense('int64', logits.shape === null ? ['unknown', count] : [logits.shape[0], count])
  );
}

/** `partition(data,partitions,count)`: a list of `count` tensors of unknown length. */
function partition(call: RuleCall): RuleResult {
  const data = operandType(call, 0);
  const ids = operandType(call, 1).shape;
  const count = toInteger(operandOf(call, 2));
  const one = tensorResult({
    ...data,
    shape:
      data.shape === null || ids === null
        ? null
        : (['open', ...data.shape.slice(ids.length)] as const),
    form: 'dense'
  });
  return count === null
    ? { kind: 'list', items: null, element: one }
    : listResult(repeated(one, count));
}

/** `choice(a,size)`: `np.random.choice`. */
function choice(call: RuleCall): RuleResult {
  const a = operandType(call, 0);
  const size = operandOf(call, 1);
  if (size === null && a.shape !== null && a.shape.length === 0) {
    return { kind: 'python', type: 'int' };
  }
  const dtype = a.shape !== null && a.shape.length === 0 ? 'int64' : a.dtype;
  const element = a.shape === null || a.shape.length === 0 ? [] : a.shape.slice(1);
  const outer = size === null ? [] : toDimensions(size);
  return tensorResult({
    dtype,
    shape: outer === null || a.shape === null ? null : [...outer, ...element],
    form: 'ndarray'
  });
}

/** `permuted(x)`: `np.random.permutation`: of a number a range of that length. */
function permuted(call: RuleCall): RuleResult {
  const argument = operandOf(call, 0);
  const x = operandType(call, 0);
  if (x.shape !== null && x.shape.length === 0) {
    return tensorResult({
      dtype: 'int64',
      shape: [toDimension(argument) ?? 'unknown'],
      form: 'ndarray'
    });
  }
  return tensorResult(x);
}

/** `bincount(x,minlength)`: counts, or sums of weights, which NumPy computes in `float64`. */
function bincount(call: RuleCall): RuleResult {
  const weights = argumentOf(call, 'weights');
  const isNumPy = call.flavour === 'numpy';
  return tensorResult({
    dtype: weights === null ? (isNumPy ? 'int64' : 'int32') : isNumPy ? 'float64' : null,
    shape: [call.flavour === 'numpy' ? 'unknown' : 'open'],
    form: 'dense'
  });
}

export const GATHERING_FAMILIES: ReadonlyMap<string, RuleFamily> = new Map<string, RuleFamily>([
  ['gather', gather],
  ['take', take],
  ['gatherNd', gatherNd],
  ['scatterNd', scatterNd],
  ['booleanMask', booleanMask],
  ['where', call => where(call, whereBroadcast)],
  ['embedding', embedding],
  ['topK', topK],
  ['unique', unique],
  ['uniqueSorted', uniqueSorted],
  ['segment', segment],
  ['nonzero', nonzero],
  ['coordinates', coordinates],
  ['sample', sample],
  ['partition', partition],
  ['choice', choice],
  ['permuted', permuted],
  ['bincount', bincount]
]);

/** The three-argument `where`: shapes of all three broadcast, the dtype of the two values. */
function whereBroadcast(call: RuleCall): RuleResult {
  const values = [operandOf(call, 1), operandOf(call, 2)].filter(value => value !== null);
  const shaped = broadcastArguments(
    [operandOf(call, 0), ...values].filter(value => value !== null),
    call.flavour
  );
  return tensorResult({ ...shaped, dtype: broadcastArguments(values, call.flavour).dtype });
}
