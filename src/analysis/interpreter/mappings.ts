/**
 * Displays of dictionaries (language reference 6.2.7), and the items of those that have just been made.
 */
import type { Dict } from '../syntax/tree';
import { keyField } from '../values/keyField';
import { joinAll, membersOf } from '../values/join';
import type { HeapObject, Value } from '../values/value';
import { allocateAt, evaluate } from './expressions';
import type { Frame } from './machine';
import { callKeyMethods } from './keyMethods';

/** `{key: value, **mapping}`: what stands between two unpacked mappings is stored at once. */
export function evaluateDict(frame: Frame, node: Dict): Value {
  const { heap, values } = frame.machine;
  const object = allocateAt(frame, 'dict', node);
  let pending = new Map<string, Value>();
  let keys: Value[] = [];
  const flush = (): void => {
    heap.writeAll(object, [...pending]);
    if (keys.length > 0) {
      heap.add(object, '[keys]', joinAll(values, keys));
    }
    pending = new Map();
    keys = [];
  };
  for (const item of node.items) {
    if (item.key === null) {
      flush();
      copyMapping(frame, evaluate(frame, item.value), object);
      continue;
    }
    const key = evaluate(frame, item.key);
    callKeyMethods(frame, key, item.key);
    const value = evaluate(frame, item.value);
    const field = keyField(key);
    if (field === null) {
      flush();
      storeItem(frame, object, key, value);
    } else {
      pending.set(field, value);
      keys.push(key);
    }
  }
  flush();
  return values.object(object);
}

/** Puts an item into a dict that has just been made; without `isCertain` the dict may do without it. */
export function storeItem(
  frame: Frame,
  object: HeapObject,
  key: Value,
  value: Value,
  isCertain: boolean = true
): void {
  const field = keyField(key);
  if (field === null) {
    frame.machine.heap.add(object, '[*]', value);
  } else {
    frame.machine.heap.write(object, field, value);
    if (!isCertain) {
      frame.machine.heap.remove(object, field, false);
    }
  }
  frame.machine.heap.add(object, '[keys]', key);
}

/** Adds the items of a mapping to a dict that has just been made. */
export function copyMapping(frame: Frame, source: Value, target: HeapObject): void {
  const { heap, values } = frame.machine;
  for (const member of membersOf(source)) {
    if (member.kind === 'object' && member.object.kind === 'dict') {
      heap.addAll(
        target,
        heap.fields(member.object).flatMap(field => {
          const stored = heap.read(member.object, field);
          return stored === null ? [] : [[field, stored] as const];
        })
      );
    } else {
      heap.add(target, '[*]', values.unknown('external'));
      heap.add(target, '[keys]', values.scalar('str'));
    }
  }
}

/** The entries of a dict whose keys are all known strings, or of one of several with the same keys; `null` otherwise. */
export function knownEntries(frame: Frame, value: Value): ReadonlyMap<string, Value> | null {
  if (value.kind === 'union') {
    const alternatives = value.members.map(member => knownEntries(frame, member));
    const [first] = alternatives;
    return first !== null &&
      alternatives.every(
        entries => entries?.size === first.size && [...first.keys()].every(key => entries.has(key))
      )
      ? new Map(
          [...first.keys()].map(key => [
            key,
            joinAll(
              frame.machine.values,
              alternatives.flatMap(entries => entries?.get(key) ?? [])
            )
          ])
        )
      : null;
  }
  if (value.kind !== 'object' || value.object.kind !== 'dict') {
    return null;
  }
  const { heap } = frame.machine;
  const isNamed = heap
    .fields(value.object)
    .every(
      field =>
        field === '[keys]' || KEY_FIELD.test(field) || heap.read(value.object, field) === null
    );
  return isNamed ? new Map(namedEntries(frame, value)) : null;
}

/** The field of an item whose key is a known text. */
const KEY_FIELD = /^\['(.*)'\]$/su;

/** Those entries of the dicts that a value may be whose keys are known strings. */
export function namedEntries(frame: Frame, value: Value): readonly (readonly [string, Value])[] {
  const { heap } = frame.machine;
  return membersOf(value).flatMap(member =>
    member.kind === 'object' && member.object.kind === 'dict'
      ? heap.fields(member.object).flatMap(field => {
          const name = KEY_FIELD.exec(field);
          const stored = heap.read(member.object, field);
          return name === null || stored === null ? [] : [[name[1], stored] as const];
        })
      : []
  );
}
