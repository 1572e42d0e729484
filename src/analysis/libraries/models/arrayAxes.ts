/**
 * What NumPy tells of an array's axes, and makes to take a grid out of them.
 */
import type { FunctionModel } from '../model';
import { argument, countOf } from './arguments';
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

export const ARRAY_AXIS_FUNCTIONS: readonly (readonly [string, FunctionModel])[] = [
  ['numpy.ndim', ndim],
  ['numpy.ix_', openGrid]
];
