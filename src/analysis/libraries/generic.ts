/**
 * The model of a library function, class or method that the knowledge describes.
 */
import type { EffectKind } from '../interpreter/record';
import { joinAll, membersOf } from '../values/join';
import type { Value } from '../values/value';
import { CONFIG_PREFIX, toArgument, toValue } from './convert';
import type { LibraryEffect, LibraryEntry } from './knowledge';
import { bindArguments, evaluate } from './knowledge';
import type { CallArguments, FunctionModel, IModelContext, MethodModel } from './model';

const EFFECT_KINDS: Readonly<Record<LibraryEffect, EffectKind>> = {
  prints: 'print',
  logs: 'log',
  plots: 'plot',
  'shows-progress': 'progress',
  'reads-file': 'reading',
  'writes-file': 'file',
  'reads-time': 'time',
  'reads-environment': 'reading',
  'writes-environment': 'environment',
  random: 'random',
  'seeds-random': 'random',
  network: 'network',
  input: 'input',
  sleeps: 'time',
  'runs-code': 'global-state',
  'mutates-receiver': 'mutation',
  'mutates-argument': 'mutation',
  'consumes-iterator': 'iterator',
  'changes-settings': 'global-state',
  'starts-thread': 'global-state',
  external: 'global-state'
};

/** Classes whose construction makes variables. */
const VARIABLE_MAKERS: ReadonlySet<string> = new Set([
  'layer',
  'model',
  'optimizer',
  'metric',
  'variable'
]);

/** Ways to a `tf.random.Generator`, whose state is a variable. */
const GENERATOR_MAKERS =
  /^(?:keras\.random\.SeedGenerator|tensorflow\.random\.(?:experimental\.)?Generator(?:[.#](?:from_\w+|split))?)$/u;

/** Combinations of alternatives that rules are applied to one by one. */
const COMBINATIONS = 8;

/** The model of an entry of the knowledge. */
export function genericFunction(entry: LibraryEntry): FunctionModel {
  if (entry.kind === 'class' && entry.category === 'tensor' && entry.shapeRule !== null) {
    return (ctx, args) =>
      overAlternatives(ctx, args, alternative =>
        evaluateEntry(ctx, { ...entry, returns: 'tensor' }, alternative)
      );
  }
  if (entry.kind === 'class') {
    return (ctx, args) => construct(ctx, entry, args);
  }
  return (ctx, args) => {
    stateEffects(ctx, entry, null, args);
    followCallbacks(ctx, entry, args);
    return overAlternatives(ctx, args, alternative => evaluateEntry(ctx, entry, alternative));
  };
}

/** The model of a method or property of the knowledge. */
export function genericMethod(entry: LibraryEntry): MethodModel {
  return (ctx, receiver, args) => {
    stateEffects(ctx, entry, receiver, args);
    followCallbacks(ctx, entry, args);
    const takesSelf = entry.parameters?.[0]?.name === 'self';
    return overAlternatives(
      ctx,
      takesSelf ? { ...args, positional: [receiver, ...args.positional] } : args,
      alternative => evaluateEntry(ctx, entry, alternative, takesSelf ? null : receiver)
    );
  };
}

function evaluateEntry(
  ctx: IModelContext,
  entry: LibraryEntry,
  args: CallArguments,
  receiver: Value | null = null
): Value {
  const bound = new Map(
    bindArguments(
      entry,
      args.positional.map(value => toArgument(ctx, value)),
      new Map([...args.keywords].map(([name, value]) => [name, toArgument(ctx, value)]))
    )
  );
  if (receiver !== null) {
    bound.set('self', toArgument(ctx, receiver));
  }
  return withNames(ctx, entry, toValue(ctx, evaluate(entry, bound)));
}

/** The items of a result under the names that the library gives them: `tf.raw_ops.TopKV2(…).indices`. */
function withNames(ctx: IModelContext, entry: LibraryEntry, value: Value): Value {
  if (entry.returns !== 'tensors' || entry.returnedClass === null) {
    return value;
  }
  const names = entry.returnedClass.split(',');
  const items = value.kind === 'tuple' ? value.items : ctx.items(value);
  return items?.length === names.length ? ctx.values.tuple(items, null, names) : value;
}

/** Applies to each combination of the alternatives of the arguments. */
export function overAlternatives(
  ctx: IModelContext,
  args: CallArguments,
  apply: (args: CallArguments) => Value
): Value {
  let combinations: CallArguments[] = [args];
  args.positional.forEach((value, index) => {
    if (value.kind === 'union' && combinations.length * value.members.length <= COMBINATIONS) {
      combinations = combinations.flatMap(combination =>
        value.members.map(member => ({
          ...combination,
          positional: combination.positional.map((other, position) =>
            position === index ? member : other
          )
        }))
      );
    }
  });
  args.keywords.forEach((value, name) => {
    if (value.kind === 'union' && combinations.length * value.members.length <= COMBINATIONS) {
      combinations = combinations.flatMap(combination =>
        value.members.map(member => ({
          ...combination,
          keywords: new Map([...combination.keywords, [name, member]])
        }))
      );
    }
  });
  return joinAll(ctx.values, combinations.map(apply));
}

/** Makes an instance that keeps its constructor's arguments, under their names and as configuration. */
export function construct(ctx: IModelContext, entry: LibraryEntry, args: CallArguments): Value {
  const { values } = ctx;
  const object = ctx.allocate('instance', values.library(entry.name));
  configure(ctx, entry, values.object(object), args);
  return values.object(object);
}

/** Stores the constructor's arguments on an instance, and states what constructing does. */
export function configure(
  ctx: IModelContext,
  entry: LibraryEntry,
  instance: Value,
  args: CallArguments
): void {
  stateEffects(ctx, entry, null, args);
  if (entry.category !== null && VARIABLE_MAKERS.has(entry.category)) {
    ctx.effect({ kind: 'variable-creation', construct: 'call' });
  }
  if (instance.kind !== 'object') {
    return;
  }
  const { object } = instance;
  const parameters = (entry.parameters ?? []).filter(
    parameter => parameter.kind === 'positional' || parameter.kind === 'positional-only'
  );
  args.positional.forEach((value, index) => {
    const name = parameters[index]?.name;
    if (name !== undefined) {
      ctx.write(object, CONFIG_PREFIX + name, value);
    }
  });
  args.keywords.forEach((value, name) => ctx.write(object, CONFIG_PREFIX + name, value));
}

/** The constructor's argument of that name that an instance keeps. */
export function configOf(ctx: IModelContext, instance: Value, name: string): Value | null {
  return instance.kind === 'object' ? ctx.read(instance.object, CONFIG_PREFIX + name) : null;
}

function stateEffects(
  ctx: IModelContext,
  entry: LibraryEntry,
  receiver: Value | null,
  args: CallArguments
): void {
  const output = args.keywords.get('out');
  if (output !== undefined && entry.computesArrays) {
    for (const target of membersOf(output).filter(member => member.kind !== 'constant')) {
      ctx.effect({
        kind: 'mutation',
        construct: 'call',
        object: target.kind === 'object' ? target.object : null
      });
    }
  }
  if (GENERATOR_MAKERS.test(entry.name)) {
    ctx.effect({ kind: 'variable-creation', construct: 'call' });
  }
  const isHostRandom = entry.random && entry.computesArrays;
  for (const effect of isHostRandom ? [...entry.effects, 'random' as const] : entry.effects) {
    const changed =
      effect === 'mutates-receiver'
        ? receiver
        : effect === 'mutates-argument'
          ? (args.positional[0] ?? null)
          : effect === 'random' && isSeeded(ctx, receiver)
            ? receiver
            : null;
    const targets = changed === null ? [null] : membersOf(changed);
    for (const target of targets) {
      ctx.effect({
        kind: EFFECT_KINDS[effect],
        construct:
          effect === 'prints' ? 'print' : effect === 'consumes-iterator' ? 'iteration' : 'call',
        object: target !== null && target.kind === 'object' ? target.object : null
      });
    }
  }
}

/** Whether it is a generator of random numbers that was made from a number: it draws the same ones each time it is made. */
function isSeeded(ctx: IModelContext, generator: Value | null): boolean {
  if (generator?.kind !== 'object') {
    return false;
  }
  const { object } = generator;
  return ctx.fields(object).some(field => {
    const value = field.startsWith(CONFIG_PREFIX) ? ctx.read(object, field) : null;
    return value?.kind === 'constant' && value.type === 'int';
  });
}

/** Functions of the program, as they are handed over. */
const HANDED_OVER: ReadonlySet<Value['kind']> = new Set([
  'function',
  'method',
  'partial',
  'wrapper'
] as const);

/**
 * What the library calls of what it is given. Of a function that is known by its module alone (`scipy.optimize.*`) that
 * is any function of the program.
 */
function calleesOf(entry: LibraryEntry, args: CallArguments): readonly Value[] {
  if (entry.wildcard) {
    return [...args.positional, ...args.keywords.values()].filter(({ kind }) =>
      HANDED_OVER.has(kind)
    );
  }
  return entry.callbacks.flatMap(({ argument: name }) => {
    const index = entry.parameters?.findIndex(parameter => parameter.name === name) ?? -1;
    const callee = args.keywords.get(name) ?? (index < 0 ? undefined : args.positional[index]);
    return callee === undefined || callee.kind === 'constant' ? [] : callee;
  });
}

/** Calls what the library calls, with arguments of which nothing is known. */
function followCallbacks(ctx: IModelContext, entry: LibraryEntry, args: CallArguments): void {
  for (const callee of calleesOf(entry, args)) {
    ctx.call(
      callee,
      {
        positional: [],
        keywords: new Map(),
        starred: ctx.values.unknown('external', ctx.api),
        doubleStarred: null
      },
      { api: ctx.api, followedByPublished: false, asGraph: false, count: null }
    );
  }
}
