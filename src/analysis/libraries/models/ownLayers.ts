/**
 * What Keras adds to the arguments with which it calls a layer of the program: `training` and `mask`, which
 * `Layer.__call__` fills in where `call` has parameters of these names (Keras 3, `layers/layer.py`).
 */
import { joinAll } from '../../values/join';
import type { ClassValue, ObjectValue, Value } from '../../values/value';
import type { CallArguments, IModelContext } from '../model';
import { kerasSettings } from './precision';

/** Whether a layer of the program that makes masks has been called: they go along with the tensors. */
const MASKED = 'masked';

/** Notes that from here on tensors may bring a mask with them. */
export function noteMask(ctx: IModelContext): void {
  const settings = kerasSettings(ctx.values);
  if (ctx.read(settings, MASKED) === null) {
    ctx.write(settings, MASKED, ctx.values.constant('bool', true, false));
  }
}

/** The names of the parameters of a method, its receiver included; `null` where they are not known. */
function parametersOf(method: Value): readonly string[] | null {
  const callee = method.kind === 'method' ? method.function : method;
  return callee.kind === 'function'
    ? callee.code.node.parameters.map(parameter =>
        parameter.kind === 'var-keyword' ? '**' : parameter.name
      )
    : null;
}

/** Whether a method of the program has a parameter of the name. */
export function takes(method: Value, name: string): boolean {
  return parametersOf(method)?.includes(name) === true;
}

/**
 * The arguments that `call` gets. Where Keras builds a model of symbolic tensors, the layer is called again when it is
 * trained and when it predicts: with either value of `training`. Both names are dropped where `call` does not take them.
 */
export function withContextArguments(
  ctx: IModelContext,
  call: Value,
  args: CallArguments,
  inputs: Value
): CallArguments {
  const parameters = parametersOf(call);
  if (parameters === null || ctx.registry.joinsDecidedArms) {
    return args;
  }
  const keywords = new Map(args.keywords);
  for (const name of ['training', 'mask']) {
    const index = parameters.indexOf(name);
    if (index < 0) {
      if (!parameters.includes('**')) {
        keywords.delete(name);
      }
      continue;
    }
    const isGiven = keywords.has(name) || args.positional.length > index - 1;
    const value =
      isGiven || args.doubleStarred !== null ? null : contextArgument(ctx, name, inputs);
    if (value !== null) {
      keywords.set(name, value);
    }
  }
  return { ...args, keywords };
}

function contextArgument(ctx: IModelContext, name: string, inputs: Value): Value | null {
  const { values } = ctx;
  if (inputs.kind !== 'tensor') {
    return null;
  }
  const { shape, form } = inputs.type;
  if (name === 'training') {
    return form === 'symbolic' ? values.scalar('bool') : null;
  }
  // A mask says of each step of each sequence whether it counts; what has no steps brings none.
  const brings =
    shape !== null && shape.length >= 3 && ctx.read(kerasSettings(values), MASKED) !== null;
  return brings
    ? joinAll(values, [
        values.none,
        values.tensor({ dtype: 'bool', shape: shape.slice(0, 2), form })
      ])
    : null;
}

/** The class of Keras that a class of the program inherits from, and whose `call` it has where it has none of its own. */
export function libraryBaseOf(cls: ClassValue): string | null {
  for (const base of cls.bases) {
    const path =
      base.kind === 'library' ? base.path : base.kind === 'class' ? libraryBaseOf(base) : null;
    if (path !== null) {
      return path;
    }
  }
  return null;
}

/** Whether the layer's class is of the program. */
export function classOf(layer: ObjectValue): ClassValue | null {
  const { cls } = layer.object;
  return cls !== null && cls.kind === 'class' ? cls : null;
}
