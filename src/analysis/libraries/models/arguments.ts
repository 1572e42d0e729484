/**
 * Reading the arguments of a call in a model.
 */
import type { Value } from '../../values/value';
import type { CallArguments, CallbackOptions, IModelContext } from '../model';
import type { Dimension } from '../rules/tensorType';
import { distinctItems } from './distinctItems';

/** The argument at a position or under a name; `null` where it was not given. */
export function argument(
  args: CallArguments,
  position: number,
  name: string | null = null
): Value | null {
  const keyword = name === null ? undefined : args.keywords.get(name);
  return keyword ?? args.positional[position] ?? args.starred ?? null;
}

/** A known whole number; `null` where it is not known or no number. */
export function knownInteger(value: Value | null): number | null {
  return value !== null && value.kind === 'constant' && typeof value.value === 'number'
    ? value.value
    : null;
}

/** How many items a list, array or text gives, as a number of Python. */
export function lengthValue(ctx: IModelContext, value: Value): Value {
  const length = knownLength(ctx, value);
  return length === null ? ctx.values.scalar('int') : ctx.values.constant('int', length, false);
}

/** The number of items of a list, array or text; `null` where it is not known. */
function knownLength(ctx: IModelContext, value: Value): number | null {
  switch (value.kind) {
    case 'tensor': {
      const first = value.type.shape?.[0];
      return typeof first === 'number' ? first : null;
    }
    case 'constant':
      return typeof value.value !== 'string'
        ? null
        : value.type === 'str'
          ? [...value.value].length
          : value.value.length;
    case 'dataset':
      return value.size === Infinity ? null : value.size;
    case 'object':
      return value.object.kind === 'list'
        ? knownInteger(ctx.read(value.object, 'len'))
        : (distinctItems(ctx, value.object)?.length ?? null);
    default:
      return null;
  }
}

/**
 * The first axis, which all arrays of a structure share: batches and tables of samples. `'unknown'` where they may
 * have different ones, `null` where there is none.
 */
export function firstAxis(ctx: IModelContext, structure: Value): Dimension | null {
  const sizes = new Set<Dimension>();
  ctx.mapStructure(structure, leaf => {
    const size = leaf.kind === 'tensor' ? leaf.type.shape?.[0] : undefined;
    if (size !== undefined) {
      sizes.add(size);
    }
    return leaf;
  });
  const [first = null] = sizes;
  return [...sizes].filter(size => typeof size === 'number').length > 1 ? 'unknown' : first;
}

/** A known truth value; `null` where it is not known. */
export function knownBoolean(value: Value | null): boolean | null {
  return value !== null && value.kind === 'constant' && typeof value.value === 'boolean'
    ? value.value
    : null;
}

const NO_KEYWORDS: ReadonlyMap<string, Value> = new Map();

/** Positional arguments alone. */
export function positional(values: readonly Value[]): CallArguments {
  return { positional: values, keywords: NO_KEYWORDS, starred: null, doubleStarred: null };
}

/** A callback that the library runs as plain Python. */
export function asPython(
  ctx: IModelContext,
  options: { readonly followedByPublished: boolean; readonly count?: number | null }
): CallbackOptions {
  return {
    api: ctx.api,
    followedByPublished: options.followedByPublished,
    asGraph: false,
    count: options.count ?? null
  };
}

/** A callback that the library traces into a graph by itself. */
export function asGraph(
  ctx: IModelContext,
  options: { readonly followedByPublished: boolean }
): CallbackOptions {
  return {
    api: ctx.api,
    followedByPublished: options.followedByPublished,
    asGraph: true,
    count: 1
  };
}

/** A new list of known items. */
export function listOf(ctx: IModelContext, items: readonly Value[], part: string = 'list'): Value {
  const list = ctx.allocate('list', null, part);
  ctx.writeAll(
    list,
    items.map((item, index) => [`[${index}]`, item] as const)
  );
  ctx.write(list, 'len', ctx.values.constant('int', items.length, false));
  return ctx.values.object(list);
}

/** A new list of which only what an element is is known. */
export function listOfUnknownLength(
  ctx: IModelContext,
  element: Value,
  part: string = 'list'
): Value {
  const list = ctx.allocate('list', null, part);
  ctx.write(list, '[*]', element);
  ctx.write(list, 'len', ctx.values.scalar('int'));
  return ctx.values.object(list);
}

/** A new iterator over elements. */
export function iteratorOf(
  ctx: IModelContext,
  cls: string,
  element: Value,
  count: number | null = null
): Value {
  const iterator = ctx.allocate('iterator', ctx.values.library(cls), 'iterator');
  ctx.write(iterator, '[*]', element);
  if (count !== null) {
    ctx.write(iterator, ELEMENT_COUNT, ctx.values.constant('int', count, false));
  }
  return ctx.values.object(iterator);
}

/** Where an iterator keeps how many elements it gives, where that is known. */
export const ELEMENT_COUNT = '#count';

/** How many elements going over a value gives; `null` where it is not known. */
export function countOf(ctx: IModelContext, value: Value): number | null {
  const items = ctx.items(value);
  if (items !== null) {
    return items.length;
  }
  if (value.kind === 'range') {
    const [start, stop, step] = [value.start, value.stop, value.step].map(knownInteger);
    return start === null || stop === null || step === null || step === 0
      ? null
      : Math.max(0, Math.ceil((stop - start) / step));
  }
  return value.kind === 'object' && value.object.kind === 'iterator'
    ? knownInteger(ctx.read(value.object, ELEMENT_COUNT))
    : knownLength(ctx, value);
}

/** The number that all of them are at least; `null` where one is not known. */
export function leastCount(counts: readonly (number | null)[]): number | null {
  return counts.length === 0 || counts.includes(null)
    ? null
    : Math.min(...counts.map(count => count ?? 0));
}
