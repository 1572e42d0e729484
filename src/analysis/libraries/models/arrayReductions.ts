/**
 * The methods of NumPy's universal functions (`np.add.reduce`, `np.multiply.outer`) and polynomials that are called.
 */
import { membersOf } from '../../values/join';
import type { Value } from '../../values/value';
import { configOf, genericFunction } from '../generic';
import type { CallArguments, FunctionModel, IModelContext, MethodModel } from '../model';
import { argument, positional } from './arguments';
import { typeOfContent } from './tensors';

/** Universal functions with what reduces along an axis by them, and what accumulates. */
const REDUCERS: readonly (readonly [string, string, string | null])[] = [
  ['add', 'sum', 'cumsum'],
  ['multiply', 'prod', 'cumprod'],
  ['maximum', 'max', null],
  ['minimum', 'min', null],
  ['logical_and', 'all', null],
  ['logical_or', 'any', null]
];

/** Those that take two arrays: they have an outer form, and one that changes an array. */
const OUTER: readonly string[] = [
  'add',
  'subtract',
  'multiply',
  'divide',
  'power',
  'maximum',
  'minimum',
  'greater',
  'less',
  'equal',
  'not_equal',
  'hypot',
  'arctan2'
];

/** A function of NumPy called on these arguments. */
function called(ctx: IModelContext, name: string, args: CallArguments): Value {
  const entry = ctx.registry.entryOf(`numpy.${name}`);
  return entry === null
    ? ctx.values.unknown('external', ctx.api)
    : genericFunction(entry)(ctx, args);
}

/** The same along the first axis where none is named. */
function alongFirst(name: string): FunctionModel {
  return (ctx, args) => {
    const axis = argument(args, 1, 'axis') ?? ctx.values.constant('int', 0, false);
    const dtype = argument(args, 2, 'dtype');
    const keeps = args.keywords.get('keepdims');
    return called(ctx, name, {
      ...positional([argument(args, 0, 'array') ?? ctx.values.never]),
      keywords: new Map([
        ['axis', axis] as const,
        ...(dtype === null ? [] : [['dtype', dtype] as const]),
        ...(keeps === undefined ? [] : [['keepdims', keeps] as const])
      ])
    });
  };
}

/** `np.maximum.accumulate(a)`: an array of the same type. */
const sameType: FunctionModel = (ctx, args) => {
  const type = typeOfContent(ctx, argument(args, 0, 'array') ?? ctx.values.never, 'numpy');
  return ctx.values.tensor(
    { dtype: type?.dtype ?? null, shape: type?.shape ?? null, form: 'ndarray' },
    'numpy'
  );
};

/** `np.add.outer(a, b)`: the axes of the one before those of the other. */
function outer(name: string): FunctionModel {
  return (ctx, args) => {
    const [a, b] = [argument(args, 0, 'A'), argument(args, 1, 'B')].map(value =>
      value === null ? null : typeOfContent(ctx, value, 'numpy')
    );
    const widened =
      a === null || a.shape === null || b === null || b.shape === null
        ? null
        : [...a.shape, ...b.shape.map(() => 1)];
    const result = called(
      ctx,
      name,
      positional([
        ctx.values.tensor({ dtype: a?.dtype ?? null, shape: widened, form: 'ndarray' }, 'numpy'),
        ctx.values.tensor(
          { dtype: b?.dtype ?? null, shape: b?.shape ?? null, form: 'ndarray' },
          'numpy'
        )
      ])
    );
    return widened === null && result.kind === 'tensor'
      ? ctx.values.tensor({ ...result.type, shape: null }, 'numpy')
      : result;
  };
}

/** `np.add.at(a, indices, b)`: changes the array in its place. */
const changeAt: FunctionModel = (ctx, args) => {
  for (const target of membersOf(argument(args, 0, 'a') ?? ctx.values.never)) {
    ctx.effect({
      kind: 'mutation',
      construct: 'call',
      object: target.kind === 'object' ? target.object : null
    });
  }
  return ctx.values.none;
};

/** `np.poly1d(c)(x)`: an array of the shape of `x`, as the coefficients times `x` are. */
const polynomial: MethodModel = (ctx, receiver, args) => {
  const coefficients = configOf(ctx, receiver, 'c_or_r');
  const places = argument(args, 0, 'val');
  const type = coefficients === null ? null : typeOfContent(ctx, coefficients, 'numpy');
  const isRoots = configOf(ctx, receiver, 'r') !== null;
  return called(
    ctx,
    'multiply',
    positional([
      ctx.values.tensor(
        { dtype: isRoots ? null : (type?.dtype ?? null), shape: [], form: 'ndarray' },
        'numpy'
      ),
      places ?? ctx.values.never
    ])
  );
};

export const REDUCTION_FUNCTIONS: ReadonlyMap<string, FunctionModel> = new Map<
  string,
  FunctionModel
>([
  ...REDUCERS.flatMap(
    ([name, reducing, accumulating]) =>
      [
        [`numpy.${name}.reduce`, alongFirst(reducing)],
        [`numpy.${name}.accumulate`, accumulating === null ? sameType : alongFirst(accumulating)]
      ] as const
  ),
  ...OUTER.flatMap(
    name =>
      [
        [`numpy.${name}.outer`, outer(name)],
        [`numpy.${name}.at`, changeAt]
      ] as const
  )
]);

export const REDUCTION_METHODS: ReadonlyMap<string, MethodModel> = new Map([
  ['numpy.poly1d.__call__', polynomial]
]);
