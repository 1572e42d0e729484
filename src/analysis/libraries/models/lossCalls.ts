/**
 * Losses that are called with labels and predictions, by the program or by `fit`.
 *
 * `keras.losses.Loss.__call__` makes tensors of the loss's own precision of both before `call` sees them, and reduces
 * what `call` gives; `LossFunctionWrapper` brings the ranks of both together before a function sees them.
 */
import { joinAll, membersOf } from '../../values/join';
import type { TensorValue, Value } from '../../values/value';
import { CONFIG_PREFIX } from '../convert';
import { configOf, genericFunction } from '../generic';
import type { CallArguments, IModelContext, MethodModel } from '../model';
import type { Shape, TensorType } from '../rules/tensorType';
import { argument, positional } from './arguments';
import { innerKerasOptions } from './kerasOptions';
import { noteMaskRead } from './masks';
import { floatx } from './precision';

/** The words that say how a loss is reduced; other texts are its name. */
const REDUCTIONS = /^(?:none|sum|mean|auto|sum_over_batch_size|mean_with_sample_weight)$/u;

/** Labels and predictions as tensors of Keras's precision; what is wider or whole becomes it. */
export function inLossPrecision(ctx: IModelContext, args: CallArguments): CallArguments {
  const cast = (value: Value): Value =>
    ctx.mapStructure(value, leaf =>
      leaf.kind === 'tensor' && leaf.type.form !== 'ragged'
        ? ctx.values.tensor(
            { dtype: floatx(ctx), shape: leaf.type.shape, form: denseForm(leaf) },
            'tensorflow'
          )
        : leaf
    );
  return {
    ...args,
    positional: args.positional.map((value, index) => (index < 2 ? cast(value) : value)),
    keywords: new Map(
      [...args.keywords].map(([name, value]) => [
        name,
        name === 'y_true' || name === 'y_pred' ? cast(value) : value
      ])
    )
  };
}

function denseForm(tensor: TensorValue): TensorType['form'] {
  const { form } = tensor.type;
  return form === 'ndarray' || form === 'variable' ? 'dense' : form;
}

/**
 * The rank of one of the two after `squeeze_or_expand_to_same_rank`: where it is one less than the other's and it is
 * a vector, an axis of length one is added; where it is one more and its last axis is of length one, that is dropped,
 * unless the other is a vector, which then gets the axis. `null` where the other's rank decides and is not known.
 */
export function besideRank(shape: Shape, other: Shape): Shape {
  if (shape === null || other === null) {
    return shape !== null && shape.length > 1 && shape[shape.length - 1] !== 1 ? shape : null;
  }
  const last = (given: Shape & {}): unknown => given[given.length - 1];
  if (shape.length === other.length + 1 && last(shape) === 1 && other.length !== 1) {
    return shape.slice(0, -1);
  }
  return shape.length === 1 && other.length === 2 && last(other) === 1 ? [...shape, 1] : shape;
}

/** Labels and predictions as a function gets them that `compile` was given as the loss. */
export function lossFunctionArguments(ctx: IModelContext, args: CallArguments): CallArguments {
  const cast = inLossPrecision(ctx, args);
  const [truth, prediction] = cast.positional;
  const shaped = (value: Value, beside: Value): Value =>
    value.kind === 'tensor' && (beside.kind === 'tensor' || beside.kind === 'union')
      ? joinAll(
          ctx.values,
          membersOf(beside).map(other =>
            ctx.values.tensor(
              {
                dtype: value.type.dtype,
                shape: besideRank(
                  value.type.shape,
                  other.kind === 'tensor' ? other.type.shape : null
                ),
                form: value.type.form
              },
              value.origin
            )
          )
        )
      : value;
  return { ...cast, positional: [shaped(truth, prediction), shaped(prediction, truth)] };
}

/** `super().__init__(name, reduction, dtype)` of a loss: what is told of its reduction. */
export const initialiseLoss: MethodModel = (ctx, receiver, args) => {
  const given =
    args.keywords.get('reduction') ??
    args.positional.find(
      value =>
        value.kind === 'constant' &&
        value.type === 'str' &&
        value.value !== undefined &&
        REDUCTIONS.test(String(value.value))
    );
  if (receiver.kind === 'object' && given !== undefined) {
    ctx.write(receiver.object, `${CONFIG_PREFIX}reduction`, given);
  }
  return ctx.values.none;
};

/** Losses whose functions take away other axes than the last. */
const OTHER_AXES: ReadonlySet<string> = new Set(['dice', 'tversky', 'ctc']);

/** What a loss of the library gives before it is reduced, as its function does; `null` where the last axis goes. */
function unreduced(ctx: IModelContext, receiver: Value, args: CallArguments): Value | null {
  const path =
    receiver.kind === 'object' && receiver.object.cls?.kind === 'library'
      ? receiver.object.cls.path
      : '';
  const name = path
    .slice(path.lastIndexOf('.') + 1)
    .replace(/([a-z\d])([A-Z])/gu, '$1_$2')
    .toLowerCase();
  const axis = configOf(ctx, receiver, 'axis');
  const entry = ctx.registry.entryOf(`keras.losses.${name}`);
  const truth = argument(args, 0, 'y_true');
  const prediction = argument(args, 1, 'y_pred');
  return entry === null ||
    truth === null ||
    prediction === null ||
    (axis === null && !OTHER_AXES.has(name))
    ? null
    : genericFunction(entry)(ctx, {
        ...inLossPrecision(ctx, positional([truth, prediction])),
        keywords: axis === null ? new Map() : new Map([['axis', axis]])
      });
}

/** A loss object called on labels and predictions: a scalar, or one number per sample without reduction. */
export const callLoss: MethodModel = (ctx, receiver, args) => {
  noteMaskRead(ctx, argument(args, 1, 'y_pred'));
  const own =
    receiver.kind === 'object' && receiver.object.cls?.kind === 'class'
      ? ctx.attribute(receiver, 'call')
      : null;
  const terms =
    own !== null && own.kind === 'method'
      ? ctx.call(own, inLossPrecision(ctx, args), innerKerasOptions(ctx))
      : null;
  const reduction = configOf(ctx, receiver, 'reduction');
  const text =
    reduction !== null && reduction.kind === 'constant'
      ? String(reduction.value ?? (reduction.type === 'None' ? 'none' : 'unknown'))
      : reduction === null
        ? ''
        : 'unknown';
  if (text === 'none' && terms !== null) {
    return terms;
  }
  const predictions = argument(args, 1, 'y_pred');
  const isReduced = text === '' || /sum|mean|auto/u.test(text);
  const known = text === 'none' ? unreduced(ctx, receiver, args) : null;
  const shape =
    predictions !== null && predictions.kind === 'tensor' && predictions.type.shape !== null
      ? predictions.type.shape.slice(0, -1)
      : null;
  return ctx.values.tensor({
    dtype: floatx(ctx),
    shape: isReduced
      ? []
      : text !== 'none'
        ? null
        : known === null
          ? shape
          : known.kind === 'tensor'
            ? known.type.shape
            : null,
    form: 'dense'
  });
};
