/**
 * The callbacks that `fit`, `evaluate` and `predict` were given: in which order and how often Keras calls their hooks.
 */
import { joinAll, membersOf } from '../../values/join';
import type { HeapObject, ObjectValue, Value } from '../../values/value';
import { CONFIG_PREFIX } from '../convert';
import type { CallbackOptions, IModelContext } from '../model';
import { positional } from './arguments';
import { scatter } from './listItems';

/** The functions that Keras's own callbacks were given: `LambdaCallback(on_epoch_end=f)`, `LearningRateScheduler(f)`. */
function followFunctions(ctx: IModelContext, callback: Extract<Value, { kind: 'object' }>): void {
  for (const field of ctx.fields(callback.object)) {
    const name = field.slice(CONFIG_PREFIX.length);
    const callee = field.startsWith(CONFIG_PREFIX) ? ctx.read(callback.object, field) : null;
    if (callee !== null && (callee.kind === 'function' || callee.kind === 'method')) {
      const args =
        name === 'schedule'
          ? [ctx.values.scalar('int'), ctx.values.scalar('float')].slice(0, parametersOf(callee))
          : hookArguments(ctx, name);
      ctx.call(callee, positional(args), HOOK_OPTIONS);
    }
  }
}

/** How many arguments a function takes; a method one less. */
function parametersOf(callee: Value): number {
  return callee.kind === 'function'
    ? callee.code.node.parameters.length
    : callee.kind === 'method'
      ? parametersOf(callee.function) - 1
      : 0;
}

const HOOK_OPTIONS: CallbackOptions = {
  api: 'keras.Model.fit',
  followedByPublished: false,
  asGraph: false,
  count: null
};

/** What a hook gets: the number of the epoch or batch where its name speaks of one, and the logs. */
function hookArguments(ctx: IModelContext, name: string): readonly Value[] {
  const logs = ctx.allocate('dict', null, `logs:${name}`);
  ctx.write(logs, '[*]', ctx.values.scalar('float'));
  return /epoch|batch/u.test(name)
    ? [ctx.values.scalar('int'), ctx.values.object(logs)]
    : [ctx.values.object(logs)];
}

/** The hooks of one round, and within it the round that is repeated. */
type Round = {
  readonly before: readonly string[];
  readonly inner: Round | null;
  readonly after: readonly string[];
};

/** Epochs, and within them batches. */
const TRAINING: Round = {
  before: ['on_train_begin'],
  inner: {
    before: ['on_epoch_begin'],
    inner: {
      before: ['on_batch_begin', 'on_train_batch_begin'],
      inner: null,
      after: ['on_train_batch_end', 'on_batch_end']
    },
    after: ['on_epoch_end']
  },
  after: ['on_train_end']
};

const batches = (kind: 'test' | 'predict'): Round => ({
  before: [`on_${kind}_begin`],
  inner: {
    before: [`on_${kind}_batch_begin`],
    inner: null,
    after: [`on_${kind}_batch_end`]
  },
  after: [`on_${kind}_end`]
});

const ROUNDS: readonly Round[] = [batches('test'), TRAINING, batches('predict')];

/**
 * The hooks of the program's own callbacks.
 *
 * @param model - the model that is trained: what `self.model` is for a callback, as Keras's `set_model` has it.
 */
export function followHooks(ctx: IModelContext, callbacks: Value | null, model: Value): void {
  const items = callbacks === null ? null : (ctx.items(callbacks) ?? [callbacks]);
  for (const callback of (items ?? []).flatMap(membersOf)) {
    if (callback.kind !== 'object' || callback.object.cls === null) {
      continue;
    }
    if (callback.object.cls.kind !== 'class') {
      followFunctions(ctx, callback);
      continue;
    }
    ctx.write(callback.object, 'model', model);
    ROUNDS.forEach(round => followRound(ctx, callback, round));
  }
}

function followRound(ctx: IModelContext, callback: ObjectValue, round: Round): void {
  const { inner } = round;
  round.before.forEach(name => followHook(ctx, callback, name));
  if (inner !== null) {
    repeated(ctx, callback.object, () => followRound(ctx, callback, inner));
  }
  round.after.forEach(name => followHook(ctx, callback, name));
}

function followHook(ctx: IModelContext, callback: ObjectValue, name: string): void {
  const hook = ctx.attribute(callback, name);
  if (hook.kind === 'method') {
    ctx.call(hook, positional(hookArguments(ctx, name)), HOOK_OPTIONS);
  }
}

/** Does something any number of times: numbers of the object that it changes may be any, lists that it fills of any length. */
function repeated(ctx: IModelContext, object: HeapObject, run: () => void): void {
  run();
  const before = new Map(ctx.fields(object).map(field => [field, stateOf(ctx, object, field)]));
  run();
  for (const field of ctx.fields(object)) {
    const value = ctx.read(object, field);
    if (value === null || before.get(field) === stateOf(ctx, object, field)) {
      continue;
    }
    if (value.kind === 'object' && value.object.kind === 'list') {
      scatter(ctx, value.object);
    } else {
      ctx.write(
        object,
        field,
        joinAll(
          ctx.values,
          membersOf(value).map(member =>
            member.kind === 'constant' && member.type !== 'None'
              ? ctx.values.scalar(member.type)
              : member
          )
        )
      );
    }
  }
}

/** What a field holds; of a list, how many items. */
function stateOf(ctx: IModelContext, object: HeapObject, field: string): Value | null {
  const value = ctx.read(object, field);
  return value !== null && value.kind === 'object' && value.object.kind === 'list'
    ? ctx.read(value.object, 'len')
    : value;
}
