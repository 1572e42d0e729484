/**
 * The weights of Keras's layers, as far as their options and their inputs tell.
 */
import { joinAll, membersOf } from '../../values/join';
import type { ObjectValue, Value } from '../../values/value';
import { toArgument } from '../convert';
import { configOf } from '../generic';
import type { AttributeModel, IModelContext, MethodModel } from '../model';
import { toDimension, toDimensions } from '../rules/ruleCall';
import type { Dimension, Shape } from '../rules/tensorType';
import { combineDimensions, mapDimension, repeated } from '../rules/tensorType';
import { argument, listOf, listOfUnknownLength } from './arguments';
import { noteName } from './layerNames';
import { floatx, weightPrecisionOf } from './precision';

/** Where a layer keeps what it was called with. */
const INPUTS = '#input';
/** Where a layer keeps the symbolic tensors that it gave. */
const OUTPUTS = '#output';

/** Layers whose weights are known by name. */
const KNOWN =
  /^keras\.layers\.(Dense|Conv[123]D(?:Transpose)?|DepthwiseConv[12]D|Embedding|(?:Batch|Layer|Group)Normalization|SimpleRNN|LSTM|GRU)$/u;

/** Layers without weights. */
const WEIGHTLESS =
  /^keras\.layers\.(?:InputLayer|Activation|Softmax|\w*ReLU|ELU|Flatten|Reshape|Permute|RepeatVector|\w*Pooling\w*|\w*Dropout\w*|GaussianNoise|UpSampling[123]D|ZeroPadding[123]D|Cropping[123]D|Add|Subtract|Multiply|Average|Maximum|Minimum|Concatenate|Dot|Masking|Rescaling)$/u;

/** Weights that training does not change. */
const FROZEN: ReadonlySet<string> = new Set(['moving_mean', 'moving_variance']);

/** One object may stand for several layers that a loop makes: it keeps what all of them got. */
function note(ctx: IModelContext, layer: ObjectValue, field: string, value: Value): void {
  const before = ctx.read(layer.object, field);
  const both = before === null ? value : joinAll(ctx.values, [before, value]);
  if (both !== before) {
    ctx.write(layer.object, field, both);
  }
}

/** Whether the weights of the layer are known by name. */
function isKnown({ object }: ObjectValue): boolean {
  return object.cls?.kind === 'library' && KNOWN.test(object.cls.path);
}

/** Notes what a layer was called with and gave. */
export function noteCall(
  ctx: IModelContext,
  layer: ObjectValue,
  inputs: Value,
  result: Value
): void {
  if (isKnown(layer)) {
    note(ctx, layer, INPUTS, inputs);
  }
  if (result.kind === 'tensor' && result.type.form === 'symbolic') {
    note(ctx, layer, OUTPUTS, result);
    noteName(ctx, layer);
  }
}

/** `layer.build(input_shape)`: the weights are as for inputs of that shape. */
export const build: MethodModel = (ctx, receiver, args) => {
  const given = argument(args, 0, 'input_shape');
  const shape = given === null ? null : toDimensions(toArgument(ctx, given));
  if (receiver.kind === 'object' && shape !== null && isKnown(receiver)) {
    note(ctx, receiver, INPUTS, ctx.values.tensor({ dtype: null, shape, form: 'dense' }));
  }
  return ctx.values.none;
};

/** The last axis that all inputs have in common. */
function lastAxis(inputs: Value | null): Dimension {
  const sizes = new Set(
    (inputs === null ? [] : membersOf(inputs)).map(input =>
      input.kind === 'tensor' ? input.type.shape?.at(-1) : undefined
    )
  );
  const [size] = sizes;
  return sizes.size === 1 && typeof size === 'number' ? size : 'unknown';
}

/** The shapes of the weights by name, in Keras's order; `null` for a layer whose weights are not known. */
function weightShapes(ctx: IModelContext, layer: ObjectValue): ReadonlyMap<string, Shape> | null {
  const path = layer.object.cls?.kind === 'library' ? layer.object.cls.path : '';
  const kind = KNOWN.exec(path)?.[1];
  if (kind === undefined) {
    return null;
  }
  const size = (name: string): Dimension => {
    const value = configOf(ctx, layer, name);
    return (value === null ? null : toDimension(toArgument(ctx, value))) ?? 'unknown';
  };
  const channels = lastAxis(ctx.read(layer.object, INPUTS));
  const hasBias = isOn(configOf(ctx, layer, 'use_bias'));
  switch (kind) {
    case 'Embedding':
      return new Map([['embeddings', [size('input_dim'), size('output_dim')]]]);
    case 'Dense':
      return withBias(['kernel', [channels, size('units')]], [size('units')], hasBias);
    case 'BatchNormalization':
    case 'LayerNormalization':
    case 'GroupNormalization':
      return normalizationShapes(ctx, layer, kind, channels);
    case 'SimpleRNN':
    case 'LSTM':
    case 'GRU': {
      const units = size('units');
      const gated = mapDimension(units, count => count * GATES[kind]);
      const bias = kind === 'GRU' ? ([2, gated] as const) : [gated];
      const isReset = isOn(configOf(ctx, layer, 'reset_after'));
      return isReset === true
        ? withBias(['kernel', [channels, gated]], bias, hasBias, [
            'recurrent_kernel',
            [units, gated]
          ])
        : null;
    }
    default:
      return convolutionShapes(ctx, layer, kind, channels, hasBias);
  }
}

/** How many matrices a recurrent layer has for its inputs. */
const GATES = { SimpleRNN: 1, GRU: 3, LSTM: 4 } as const;

/** Whether an option that is on by default is on; `null` where that cannot be told. */
function isOn(option: Value | null): boolean | null {
  return option === null
    ? true
    : option.kind === 'constant' && typeof option.value === 'boolean'
      ? option.value
      : null;
}

function withBias(
  kernel: readonly [string, Shape],
  bias: Shape,
  hasBias: boolean | null,
  ...others: readonly (readonly [string, Shape])[]
): ReadonlyMap<string, Shape> | null {
  return hasBias === null
    ? null
    : new Map([kernel, ...others, ...(hasBias ? [['bias', bias] as const] : [])]);
}

/** A scale and an offset for each channel, and for batches their running mean and variance. */
function normalizationShapes(
  ctx: IModelContext,
  layer: ObjectValue,
  kind: string,
  channels: Dimension
): ReadonlyMap<string, Shape> | null {
  const [hasScale, hasCenter] = ['scale', 'center'].map(name => isOn(configOf(ctx, layer, name)));
  const axis = configOf(ctx, layer, 'axis');
  const isLast =
    axis === null || (axis.kind === 'constant' && axis.type === 'int' && axis.value === -1);
  if (hasScale === null || hasCenter === null) {
    return null;
  }
  const shape = isLast ? [channels] : null;
  return new Map([
    ...(hasScale ? [['gamma', shape] as const] : []),
    ...(hasCenter ? [['beta', shape] as const] : []),
    ...(kind === 'BatchNormalization' ? [...FROZEN].map(name => [name, shape] as const) : [])
  ]);
}

/** Convolutions: a window for each channel and filter; the transposed ones have the filters first. */
function convolutionShapes(
  ctx: IModelContext,
  layer: ObjectValue,
  kind: string,
  channels: Dimension,
  hasBias: boolean | null
): ReadonlyMap<string, Shape> | null {
  const sized = (name: string): Dimension | null => {
    const value = configOf(ctx, layer, name);
    return value === null ? null : (toDimension(toArgument(ctx, value)) ?? 'unknown');
  };
  const rank = Number(/\d/u.exec(kind)?.[0]);
  const window = configOf(ctx, layer, 'kernel_size');
  const sizes = window === null ? null : toArgument(ctx, window);
  const one = sizes === null ? null : toDimension(sizes);
  const places =
    one !== null
      ? repeated(one, rank)
      : ((sizes === null ? null : toDimensions(sizes)) ?? repeated<Dimension>('unknown', rank));
  if (kind.startsWith('Depthwise')) {
    const each = sized('depth_multiplier') ?? 1;
    const made = combineDimensions([channels, each], ([count, factor]) => count * factor);
    return withBias(['kernel', [...places, channels, each]], [made], hasBias);
  }
  const filters = sized('filters') ?? 'unknown';
  const taken = configOf(ctx, layer, 'groups') === null ? channels : 'unknown';
  const ends = kind.endsWith('Transpose') ? [filters, taken] : [taken, filters];
  return withBias(['kernel', [...places, ...ends]], [filters], hasBias);
}

/** The weights of a layer, or of a model all of whose layers are known; `null` for any others. */
function shapesIn(
  ctx: IModelContext,
  receiver: Value
): readonly (readonly [string, Shape])[] | null {
  if (receiver.kind !== 'object') {
    return null;
  }
  const path = receiver.object.cls?.kind === 'library' ? receiver.object.cls.path : '';
  if (WEIGHTLESS.test(path)) {
    return [];
  }
  if (isKnown(receiver)) {
    const shapes = weightShapes(ctx, receiver);
    return shapes === null ? null : [...shapes];
  }
  const layers = ctx.read(receiver.object, '#layers');
  const parts = (layers === null ? null : ctx.items(layers))?.map(layer => shapesIn(ctx, layer));
  return parts === undefined || parts.includes(null) ? null : parts.flatMap(part => part ?? []);
}

/** `layer.weights` and what else lists variables, all of them or some; one by one where they are known. */
export function weightsNamed(list: string, otherwise: AttributeModel): AttributeModel {
  return (ctx, receiver) => {
    const isSelection = list.includes('trainable');
    const isSet = receiver.kind === 'object' && ctx.read(receiver.object, 'trainable') !== null;
    const shapes = isSelection && isSet ? null : shapesIn(ctx, receiver);
    const isWanted = (name: string): boolean =>
      !isSelection || FROZEN.has(name) === list.startsWith('non_');
    return shapes === null
      ? otherwise(ctx, receiver)
      : listOf(
          ctx,
          shapes
            .filter(([name]) => isWanted(name))
            .map(([, shape]) =>
              ctx.values.tensor(
                { dtype: weightPrecisionOf(ctx, receiver), shape, form: 'variable' },
                'keras'
              )
            )
        );
  };
}

/** `layer.kernel`, `layer.bias`, `layer.gamma`: a variable. */
export function weightNamed(name: string): AttributeModel {
  return (ctx, receiver) =>
    ctx.values.tensor(
      {
        dtype: weightPrecisionOf(ctx, receiver),
        shape: receiver.kind === 'object' ? (weightShapes(ctx, receiver)?.get(name) ?? null) : null,
        form: 'variable'
      },
      'keras'
    );
}

/** `get_weights()`: arrays, one by one where the layer's weights are known. */
export const weightArrays: MethodModel = (ctx, receiver) => {
  const array = (shape: Shape): Value =>
    ctx.values.tensor({ dtype: floatx(ctx), shape, form: 'ndarray' }, 'numpy');
  const shapes = shapesIn(ctx, receiver);
  return shapes === null
    ? listOfUnknownLength(ctx, array(null))
    : listOf(
        ctx,
        shapes.map(([, shape]) => array(shape))
      );
};

/** `layer.output`: of a layer whose place in a model is not known, a symbolic tensor of any shape. */
export const layerOutput: AttributeModel = (ctx, receiver) =>
  (receiver.kind === 'object' ? ctx.read(receiver.object, OUTPUTS) : null) ??
  ctx.values.tensor({ dtype: floatx(ctx), shape: null, form: 'symbolic' });
