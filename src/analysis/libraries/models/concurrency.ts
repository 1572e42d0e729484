/**
 * Threads and pools of the standard library: what they call of the program (library reference, "threading",
 * "concurrent.futures").
 */
import type { Value } from '../../values/value';
import { genericFunction } from '../generic';
import type { FunctionModel, IModelContext, MethodModel } from '../model';
import { argument, asPython, iteratorOf, positional } from './arguments';

const EXECUTOR = 'concurrent.futures.Executor';
const FUTURE = 'concurrent.futures.Future';

/** What the knowledge says of the function, its effects among it. */
function asKnown(path: string): FunctionModel {
  return (ctx, args) => {
    const entry = ctx.registry.entryOf(path);
    return entry === null
      ? ctx.values.unknown('external', path)
      : genericFunction(entry)(ctx, args);
  };
}

function callback(ctx: IModelContext, callee: Value, args: readonly Value[]): Value {
  return ctx.call(callee, positional(args), asPython(ctx, { followedByPublished: false }));
}

/** `Thread(target=f, args=(a, b))`: the function runs once the thread is started. */
function started(path: string): FunctionModel {
  const known = asKnown(path);
  return (ctx, args) => {
    const thread = known(ctx, args);
    const target = argument(args, 1, 'target');
    const given = args.keywords.get('args');
    const items = given === undefined ? [] : ctx.items(given);
    if (target !== null && target !== ctx.values.none && items !== null) {
      callback(ctx, target, items);
    }
    return thread;
  };
}

/** A pool of threads or processes. */
function pool(path: string): FunctionModel {
  const known = asKnown(path);
  return (ctx, args) => {
    known(ctx, args);
    return ctx.values.object(ctx.allocate('instance', ctx.values.library(EXECUTOR)));
  };
}

/** `pool.map(f, xs, ys)`: the results, one for each item. */
const mapped: MethodModel = (ctx, _receiver, args) => {
  const [callee, ...sources] = args.positional;
  const items = sources.map(source => ctx.iterate(source) ?? ctx.values.unknown('external'));
  return iteratorOf(
    ctx,
    'builtins.map',
    callee === undefined ? ctx.values.unknown('external') : callback(ctx, callee, items)
  );
};

/** `pool.submit(f, *args)`: a promise of the result. */
const submitted: MethodModel = (ctx, _receiver, args) => {
  const [callee, ...given] = args.positional;
  const future = ctx.allocate('instance', ctx.values.library(FUTURE), 'future');
  const result =
    callee === undefined
      ? ctx.values.unknown('external')
      : ctx.call(
          callee,
          { ...args, positional: given },
          asPython(ctx, { followedByPublished: false })
        );
  ctx.write(future, '#result', result);
  return ctx.values.object(future);
};

const resultOf: MethodModel = (ctx, receiver) =>
  (receiver.kind === 'object' ? ctx.read(receiver.object, '#result') : null) ??
  ctx.values.unknown('external', ctx.api);

/** `as_completed(futures)`: each of them, in any order. */
const completed: FunctionModel = (ctx, args) => {
  const futures = argument(args, 0, 'fs');
  return iteratorOf(
    ctx,
    'builtins.map',
    (futures === null ? null : ctx.iterate(futures)) ?? ctx.values.unknown('external')
  );
};

export const CONCURRENCY_FUNCTIONS: ReadonlyMap<string, FunctionModel> = new Map([
  ['threading.Thread', started('threading.Thread')],
  ...['ThreadPoolExecutor', 'ProcessPoolExecutor'].map(
    name => [`concurrent.futures.${name}`, pool(`concurrent.futures.${name}`)] as const
  ),
  ['concurrent.futures.as_completed', completed]
]);

export const CONCURRENCY_METHODS: ReadonlyMap<string, MethodModel> = new Map<string, MethodModel>([
  [`${EXECUTOR}.map`, mapped],
  [`${EXECUTOR}.submit`, submitted],
  [`${EXECUTOR}.shutdown`, ctx => ctx.values.none],
  [`${EXECUTOR}.__enter__`, (_ctx, receiver) => receiver],
  [`${FUTURE}.result`, resultOf]
]);
