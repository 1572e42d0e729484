/**
 * Namespaces as dictionaries: `vars(x)`, `x.__dict__`, `globals()` (library reference, "Built-in Functions"). What is
 * stored in one is an attribute of its object, or a name of the module.
 */
import type { Call, Span } from '../syntax/tree';
import { attributeOwner, membersOf } from '../values/join';
import type { ValueTable } from '../values/table';
import type { Value } from '../values/value';
import type { Frame } from './machine';
import { noteEffect } from './machine';
import { namedEntries } from './mappings';
import type { Effect } from './record';

/** What the namespace of an object is known by: `__dict__`, taken from the object. */
const NAMESPACE = '__dict__';

/** The namespace of an object, a class or a module, as a mapping. */
export function namespaceOf(values: ValueTable, owner: Value): Value {
  return values.libraryMethod(owner, null, NAMESPACE);
}

/** The objects whose namespace a value is; `null` for any other. */
export function namespaceOwner(value: Value): Value | null {
  return value.kind === 'library-method' && value.owner === null && value.name === NAMESPACE
    ? value.receiver
    : null;
}

/** The namespace that a call of `globals`, `locals` or `vars` gives; `null` for any other call. */
export function calledNamespace(
  frame: Frame,
  callee: Value,
  positional: readonly Value[]
): Value | null {
  const { environment, machine } = frame;
  const path = callee.kind === 'library' ? callee.path : '';
  const [of] = positional;
  if (path === 'builtins.vars' && of !== undefined) {
    const owners = membersOf(of).filter(member => attributeOwner(member) !== null);
    return owners.length === 1 ? namespaceOf(machine.values, owners[0]) : null;
  }
  const isModule =
    path === 'builtins.globals' ||
    ((path === 'builtins.locals' || path === 'builtins.vars') && environment.kind === 'module');
  const { object, name } = environment.module;
  return isModule ? namespaceOf(machine.values, machine.values.module(object, name)) : null;
}

/** What a namespace holds under a key, and the module itself for `sys.modules[__name__]`; `null` for any other value. */
export function namespaceItem(frame: Frame, value: Value, key: Value): Value | null {
  if (value.kind === 'library' && value.path === 'sys.modules') {
    const { object, name } = frame.environment.module;
    // `__name__` is a text of which nothing more is known.
    const isOwn =
      key.kind === 'constant' &&
      key.type === 'str' &&
      (key.value === undefined || key.value === '__main__');
    return isOwn ? frame.machine.values.module(object, name) : null;
  }
  const owner = namespaceOwner(value);
  if (owner === null) {
    return null;
  }
  const object = attributeOwner(owner);
  const held =
    object !== null && key.kind === 'constant' && typeof key.value === 'string'
      ? frame.machine.heap.read(object, key.value)
      : null;
  return held === null || held.kind === 'never' ? frame.machine.values.unknown('external') : held;
}

/** Stores a field of each of the objects that a value may be, and states the effects. */
export function storeField(
  frame: Frame,
  at: Span,
  owners: Value,
  field: string,
  value: Value,
  construct: Effect['construct']
): void {
  const members = membersOf(owners);
  for (const member of members) {
    const object = attributeOwner(member);
    if (object !== null) {
      if (members.length === 1) {
        frame.machine.heap.write(object, field, value);
      } else {
        frame.machine.heap.add(object, field, value);
      }
    }
    noteEffect(frame, at, { kind: 'write', construct, object, field, value });
  }
}

/** `vars(x).update(k=v)`, `globals().update(mapping)`: each entry is stored. */
export function updateNamespace(
  frame: Frame,
  node: Call,
  callee: Value,
  positional: readonly Value[],
  keywords: ReadonlyMap<string, Value>
): void {
  for (const member of membersOf(callee)) {
    const owner =
      member.kind === 'library-method' && member.name === 'update'
        ? namespaceOwner(member.receiver)
        : null;
    if (owner !== null) {
      const given = positional.flatMap(value => namedEntries(frame, value));
      for (const [field, value] of [...given, ...keywords]) {
        storeField(frame, node, owner, field, value, 'call');
      }
    }
  }
}
