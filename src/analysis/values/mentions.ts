/**
 * Which objects a value refers to.
 */
import type { HeapObject, Value } from './value';

/** Objects of values that hold others, by value: values never change. */
const _held = new WeakMap<Value, ReadonlySet<HeapObject>>();

/** Calls `visit` with every heap object that the value holds directly, through tuples, methods and closures. */
export function visitObjects(value: Value, visit: (object: HeapObject) => void): void {
  switch (value.kind) {
    case 'object':
    case 'module':
    case 'class':
      visit(value.object);
      return;
    case 'function':
    case 'tuple':
    case 'union':
    case 'method':
    case 'library-method':
    case 'partial':
    case 'wrapper':
    case 'dataset':
      heldBy(value).forEach(visit);
      return;
    case 'slice':
    case 'range':
    case 'constant':
    case 'tensor':
    case 'shape':
    case 'dtype':
    case 'library':
    case 'unknown':
    case 'never':
      return;
  }
}

/** The objects of a value that holds others; a part that several hold is looked at once. */
function heldBy(value: Value): ReadonlySet<HeapObject> {
  let held = _held.get(value);
  if (held === undefined) {
    const found = new Set<HeapObject>();
    partsOf(value).forEach(part => visitObjects(part, object => found.add(object)));
    if (value.kind === 'function') {
      found.add(value.environment);
    }
    held = found;
    _held.set(value, held);
  }
  return held;
}

function partsOf(value: Value): readonly Value[] {
  switch (value.kind) {
    case 'function':
      return [...value.defaults.values()];
    case 'tuple':
      return value.rest === null ? value.items : [...value.items, value.rest];
    case 'union':
      return value.members;
    case 'method':
      return [value.receiver, value.function];
    case 'library-method':
      return [value.receiver];
    case 'partial':
      return [value.function, ...value.positional, ...value.keywords.values()];
    case 'wrapper':
      return value.setter === null ? [value.function] : [value.function, value.setter];
    case 'dataset':
      return [value.element, value.traced, value.head];
    default:
      return [];
  }
}
