/**
 * Tensors out of nothing: constants, fills, random numbers, ranges, grids, one-hot vectors, and shapes as tensors.
 */
import type { DType } from './dtype';
import { isFloatingDType } from './dtype';
import type { RuleArgument, RuleResult } from './ruleArgument';
import { tensorResult, UNKNOWN_RESULT } from './ruleArgument';
import type { RuleCall, RuleFamily } from './ruleCall';
import {
  argumentOf,
  commonDType,
  operandOf,
  operandType,
  toBoolean,
  toDimension,
  toDimensions,
  toDType,
  toItems,
  toTensorType,
  toText
} from './ruleCall';
import type { Dimension, Shape } from './tensorType';
import { broadcastShapes, elementCount, shapeOfRank } from './tensorType';
import { flattened } from './reduction';

/** The dtype floating point results have when nothing says otherwise. */
function defaultFloat(call: RuleCall): DType {
  return call.flavour === 'numpy' ? 'float64' : 'float32';
}

/** The dtype that the argument `dtype` names, or the given one. */
export function dtypeOr(call: RuleCall, otherwise: DType): DType {
  const argument = argumentOf(call, 'dtype') ?? argumentOf(call, 'out_type');
  return argument === null ? otherwise : toDType(argument, call.flavour);
}

/** The shape that an argument says; an absent one is a scalar's. */
export function shapeFrom(argument: RuleArgument | null, ifAbsent: Shape): Shape {
  if (argument === null) {
    return ifAbsent;
  }
  const dimensions = toDimensions(argument);
  return dimensions === null ? null : dimensions.map(axis => (axis === -1 ? 'unknown' : axis));
}

/** `filled(shape)`: that shape, floating point unless `dtype` says otherwise. */
function filled(call: RuleCall): RuleResult {
  return tensorResult({
    dtype: dtypeOr(call, defaultFloat(call)),
    shape: shapeFrom(operandOf(call, 0), []),
    form: 'dense'
  });
}

/** `filledLike(shape,value)`: `tf.fill`, `np.full`: that shape, the value's dtype. */
function filledLike(call: RuleCall): RuleResult {
  return tensorResult({
    dtype: dtypeOr(call, operandType(call, 1).dtype),
    shape: shapeFrom(operandOf(call, 0), []),
    form: 'dense'
  });
}

/** `axes(args)`: `np.random.rand(2, 3)`: each positional argument is an axis; without any a Python number. */
function axes(call: RuleCall): RuleResult {
  const argument = operandOf(call, 0);
  const none = argument !== null && argument.kind === 'sequence' && argument.items?.length === 0;
  return none ? { kind: 'python', type: 'float' } : filled(call);
}

/**
 * `drawn(size,a,b)`: `np.random.normal(loc, scale, size)`: `size`, or else the parameters broadcast; from scalars
 * a Python number.
 */
function drawn(call: RuleCall): RuleResult {
  return drawnAs(call, 'float');
}

/** `drawnWhole(size,a,b)`: the same for whole numbers (`np.random.randint`). */
function drawnWhole(call: RuleCall): RuleResult {
  return drawnAs(call, 'int');
}

/** `drawnArray(size,a,b)`: the same where a single draw is one of NumPy's numbers, too (`Generator.integers`). */
function drawnArray(call: RuleCall): RuleResult {
  return drawnAs(call, null);
}

function drawnAs(call: RuleCall, type: 'int' | 'float' | null): RuleResult {
  const size = operandOf(call, 0);
  if (size !== null) {
    return tensorResult({
      dtype: dtypeOr(call, defaultFloat(call)),
      shape: shapeFrom(size, []),
      form: 'dense'
    });
  }
  let shape: Shape = [];
  for (let i = 1; i < call.operands.length; i++) {
    if (operandOf(call, i) !== null) {
      const joined = broadcastShapes(shape, operandType(call, i).shape);
      shape = joined === undefined ? null : joined;
    }
  }
  const written = argumentOf(call, 'dtype');
  // A dtype `int`, the default of `RandomState.randint`, gives a Python number; `np.int64` gives one of NumPy's.
  const isPlainInteger = written?.kind === 'constant' && written.value === 'int';
  const named = isPlainInteger ? null : toDType(written, call.flavour);
  if (call.flavour === 'numpy' && type === 'int' && named === 'int64' && shape?.length === 0) {
    return UNKNOWN_RESULT;
  }
  const plain = named === null || isFloatingDType(named);
  return type !== null && shape?.length === 0 && call.flavour === 'numpy' && plain
    ? { kind: 'python', type }
    : tensorResult({ dtype: dtypeOr(call, defaultFloat(call)), shape, form: 'dense' });
}

/** `drawnWith(shape,a,b)`: `tf.random.gamma`: the shape, then the parameters' shape. */
function drawnWith(call: RuleCall): RuleResult {
  const outer = shapeFrom(operandOf(call, 0), []);
  let inner: Shape = [];
  for (let i = 1; i < call.operands.length; i++) {
    if (operandOf(call, i) !== null) {
      const joined = broadcastShapes(inner, operandType(call, i).shape);
      inner = joined === undefined ? null : joined;
    }
  }
  return tensorResult({
    dtype: dtypeOr(call, operandType(call, 1).dtype ?? defaultFloat(call)),
    shape: outer === null || inner === null ? null : [...outer, ...inner],
    form: 'dense'
  });
}

/** `value(x)`: the tensor that a value is converted to, with `dtype` and, for `tf.constant`, `shape`. */
function value(call: RuleCall): RuleResult {
  const argument = operandOf(call, 0);
  const type = operandType(call, 0);
  const shape = argumentOf(call, 'shape');
  const named = argumentOf(call, 'dtype') ?? argumentOf(call, 'preferred_dtype');
  const elements = argument === null ? null : knownElements(argument);
  return tensorResult(
    {
      dtype: named === null ? type.dtype : toDType(named, call.flavour),
      shape: shape === null ? type.shape : shapeFrom(shape, type.shape),
      form: type.form === 'sparse' || type.form === 'ragged' ? type.form : 'dense'
    },
    shape === null ? elements : null
  );
}

/** The elements of an integer scalar or short vector. */
function knownElements(argument: RuleArgument): readonly Dimension[] | null {
  switch (argument.kind) {
    case 'constant':
      return argument.type === 'int' && typeof argument.value === 'number'
        ? [argument.value]
        : null;
    case 'tensor':
      return argument.elements ?? null;
    case 'sequence':
      return argument.items !== null &&
        argument.items.length <= 16 &&
        argument.items.length > 0 &&
        argument.items.every(item => item.kind === 'constant' && item.type === 'int')
        ? toDimensions(argument)
        : null;
    case 'shape':
      return argument.shape;
    default:
      return null;
  }
}

/** `like(x)`: the shape of `x`, its dtype or the one named. */
function like(call: RuleCall): RuleResult {
  const type = operandType(call, 0);
  const named = argumentOf(call, 'dtype');
  const shape = argumentOf(call, 'shape');
  return tensorResult({
    dtype: named === null ? type.dtype : toDType(named, call.flavour),
    shape: shape === null ? type.shape : shapeFrom(shape, null),
    form: type.form === 'ragged' ? 'ragged' : 'dense'
  });
}

/** `cast(x,dtype)`: the shape of `x` and the dtype named; sparse and ragged stay so. */
function cast(call: RuleCall): RuleResult {
  const type = operandType(call, 0);
  const argument = operandOf(call, 0);
  const dtype = toDType(operandOf(call, 1), call.flavour);
  const elements =
    argument !== null && argument.kind === 'tensor' && (dtype === 'int32' || dtype === 'int64')
      ? (argument.elements ?? null)
      : null;
  return tensorResult(
    { dtype, shape: type.shape, form: type.form === 'variable' ? 'dense' : type.form },
    elements
  );
}

/** `eye(rows,columns)`: with `batch_shape` before. */
function eye(call: RuleCall): RuleResult {
  const rows = toDimension(operandOf(call, 0)) ?? 'unknown';
  const given = operandOf(call, 1);
  const columns = given === null ? rows : (toDimension(given) ?? 'unknown');
  const offset = argumentOf(call, 'k');
  if (call.flavour === 'keras' && offset !== null && toDimension(offset) !== 0) {
    // Keras pads the matrix before it cuts it, not always to the same size.
    return tensorResult({
      dtype: dtypeOr(call, 'float32'),
      shape: ['unknown', 'unknown'],
      form: 'dense'
    });
  }
  const batch = shapeFrom(argumentOf(call, 'batch_shape'), []);
  return tensorResult({
    dtype: dtypeOr(call, defaultFloat(call)),
    shape: batch === null ? null : [...batch, rows, columns],
    form: 'dense'
  });
}

/** `oneHot(indices,depth)`: a new axis of `depth`, last or at `axis`; the dtype of `on_value` or `dtype`, else float32. */
function oneHot(call: RuleCall): RuleResult {
  const { shape } = operandType(call, 0);
  const depth = toDimension(operandOf(call, 1)) ?? 'unknown';
  const axisArgument = argumentOf(call, 'axis');
  const axis = axisArgument === null ? -1 : toDimension(axisArgument);
  const value = argumentOf(call, 'on_value') ?? argumentOf(call, 'off_value');
  const dtype = dtypeOr(call, value === null ? 'float32' : toTensorType(value, call.flavour).dtype);
  if (shape === null || typeof axis !== 'number') {
    return tensorResult({
      dtype,
      shape: shape === null ? null : [...shape, depth].map(() => 'unknown'),
      form: 'dense'
    });
  }
  const at = axis < 0 ? axis + shape.length + 1 : axis;
  return tensorResult({
    dtype,
    shape: [...shape.slice(0, at), depth, ...shape.slice(at)],
    form: 'dense'
  });
}

/** `range(start,limit,delta)`: one number alone is the limit. */
function range(call: RuleCall): RuleResult {
  const given = [0, 1, 2].map(i => operandOf(call, i));
  const numbers = given.filter(argument => argument !== null);
  let dtype = dtypeOr(call, null);
  if (argumentOf(call, 'dtype') === null) {
    dtype = rangeDType(call, numbers);
  }
  const alone = given[1] === null;
  const start = alone ? 0 : numberOf(given[0]);
  const limit = alone ? numberOf(given[0]) : numberOf(given[1]);
  const delta = given[2] === null ? 1 : numberOf(given[2]);
  let size: Dimension = numbers.some(
    argument => argument.kind === 'tensor' && argument.type.form !== 'ndarray'
  )
    ? 'open'
    : 'unknown';
  if (
    typeof start === 'number' &&
    typeof limit === 'number' &&
    typeof delta === 'number' &&
    delta !== 0
  ) {
    size = Math.max(0, Math.ceil((limit - start) / delta));
  }
  return tensorResult({ dtype, shape: [size], form: 'dense' });
}

function rangeDType(call: RuleCall, numbers: readonly RuleArgument[]): DType {
  if (call.flavour !== 'tensorflow') {
    // A 0-d array is converted by its value, not by its dtype.
    return numbers.some(argument => argument.kind !== 'constant') && call.flavour === 'numpy'
      ? null
      : commonDType(numbers, call.flavour);
  }
  // tf.range takes the highest of int32, int64, float32, float64 among its arguments.
  const order: readonly DType[] = ['int32', 'int64', 'float16', 'bfloat16', 'float32', 'float64'];
  const found = numbers.map(argument => toTensorType(argument, call.flavour).dtype);
  if (found.includes(null)) {
    return null;
  }
  const ranks = found.map(dtype => order.indexOf(dtype));
  return ranks.includes(-1) ? null : order[Math.max(...ranks)];
}

function numberOf(argument: RuleArgument | null): number | null {
  if (argument === null) {
    return null;
  }
  if (argument.kind === 'constant' && typeof argument.value === 'number') {
    return argument.value;
  }
  const dimension = argument.kind === 'tensor' && argument.elements ? toDimension(argument) : null;
  return typeof dimension === 'number' ? dimension : null;
}

/** `linspace(start,stop,num)`: a new first axis (or `axis`) of `num`. */
function linspace(call: RuleCall): RuleResult {
  const ends = [operandOf(call, 0), operandOf(call, 1)].filter(argument => argument !== null);
  const countArgument = operandOf(call, 2);
  const count = countArgument === null ? 50 : (toDimension(countArgument) ?? 'unknown');
  const shapes = ends.map(argument => toTensorType(argument, call.flavour).shape);
  const joined = shapes.length === 2 ? broadcastShapes(shapes[0], shapes[1]) : null;
  const axisArgument = argumentOf(call, 'axis');
  const axis = axisArgument === null ? 0 : toDimension(axisArgument);
  const dtype = commonDType(ends, call.flavour);
  const floating = dtype === null || /float|complex/u.test(dtype) ? dtype : defaultFloat(call);
  const result: Shape =
    joined === null || joined === undefined || typeof axis !== 'number'
      ? null
      : [
          ...joined.slice(0, axis < 0 ? axis + joined.length + 1 : axis),
          count,
          ...joined.slice(axis < 0 ? axis + joined.length + 1 : axis)
        ];
  const type = { dtype: dtypeOr(call, floating), shape: result, form: 'dense' } as const;
  if (toBoolean(argumentOf(call, 'retstep')) === true) {
    return {
      kind: 'tuple',
      items: [tensorResult(type), tensorResult({ dtype: type.dtype, shape: [], form: type.form })]
    };
  }
  return tensorResult(type);
}

/** `meshgrid(args)`: one grid per vector; `indexing='ij'` keeps the order of axes. */
function meshgrid(call: RuleCall): RuleResult {
  const vectors = toItems(operandOf(call, 0));
  if (vectors === null) {
    return { kind: 'list', items: null, element: null };
  }
  const types = vectors.map(vector => toTensorType(vector, call.flavour));
  const sizes: Dimension[] = types.map(type => flattened(type.shape)?.[0] ?? 'unknown');
  const sparse = toBoolean(argumentOf(call, 'sparse')) === true;
  const swap = toText(argumentOf(call, 'indexing')) !== 'ij' && sizes.length > 1;
  return {
    kind: 'list',
    items: types.map((type, i) => {
      const axes = sparse ? sizes.map((size, axis) => (axis === i ? size : 1)) : [...sizes];
      const shape = swap ? [axes[1], axes[0], ...axes.slice(2)] : axes;
      return tensorResult({ dtype: type.dtype, shape, form: 'dense' });
    }),
    element: null
  };
}

/** `sequenceMask(lengths,maxlen)`: a new last axis. */
function sequenceMask(call: RuleCall): RuleResult {
  const { shape } = operandType(call, 0);
  const given = operandOf(call, 1);
  const length = given === null ? 'open' : (toDimension(given) ?? 'unknown');
  return tensorResult({
    dtype: dtypeOr(call, 'bool'),
    shape: shape === null ? null : [...shape, length],
    form: 'dense'
  });
}

/** `shapeOf(x)`: the shape as an integer vector, whose elements are known where the axes are. */
function shapeOf(call: RuleCall): RuleResult {
  const { shape } = operandType(call, 0);
  const size: Dimension = shape === null ? 'open' : shape.length;
  const elements = shape?.map(axis => (axis === 'ragged' ? 'open' : axis)) ?? null;
  return tensorResult({ dtype: dtypeOr(call, 'int32'), shape: [size], form: 'dense' }, elements);
}

/** `countOf(x)`: the number of elements. */
function countOf(call: RuleCall): RuleResult {
  const count = elementCount(operandType(call, 0).shape);
  return tensorResult(
    { dtype: dtypeOr(call, 'int32'), shape: [], form: 'dense' },
    count === null ? null : [count]
  );
}

/** `rankOf(x)`: the number of axes. */
function rankOf(call: RuleCall): RuleResult {
  const { shape } = operandType(call, 0);
  return tensorResult(
    { dtype: 'int32', shape: [], form: 'dense' },
    shape === null ? null : [shape.length]
  );
}

/** `const(2,3)`: always that shape; `const()` a scalar; `?` in it is an axis that is not known. */
function constant(call: RuleCall): RuleResult {
  const shape = call.operands.map(axis =>
    axis === '?' ? 'unknown' : axis === 'None' ? 'open' : Number(axis)
  );
  return tensorResult({ dtype: null, shape, form: 'dense' });
}

/** `rank(n)`: that many axes, of which nothing is known. */
function rank(call: RuleCall): RuleResult {
  return tensorResult({
    dtype: null,
    shape: shapeOfRank(Number(call.operands[0])),
    form: 'dense'
  });
}

/** `seeds(num)`: `tf.random.split`: that many seeds of two numbers. */
function seeds(call: RuleCall): RuleResult {
  const count = operandOf(call, 0);
  return tensorResult({
    dtype: 'int32',
    shape: [count === null ? 2 : (toDimension(count) ?? 'unknown'), 2],
    form: 'dense'
  });
}

/** `window(length)`: a vector of that length (`tf.signal.hann_window`). */
function window(call: RuleCall): RuleResult {
  return tensorResult({
    dtype: dtypeOr(call, defaultFloat(call)),
    shape: [toDimension(operandOf(call, 0)) ?? 'unknown'],
    form: 'dense'
  });
}

/** `input(shape)`: `keras.Input`: the batch axis is open, or `batch_size`; `batch_shape` is whole. */
function input(call: RuleCall): RuleResult {
  const whole = argumentOf(call, 'batch_shape');
  const tensor = argumentOf(call, 'tensor');
  if (tensor !== null) {
    return tensorResult(toTensorType(tensor, call.flavour));
  }
  const batch = argumentOf(call, 'batch_size');
  const rest = shapeFrom(operandOf(call, 0), null);
  const shape: Shape =
    whole !== null
      ? shapeFrom(whole, null)
      : rest === null
        ? null
        : [batch === null ? 'open' : (toDimension(batch) ?? 'unknown'), ...rest];
  return tensorResult({ dtype: dtypeOr(call, 'float32'), shape, form: 'symbolic' });
}

export const CREATION_FAMILIES: ReadonlyMap<string, RuleFamily> = new Map([
  ['filled', filled],
  ['filledLike', filledLike],
  ['axes', axes],
  ['drawn', drawn],
  ['drawnWhole', drawnWhole],
  ['drawnArray', drawnArray],
  ['drawnWith', drawnWith],
  ['value', value],
  ['like', like],
  ['cast', cast],
  ['eye', eye],
  ['oneHot', oneHot],
  ['range', range],
  ['linspace', linspace],
  ['meshgrid', meshgrid],
  ['sequenceMask', sequenceMask],
  ['shapeOf', shapeOf],
  ['countOf', countOf],
  ['rankOf', rankOf],
  ['const', constant],
  ['rank', rank],
  ['seeds', seeds],
  ['window', window],
  ['input', input]
]);
