/**
 * What becomes of the items of a list when others take the place of some of them (library reference, "Mutable Sequence
 * Types").
 */
import { joinAll } from '../../values/join';
import type { HeapObject, Value } from '../../values/value';
import { ITEMS_KEPT } from '../../values/value';
import type { IModelContext } from '../model';
import { sliceItems } from '../subscripts';

/** The items that are put into a list: each of them, where they are known, and what any of them may be. */
export type NewItems = { readonly items: readonly Value[] | null; readonly element: Value };

/** No items: what `del` puts into the place of those that it takes. */
export function noItems(ctx: IModelContext): NewItems {
  return { items: [], element: ctx.values.never };
}

/** After a change of which only that it happened is known, items may stand anywhere. */
export function scatter(ctx: IModelContext, object: HeapObject): void {
  const items = ctx
    .fields(object)
    .filter(field => /^\[\d+\]$/u.test(field))
    .map(field => ctx.read(object, field))
    .filter(value => value !== null);
  if (items.length > 0) {
    const any = ctx.read(object, '[*]');
    ctx.write(object, '[*]', joinAll(ctx.values, any === null ? items : [any, ...items]));
  }
  ctx.write(object, 'len', ctx.values.scalar('int'));
}

/** `l[index] = …` with a slice, and `del l[index]`; without `isCertain` the list may be another one. */
export function replaceItems(
  ctx: IModelContext,
  list: HeapObject,
  index: Value,
  given: NewItems,
  isCertain: boolean
): void {
  const items = isCertain ? ctx.items(ctx.values.object(list)) : null;
  const changed = items === null ? null : changedItems(ctx, items, index, given.items);
  if (changed === null || changed.length > ITEMS_KEPT) {
    scatter(ctx, list);
    if (given.element.kind !== 'never') {
      const any = ctx.read(list, '[*]') ?? ctx.values.never;
      ctx.write(list, '[*]', joinAll(ctx.values, [any, given.element]));
    }
    return;
  }
  changed.forEach((item, position) => ctx.write(list, `[${position}]`, item));
  ctx.write(list, 'len', ctx.values.constant('int', changed.length, false));
}

/** The items after the change; `null` where the place or the new items are not known. */
function changedItems(
  ctx: IModelContext,
  items: readonly Value[],
  index: Value,
  given: readonly Value[] | null
): readonly Value[] | null {
  if (index.kind === 'constant' && typeof index.value === 'number') {
    const position = index.value < 0 ? items.length + index.value : index.value;
    return given === null || position < 0
      ? null
      : [...items.slice(0, position), ...given, ...items.slice(position + 1)];
  }
  if (index.kind !== 'slice' || given === null) {
    return null;
  }
  const taken = sliceItems([...items.keys()], index);
  const following = sliceItems([...items.keys()], ctx.values.slice(index.lower, null, index.step));
  if (taken === null || following === null) {
    return null;
  }
  const start = following[0] ?? items.length;
  const isRun = taken.every((position, count) => position === start + count);
  if (isRun) {
    return [...items.slice(0, start), ...given, ...items.slice(start + taken.length)];
  }
  return given.length === 0
    ? items.filter((_, position) => !taken.includes(position))
    : items.map((item, position) => given[taken.indexOf(position)] ?? item);
}
