/**
 * What the containers and instances among the arguments of a run hold when it begins, and the containers in its result
 * when it ends.
 */
import { visitObjects } from '../values/mentions';
import type { HeapObject, Value } from '../values/value';
import type { Heap } from './heap';

/** Fields by object. */
export type Contents = ReadonlyMap<HeapObject, ReadonlyMap<string, Value>>;

/** No objects. */
export const NO_CONTENTS: Contents = new Map();

/** Set of an instance whose place of making made others besides: two arguments with it may be two objects. */
export const SEVERAL = '#several';

/** Objects within objects are followed to this depth. */
const DEPTH_LIMIT = 4;

/** Objects of one run that are described. */
const OBJECT_LIMIT = 60;

/** Fields of one object that are described. */
const FIELD_LIMIT = 40;

/**
 * Reads what the arguments hold. The reads count as the run's own, so that a run is replayed only for arguments that
 * hold the same.
 */
export function contentsOf(heap: Heap, args: Iterable<Value>): Contents {
  return describe(heap, args, isDescribed);
}

/** Reads what the lists, sets and dictionaries in a result hold, of which the body makes some and finds others. */
export function contentsOfResult(heap: Heap, result: Value): Contents {
  return describe(
    heap,
    [result],
    ({ kind }) => kind === 'list' || kind === 'set' || kind === 'dict'
  );
}

/** What several descriptions say; of what two say of one field the last. */
export function joinContents(several: readonly Contents[]): Contents {
  const joined = new Map<HeapObject, ReadonlyMap<string, Value>>();
  for (const contents of several) {
    contents.forEach((fields, object) =>
      joined.set(object, new Map([...(joined.get(object) ?? []), ...fields]))
    );
  }
  return joined.size === 0 ? NO_CONTENTS : joined;
}

function describe(
  heap: Heap,
  values: Iterable<Value>,
  isSought: (object: HeapObject) => boolean
): Contents {
  const contents = new Map<HeapObject, ReadonlyMap<string, Value>>();
  let level: HeapObject[] = [];
  for (const value of values) {
    visitObjects(value, object => level.push(object));
  }
  for (let depth = 0; depth < DEPTH_LIMIT && level.length > 0; depth++) {
    const next: HeapObject[] = [];
    for (const object of level) {
      if (contents.has(object) || contents.size >= OBJECT_LIMIT || !isSought(object)) {
        continue;
      }
      const fields = new Map<string, Value>();
      for (const field of heap.fields(object).slice(0, FIELD_LIMIT)) {
        const value = heap.read(object, field);
        if (value !== null) {
          fields.set(field, value);
          visitObjects(value, inner => next.push(inner));
        }
      }
      const several = object.kind === 'instance' ? heap.severalMark(object) : null;
      if (several !== null) {
        fields.set(SEVERAL, several);
      }
      contents.set(object, fields);
    }
    level = next;
  }
  return contents;
}

function isDescribed(object: HeapObject): boolean {
  return object.kind !== 'module' && object.kind !== 'environment' && object.kind !== 'class';
}
