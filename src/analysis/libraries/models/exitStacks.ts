/**
 * `contextlib.ExitStack` and `AsyncExitStack`: context managers that are entered by a call.
 */
import { joinAll, membersOf } from '../../values/join';
import type { Value } from '../../values/value';
import { enterModel, MANAGED_GENERATOR } from '../contextManagers';
import type { CallArguments, FunctionModel, IModelContext, MethodModel } from '../model';
import { argument, asPython, positional } from './arguments';

const STACKS = ['contextlib.ExitStack', 'contextlib.AsyncExitStack'];

/** A stack of context managers; it is its own manager. */
const stack: FunctionModel = ctx =>
  ctx.values.object(ctx.allocate('instance', ctx.values.library(ctx.api)));

const itself: MethodModel = (_ctx, receiver) => receiver;

/** What entering a manager gives: that of `with manager as value`. The manager is left when the stack is. */
function entered(ctx: IModelContext, manager: Value, names: readonly [string, string]): Value {
  if (manager.kind !== 'object') {
    return ctx.values.unknown('external', ctx.api);
  }
  const generator = ctx.read(manager.object, MANAGED_GENERATOR);
  if (generator !== null) {
    return ctx.iterate(generator) ?? ctx.values.unknown('external', ctx.api);
  }
  if (manager.object.cls?.kind === 'library') {
    return enterModel(ctx.registry, manager)?.model(ctx, manager, positional([])) ?? manager;
  }
  const [enter, exit] = names.map(name => ctx.attribute(manager, name));
  const { none } = ctx.values;
  const options = asPython(ctx, { followedByPublished: false, count: 1 });
  const value = ctx.call(enter, positional([]), { ...options, part: 'enter' });
  ctx.call(exit, positional([none, none, none]), { ...options, part: 'exit' });
  return value;
}

function entering(names: readonly [string, string]): MethodModel {
  return (ctx, _receiver, args) =>
    joinAll(
      ctx.values,
      membersOf(argument(args, 0, 'cm') ?? ctx.values.none).map(manager =>
        entered(ctx, manager, names)
      )
    );
}

/** `stack.callback(f, *args, **kwargs)` calls when the stack is left, and gives the function back. */
const callback: MethodModel = (ctx, _receiver, args) => {
  const [callee, ...rest] = args.positional;
  if (callee === undefined) {
    return ctx.values.unknown('external', ctx.api);
  }
  const given: CallArguments = { ...args, positional: rest };
  ctx.call(callee, given, asPython(ctx, { followedByPublished: false, count: 1 }));
  return callee;
};

/** The stacks' constructors. */
export const EXIT_STACKS: readonly (readonly [string, FunctionModel])[] = STACKS.map(path => [
  path,
  stack
]);

/** The stacks' methods. */
export const EXIT_STACK_METHODS: readonly (readonly [string, MethodModel])[] = STACKS.flatMap(
  path => [
    [`${path}.__enter__`, itself] as const,
    [`${path}.enter_context`, entering(['__enter__', '__exit__'])] as const,
    [`${path}.enter_async_context`, entering(['__aenter__', '__aexit__'])] as const,
    [`${path}.callback`, callback] as const
  ]
);
