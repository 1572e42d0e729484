/**
 * NumPy's functions that call one of the program: for each line of an array, each element, or with the places.
 */
import type { Value } from '../../values/value';
import { toArgument } from '../convert';
import type { FunctionModel, IModelContext } from '../model';
import { toDimensions, toDType, toTensorType } from '../rules/ruleCall';
import type { Shape, TensorType } from '../rules/tensorType';
import { broadcastShapes, normaliseAxis } from '../rules/tensorType';
import { argument, asPython, knownInteger, positional } from './arguments';
import { typeOfContent } from './tensors';

function array(ctx: IModelContext, dtype: TensorType['dtype'], shape: Shape): Value {
  return ctx.values.tensor({ dtype, shape, form: 'ndarray' }, 'numpy');
}

/** The type that NumPy makes of what a function gave. */
function typeOfResult(ctx: IModelContext, result: Value): TensorType | null {
  const described = toArgument(ctx, result);
  return described.kind === 'tensor' ||
    described.kind === 'constant' ||
    described.kind === 'sequence'
    ? toTensorType(described, 'numpy')
    : null;
}

/** `np.apply_along_axis(func1d, axis, arr, …)`: the results stand in place of the axis. */
const applyAlongAxis: FunctionModel = (ctx, args) => {
  const callee = argument(args, 0, 'func1d');
  const given = argument(args, 2, 'arr');
  const type = given === null ? null : typeOfContent(ctx, given, 'numpy');
  const shape = type?.shape ?? null;
  const axis = knownInteger(argument(args, 1, 'axis'));
  const at = shape === null || axis === null ? null : normaliseAxis(axis, shape.length);
  const line = array(
    ctx,
    type?.dtype ?? null,
    shape === null || at === null ? ['unknown'] : [shape[at]]
  );
  const result =
    callee === null
      ? null
      : ctx.call(
          callee,
          positional([line, ...args.positional.slice(3)]),
          asPython(ctx, { followedByPublished: false })
        );
  const made = result === null ? null : typeOfResult(ctx, result);
  return array(
    ctx,
    made?.dtype ?? null,
    shape === null || at === null || made === null || made.shape === null
      ? null
      : [...shape.slice(0, at), ...made.shape, ...shape.slice(at + 1)]
  );
};

const VECTORIZED = 'numpy.vectorize#call';

/** `np.vectorize(f)`: a function of arrays. */
const vectorize: FunctionModel = (ctx, args) =>
  ctx.values.partial(ctx.values.library(VECTORIZED), args.positional.slice(0, 1), new Map());

/** What it gives: one result for each element of what its arguments are broadcast to. */
const callVectorized: FunctionModel = (ctx, args) => {
  const [callee, ...arrays] = args.positional;
  const types = arrays.map(value => typeOfContent(ctx, value, 'numpy'));
  const elements = types.map(type => array(ctx, type?.dtype ?? null, []));
  const result =
    callee === undefined
      ? null
      : ctx.call(callee, positional(elements), asPython(ctx, { followedByPublished: false }));
  const made = result === null ? null : typeOfResult(ctx, result);
  const shapes = types.map(type => type?.shape ?? null);
  return array(
    ctx,
    made?.dtype ?? null,
    shapes.length === 0
      ? null
      : (shapes.reduce((left, right) => broadcastShapes(left, right) ?? null) ?? null)
  );
};

/** `np.fromfunction(f, shape)`: the function gets an array of places for each axis. */
const fromFunction: FunctionModel = (ctx, args) => {
  const callee = argument(args, 0, 'function');
  const size = argument(args, 1, 'shape');
  const dtype = args.keywords.get('dtype');
  const shape = size === null ? null : toDimensions(toArgument(ctx, size));
  if (callee === null || shape === null) {
    return ctx.values.unknown('external', ctx.api);
  }
  const own = dtype === undefined ? 'float64' : toDType(toArgument(ctx, dtype), 'numpy');
  return ctx.call(
    callee,
    positional(shape.map(() => array(ctx, own, shape))),
    asPython(ctx, { followedByPublished: false, count: 1 })
  );
};

export const ARRAY_LOOP_FUNCTIONS: ReadonlyMap<string, FunctionModel> = new Map<
  string,
  FunctionModel
>([
  ['numpy.apply_along_axis', applyAlongAxis],
  ['numpy.vectorize', vectorize],
  [VECTORIZED, callVectorized],
  ['numpy.fromfunction', fromFunction]
]);
