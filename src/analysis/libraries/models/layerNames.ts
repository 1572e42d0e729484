/**
 * `get_layer`: the layers of a model by the names that the program gave them.
 */
import { joinAll } from '../../values/join';
import type { ObjectValue, Value } from '../../values/value';
import { configOf } from '../generic';
import type { IModelContext, MethodModel } from '../model';
import { argument } from './arguments';
import { classOf } from './ownLayers';
import { kerasSettings } from './precision';

/** Where the settings of Keras keep the layer that a symbolic tensor went through, by the name that the program gave it. */
function placeOfName(name: Value | null): string | null {
  return name !== null && name.kind === 'constant' && typeof name.value === 'string'
    ? `layer ${name.value}`
    : null;
}

/** The layers of that name that models were built of; `null` where the program named none so. */
function layerNamed(ctx: IModelContext, name: Value | null): Value | null {
  const place = placeOfName(name);
  return place === null ? null : ctx.read(kerasSettings(ctx.values), place);
}

/** Notes a layer that is part of a model of symbolic tensors under the name that the program gave it. */
export function noteName(ctx: IModelContext, layer: ObjectValue): void {
  const place = placeOfName(configOf(ctx, layer, 'name'));
  if (place !== null) {
    const settings = kerasSettings(ctx.values);
    const before = ctx.read(settings, place);
    const both = before === null ? layer : joinAll(ctx.values, [before, layer]);
    if (both !== before) {
      ctx.write(settings, place, both);
    }
  }
}

/** `get_layer(name, index)`: the layer of a `Sequential` where name or position tell, else any layer. */
export const getLayer: MethodModel = (ctx, receiver, args) => {
  const items =
    receiver.kind === 'object'
      ? (ctx.items(ctx.read(receiver.object, '#layers') ?? ctx.values.none) ?? [])
      : [];
  const name = argument(args, 0, 'name');
  const index = args.keywords.get('index');
  const found =
    index !== undefined && index.kind === 'constant' && typeof index.value === 'number'
      ? items.at(index.value)
      : (items.find(item => name !== null && configOf(ctx, item, 'name') === name) ??
        innerLayer(ctx, receiver, name));
  return found ?? anyLayer(ctx);
};

/** The layer of that name that a model was built of, or that is an attribute of a model of the program. */
function innerLayer(ctx: IModelContext, receiver: Value, name: Value | null): Value | undefined {
  if (receiver.kind !== 'object' || name === null) {
    return undefined;
  }
  if (configOf(ctx, receiver, 'outputs') !== null) {
    return layerNamed(ctx, name) ?? undefined;
  }
  const kept = classOf(receiver) === null ? [] : ctx.fields(receiver.object);
  return (
    kept
      .map(field => ctx.read(receiver.object, field))
      .find(layer => layer !== null && configOf(ctx, layer, 'name') === name) ?? undefined
  );
}

/** A layer of which nothing is known but that it is one. */
export function anyLayer(ctx: IModelContext): Value {
  return ctx.values.object(
    ctx.allocate('instance', ctx.values.library('keras.layers.Layer'), 'layer')
  );
}
