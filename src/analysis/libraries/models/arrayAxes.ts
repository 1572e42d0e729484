/**
 * What NumPy tells of an array's axes, makes to take a grid out of them, and gives place by place.
 */
import type { FunctionModel } from '../model';
import { argument, countOf, iteratorOf } from './arguments';
import { typeOfContent } from './tensors';

/** `np.ndim(a)`: the number of axes, also of numbers and lists. */
const ndim: FunctionModel = (ctx, args) => {
  const given = argument(args, 0, 'a');
  const shape = given === null ? null : (typeOfContent(ctx, given, 'numpy')?.shape ?? null);
  return shape === null || given?.kind === 'union'
    ? ctx.values.scalar('int')
    : ctx.values.constant('int', shape.length, false);
};

/** `np.ix_(rows, columns)`: the places along each axis, so that together they are a grid. */
const openGrid: FunctionModel = (ctx, args) => {
  if (args.starred !== null) {
    return ctx.values.unknown('external', ctx.api);
  }
  return ctx.values.tuple(
    args.positional.map((given, axis) => {
      // Of truth values the places of those that are true are taken.
      const isMask = typeOfContent(ctx, given, 'numpy')?.dtype !== 'int64';
      const count = isMask ? null : countOf(ctx, given);
      return ctx.values.tensor(
        {
          dtype: 'int64',
          shape: args.positional.map((_, other) => (other === axis ? (count ?? 'unknown') : 1)),
          form: 'ndarray'
        },
        'numpy'
      );
    })
  );
};

/** `np.ndenumerate(a)`: the places with the elements; `np.nditer(a)`: the elements, as arrays without axes. */
const elementsOf: FunctionModel = (ctx, args) => {
  const given = argument(args, 0, 'arr');
  const type = given === null ? null : typeOfContent(ctx, given, 'numpy');
  const element = ctx.values.tensor(
    { dtype: type?.dtype ?? null, shape: [], form: 'ndarray' },
    'numpy'
  );
  const place = type?.shape?.map(() => ctx.values.scalar('int'));
  return iteratorOf(
    ctx,
    ctx.api,
    ctx.api.endsWith('nditer')
      ? element
      : ctx.values.tuple([
          place === undefined
            ? ctx.values.tuple([], ctx.values.scalar('int'))
            : ctx.values.tuple(place),
          element
        ])
  );
};

/** `np.ndindex(2, 3)`, `np.ndindex(a.shape)`: the places. */
const places: FunctionModel = (ctx, args) => {
  const isPlain = args.starred === null && args.positional.every(({ kind }) => kind === 'constant');
  const number = ctx.values.scalar('int');
  return iteratorOf(
    ctx,
    ctx.api,
    isPlain ? ctx.values.tuple(args.positional.map(() => number)) : ctx.values.tuple([], number)
  );
};

/** `np.flatnonzero(a)`: the places of what is not zero. */
const flatPlaces: FunctionModel = ctx =>
  ctx.values.tensor({ dtype: 'int64', shape: ['unknown'], form: 'ndarray' }, 'numpy');

/** `np.extract(condition, a)`: the elements where the condition holds. */
const extracted: FunctionModel = (ctx, args) => {
  const given = argument(args, 1, 'arr');
  const type = given === null ? null : typeOfContent(ctx, given, 'numpy');
  return ctx.values.tensor(
    { dtype: type?.dtype ?? null, shape: ['unknown'], form: 'ndarray' },
    'numpy'
  );
};

/** Functions of NumPy about the axes and the places of an array, by full name. */
export const ARRAY_AXIS_FUNCTIONS: readonly (readonly [string, FunctionModel])[] = [
  ['numpy.ndim', ndim],
  ['numpy.flatnonzero', flatPlaces],
  ['numpy.extract', extracted],
  ['numpy.ix_', openGrid],
  ['numpy.ndenumerate', elementsOf],
  ['numpy.nditer', elementsOf],
  ['numpy.ndindex', places]
];
