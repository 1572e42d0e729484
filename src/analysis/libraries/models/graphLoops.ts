/**
 * Loops over tensors that call a function of the program: `tf.while_loop`, `tf.map_fn`, `tf.scan` and Keras' own.
 */
import { joinAll, joinShapes } from '../../values/join';
import type { Value } from '../../values/value';
import { toArgument } from '../convert';
import type { CallArguments, FunctionModel, IModelContext } from '../model';
import { toDType } from '../rules/ruleCall';
import { elementType } from '../rules/slicing';
import { argument, asPython, firstAxis, listOf, positional } from './arguments';

/** Rounds after which the variables of a loop are taken as they are. */
const LOOP_ROUNDS = 4;

/**
 * `tf.while_loop(cond, body, loop_vars)`: the body is called again with what it gave until nothing new comes; a tensor
 * that changes its size has open axes there from then on.
 */
const whileLoop: FunctionModel = (ctx, args) => {
  const test = argument(args, 0, 'cond');
  const body = argument(args, 1, 'body');
  const start = argument(args, 2, 'loop_vars');
  const values =
    start === null
      ? []
      : (ctx.items(start) ?? [ctx.iterate(start) ?? ctx.values.unknown('external')]);
  const options = asPython(ctx, { followedByPublished: false });
  let state = values.map(value => tensorLike(ctx, value));
  for (let round = 0; round < LOOP_ROUNDS; round++) {
    if (test !== null) {
      ctx.call(test, positional(state), options);
    }
    const result = body === null ? null : ctx.call(body, positional(state), options);
    const after = result === null ? null : ctx.items(result);
    const next = state.map((value, index) => merged(ctx, value, after?.[index] ?? value));
    if (next.every((value, index) => value === state[index])) {
      break;
    }
    state = next;
  }
  return ctx.api.startsWith('keras.') ? ctx.values.tuple(state) : listOf(ctx, state);
};

/** A loop variable before and after the body: one tensor type where both are of one dtype and rank. */
function merged(ctx: IModelContext, before: Value, after: Value): Value {
  return before.kind === 'tensor' &&
    after.kind === 'tensor' &&
    before.type.dtype === after.type.dtype &&
    before.type.form === after.type.form &&
    before.type.shape?.length === after.type.shape?.length
    ? ctx.values.tensor(
        {
          dtype: before.type.dtype,
          shape: joinShapes(before.type.shape, after.type.shape),
          form: before.type.form
        },
        before.origin
      )
    : joinAll(ctx.values, [before, after]);
}

/** A Python number as the tensor that it becomes. */
export function tensorLike(ctx: IModelContext, value: Value): Value {
  if (value.kind === 'constant' && value.type !== 'None' && value.type !== 'Ellipsis') {
    const dtype =
      value.type === 'int'
        ? 'int32'
        : value.type === 'float'
          ? 'float32'
          : value.type === 'bool'
            ? 'bool'
            : 'string';
    return ctx.values.tensor({ dtype, shape: [], form: 'dense' });
  }
  return value;
}

/**
 * What a function is called with for each row of these tensors. For an extension type of the program that is another
 * object, with smaller fields: nothing is said of it.
 */
export function slices(ctx: IModelContext, value: Value | null): Value {
  const anything = ctx.values.unknown('external', ctx.api);
  return value === null
    ? anything
    : ctx.mapStructure(value, leaf =>
        leaf.kind === 'tensor'
          ? ctx.values.tensor(elementType(leaf.type))
          : leaf.kind === 'object'
            ? anything
            : leaf
      );
}

function stacked(ctx: IModelContext, value: Value, over: Value | null): Value {
  const size = (over === null ? null : firstAxis(ctx, over)) ?? 'unknown';
  return ctx.mapStructure(value, leaf =>
    leaf.kind === 'tensor'
      ? ctx.values.tensor({
          dtype: leaf.type.dtype,
          shape: leaf.type.shape === null ? null : [size, ...leaf.type.shape],
          form: 'dense'
        })
      : leaf
  );
}

/** `tf.map_fn(fn, elems)`, `tf.vectorized_map`, `keras.ops.map(f, xs)`: the results of all elements, stacked. */
const mapFn: FunctionModel = (ctx, args) => {
  const callee = argument(args, 0, 'fn') ?? mappedByKeras(args);
  const elements =
    argument(args, 1, 'elems') ?? args.keywords.get('xs') ?? args.keywords.get('elements') ?? null;
  if (callee === null) {
    return ctx.values.unknown('external', ctx.api);
  }
  const result = ctx.call(
    callee,
    positional([slices(ctx, elements)]),
    asPython(ctx, { followedByPublished: false })
  );
  const signature = args.keywords.get('fn_output_signature') ?? args.keywords.get('dtype');
  const dtype = signature === undefined ? null : toDType(toArgument(ctx, signature));
  const typed =
    dtype === null
      ? result
      : ctx.mapStructure(result, leaf =>
          leaf.kind === 'tensor'
            ? ctx.values.tensor({ dtype, shape: leaf.type.shape, form: leaf.type.form })
            : leaf
        );
  return stacked(ctx, typed, elements);
};

/** `tf.ragged.map_flat_values(op, *args)`: what `op` makes of the values, in the rows of the ragged arguments. */
const mapFlatValues: FunctionModel = (ctx, args) => {
  const [callee, ...operands] = args.positional;
  const ragged = operands.find(
    operand => operand.kind === 'tensor' && operand.type.form === 'ragged'
  );
  if (callee === undefined || ragged?.kind !== 'tensor') {
    return ctx.values.unknown('external', ctx.api);
  }
  const flat = (operand: Value): Value =>
    operand.kind === 'tensor' && operand.type.form === 'ragged'
      ? ctx.attribute(operand, 'flat_values')
      : operand;
  const result = ctx.call(
    callee,
    { ...args, positional: operands.map(flat) },
    asPython(ctx, { followedByPublished: false })
  );
  if (result.kind !== 'tensor') {
    return ctx.values.unknown('external', ctx.api);
  }
  const { shape } = ragged.type;
  const rows = shape?.slice(0, shape.lastIndexOf('ragged') + 1) ?? [];
  const inner = result.type.shape?.slice(1) ?? null;
  return ctx.values.tensor({
    dtype: result.type.dtype,
    shape: rows.length === 0 || inner === null ? null : [...rows, ...inner],
    form: 'ragged'
  });
};

/** `tf.scan(fn, elems, initializer)`, `tf.foldl`, `tf.foldr`: the function takes what it gave before and the next element. */
const fold: FunctionModel = (ctx, args) => {
  const callee = argument(args, 0, 'fn');
  const elements = argument(args, 1, 'elems');
  const initial = argument(args, 2, 'initializer');
  const element = slices(ctx, elements);
  if (callee === null) {
    return ctx.values.unknown('external', ctx.api);
  }
  const result = ctx.call(
    callee,
    positional([initial ?? element, element]),
    asPython(ctx, { followedByPublished: false })
  );
  return ctx.api.endsWith('scan') ? stacked(ctx, result, elements) : result;
};

/** The function under the names that Keras gives it. */
function mappedByKeras(args: CallArguments): Value | null {
  return args.keywords.get('f') ?? args.keywords.get('function') ?? null;
}

/** `keras.ops.scan(f, init, xs)`: the function gives what it takes along and a result; the results are stacked. */
const scan: FunctionModel = (ctx, args) => {
  const callee = argument(args, 0, 'f');
  const initial = argument(args, 1, 'init');
  const elements = argument(args, 2, 'xs');
  if (callee === null || initial === null) {
    return ctx.values.unknown('external', ctx.api);
  }
  const options = asPython(ctx, { followedByPublished: false });
  let carried = initial;
  let result: Value = ctx.values.never;
  for (let round = 0; round < LOOP_ROUNDS; round++) {
    const given = ctx.items(
      ctx.call(callee, positional([carried, slices(ctx, elements)]), options)
    );
    if (given?.length !== 2) {
      return ctx.values.unknown('external', ctx.api);
    }
    result = given[1];
    const next = merged(ctx, carried, given[0]);
    if (next === carried) {
      break;
    }
    carried = next;
  }
  return ctx.values.tuple([carried, stacked(ctx, result, elements)]);
};

/** `keras.ops.fori_loop(lower, upper, body_fun, init_val)`: the body takes a counter and what it gave before. */
const countedLoop: FunctionModel = (ctx, args) => {
  const body = argument(args, 2, 'body_fun');
  const initial = argument(args, 3, 'init_val');
  if (body === null || initial === null) {
    return ctx.values.unknown('external', ctx.api);
  }
  const counter = ctx.values.tensor({ dtype: 'int32', shape: [], form: 'dense' });
  let state = initial;
  for (let round = 0; round < LOOP_ROUNDS; round++) {
    const after = ctx.call(
      body,
      positional([counter, state]),
      asPython(ctx, { followedByPublished: false })
    );
    const next = merged(ctx, state, after);
    if (next === state) {
      break;
    }
    state = next;
  }
  return state;
};

export const LOOP_FUNCTIONS: ReadonlyMap<string, FunctionModel> = new Map<string, FunctionModel>([
  ['tensorflow.while_loop', whileLoop],
  ['tensorflow.map_fn', mapFn],
  ['tensorflow.vectorized_map', mapFn],
  ['tensorflow.ragged.map_flat_values', mapFlatValues],
  ['tensorflow.scan', fold],
  ['tensorflow.foldl', fold],
  ['tensorflow.foldr', fold],
  ['keras.ops.while_loop', whileLoop],
  ['keras.ops.map', mapFn],
  ['keras.ops.vectorized_map', mapFn],
  ['keras.ops.scan', scan],
  ['keras.ops.fori_loop', countedLoop]
]);
