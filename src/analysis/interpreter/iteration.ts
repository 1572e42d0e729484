/**
 * Iterating over values: the items one by one where they are known, and what any of them may be.
 */
import type { Span } from '../syntax/tree';
import { iterateValue } from '../libraries';
import { ELEMENT_COUNT } from '../libraries/models/arguments';
import { FIELD_NAMES } from '../libraries/namedTuples';
import { positional } from '../libraries/models/arguments';
import { join, joinAll, membersOf } from '../values/join';
import type { HeapObject, Value } from '../values/value';
import { callFound } from './calls';
import { membersOfEnumeration } from './enumerations';
import { itemsHeldBy } from './heldItems';
import { noteEffect, type Frame } from './machine';
import { createModelContext } from './modelContext';
import { findDunder } from './operators';

/** What iterating gives. */
export type Iteration = {
  /** What any item may be. */
  readonly element: Value;
  /** The items in order, where their number and each of them are known. */
  readonly items: readonly Value[] | null;
  /** How many there are; `null` unknown. */
  readonly length: number | null;
};

/** Where an iterator keeps the items that it gives, where all are known. */
export const ITERATOR_ITEMS = '#items';

/** Ranges up to this length have their numbers known one by one. */
const RANGE_ITEMS = 64;

/** Iterates over a value. */
export function iterateOver(frame: Frame, value: Value, node: Span): Iteration {
  const { values } = frame.machine;
  if (value.kind === 'union') {
    // `None` cannot be gone over: a program that goes on had one of the others.
    const parts = value.members
      .filter(member => member !== values.none)
      .map(member => iterateOver(frame, member, node));
    const lengths = new Set(parts.map(part => part.length));
    return {
      element: joinAll(
        values,
        parts.map(part => part.element)
      ),
      items: null,
      length: lengths.size === 1 ? parts[0].length : null
    };
  }
  if (value.kind === 'object' && value.object.kind === 'iterator') {
    // Going over an iterator uses it up.
    noteEffect(frame, node, { kind: 'iterator', construct: 'iteration', object: value.object });
  }
  const items = itemsOf(frame, value) ?? keysOf(frame, value, node);
  if (items !== null) {
    return { element: joinAll(values, items), items, length: items.length };
  }
  if (value.kind === 'range') {
    return { element: values.scalar('int'), items: null, length: rangeLength(value) };
  }
  if (value.kind === 'object') {
    const own = iterateInstance(frame, value, node);
    if (own !== null) {
      return { element: own, items: null, length: null };
    }
    const held = itemsHeldBy(frame.machine, value);
    if (held !== value) {
      return iterateOver(frame, held, node);
    }
  }
  if (value.kind === 'class') {
    const own = iterateInstance(frame, value, node);
    if (own !== null) {
      return { element: own, items: null, length: null };
    }
  }
  if (value.kind === 'dataset') {
    return { element: value.element, items: null, length: value.size };
  }
  const element = iterateValue(createModelContext(frame, node, 'builtins.iter'), value);
  return {
    element: element ?? values.unknown('external'),
    items: null,
    length: lengthOf(frame, value)
  };
}

/** The number of items of what has no items that are known one by one: the first axis, a list's count, a text's length. */
function lengthOf(frame: Frame, value: Value): number | null {
  switch (value.kind) {
    case 'tensor': {
      const first = value.type.shape?.[0];
      return typeof first === 'number' ? first : null;
    }
    case 'constant':
      return value.type === 'str' && typeof value.value === 'string'
        ? [...value.value].length
        : null;
    case 'object': {
      const length = frame.machine.heap.read(
        value.object,
        value.object.kind === 'list' ? 'len' : ELEMENT_COUNT
      );
      return length !== null && length.kind === 'constant' && typeof length.value === 'number'
        ? length.value
        : null;
    }
    default:
      return null;
  }
}

/** The number of a range's elements; `null` where it cannot be told. */
export function rangeLength(value: Extract<Value, { kind: 'range' }>): number | null {
  const [start, stop, step] = [value.start, value.stop, value.step].map(part =>
    part.kind === 'constant' && typeof part.value === 'number' ? part.value : null
  );
  if (start === null || stop === null || step === null || step === 0) {
    return null;
  }
  return Math.max(0, Math.ceil((stop - start) / step));
}

/** The keys of a dictionary, in order; `null` where they are not all known. */
function keysOf(frame: Frame, value: Value, node: Span): readonly Value[] | null {
  if (
    value.kind !== 'object' ||
    value.object.kind !== 'dict' ||
    frame.machine.heap.read(value.object, '[*]') !== null
  ) {
    return null;
  }
  const keys = frame.machine.registry.method('builtins.dict', 'keys');
  const known = keys?.(
    createModelContext(frame, node, 'builtins.dict.keys'),
    value,
    positional([])
  );
  return known?.kind === 'tuple' ? known.items : null;
}

/** The items of a tuple, list or short range, in order; `null` where they are not all known. */
export function itemsOf(frame: Frame, value: Value): readonly Value[] | null {
  const { values, heap } = frame.machine;
  switch (value.kind) {
    case 'tuple':
      return value.rest === null ? value.items : null;
    case 'range': {
      const length = rangeLength(value);
      if (
        length === null ||
        length > RANGE_ITEMS ||
        value.start.kind !== 'constant' ||
        value.step.kind !== 'constant'
      ) {
        return null;
      }
      const start = Number(value.start.value);
      const step = Number(value.step.value);
      return Array.from({ length }, (_, index) =>
        values.constant('int', start + index * step, false)
      );
    }
    case 'shape':
      return value.dimensions === null
        ? null
        : value.dimensions.map(dimension =>
            typeof dimension === 'number'
              ? values.constant('int', dimension, false)
              : dimension === 'unknown'
                ? values.scalar('int')
                : values.union([values.none, values.scalar('int')], 4)
          );
    case 'class':
      return membersOfEnumeration(frame.machine, value);
    case 'object':
      return value.object.kind === 'list'
        ? listItems(frame, value.object)
        : value.object.kind === 'iterator'
          ? iteratorItems(value.object)
          : value.object.kind === 'instance'
            ? fieldItems(value.object)
            : null;
    default:
      return null;
  }

  function iteratorItems(object: HeapObject): readonly Value[] | null {
    const known = heap.read(object, ITERATOR_ITEMS);
    return known !== null && known.kind === 'tuple' && known.rest === null ? known.items : null;
  }

  function fieldItems(object: HeapObject): readonly Value[] | null {
    const names = heap.read(object, FIELD_NAMES);
    return names === null || names.kind !== 'tuple'
      ? null
      : names.items.map(name => {
          const field = name.kind === 'constant' ? heap.read(object, String(name.value)) : null;
          return field ?? values.unknown('external');
        });
  }

  function listItems(owner: Frame, object: HeapObject): readonly Value[] | null {
    const length = heap.read(object, 'len');
    if (
      length === null ||
      length.kind !== 'constant' ||
      typeof length.value !== 'number' ||
      heap.read(object, '[*]') !== null
    ) {
      return null;
    }
    const found: Value[] = [];
    for (let index = 0; index < length.value; index++) {
      const item = owner.machine.heap.read(object, `[${index}]`);
      if (item === null) {
        return null;
      }
      found.push(item);
    }
    return found;
  }
}

/** Instances of the program's classes: `__iter__` with `__next__` or a generator, or `__getitem__`. */
function iterateInstance(frame: Frame, value: Value, node: Span): Value | null {
  const { values } = frame.machine;
  // `async for` asks for the methods of the same names with an `a`: awaiting gives what they return.
  const iter =
    findDunder(frame, value, '__iter__', node) ?? findDunder(frame, value, '__aiter__', node);
  if (iter !== null) {
    const iterator = callFound(frame, iter, [], node, 'implicit');
    let element: Value = values.never;
    for (const member of membersOf(iterator)) {
      const next =
        findDunder(frame, member, '__next__', node) ?? findDunder(frame, member, '__anext__', node);
      element = join(
        values,
        element,
        next !== null
          ? callFound(frame, next, [], node, 'implicit')
          : member === value
            ? values.unknown('external')
            : iterateOver(frame, member, node).element
      );
    }
    return element;
  }
  const item = findDunder(frame, value, '__getitem__', node);
  return item === null ? null : callFound(frame, item, [values.scalar('int')], node, 'implicit');
}
