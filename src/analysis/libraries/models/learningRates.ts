/**
 * Learning rates that classes and functions of the program compute: an optimizer asks them in each step.
 */
import { joinAll, membersOf } from '../../values/join';
import type { Value } from '../../values/value';
import { CONFIG_PREFIX, toArgument } from '../convert';
import { configOf } from '../generic';
import type { CallbackOptions, IModelContext, MethodModel } from '../model';
import { toDimensions, toDType } from '../rules/ruleCall';
import { argument, asPython, listOfUnknownLength, positional } from './arguments';

/**
 * Calls the optimizer's schedule with the counter of its steps, a variable `int64 ()`.
 *
 * @param optimizer - an instance, or a name, which has no schedule of the program.
 * @param options - how the step is made that asks.
 */
export function followSchedule(
  ctx: IModelContext,
  optimizer: Value | null,
  options: CallbackOptions = asPython(ctx, { followedByPublished: false })
): void {
  for (const member of optimizer === null ? [] : membersOf(optimizer)) {
    const schedule = member.kind === 'object' ? configOf(ctx, member, 'learning_rate') : null;
    for (const rate of schedule === null ? [] : membersOf(schedule)) {
      if (rate.kind === 'function' || rate.kind === 'method' || rate.kind === 'partial') {
        // `SGD(lambda: rate)` is asked in each step, without its number.
        ctx.call(rate, positional([]), options);
      }
      if (rate.kind !== 'object' || rate.object.cls?.kind !== 'class') {
        continue;
      }
      const call = ctx.attribute(rate, '__call__');
      if (call.kind === 'method') {
        const step = ctx.values.tensor({ dtype: 'int64', shape: [], form: 'variable' });
        ctx.call(call, positional([step]), options);
      }
    }
  }
}

/**
 * What Keras asks of an optimizer of the program: `build` with the variables, and `update_step` with each gradient, its
 * variable and the learning rate.
 */
export function followUpdate(
  ctx: IModelContext,
  optimizer: Value | null,
  gradient: Value,
  variable: Value,
  options: CallbackOptions = asPython(ctx, { followedByPublished: false })
): void {
  for (const member of optimizer === null ? [] : membersOf(optimizer)) {
    if (member.kind !== 'object' || member.object.cls?.kind !== 'class') {
      continue;
    }
    const build = ctx.attribute(member, 'build');
    if (build.kind === 'method') {
      ctx.call(
        build,
        positional([listOfUnknownLength(ctx, variable, 'variables')]),
        asPython(ctx, { followedByPublished: false })
      );
    }
    const update = ctx.attribute(member, 'update_step');
    if (update.kind === 'method') {
      const rate = ctx.values.tensor({ dtype: 'float32', shape: [], form: 'variable' });
      ctx.call(update, positional([gradient, variable, rate]), options);
    }
  }
}

/** `super().__init__(learning_rate, …)` of an optimizer of the program; some versions take the name first. */
const initialiseOptimizer: MethodModel = (ctx, receiver, args) => {
  if (receiver.kind === 'object') {
    const rate = args.positional.find(value => value.kind !== 'constant' || value.type !== 'str');
    if (rate !== undefined) {
      ctx.write(receiver.object, `${CONFIG_PREFIX}learning_rate`, rate);
    }
    args.keywords.forEach((value, name) => ctx.write(receiver.object, CONFIG_PREFIX + name, value));
  }
  return ctx.values.none;
};

/** A weight of a model, or its gradient, of any shape. */
export function anyWeight(ctx: IModelContext, form: 'variable' | 'dense'): Value {
  return ctx.values.tensor({ dtype: 'float32', shape: null, form });
}

/** `apply_gradients(pairs)`, `apply(gradients, variables)`: asks the schedule, and returns nothing that a program reads. */
export const applyGradients: MethodModel = (ctx, receiver, args) => {
  followSchedule(ctx, receiver);
  const isOwn = membersOf(receiver).some(
    member => member.kind === 'object' && member.object.cls?.kind === 'class'
  );
  const [first, second] = args.positional;
  const element = isOwn && first !== undefined ? ctx.iterate(first) : null;
  const [gradient, variable] =
    element?.kind === 'tuple'
      ? element.items
      : [element, second === undefined ? null : ctx.iterate(second)];
  if (isOwn) {
    followUpdate(
      ctx,
      receiver,
      gradient ?? anyWeight(ctx, 'dense'),
      variable ?? anyWeight(ctx, 'variable')
    );
  }
  return ctx.values.none;
};

/** `add_variable_from_reference(variable, name)`: what an optimizer keeps for a variable has its shape and dtype. */
const addLikeVariable: MethodModel = (ctx, _receiver, args) => {
  ctx.effect({ kind: 'variable-creation', construct: 'call' });
  const references = membersOf(argument(args, 0, 'reference_variable') ?? ctx.values.never);
  const kept = references.flatMap(reference =>
    reference.kind === 'tensor'
      ? [
          ctx.values.tensor({
            dtype: reference.type.dtype,
            shape: reference.type.shape,
            form: 'variable'
          })
        ]
      : []
  );
  return kept.length === 0 ? anyWeight(ctx, 'variable') : joinAll(ctx.values, kept);
};

/** `add_variable(shape, initializer, dtype)`. */
const addVariable: MethodModel = (ctx, _receiver, args) => {
  ctx.effect({ kind: 'variable-creation', construct: 'call' });
  const shape = argument(args, 0, 'shape');
  const dtype = argument(args, 2, 'dtype');
  return ctx.values.tensor({
    dtype:
      dtype === null || dtype === ctx.values.none ? 'float32' : toDType(toArgument(ctx, dtype)),
    shape: shape === null ? null : toDimensions(toArgument(ctx, shape)),
    form: 'variable'
  });
};

const OPTIMIZER = 'keras.optimizers.Optimizer';

export const OPTIMIZER_METHODS: readonly (readonly [string, MethodModel])[] = [
  [`${OPTIMIZER}.__init__`, initialiseOptimizer],
  [`${OPTIMIZER}.apply_gradients`, applyGradients],
  [`${OPTIMIZER}.apply`, applyGradients],
  [`${OPTIMIZER}.add_variable_from_reference`, addLikeVariable],
  [`${OPTIMIZER}.add_variable`, addVariable],
  [`${OPTIMIZER}._get_variable_index`, ctx => ctx.values.scalar('int')]
];
