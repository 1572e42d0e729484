/**
 * What dictionaries take over from mappings and from pairs: `dict(…)`, `d.update(…)`, `d | e` and `d |= e`
 * and what is taken out of them (library reference, "Mapping Types").
 */
import { join, membersOf } from '../../values/join';
import { keyField } from '../../values/keyField';
import type { HeapObject, Value } from '../../values/value';
import type { IModelContext } from '../model';

/** Adds the items of a mapping, or of an iterable of pairs, to a dict. */
export function addItems(ctx: IModelContext, target: HeapObject, source: Value): void {
  const members = membersOf(source);
  for (const member of members) {
    const store = (field: string, value: Value): void =>
      storeField(ctx, target, field, value, members.length === 1);
    if (member.kind === 'object' && member.object.kind === 'dict') {
      for (const field of ctx.fields(member.object)) {
        const value = field.startsWith('[') ? ctx.read(member.object, field) : null;
        if (value !== null) {
          store(field, value);
        }
      }
    } else {
      addPairs(ctx, member, store);
    }
  }
}

/** Adds one item. */
export function addItem(ctx: IModelContext, target: HeapObject, key: Value, value: Value): void {
  addKeyed((field, stored) => storeField(ctx, target, field, stored, true), key, value);
}

/** Takes out what stands under a key; one that is not known, or is one of several, may be any of them. */
export function removeItem(
  ctx: IModelContext,
  target: HeapObject,
  key: Value | null,
  isCertain: boolean
): void {
  const keys = key === null ? [] : membersOf(key);
  const fields = keys.map(keyField);
  if (fields.length === 0 || fields.includes(null)) {
    removeAll(ctx, target, false);
    return;
  }
  for (const field of fields) {
    if (field !== null) {
      ctx.remove(target, field, isCertain && fields.length === 1);
    }
  }
}

/** Takes out all items, for certain or perhaps. */
export function removeAll(ctx: IModelContext, target: HeapObject, isCertain: boolean): void {
  ctx
    .fields(target)
    .filter(field => field.startsWith('[') && field !== '[keys]')
    .forEach(field => ctx.remove(target, field, isCertain));
}

type Store = (field: string, value: Value) => void;

function addPairs(ctx: IModelContext, source: Value, store: Store): void {
  const unknown = ctx.values.unknown('external', ctx.api);
  const pairs = ctx.items(source);
  for (const pair of pairs ?? [ctx.iterate(source) ?? unknown]) {
    const [key, value] = (pair.kind === 'tuple' ? pair.items : ctx.items(pair)) ?? [];
    if (key === undefined || value === undefined) {
      store('[*]', unknown);
    } else if (pairs === null) {
      store('[*]', value);
      store('[keys]', key);
    } else {
      addKeyed(store, key, value);
    }
  }
}

function addKeyed(store: Store, key: Value, value: Value): void {
  store(keyField(key) ?? '[*]', value);
  store('[keys]', key);
}

/** A later item replaces an earlier one of the same key; what stands under unknown keys, and the keys, only grow. */
function storeField(
  ctx: IModelContext,
  target: HeapObject,
  field: string,
  value: Value,
  isCertain: boolean
): void {
  const replaces = isCertain && field !== '[*]' && field !== '[keys]';
  const before = replaces ? null : ctx.read(target, field);
  ctx.write(target, field, before === null ? value : join(ctx.values, before, value));
}
