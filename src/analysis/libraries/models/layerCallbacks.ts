/**
 * What Keras calls of the program when it makes and trains a weight: initializers with a shape and a dtype,
 * regularizers and constraints with the weight, a regularizer of the activity with the output.
 */
import { joinAll, membersOf } from '../../values/join';
import type { ObjectValue, Value } from '../../values/value';
import { CONFIG_PREFIX, toArgument } from '../convert';
import { configOf } from '../generic';
import type { CallbackOptions, FunctionModel, IModelContext } from '../model';
import { toDimension } from '../rules/ruleCall';
import type { Dimension, DType } from '../rules/tensorType';
import { argument, asPython, positional } from './arguments';

/** A callback that Keras makes by itself; the published tool follows `build` and `call` alone (specification 0.3). */
function options(ctx: IModelContext): CallbackOptions {
  return {
    ...asPython(ctx, { followedByPublished: false }),
    api: 'keras.layers.Layer.__call__'
  };
}

/** The members of a value that are of the program: its functions, and instances of its classes. */
function ownCallables(value: Value | null | undefined): readonly Value[] {
  return (value === null || value === undefined ? [] : membersOf(value)).filter(
    member =>
      member.kind === 'function' ||
      member.kind === 'method' ||
      member.kind === 'partial' ||
      (member.kind === 'object' && member.object.cls?.kind === 'class')
  );
}

/** The calls that a weight brings with it. */
export function followWeight(
  ctx: IModelContext,
  weight: { readonly shape: readonly Dimension[] | null; readonly dtype: DType },
  given: {
    readonly initializer: Value | null | undefined;
    readonly regularizer: Value | null | undefined;
    readonly constraint: Value | null | undefined;
  }
): void {
  const { values } = ctx;
  for (const callee of ownCallables(given.initializer)) {
    const shape =
      weight.shape === null
        ? values.tuple([], values.scalar('int'))
        : values.tuple(
            weight.shape.map(size =>
              typeof size === 'number' ? values.constant('int', size, false) : values.scalar('int')
            )
          );
    const dtype =
      weight.dtype === null ? values.scalar('str') : values.constant('str', weight.dtype, false);
    ctx.call(
      callee,
      { ...positional([shape]), keywords: new Map([['dtype', dtype]]) },
      options(ctx)
    );
  }
  const variable = values.tensor({ dtype: weight.dtype, shape: weight.shape, form: 'variable' });
  for (const callee of [...ownCallables(given.regularizer), ...ownCallables(given.constraint)]) {
    ctx.call(callee, positional([variable]), options(ctx));
  }
}

const HELPER = /^(.*)_(initializer|regularizer|constraint)$/u;

/**
 * The initializers, regularizers and constraints that a layer of Keras was given. The shape of a kernel and of a bias
 * follows from the last axes of input and output; that of other weights is left open.
 */
export function followLayerCallbacks(
  ctx: IModelContext,
  layer: ObjectValue,
  inputs: Value,
  result: Value
): void {
  const parts = new Map<string, Map<string, Value>>();
  for (const field of ctx.fields(layer.object)) {
    const match = field.startsWith(CONFIG_PREFIX)
      ? HELPER.exec(field.slice(CONFIG_PREFIX.length))
      : null;
    const stored = match === null ? null : ctx.read(layer.object, field);
    if (match !== null && stored !== null && ownCallables(stored).length > 0) {
      const part = parts.get(match[1]) ?? new Map<string, Value>();
      parts.set(match[1], part.set(match[2], stored));
    }
  }
  for (const [name, part] of parts) {
    if (name === 'activity') {
      // Keras only notes the penalty where it computes with numbers: what it builds is computed with later.
      const output =
        result.kind === 'tensor' && result.type.form === 'symbolic'
          ? ctx.values.tensor({ ...result.type, form: 'dense' })
          : result;
      ownCallables(part.get('regularizer')).forEach(callee =>
        ctx.call(callee, positional([output]), options(ctx))
      );
      continue;
    }
    followWeight(
      ctx,
      { shape: weightShape(ctx, layer, name, inputs, result), dtype: 'float32' },
      {
        initializer: part.get('initializer'),
        regularizer: part.get('regularizer'),
        constraint: part.get('constraint')
      }
    );
  }
}

function weightShape(
  ctx: IModelContext,
  layer: ObjectValue,
  name: string,
  inputs: Value,
  result: Value
): readonly Dimension[] | null {
  const { cls } = layer.object;
  const path = cls !== null && cls.kind === 'library' ? cls.path : '';
  const given = lastAxis(inputs);
  const made = lastAxis(result);
  switch (`${path.slice(path.lastIndexOf('.') + 1)}.${name}`) {
    case 'Dense.kernel':
      return given === null || made === null ? null : [given, made];
    case 'Dense.bias':
    case 'Conv1D.bias':
    case 'Conv2D.bias':
    case 'Conv3D.bias':
      return made === null ? null : [made];
    case 'Embedding.embeddings': {
      const rows = configOf(ctx, layer, 'input_dim');
      const size = rows === null ? null : toDimension(toArgument(ctx, rows));
      return size === null || made === null ? null : [size, made];
    }
    case 'BatchNormalization.gamma':
    case 'BatchNormalization.beta':
    case 'LayerNormalization.gamma':
    case 'LayerNormalization.beta':
      return given === null ? null : [given];
    default:
      return null;
  }
}

function lastAxis(value: Value): Dimension | null {
  return value.kind === 'tensor' ? (value.type.shape?.at(-1) ?? null) : null;
}

/** `keras.activations.get(identifier)`: the function of that name, `linear` for `None`, a callable as it is. */
const activationNamed: FunctionModel = (ctx, args) => {
  const identifier = argument(args, 0, 'identifier') ?? ctx.values.none;
  return joinAll(
    ctx.values,
    membersOf(identifier).map(member =>
      member.kind !== 'constant'
        ? member
        : member.type === 'None'
          ? ctx.values.library('keras.activations.linear')
          : typeof member.value === 'string'
            ? ctx.values.library(`keras.activations.${member.value}`)
            : ctx.values.unknown('external', ctx.api)
    )
  );
};

export const ACTIVATION_FUNCTIONS: ReadonlyMap<string, FunctionModel> = new Map([
  ['keras.activations.get', activationNamed],
  ['keras.activations.deserialize', activationNamed]
]);
