/**
 * `keras.Sequential`: its layers, given at once or one by one, which Keras builds as soon as an input is declared.
 */
import { joinAll, membersOf } from '../../values/join';
import type { HeapObject, ObjectValue, Value } from '../../values/value';
import { toArgument } from '../convert';
import { configOf } from '../generic';
import type { CallArguments, FunctionModel, IModelContext, MethodModel } from '../model';
import { isFloatingDType, isIntegerDType, type DType } from '../rules/dtype';
import { toDimensions } from '../rules/ruleCall';
import { argument, listOf, listOfUnknownLength, positional } from './arguments';
import { innerKerasOptions } from './kerasOptions';
import { castArgument, floatx, precisionOf } from './precision';

/** `Sequential(layers)`; of an instance of a subclass, its initialiser. */
export const sequential: FunctionModel = (ctx, args) => {
  const object = ctx.allocate('instance', ctx.values.library('keras.Sequential'));
  ctx.effect({ kind: 'variable-creation', construct: 'call' });
  writeLayers(ctx, object, argument(args, 0, 'layers'));
  return ctx.values.object(object);
};

/** Where a `Sequential` keeps what its layers make of its declared input. */
export const SYMBOLIC_OUTPUT = '#symbolic';

/** Where a `Sequential` keeps its declared input. */
const DECLARED_INPUT = '#input';

/** Where a `Sequential` keeps the layer that was added last. */
const LAST_LAYER = '#last';

/**
 * Calls the layers of a `Sequential`, one after another; each is told whether the model is trained. `null` for anything
 * else.
 */
export function callInTurn(
  ctx: IModelContext,
  model: ObjectValue,
  inputs: Value,
  args: CallArguments
): Value | null {
  const list = ctx.read(model.object, '#layers');
  if (list === null) {
    return null;
  }
  const training = args.keywords.get('training');
  const keywords = new Map(training === undefined ? [] : [['training', training] as const]);
  const call = (layer: Value, value: Value): Value =>
    ctx.call(layer, { ...positional([value]), keywords }, innerKerasOptions(ctx));
  const layers = ctx.items(list);
  if (layers !== null) {
    const first = layers.at(0);
    return layers.reduce(
      (value, layer) => call(layer, value),
      sequentialInput(ctx, model, first, inputs)
    );
  }
  const each = ctx.iterate(list);
  if (each === null) {
    return null;
  }
  // Any number of layers, each of which any of them may follow, and the last one.
  let value = sequentialInput(ctx, model, undefined, inputs);
  for (let pass = 0; pass < PASSES; pass++) {
    value = joinAll(ctx.values, [value, call(each, value)]);
  }
  const last = ctx.read(model.object, LAST_LAYER);
  return last === null ? value : call(last, value);
}

/** Calls of any layer with what any layer gave, until what they give is the same. */
const PASSES = 2;

/**
 * What the first layer of a `Sequential` gets: Keras converts the one tensor that the model is called with to the dtype
 * of its declared input, or else to the one that the first layer computes in, whole numbers, too.
 */
function sequentialInput(
  ctx: IModelContext,
  model: ObjectValue,
  first: Value | undefined,
  inputs: Value
): Value {
  const declared = ctx.read(model.object, DECLARED_INPUT);
  const dtype =
    declared?.kind === 'tensor'
      ? declared.type.dtype
      : first?.kind === 'object'
        ? precisionOf(ctx, first)
        : null;
  return joinAll(
    ctx.values,
    membersOf(castArgument(ctx, model, inputs)).map(given =>
      given.kind === 'tensor' && isNumeric(given.type.dtype) && isNumeric(dtype)
        ? ctx.values.tensor({ ...given.type, dtype }, given.origin)
        : given
    )
  );
}

function isNumeric(dtype: DType): boolean {
  return isFloatingDType(dtype) || isIntegerDType(dtype);
}

/** Gives a `Sequential` its layers. Where the first is an input, Keras builds the others at once, one after another. */
function writeLayers(ctx: IModelContext, model: HeapObject, layers: Value | null): void {
  const list = layers === null ? listOf(ctx, [], 'layers') : copyOfLayers(ctx, layers);
  ctx.write(model, '#layers', list);
  const first = layers === null ? undefined : ctx.items(layers)?.[0];
  const declared = first === undefined ? null : declaredInput(ctx, first);
  if (declared !== null) {
    ctx.write(model, DECLARED_INPUT, declared);
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
      ctx.write(receiver.object, DECLARED_INPUT, declared);
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
    ctx.write(receiver.object, LAST_LAYER, layer);
    ctx.write(
      receiver.object,
      '#layers',
      items === null || items.length >= LAYERS_KNOWN
        ? listOfUnknownLength(ctx, joinAll(ctx.values, [...layersIn(ctx, list), layer]), 'layers')
        : listOf(ctx, [...items, layer], `layers:${items.length}`)
    );
    if (items !== null && items.length < LAYERS_KNOWN) {
      buildNext(ctx, receiver.object, layer);
    }
  }
  return ctx.values.none;
};

function layersIn(ctx: IModelContext, list: Value | null): readonly Value[] {
  const each = list === null ? null : ctx.iterate(list);
  return each === null ? [] : [each];
}

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
  ctx.write(receiver.object, LAST_LAYER, items?.at(-2) ?? ctx.values.unknown('external', ctx.api));
  return items?.at(-1) ?? ctx.values.unknown('external', ctx.api);
};
