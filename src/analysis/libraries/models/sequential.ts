/**
 * `keras.Sequential`: its layers, given at once or one by one, which Keras builds as soon as an input is declared.
 */
import { joinAll } from '../../values/join';
import type { HeapObject, Value } from '../../values/value';
import { toArgument } from '../convert';
import { configOf } from '../generic';
import type { FunctionModel, IModelContext, MethodModel } from '../model';
import { toDimensions } from '../rules/ruleCall';
import { argument, listOf, listOfUnknownLength, positional } from './arguments';
import { innerKerasOptions } from './kerasOptions';
import { floatx } from './precision';

/** `Sequential(layers)`; of an instance of a subclass, its initialiser. */
export const sequential: FunctionModel = (ctx, args) => {
  const object = ctx.allocate('instance', ctx.values.library('keras.Sequential'));
  ctx.effect({ kind: 'variable-creation', construct: 'call' });
  writeLayers(ctx, object, argument(args, 0, 'layers'));
  return ctx.values.object(object);
};

/** Where a `Sequential` keeps what its layers make of its declared input. */
export const SYMBOLIC_OUTPUT = '#symbolic';

/** Gives a `Sequential` its layers. Where the first is an input, Keras builds the others at once, one after another. */
function writeLayers(ctx: IModelContext, model: HeapObject, layers: Value | null): void {
  const list = layers === null ? listOf(ctx, [], 'layers') : copyOfLayers(ctx, layers);
  ctx.write(model, '#layers', list);
  const first = layers === null ? undefined : ctx.items(layers)?.[0];
  const declared = first === undefined ? null : declaredInput(ctx, first);
  if (declared !== null) {
    ctx.write(model, SYMBOLIC_OUTPUT, declared);
    ctx.items(list)?.forEach(layer => buildNext(ctx, model, layer));
  }
}

/** The input that the first layer of a `Sequential` declares: an input layer, or any with `input_shape`. */
function declaredInput(ctx: IModelContext, layer: Value): Value | null {
  if (layer.kind === 'tensor') {
    return layer.type.form === 'symbolic' ? layer : null;
  }
  const shape = configOf(ctx, layer, 'input_shape');
  const dimensions = shape === null ? null : toDimensions(toArgument(ctx, shape));
  return dimensions === null
    ? null
    : ctx.values.tensor({ dtype: floatx(ctx), shape: ['open', ...dimensions], form: 'symbolic' });
}

/** Calls a layer with what the layers before it make of the declared input. */
function buildNext(ctx: IModelContext, model: HeapObject, layer: Value): void {
  const given = ctx.read(model, SYMBOLIC_OUTPUT);
  if (given !== null && given.kind === 'tensor') {
    ctx.write(model, SYMBOLIC_OUTPUT, ctx.call(layer, positional([given]), innerKerasOptions(ctx)));
  }
}

/** Input layers pass their argument on. */
function copyOfLayers(ctx: IModelContext, layers: Value): Value {
  const items = ctx.items(layers);
  if (items === null) {
    return listOfUnknownLength(
      ctx,
      ctx.iterate(layers) ?? ctx.values.unknown('external'),
      'layers'
    );
  }
  return listOf(
    ctx,
    items.filter(item => !(item.kind === 'tensor' && item.type.form === 'symbolic')),
    'layers'
  );
}

/** The initialiser of `Sequential`, called on an instance of a subclass. */
export const initialiseSequential: MethodModel = (ctx, receiver, args) => {
  if (receiver.kind === 'object') {
    writeLayers(ctx, receiver.object, argument(args, 0, 'layers'));
  }
  return ctx.values.none;
};

/** Layers of one `Sequential` that are known one by one. */
const LAYERS_KNOWN = 200;

/** `add(layer)`: one more layer at the end. */
export const addLayer: MethodModel = (ctx, receiver, args) => {
  const layer = argument(args, 0, 'layer');
  if (receiver.kind === 'object' && layer !== null) {
    const declared = declaredInput(ctx, layer);
    if (declared !== null && ctx.read(receiver.object, SYMBOLIC_OUTPUT) === null) {
      ctx.write(receiver.object, SYMBOLIC_OUTPUT, declared);
    }
  }
  if (
    receiver.kind === 'object' &&
    layer !== null &&
    !(layer.kind === 'tensor' && layer.type.form === 'symbolic')
  ) {
    // A trace holds the layers that there were.
    ctx.effect({ kind: 'mutation', construct: 'call', object: receiver.object, field: '[*]' });
    const list = ctx.read(receiver.object, '#layers');
    const items = list === null ? [] : ctx.items(list);
    ctx.write(
      receiver.object,
      '#layers',
      items === null || items.length >= LAYERS_KNOWN
        ? listOfUnknownLength(ctx, joinAll(ctx.values, [...(items ?? []), layer]), 'layers')
        : listOf(ctx, [...items, layer], `layers:${items.length}`)
    );
    if (items !== null && items.length < LAYERS_KNOWN) {
      buildNext(ctx, receiver.object, layer);
    }
  }
  return ctx.values.none;
};

/** `pop()`: the last layer goes. */
export const popLayer: MethodModel = (ctx, receiver) => {
  if (receiver.kind !== 'object') {
    return ctx.values.none;
  }
  ctx.effect({ kind: 'mutation', construct: 'call', object: receiver.object, field: '[*]' });
  const list = ctx.read(receiver.object, '#layers');
  const items = list === null ? null : ctx.items(list);
  if (items !== null) {
    ctx.write(receiver.object, '#layers', listOf(ctx, items.slice(0, -1), 'popped'));
  }
  return items?.at(-1) ?? ctx.values.unknown('external', ctx.api);
};
