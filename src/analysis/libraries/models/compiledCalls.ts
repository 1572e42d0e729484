/**
 * The losses and metrics that `compile` was given, and how `fit` and `evaluate` call them: output by output.
 */
import { membersOf } from '../../values/join';
import type { ObjectValue, Value } from '../../values/value';
import { CONFIG_PREFIX } from '../convert';
import type { CallbackOptions, IModelContext } from '../model';
import { asPython, positional } from './arguments';
import { lossFunctionArguments } from './lossCalls';

/** Labels and predictions of the whole model or of one output. */
type Compared = { readonly truth: Value; readonly prediction: Value };

/** One callee with what it compares. */
type Comparison = Compared & { readonly callee: Value };

/** Calls the program's own losses and metrics with labels and predictions. */
export function followCompiled(
  ctx: IModelContext,
  model: ObjectValue,
  compared: Compared,
  options: CallbackOptions
): void {
  for (const name of ['loss', 'metrics'] as const) {
    const given = ctx.read(model.object, CONFIG_PREFIX + name);
    for (const { callee, truth, prediction } of given === null
      ? []
      : comparisons(ctx, given, compared, name === 'metrics')) {
      const args = positional([asTensors(ctx, truth), asTensors(ctx, prediction)]);
      const isFunction = name === 'loss' && callee.kind !== 'object';
      ctx.call(callee, isFunction ? lossFunctionArguments(ctx, args) : args, options);
      // Each epoch begins with the metrics at their start.
      const reset = name === 'metrics' ? ctx.attribute(callee, 'reset_state') : null;
      if (reset?.kind === 'method') {
        ctx.call(reset, positional([]), asPython(ctx, { followedByPublished: false }));
      }
    }
  }
}

/** Which output each callee is for: by name in a dict, by place in a list, all outputs otherwise. */
function comparisons(
  ctx: IModelContext,
  given: Value,
  compared: Compared,
  isMetric: boolean
): readonly Comparison[] {
  if (given.kind === 'object' && given.object.kind === 'dict') {
    const { object } = given;
    return ctx.fields(object).flatMap(field => {
      const stored = field === '[keys]' ? null : ctx.read(object, field);
      return stored === null
        ? []
        : comparisons(ctx, stored, partOf(ctx, compared, field, null), isMetric);
    });
  }
  const items = ctx.items(given);
  if (items !== null) {
    const outputs = ctx.items(compared.prediction)?.length ?? 1;
    return items.flatMap((item, index) =>
      comparisons(
        ctx,
        item,
        outputs > 1 && items.length === outputs ? partOf(ctx, compared, null, index) : compared,
        isMetric
      )
    );
  }
  return membersOf(given)
    .filter(isOwn)
    .flatMap(callee => outputsOf(ctx, compared).map(each => ({ callee, ...each })));
}

/** The outputs that a single loss is applied to, one after another. */
function outputsOf(ctx: IModelContext, compared: Compared): readonly Compared[] {
  const { prediction } = compared;
  if (prediction.kind === 'object' && prediction.object.kind === 'dict') {
    return ctx
      .fields(prediction.object)
      .filter(field => field !== '[keys]')
      .map(field => partOf(ctx, compared, field, null));
  }
  const items = ctx.items(prediction);
  return items === null ? [compared] : items.map((_, index) => partOf(ctx, compared, null, index));
}

function partOf(
  ctx: IModelContext,
  compared: Compared,
  field: string | null,
  index: number | null
): Compared {
  const part = (value: Value): Value => {
    const found =
      field !== null && value.kind === 'object' && value.object.kind === 'dict'
        ? ctx.read(value.object, field)
        : index !== null
          ? (ctx.items(value)?.[index] ?? null)
          : null;
    return found ?? ctx.values.unknown('external', 'keras.Model.fit');
  };
  return { truth: part(compared.truth), prediction: part(compared.prediction) };
}

function isOwn(value: Value): boolean {
  return (
    value.kind === 'function' ||
    value.kind === 'method' ||
    value.kind === 'partial' ||
    value.kind === 'wrapper' ||
    (value.kind === 'object' && value.object.kind === 'instance')
  );
}

/** Losses and metrics are given tensors, also where nothing is known of the data. */
function asTensors(ctx: IModelContext, value: Value): Value {
  return ctx.mapStructure(value, leaf =>
    leaf.kind === 'unknown'
      ? ctx.values.tensor({ dtype: null, shape: null, form: 'dense' }, 'tensorflow')
      : leaf
  );
}
