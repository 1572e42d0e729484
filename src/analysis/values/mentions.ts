/**
 * Which objects a value refers to.
 */
import type { HeapObject, Value } from './value';

/** Calls `visit` with every heap object that the value holds directly, through tuples, methods and closures. */
export function visitObjects(value: Value, visit: (object: HeapObject) => void): void {
  switch (value.kind) {
    case 'object':
    case 'module':
    case 'class':
      visit(value.object);
      return;
    case 'function':
      visit(value.environment);
      value.defaults.forEach(entry => visitObjects(entry, visit));
      return;
    case 'tuple':
      value.items.forEach(item => visitObjects(item, visit));
      if (value.rest !== null) {
        visitObjects(value.rest, visit);
      }
      return;
    case 'union':
      value.members.forEach(member => visitObjects(member, visit));
      return;
    case 'method':
      visitObjects(value.receiver, visit);
      visitObjects(value.function, visit);
      return;
    case 'library-method':
      visitObjects(value.receiver, visit);
      return;
    case 'partial':
      visitObjects(value.function, visit);
      value.positional.forEach(item => visitObjects(item, visit));
      value.keywords.forEach(item => visitObjects(item, visit));
      return;
    case 'wrapper':
      visitObjects(value.function, visit);
      if (value.setter !== null) {
        visitObjects(value.setter, visit);
      }
      return;
    case 'dataset':
      [value.element, value.traced, value.head].forEach(part => visitObjects(part, visit));
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
