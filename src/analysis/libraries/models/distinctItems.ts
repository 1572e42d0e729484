/**
 * Sets of numbers and texts that are known: how many there are, and their order once they are sorted (`sorted(set(text))`,
 * the vocabulary of a model of characters). A set gives them in no order that could be told.
 */
import type { HeapObject, Value } from '../../values/value';
import { ITEMS_KEPT } from '../../values/value';
import type { IModelContext } from '../model';

/** Where a set keeps its items, where all are known. */
export const DISTINCT_ITEMS = '#distinct';

/** The items of a known text, list or set; `null` where one of them is no known number or text. */
function knownItems(ctx: IModelContext, source: Value): readonly Value[] | null {
  if (source.kind === 'constant') {
    return source.type === 'str' && typeof source.value === 'string'
      ? [...source.value].map(part => ctx.values.constant('str', part, false))
      : null;
  }
  return (source.kind === 'object' ? distinctItems(ctx, source.object) : null) ?? ctx.items(source);
}

/** What a set is known to hold; `null` where that is not all known. */
export function distinctItems(ctx: IModelContext, object: HeapObject): readonly Value[] | null {
  const kept = object.kind === 'set' ? ctx.read(object, DISTINCT_ITEMS) : null;
  return kept?.kind === 'tuple' ? kept.items : null;
}

/** Notes in a new set what the items of all the sources are, where they are known. */
export function noteDistinct(
  ctx: IModelContext,
  object: HeapObject,
  sources: readonly Value[]
): void {
  const items = sources.map(source => knownItems(ctx, source));
  if (items.includes(null)) {
    return;
  }
  const distinct = new Map<number | string | boolean, Value>();
  for (const item of items.flatMap(part => part ?? [])) {
    if (item.kind !== 'constant' || (item.type !== 'int' && item.type !== 'str')) {
      return;
    }
    if (item.value === undefined || item.value === null) {
      return;
    }
    distinct.set(item.value, item);
  }
  if (distinct.size <= ITEMS_KEPT) {
    // What the rounds of a loop make at one place is one object: where they differ, nothing is known of any.
    const before = ctx.read(object, DISTINCT_ITEMS);
    const known = ctx.values.tuple([...distinct.values()]);
    ctx.write(
      object,
      DISTINCT_ITEMS,
      before === null || before === known ? known : ctx.values.none
    );
  }
}

/** After a change, what the set holds is not known one by one. */
export function forgetDistinct(ctx: IModelContext, object: HeapObject): void {
  if (object.kind === 'set' && ctx.read(object, DISTINCT_ITEMS) !== null) {
    ctx.write(object, DISTINCT_ITEMS, ctx.values.none);
  }
}

/** Known numbers, or known texts, in ascending order; `null` where one is not known or they cannot be compared. */
export function inOrder(ctx: IModelContext, source: Value): readonly Value[] | null {
  const items = knownItems(ctx, source);
  if (items === null) {
    return null;
  }
  const keyed = items.map(item => ({
    item,
    key: item.kind === 'constant' && item.type !== 'bytes' ? (item.value ?? null) : null
  }));
  if (keyed.every(({ key }) => typeof key === 'number')) {
    return keyed.sort((one, other) => Number(one.key) - Number(other.key)).map(({ item }) => item);
  }
  return keyed.every(({ key }) => typeof key === 'string')
    ? keyed
        .sort((one, other) => byCodePoint(String(one.key), String(other.key)))
        .map(({ item }) => item)
    : null;
}

/** Python compares texts by code points, JavaScript by units of UTF-16. */
function byCodePoint(one: string, other: string): number {
  const [left, right] = [[...one], [...other]];
  const index = left.findIndex((part, place) => part !== right[place]);
  return index < 0 || index >= right.length
    ? left.length - right.length
    : (left[index].codePointAt(0) ?? 0) - (right[index].codePointAt(0) ?? 0);
}
