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
import { repeated } from '../rules/tensorType';
import { argument, listOf, listOfUnknownLength } from './arguments';
import { noteName } from './layerNames';
import { floatx, weightPrecisionOf } from './precision';

/** Where a layer keeps what it was called with. */
const INPUTS = '#input';
/** Where a layer keeps the symbolic tensors that it gave. */
const OUTPUTS = '#output';

/** Layers whose weights are known by name. */
const KNOWN = /^keras\.layers\.(Dense|Conv[123]D|Embedding)$/u;

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
  const option = (name: string): Value | null => configOf(ctx, layer, name);
  const size = (name: string): Dimension => {
    const value = option(name);
    return (value === null ? null : toDimension(toArgument(ctx, value))) ?? 'unknown';
  };
  if (kind === 'Embedding') {
    return new Map([['embeddings', [size('input_dim'), size('output_dim')]]]);
  }
  const channels = lastAxis(ctx.read(layer.object, INPUTS));
  const made = size(kind === 'Dense' ? 'units' : 'filters');
  const rank = kind === 'Dense' ? 0 : Number(kind.charAt(4));
  const window = option('kernel_size');
  const sizes = window === null ? null : toArgument(ctx, window);
  const one = sizes === null ? null : toDimension(sizes);
  const places =
    rank === 0
      ? []
      : one !== null
        ? repeated(one, rank)
        : ((sizes === null ? null : toDimensions(sizes)) ?? repeated<Dimension>('unknown', rank));
  const hasGroups = option('groups') !== null;
  const hasBias = option('use_bias');
  const shapes = new Map<string, Shape>([
    ['kernel', [...places, hasGroups ? 'unknown' : channels, made]]
  ]);
  if (hasBias === null) {
    shapes.set('bias', [made]);
  }
  return hasBias === null || (hasBias.kind === 'constant' && hasBias.value === false)
    ? shapes
    : null;
}

/** `layer.kernel`, `layer.bias`, `layer.embeddings`: a variable. */
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
  const shapes = receiver.kind === 'object' ? weightShapes(ctx, receiver) : null;
  return shapes === null
    ? listOfUnknownLength(ctx, array(null))
    : listOf(ctx, [...shapes.values()].map(array));
};

/** `layer.output`: of a layer whose place in a model is not known, a symbolic tensor of any shape. */
export const layerOutput: AttributeModel = (ctx, receiver) =>
  (receiver.kind === 'object' ? ctx.read(receiver.object, OUTPUTS) : null) ??
  ctx.values.tensor({ dtype: floatx(ctx), shape: null, form: 'symbolic' });
