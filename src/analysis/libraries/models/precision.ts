/**
 * The precision that Keras's layers compute in: their own `dtype`, the policy of the program, or Keras's `floatx`
 * (Keras API reference, "Mixed precision policy API").
 */
import { joinAll, membersOf } from '../../values/join';
import type { ValueTable } from '../../values/table';
import type { HeapObject, ObjectValue, Value } from '../../values/value';
import { toArgument } from '../convert';
import { configOf } from '../generic';
import type { FunctionModel, IModelContext } from '../model';
import { isFloatingDType, type DType } from '../rules/dtype';
import { toDType } from '../rules/ruleCall';
import { argument } from './arguments';

const POLICY = 'policy';
const FLOATX = 'floatx';

/** The precision of a new program: no policy was set. */
const FIRST_PRECISION = 'float32';

/** Where the settings of Keras stand, which hold for the whole program. */
export function kerasSettings(values: ValueTable): HeapObject {
  return values.heapObject('module', null, null, 'settings of keras');
}

/** What Keras's settings are before the program runs. */
export function firstSettings(values: ValueTable): {
  readonly object: HeapObject;
  readonly entries: readonly (readonly [string, Value])[];
} {
  return {
    object: kerasSettings(values),
    entries: [
      [POLICY, values.none],
      [FLOATX, values.constant('str', FIRST_PRECISION, false)]
    ]
  };
}

/** `set_global_policy(policy)`. A layer keeps the policy that it was made under: a program that changes it has either. */
const setPolicy: FunctionModel = (ctx, args) => {
  const given = argument(args, 0, 'policy') ?? argument(args, 0, 'name');
  const object = kerasSettings(ctx.values);
  const before = ctx.read(object, POLICY) ?? ctx.values.none;
  if (given !== null) {
    ctx.write(
      object,
      POLICY,
      before === ctx.values.none ? given : joinAll(ctx.values, [before, given])
    );
  }
  return ctx.values.none;
};

/** `set_floatx(value)`. */
const setFloatx: FunctionModel = (ctx, args) => {
  const given = argument(args, 0, 'value') ?? argument(args, 0, 'floatx');
  if (given !== null) {
    ctx.write(kerasSettings(ctx.values), FLOATX, given);
  }
  return ctx.values.none;
};

/** What a policy is called, or a dtype that stands for one; `null` where it is not known. */
function namesOf(ctx: IModelContext, given: Value): readonly (string | null)[] {
  return membersOf(given).flatMap(member => {
    if (member === ctx.values.none) {
      return namesOf(
        ctx,
        ctx.read(kerasSettings(ctx.values), FLOATX) ?? ctx.values.unknown('external', FLOATX)
      );
    }
    if (member.kind === 'constant') {
      return typeof member.value === 'string' ? [member.value] : [null];
    }
    const name = configOf(ctx, member, 'name');
    return name === null || name === ctx.values.none
      ? [toDType(toArgument(ctx, member))]
      : namesOf(ctx, name);
  });
}

/** The name of the policy of a layer; `null` where several are possible or it is not known. */
export function policyOf(ctx: IModelContext, layer: ObjectValue): string | null {
  const own = configOf(ctx, layer, 'dtype');
  const names = new Set(
    namesOf(
      ctx,
      own === null || own === ctx.values.none
        ? (ctx.read(kerasSettings(ctx.values), POLICY) ?? ctx.values.none)
        : own
    )
  );
  const [name] = names;
  return names.size === 1 ? name : null;
}

/** The dtype that a layer computes in; `null` where it is not known. */
export function precisionOf(ctx: IModelContext, layer: ObjectValue): DType {
  return asDType(ctx, policyOf(ctx, layer)?.replace(/^mixed_/u, '') ?? null);
}

/** The dtype of a layer's weights where it is asked for; `null` where it depends on the place of the reading. */
export function weightPrecisionOf(ctx: IModelContext, layer: Value): DType {
  const policy = layer.kind === 'object' ? policyOf(ctx, layer) : FIRST_PRECISION;
  return policy === null || policy.startsWith('mixed_') ? null : asDType(ctx, policy);
}

function asDType(ctx: IModelContext, name: string | null): DType {
  return name === null ? null : toDType(toArgument(ctx, ctx.values.constant('str', name, false)));
}

/** The precision of Keras's inputs and random numbers; `null` where it is not known. */
export function floatx(ctx: IModelContext): DType {
  const names = namesOf(ctx, ctx.values.none);
  return names.length === 1 ? asDType(ctx, names[0]) : null;
}

/**
 * What `Layer.__call__` makes of an argument before `call` gets it: arrays are tensors, and floating point numbers have
 * the layer's precision, unless it was made with `autocast=False`.
 */
export function castArgument(ctx: IModelContext, layer: ObjectValue, value: Value): Value {
  const autocast = configOf(ctx, layer, 'autocast');
  const isCast = autocast === null || autocast === ctx.values.none;
  const precision = precisionOf(ctx, layer);
  return ctx.mapStructure(value, leaf => {
    if (leaf.kind !== 'tensor') {
      return leaf;
    }
    const { dtype, form } = leaf.type;
    const isConverted = form === 'ndarray';
    const changes = isCast && dtype !== null && isFloatingDType(dtype) && dtype !== precision;
    return isConverted || changes
      ? ctx.values.tensor({
          dtype: changes ? precision : dtype,
          shape: leaf.type.shape,
          form: isConverted || (changes && form === 'variable') ? 'dense' : form
        })
      : leaf;
  });
}

const SETTERS = [
  'keras.mixed_precision.set_global_policy',
  'keras.mixed_precision.set_dtype_policy',
  'keras.mixed_precision.experimental.set_policy',
  'keras.config.set_dtype_policy'
];

export const PRECISION_FUNCTIONS: ReadonlyMap<string, FunctionModel> = new Map<
  string,
  FunctionModel
>([
  ...SETTERS.map(path => [path, setPolicy] as const),
  ['keras.config.set_floatx', setFloatx],
  ['keras.backend.set_floatx', setFloatx]
]);
