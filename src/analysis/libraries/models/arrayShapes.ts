/**
 * Functions of NumPy whose shapes or dtypes the generated rules do not tell (NumPy reference, "Routines").
 */
import type { Value } from '../../values/value';
import { toArgument } from '../convert';
import { genericFunction } from '../generic';
import type { FunctionModel, IModelContext, MethodModel } from '../model';
import { isIntegerDType, promoteNumPy, type DType } from '../rules/dtype';
import { toDimensions } from '../rules/ruleCall';
import { broadcastShapes, type Dimension, type Shape, type TensorType } from '../rules/tensorType';
import { argument, knownInteger, listOf } from './arguments';
import { shapeArgument, TENSOR_FUNCTIONS, typeOfContent } from './tensors';

function array(ctx: IModelContext, dtype: DType, shape: Shape): Value {
  return ctx.values.tensor({ dtype, shape, form: 'ndarray' }, 'numpy');
}

/** The array that an argument is, or becomes. */
function typeAt(ctx: IModelContext, value: Value | null): TensorType {
  const type = value === null ? null : typeOfContent(ctx, value, 'numpy');
  return type ?? { dtype: null, shape: null, form: 'ndarray' };
}

/** A function of one array: its shape follows from the array's, its dtype is the array's or the one given. */
function shaped(
  name: string,
  shapeOf: (
    shape: readonly Dimension[],
    ctx: IModelContext,
    args: Parameters<FunctionModel>[1]
  ) => Shape,
  dtype: DType | 'same' = 'same'
): FunctionModel {
  return (ctx, args) => {
    const type = typeAt(ctx, argument(args, 0, name));
    return array(
      ctx,
      dtype === 'same' ? type.dtype : dtype,
      type.shape === null ? null : shapeOf(type.shape, ctx, args)
    );
  };
}

function product(sizes: readonly Dimension[]): Dimension {
  return sizes.reduce<Dimension>(
    (left, right) =>
      typeof left === 'number' && typeof right === 'number' ? left * right : 'unknown',
    1
  );
}

/** The type that the generated knowledge gives, in another shape. */
function ofShape(
  shapeOf: (
    shape: readonly Dimension[],
    ctx: IModelContext,
    args: Parameters<FunctionModel>[1]
  ) => Shape,
  name: string
): FunctionModel {
  return (ctx, args) => {
    const entry = ctx.registry.entryOf(ctx.api);
    const known = entry === null ? null : genericFunction(entry)(ctx, args);
    const { shape } = typeAt(ctx, argument(args, 0, name));
    return array(
      ctx,
      known?.kind === 'tensor' ? known.type.dtype : null,
      shape === null ? null : shapeOf(shape, ctx, args)
    );
  };
}

/** `np.clip(a, low, high)`: whole numbers become floating-point ones where a bound is one. */
const clipped: FunctionModel = (ctx, args) => {
  const type = typeAt(ctx, argument(args, 0, 'a'));
  const bounds = [argument(args, 1, 'a_min'), argument(args, 2, 'a_max'), argument(args, 3, 'min')]
    .concat(args.keywords.get('max') ?? null)
    .filter(bound => bound !== null && bound !== ctx.values.none);
  const types = bounds.map(bound => ({ bound, type: typeAt(ctx, bound) }));
  const dtype = types.reduce<DType>((joined, { bound, type: own }) => {
    const isNumber = bound?.kind === 'constant';
    const isWeak = isNumber && (own.dtype !== 'float64' || !isWhole(joined));
    return isWeak ? joined : promoteNumPy(joined, own.dtype);
  }, type.dtype);
  const shape = types.reduce<Shape>(
    (joined, { type: own }) =>
      joined === null || own.shape === null ? null : (broadcastShapes(joined, own.shape) ?? null),
    type.shape
  );
  return array(ctx, dtype, shape);
};

function isWhole(dtype: DType): boolean {
  return dtype === 'bool' || (dtype !== null && isIntegerDType(dtype));
}

/** `np.cross(a, b)` of vectors with three parts: a vector of three; other sizes are rare. */
const crossed: FunctionModel = (ctx, args) => {
  const [a, b] = [typeAt(ctx, argument(args, 0, 'a')), typeAt(ctx, argument(args, 1, 'b'))];
  const isPlain = args.keywords.size === 0 && args.positional.length === 2;
  const isSpace = [a, b].every(({ shape }) => shape?.at(-1) === 3);
  return array(
    ctx,
    promoteNumPy(a.dtype, b.dtype),
    isPlain && isSpace && a.shape !== null && b.shape !== null
      ? (broadcastShapes(a.shape, b.shape) ?? null)
      : null
  );
};

/** `np.block([[a, b], [c, d]])`: rows of blocks of matrices. */
const blocks: FunctionModel = (ctx, args) => {
  const given = argument(args, 0, 'arrays');
  const rows = (given === null ? null : ctx.items(given))?.map(row =>
    row.kind === 'tensor' ? null : (ctx.items(row)?.map(item => typeAt(ctx, item)) ?? null)
  );
  const parts = rows?.flatMap(row => row ?? []) ?? [];
  const dtype = parts.length === 0 ? null : parts.map(part => part.dtype).reduce(promoteNumPy);
  const isGrid =
    rows !== undefined &&
    rows.every(row => row !== null && row.length > 0) &&
    parts.every(part => part.shape?.length === 2);
  const sum = (sizes: readonly Dimension[]): Dimension =>
    sizes.reduce<Dimension>(
      (left, right) =>
        typeof left === 'number' && typeof right === 'number' ? left + right : 'unknown',
      0
    );
  return array(
    ctx,
    dtype,
    isGrid
      ? [
          sum(rows.map(row => row?.[0].shape?.[0] ?? 'unknown')),
          sum(rows[0]?.map(part => part.shape?.[1] ?? 'unknown') ?? [])
        ]
      : null
  );
};

/** `np.broadcast_arrays(a, b, …)`: the arrays in their common shape. */
const broadcasted: FunctionModel = (ctx, args) => {
  const types = args.positional.map(item => typeAt(ctx, item));
  const shape = types.reduce<Shape>(
    (joined, type) =>
      joined === null || type.shape === null ? null : (broadcastShapes(joined, type.shape) ?? null),
    []
  );
  return ctx.values.tuple(types.map(type => array(ctx, type.dtype, shape)));
};

/** `np.rollaxis(a, axis, start=0)`. */
function rolled(shape: readonly Dimension[], axis: number | null, start: number | null): Shape {
  const from = axis === null ? null : axis < 0 ? axis + shape.length : axis;
  if (from === null || start !== null) {
    return null;
  }
  return [shape[from], ...shape.filter((_, index) => index !== from)];
}

/** `np.hsplit(a, n)`, `np.vsplit(a, n)`, `np.dsplit(a, n)`: equal parts along an axis. */
function splitAlong(axisOf: (rank: number) => number): FunctionModel {
  return (ctx, args) => {
    const type = typeAt(ctx, argument(args, 0, 'ary'));
    const count = knownInteger(argument(args, 1, 'indices_or_sections'));
    const axis = type.shape === null ? 0 : axisOf(type.shape.length);
    const size = type.shape?.[axis];
    if (count === null || type.shape === null || count > MOST_PARTS) {
      const list = ctx.allocate('list', null, 'parts');
      const shape = type.shape?.map((own, index) => (index === axis ? 'unknown' : own)) ?? null;
      ctx.write(list, '[*]', array(ctx, type.dtype, shape));
      ctx.write(list, 'len', ctx.values.scalar('int'));
      return ctx.values.object(list);
    }
    const part = typeof size === 'number' ? size / count : 'unknown';
    const shape = type.shape.map((own, index) => (index === axis ? part : own));
    return listOf(
      ctx,
      Array.from({ length: count }, () => array(ctx, type.dtype, shape)),
      `parts:${count}`
    );
  };
}

/** Parts of an array beyond this number are not told one by one. */
const MOST_PARTS = 64;

/** `np.histogram2d(x, y, bins)`, `np.histogramdd(sample, bins)`: counts per cell, and the edges along each axis. */
function counts(isPlane: boolean): FunctionModel {
  return (ctx, args) => {
    const bins = argument(args, isPlane ? 2 : 1, 'bins');
    const sample = typeAt(ctx, argument(args, 0, isPlane ? 'x' : 'sample'));
    const axes = isPlane ? 2 : sample.shape?.length === 2 ? sample.shape[1] : null;
    const each = bins === null ? DEFAULT_BINS : knownInteger(bins);
    const given =
      bins === null || each !== null ? null : (ctx.items(bins)?.map(knownInteger) ?? null);
    const sizes: readonly Dimension[] | null =
      typeof axes !== 'number'
        ? null
        : Array.from({ length: axes }, (_, axis) => each ?? given?.[axis] ?? 'unknown');
    const edges = (sizes ?? []).map(size =>
      array(ctx, 'float64', [typeof size === 'number' ? size + 1 : 'unknown'])
    );
    const cells = array(ctx, 'float64', sizes);
    return isPlane
      ? ctx.values.tuple([cells, ...edges])
      : ctx.values.tuple([cells, ctx.values.tuple(edges)]);
  };
}

/** NumPy's number of bins where none is given. */
const DEFAULT_BINS = 10;

const signAndLogarithm: FunctionModel = (ctx, args) => {
  const type = typeAt(ctx, argument(args, 0, 'a'));
  const one = array(
    ctx,
    type.dtype === 'float32' ? 'float32' : type.dtype === null ? null : 'float64',
    type.shape === null ? null : type.shape.slice(0, -2)
  );
  return ctx.values.tuple([one, one]);
};

/** `np.linalg.multi_dot([a, b, …])`: the rows of the first by the columns of the last. */
const chained: FunctionModel = (ctx, args) => {
  const given = argument(args, 0, 'arrays');
  const types = (given === null ? null : ctx.items(given))?.map(item => typeAt(ctx, item)) ?? [];
  const [first, last] = [types[0]?.shape, types.at(-1)?.shape];
  return array(
    ctx,
    types.length === 0 ? null : types.map(type => type.dtype).reduce(promoteNumPy),
    first === undefined || last === undefined || first === null || last === null
      ? null
      : [...first.slice(0, -1), ...last.slice(1)]
  );
};

/** `as_strided(x, shape, strides)`: the same elements in the shape that is asked for. */
const strided: FunctionModel = (ctx, args) => {
  const type = typeAt(ctx, argument(args, 0, 'x'));
  const shape = argument(args, 1, 'shape');
  return array(ctx, type.dtype, shape === null ? type.shape : shapeArgument(ctx, shape));
};

/** `np.datetime64(…)`, `np.timedelta64(…)`: scalars of NumPy; their dtype has a unit. */
const date: FunctionModel = ctx => array(ctx, null, []);

/** `np.array(object, ndmin=2)`: axes of size 1 stand in front until there are so many. */
const ofLeastRank: FunctionModel = (ctx, args) => {
  const made = TENSOR_FUNCTIONS.get('numpy.array')?.(ctx, args) ?? ctx.values.never;
  const least = knownInteger(args.keywords.get('ndmin') ?? null) ?? 0;
  if (made.kind !== 'tensor' || made.type.shape === null || made.type.shape.length >= least) {
    return made;
  }
  const front = new Array<Dimension>(least - made.type.shape.length).fill(1);
  return array(ctx, made.type.dtype, [...front, ...made.type.shape]);
};

/** Functions of NumPy about shapes, by full name. */
export const ARRAY_SHAPE_FUNCTIONS: readonly (readonly [string, FunctionModel])[] = [
  ['numpy.array', ofLeastRank],
  ['numpy.clip', clipped],
  ['numpy.cross', crossed],
  ['numpy.block', blocks],
  ['numpy.broadcast_arrays', broadcasted],
  ['numpy.trim_zeros', shaped('filt', shape => (shape.length === 1 ? ['unknown'] : null))],
  [
    'numpy.ediff1d',
    shaped('ary', shape => {
      const size = product(shape);
      return [typeof size === 'number' ? Math.max(0, size - 1) : 'unknown'];
    })
  ],
  [
    'numpy.diagflat',
    shaped('v', (shape, _ctx, args) => {
      const size = product(shape);
      const place = argument(args, 1, 'k');
      const offset = place === null ? 0 : knownInteger(place);
      const side =
        typeof size === 'number' && offset !== null
          ? size + Math.abs(offset)
          : ('unknown' as const);
      return [side, side];
    })
  ],
  [
    'numpy.vander',
    ofShape((shape, _ctx, args) => {
      const columns = argument(args, 1, 'N');
      return shape.length !== 1
        ? null
        : [shape[0], columns === null ? shape[0] : (knownInteger(columns) ?? 'unknown')];
    }, 'x')
  ],
  [
    'numpy.rollaxis',
    shaped('a', (shape, _ctx, args) =>
      rolled(
        shape,
        knownInteger(argument(args, 1, 'axis')),
        knownInteger(argument(args, 2, 'start'))
      )
    )
  ],
  ['numpy.hsplit', splitAlong(rank => (rank > 1 ? 1 : 0))],
  ['numpy.vsplit', splitAlong(() => 0)],
  ['numpy.dsplit', splitAlong(() => 2)],
  ['numpy.histogram2d', counts(true)],
  ['numpy.histogramdd', counts(false)],
  ['numpy.reciprocal', shaped('x', shape => shape)],
  ['numpy.linalg.slogdet', signAndLogarithm],
  ['numpy.linalg.multi_dot', chained],
  ['numpy.linalg.matrix_rank', shaped('A', shape => shape.slice(0, -2), 'int64')],
  ['numpy.lib.stride_tricks.as_strided', strided],
  ['numpy.datetime64', date],
  ['numpy.timedelta64', date]
];

/** Methods of arrays about shapes, by full name. */
/** `array.resize(sizes)`, `array.resize(rows, columns)`: the array itself has another shape. */
const resize: MethodModel = (ctx, receiver, args) => {
  ctx.effect({ kind: 'mutation', construct: 'call', value: receiver });
  const { positional } = args;
  const sizes = positional.length === 1 ? positional[0] : ctx.values.tuple(positional);
  const { dtype } = typeAt(ctx, receiver);
  ctx.replaceReceiver(array(ctx, dtype, toDimensions(toArgument(ctx, sizes))));
  return ctx.values.none;
};

export const ARRAY_SHAPE_METHODS: readonly (readonly [string, MethodModel])[] = [
  ['numpy.ndarray.resize', resize],
  [
    'numpy.ndarray.trace',
    (ctx, receiver) => {
      const { dtype, shape } = typeAt(ctx, receiver);
      return array(ctx, dtype, shape === null ? null : shape.slice(0, -2));
    }
  ]
];
