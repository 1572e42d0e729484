/**
 * The built-in functions that go over what they are given and give an iterator (library reference, "Built-in Functions").
 */
import { joinAll, membersOf } from '../../values/join';
import type { Value } from '../../values/value';
import type { FunctionModel, IModelContext } from '../model';
import {
  argument,
  asPython,
  countOf,
  iteratorOf,
  knownInteger,
  leastCount,
  positional
} from './arguments';

/** What any item of a value may be. */
export function elementOf(ctx: IModelContext, value: Value | null): Value {
  return value === null
    ? ctx.values.never
    : (ctx.iterate(value) ?? ctx.values.unknown('external', ctx.api));
}

/** Iterating over an iterator uses it up. */
export function advance(ctx: IModelContext, value: Value): void {
  for (const member of membersOf(value)) {
    if (member.kind === 'object' && member.object.kind === 'iterator') {
      ctx.effect({ kind: 'iterator', construct: 'iteration', object: member.object });
    }
  }
}

const enumerate: FunctionModel = (ctx, args) => {
  const source = argument(args, 0, 'iterable');
  const { values } = ctx;
  const start = knownInteger(argument(args, 1, 'start')) ?? 0;
  if (source === null) {
    return values.unknown('external', ctx.api);
  }
  advance(ctx, source);
  const items = ctx.items(source);
  if (items !== null && items.length <= 64) {
    return iteratorWithItems(
      ctx,
      'builtins.enumerate',
      items.map((item, index) => values.tuple([values.constant('int', start + index, false), item]))
    );
  }
  return iteratorOf(
    ctx,
    'builtins.enumerate',
    values.tuple([values.scalar('int'), elementOf(ctx, source)]),
    countOf(ctx, source)
  );
};

/** An iterator of which all items are known, so that loops visit them one by one. */
export function iteratorWithItems(ctx: IModelContext, cls: string, items: readonly Value[]): Value {
  const iterator = iteratorOf(ctx, cls, joinAll(ctx.values, items));
  if (iterator.kind === 'object') {
    ctx.write(iterator.object, '#items', ctx.values.tuple(items));
  }
  return iterator;
}

const zip: FunctionModel = (ctx, args) => {
  const { values } = ctx;
  const sources = args.positional;
  args.positional.forEach(source => advance(ctx, source));
  if (args.starred !== null && sources.length === 0) {
    // `zip(*rows)`: as many columns as a row has items, each as long as there are rows.
    const columns = alignedItems(ctx, args.starred);
    if (columns !== null) {
      return iteratorWithItems(
        ctx,
        'builtins.zip',
        columns.map(column => values.tuple([], column))
      );
    }
  }
  const items = sources.map(source => alignedItems(ctx, source));
  if (items.length > 0 && items.every(list => list !== null) && args.starred === null) {
    const length = Math.min(...items.map(list => list.length));
    return iteratorWithItems(
      ctx,
      'builtins.zip',
      Array.from({ length }, (_, index) => values.tuple(items.map(list => list[index])))
    );
  }
  const element =
    args.starred === null
      ? values.tuple(sources.map(source => elementOf(ctx, source)))
      : values.tuple([], elementOf(ctx, args.starred));
  const counts = args.starred === null ? sources.map(source => countOf(ctx, source)) : [];
  return iteratorOf(ctx, 'builtins.zip', element, leastCount(counts));
};

/** The items by place, where all alternatives but `None`, which cannot be gone over, have equally many. */
function alignedItems(ctx: IModelContext, source: Value): readonly Value[] | null {
  const [first, ...others] = membersOf(source)
    .filter(member => member !== ctx.values.none)
    .map(member => ctx.items(member) ?? keysOf(ctx, member));
  if (first === undefined || first === null) {
    return null;
  }
  return others.every(items => items?.length === first.length)
    ? first.map((item, index) =>
        joinAll(ctx.values, [item, ...others.map(items => items?.[index] ?? item)])
      )
    : null;
}

/** The keys of a dictionary, which going over it gives, where all are known. */
function keysOf(ctx: IModelContext, source: Value): readonly Value[] | null {
  if (source.kind !== 'object' || source.object.kind !== 'dict') {
    return null;
  }
  const keys = ctx.registry.method('builtins.dict', 'keys')?.(ctx, source, positional([]));
  return keys?.kind === 'tuple' && keys.rest === null ? keys.items : null;
}

/** `map(f, xs)`: the function is called with each element; the published tool follows no lambda here. */
const map: FunctionModel = (ctx, args) => {
  const [callee, ...sources] = args.positional;
  if (callee === undefined) {
    return ctx.values.unknown('external', ctx.api);
  }
  sources.forEach(source => advance(ctx, source));
  const items = sources.length === 1 ? ctx.items(sources[0]) : null;
  const options = asPython(ctx, { followedByPublished: false, count: items?.length ?? null });
  if (items !== null && items.length <= 12) {
    return iteratorWithItems(
      ctx,
      'builtins.map',
      items.map(item => ctx.call(callee, positional([item]), options))
    );
  }
  const result = ctx.call(
    callee,
    positional(sources.map(source => elementOf(ctx, source))),
    options
  );
  return iteratorOf(
    ctx,
    'builtins.map',
    result,
    leastCount(sources.map(source => countOf(ctx, source)))
  );
};

const filter: FunctionModel = (ctx, args) => {
  const [callee, source] = args.positional;
  const element = elementOf(ctx, source ?? null);
  if (callee !== undefined && callee.kind !== 'constant') {
    ctx.call(callee, positional([element]), asPython(ctx, { followedByPublished: false }));
  }
  return iteratorOf(ctx, 'builtins.filter', element);
};

export const ITERATOR_FUNCTIONS: readonly (readonly [string, FunctionModel])[] = [
  ['builtins.enumerate', enumerate],
  ['builtins.filter', filter],
  ['builtins.map', map],
  ['builtins.zip', zip]
];
