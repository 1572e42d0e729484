/**
 * Subscripts (language reference 6.3.3) of values that are no instances of the program's classes.
 */
import { joinAll } from '../values/join';
import { keyField } from '../values/keyField';
import type { HeapObject, TensorValue, Value } from '../values/value';
import { toArgument } from './convert';
import type { IModelContext } from './model';
import { sliceBounds, subscriptType } from './rules/slicing';
import type { Dimension, TensorType } from './rules/tensorType';

/** `object[index]`. */
export function subscriptValue(ctx: IModelContext, object: Value, index: Value): Value {
  const { values } = ctx;
  switch (object.kind) {
    case 'tensor':
      return subscriptTensor(ctx, object, index);
    case 'shape':
      return subscriptShape(ctx, object, index);
    case 'tuple':
      return subscriptTuple(ctx, object, index);
    case 'constant':
      return object.type === 'str' || object.type === 'bytes'
        ? values.scalar(object.type === 'bytes' && index.kind !== 'slice' ? 'int' : object.type)
        : values.unknown('external', ctx.api);
    case 'range':
      return index.kind === 'slice' ? object : values.scalar('int');
    case 'object':
      return subscriptObject(ctx, object, index);
    case 'unknown':
      return values.unknown(object.reason, object.name);
    default:
      return values.unknown('external', ctx.api);
  }
}

function subscriptTensor(ctx: IModelContext, object: TensorValue, index: Value): Value {
  const indices = index.kind === 'tuple' && index.rest === null ? index.items : [index];
  if (ctx.registry.keepsSlicedSizes && index.kind === 'slice' && !isPrefix(index)) {
    return object;
  }
  const flavour = object.type.form === 'ndarray' ? 'numpy' : 'tensorflow';
  if (flavour === 'numpy' && namesFields(ctx, index)) {
    return ctx.values.tensor(
      { dtype: null, shape: object.type.shape, form: 'ndarray' },
      object.origin
    );
  }
  const type = rowOfRagged(
    subscriptType(
      object.type,
      indices.map(item => toArgument(ctx, item)),
      flavour
    )
  );
  if (type.dtype === 'object' && type.shape?.length === 0) {
    return ctx.values.unknown('external', 'numpy.object_');
  }
  const origin = object.origin === 'numpy' ? 'numpy' : 'tensorflow';
  let elements: readonly Dimension[] | null = null;
  if (object.elements !== null && indices.length === 1) {
    const [only] = indices;
    if (only.kind === 'constant' && typeof only.value === 'number') {
      const element =
        object.elements[only.value < 0 ? object.elements.length + only.value : only.value];
      elements = element === undefined ? null : [element];
    } else if (only.kind === 'slice') {
      elements = sliceItems(object.elements, only);
    }
  }
  return ctx.values.tensor(type, origin, elements);
}

/** `records['age']`, `records[['age', 'name']]`: a field of each record, whose dtype is not kept. */
function namesFields(ctx: IModelContext, index: Value): boolean {
  const names = index.kind === 'constant' ? [index] : ctx.items(index);
  return (
    names !== null &&
    names.length > 0 &&
    names.every(name => name.kind === 'constant' && name.type === 'str')
  );
}

/** One row of a ragged tensor has a length of its own: it is dense unless a later axis is ragged. */
function rowOfRagged(type: TensorType): TensorType {
  if (type.form !== 'ragged' || type.shape === null) {
    return type;
  }
  const shape = type.shape.map((axis, i) => (i === 0 && axis === 'ragged' ? 'open' : axis));
  return { dtype: type.dtype, shape, form: shape.includes('ragged') ? 'ragged' : 'dense' };
}

/** `x[:k]`, whatever `k`. */
function isPrefix(slice: Extract<Value, { kind: 'slice' }>): boolean {
  return bound(slice.lower) === undefined && bound(slice.step) === undefined;
}

function bound(value: Value | null): number | undefined | null {
  if (value === null || (value.kind === 'constant' && value.type === 'None')) {
    return undefined;
  }
  return value.kind === 'constant' && value.type === 'int' && typeof value.value === 'number'
    ? value.value
    : null;
}

/** The items that a slice takes; `null` where its bounds are not known. */
export function sliceItems<T>(
  items: readonly T[],
  slice: Extract<Value, { kind: 'slice' }>
): readonly T[] | null {
  const lower = bound(slice.lower);
  const upper = bound(slice.upper);
  const step = bound(slice.step);
  if (lower === null || upper === null || step === null) {
    return null;
  }
  if (step === undefined || step === 1) {
    return items.slice(lower, upper);
  }
  if (step === 0) {
    return null;
  }
  const { low, high } = sliceBounds(items.length, lower ?? null, upper ?? null, step);
  const taken: T[] = [];
  for (let at = low; step > 0 ? at < high : at > high; at += step) {
    taken.push(items[at]);
  }
  return taken;
}

/** How many items a slice takes of so many; `null` where that is not known. */
function slicedLength(
  length: Value | null,
  slice: Extract<Value, { kind: 'slice' }>
): number | null {
  const size = length === null ? null : bound(length);
  const [lower, upper, step = 1] = [slice.lower, slice.upper, slice.step].map(bound);
  if (typeof size !== 'number' || lower === null || upper === null || !step) {
    return null;
  }
  const { low, high } = sliceBounds(size, lower ?? null, upper ?? null, step);
  return Math.max(0, Math.ceil((high - low) / step));
}

function subscriptShape(
  ctx: IModelContext,
  object: Extract<Value, { kind: 'shape' }>,
  index: Value
): Value {
  const { values } = ctx;
  if (index.kind === 'slice') {
    return values.shape(object.dimensions === null ? null : sliceItems(object.dimensions, index));
  }
  const position =
    index.kind === 'constant' && typeof index.value === 'number' ? index.value : null;
  const dimension =
    object.dimensions === null || position === null
      ? undefined
      : object.dimensions[position < 0 ? object.dimensions.length + position : position];
  return typeof dimension === 'number'
    ? values.constant('int', dimension, false)
    : dimension === 'open' || dimension === 'ragged'
      ? values.union([values.none, values.scalar('int')], 4)
      : values.scalar('int');
}

function subscriptTuple(
  ctx: IModelContext,
  object: Extract<Value, { kind: 'tuple' }>,
  index: Value
): Value {
  const { values } = ctx;
  const all = [...object.items, ...(object.rest === null ? [] : [object.rest])];
  if (index.kind === 'slice') {
    const items = object.rest === null ? sliceItems(object.items, index) : null;
    return items === null ? values.tuple([], joinAll(values, all)) : values.tuple(items);
  }
  if (index.kind === 'constant' && typeof index.value === 'number') {
    const position =
      index.value < 0 && object.rest === null ? object.items.length + index.value : index.value;
    const item = position < 0 ? undefined : object.items[position];
    return item ?? object.rest ?? joinAll(values, all);
  }
  return joinAll(values, all);
}

/** One item of a list whose length is known, the others unread; `null` where it is not known. */
function listItem(ctx: IModelContext, list: HeapObject, index: number): Value | null {
  const length = ctx.read(list, 'len');
  if (
    length?.kind !== 'constant' ||
    typeof length.value !== 'number' ||
    ctx.read(list, '[*]') !== null
  ) {
    return null;
  }
  const position = index < 0 ? length.value + index : index;
  return position >= 0 && position < length.value ? ctx.read(list, `[${position}]`) : null;
}

function subscriptObject(
  ctx: IModelContext,
  object: Extract<Value, { kind: 'object' }>,
  index: Value
): Value {
  const { values } = ctx;
  const heap = object.object;
  if (heap.kind === 'list') {
    if (index.kind === 'slice') {
      const items = ctx.items(object);
      const taken = items === null ? null : sliceItems(items, index);
      const copy = ctx.allocate('list', null, 'slice');
      if (taken === null) {
        ctx.write(copy, '[*]', ctx.iterate(object) ?? values.never);
        const length = slicedLength(ctx.read(heap, 'len'), index);
        ctx.write(
          copy,
          'len',
          length === null ? values.scalar('int') : values.constant('int', length, false)
        );
      } else {
        taken.forEach((item, position) => ctx.write(copy, `[${position}]`, item));
        ctx.write(copy, 'len', values.constant('int', taken.length, false));
      }
      return values.object(copy);
    }
    const item =
      index.kind === 'constant' && typeof index.value === 'number'
        ? listItem(ctx, heap, index.value)
        : null;
    return item ?? ctx.iterate(object) ?? values.unknown('external', ctx.api);
  }
  if (heap.kind === 'dict') {
    const field = keyField(index);
    const exact = field === null ? null : ctx.read(heap, field);
    if (
      exact === null &&
      heap.cls?.kind === 'library' &&
      heap.cls.path === 'collections.defaultdict'
    ) {
      // Reading a key that is missing adds it.
      ctx.effect({ kind: 'mutation', construct: 'call', object: heap });
    }
    const any = ctx.read(heap, '[*]');
    if (field !== null && (exact !== null || any !== null)) {
      return joinAll(values, [...(exact === null ? [] : [exact]), ...(any === null ? [] : [any])]);
    }
    const all = ctx
      .fields(heap)
      .filter(name => name !== '[keys]')
      .map(name => ctx.read(heap, name))
      .filter(value => value !== null);
    return all.length === 0 || field !== null
      ? values.unknown('external', ctx.api)
      : joinAll(values, all);
  }
  if (heap.kind === 'set') {
    // A deque: a set has no subscripts. Its ends move, so that no place has an item of its own.
    return ctx.iterate(object) ?? values.unknown('external', ctx.api);
  }
  const fields = heap.kind === 'instance' ? ctx.items(object) : null;
  if (fields !== null) {
    return subscriptTuple(ctx, values.tuple(fields), index);
  }
  if (heap.kind === 'instance' && heap.cls?.kind === 'library') {
    const model = ctx.registry.method(heap.cls.path, '__getitem__');
    if (model !== null) {
      return model(ctx, object, {
        positional: [index],
        keywords: new Map(),
        starred: null,
        doubleStarred: null
      });
    }
  }
  return values.unknown('external', ctx.api);
}
