/**
 * Lists that did not come whole from one display: filled by `append`, or made by a comprehension (specification 8.4).
 */
import type { HeapObject } from '../values/value';
import type { ProgramView } from './subject';

/** The part of an object's identity that a comprehension gives to the list that it makes. */
const COMPREHENSION = 'comprehension';

const _appended = new WeakMap<ProgramView, ReadonlySet<HeapObject>>();

/** Whether the list was filled element by element. */
export function isGrown(object: HeapObject, view: ProgramView): boolean {
  return object.part === COMPREHENSION || appendedTo(view).has(object);
}

function appendedTo(view: ProgramView): ReadonlySet<HeapObject> {
  let found = _appended.get(view);
  if (found === undefined) {
    const objects = new Set<HeapObject>();
    for (const run of view.reached) {
      for (const { construct, object } of [...run.effects, ...run.localEffects]) {
        if (construct === 'append' && object !== null) {
          objects.add(object);
        }
      }
    }
    found = objects;
    _appended.set(view, found);
  }
  return found;
}
