/**
 * Attribute lookup (language reference 3.3.2 and 6.3.1; method resolution order as CPython's `type.mro`).
 */
import type { Span } from '../syntax/tree';
import { attributeOf } from '../libraries';
import { positional } from '../libraries/models/arguments';
import { attributeOwner, attributePlace } from '../values/join';
import type { ClassValue, HeapObject, LibraryValue, Value, WrapperValue } from '../values/value';
import { callFound } from './calls';
import { distribute, distributeBesideNone } from './expressions';
import { containerAmong, itemAsAttribute, itemsHeldBy } from './heldItems';
import { moduleNamed } from './imports';
import type { Frame, Machine } from './machine';
import { noteDoubt, noteEffect } from './machine';
import { createModelContext } from './modelContext';
import { namespaceOf, namespaceOwner } from './namespaces';

/** A function found in a class, and the receiver it is to be called with. */
export type FoundFunction = { readonly function: Value; readonly receiver: Value };

/** The value of `value.name`. */
export function readAttribute(frame: Frame, value: Value, name: string, node: Span): Value {
  return distributeBesideNone(frame, value, member => readMember(frame, member, name, node));
}

function readMember(frame: Frame, value: Value, name: string, node: Span): Value {
  const { values, heap } = frame.machine;
  if (name === '__dict__' && attributeOwner(value) !== null) {
    return namespaceOf(values, value);
  }
  if (namespaceOwner(value) !== null) {
    return values.libraryMethod(value, 'builtins.dict', name);
  }
  switch (value.kind) {
    case 'object':
      return readObject(frame, value, name, node);
    case 'class': {
      const found = findInOrder(frame.machine, resolutionOrder(frame.machine, value), name);
      if (found !== null) {
        return bindToClass(frame, found, value);
      }
      if (name === '__name__' || name === '__qualname__') {
        return values.constant('str', value.name, false);
      }
      const inherited = libraryAttribute(
        frame,
        value,
        resolutionOrder(frame.machine, value),
        name,
        node
      );
      return inherited ?? missing(frame, name, node);
    }
    case 'module': {
      const stored = heap.read(value.object, name);
      if (stored !== null && stored.kind !== 'never') {
        return stored;
      }
      return moduleNamed(frame.machine, `${value.name}.${name}`) ?? missing(frame, name, node);
    }
    case 'unknown':
      return values.unknown(value.reason, extendName(value.name, name));
    case 'function':
    case 'method':
    case 'wrapper':
    case 'partial': {
      if (name === '__call__') {
        return value;
      }
      const kept = attributeOfFunction(frame.machine, value, name);
      if (kept !== null) {
        return kept;
      }
      if (name === '__name__') {
        const known = nameOfFunction(value);
        return known === null ? values.scalar('str') : values.constant('str', known, false);
      }
      if (name === '__defaults__' && value.kind === 'function') {
        return values.tuple([...value.defaults.values()]);
      }
      if (
        value.kind === 'wrapper' &&
        value.wrapper === 'property' &&
        ['setter', 'getter', 'deleter'].includes(name)
      ) {
        return values.libraryMethod(value, 'builtins.property', name);
      }
      if (value.kind === 'wrapper' && name === 'python_function') {
        return value.function;
      }
      return (
        attributeOf(createModelContext(frame, node, name), value, name) ??
        values.unknown('external', name)
      );
    }
    default:
      return (
        attributeOf(createModelContext(frame, node, name), value, name) ??
        missing(frame, name, node)
      );
  }
}

/**
 * Attributes of something unknown that are named after one another; longer chains say nothing new. What has no name
 * itself is an ellipsis, so that `x.numpy` is not taken for the library.
 */
const NAME_PARTS = 5;

function extendName(owner: string | null, name: string): string {
  return owner === null
    ? `….${name}`
    : owner.split('.').length >= NAME_PARTS
      ? owner
      : `${owner}.${name}`;
}

/** What was stored under a name in a function; `null` where nothing was. */
function attributeOfFunction({ heap }: Machine, fn: Value, name: string): Value | null {
  const place = attributePlace(fn, name);
  const stored = place === null ? null : heap.read(place.object, place.field);
  return stored?.kind === 'never' ? null : stored;
}

/** `f.__name__`, also of a method; what wraps a function may have another name. */
function nameOfFunction(value: Value): string | null {
  if (value.kind === 'method') {
    return nameOfFunction(value.function);
  }
  return value.kind === 'function' && value.code.node.kind === 'FunctionDef'
    ? value.code.node.name
    : null;
}

function missing(frame: Frame, name: string, node: Span): Value {
  noteDoubt(frame, node, 'unknown-attribute', name);
  return frame.machine.values.unknown('unknown-attribute', name);
}

function readObject(
  frame: Frame,
  value: Extract<Value, { kind: 'object' }>,
  name: string,
  node: Span
): Value {
  const { heap } = frame.machine;
  const { object } = value;
  const cls = object.cls;
  if (cls !== null && cls.kind === 'library' && cls.path === 'builtins.super') {
    return readSuper(frame, object, name, node);
  }
  if (cls !== null && cls.kind === 'class') {
    const told = askAttribute(frame, value, cls, name, node);
    return told === null || told.kind === 'unknown'
      ? readInstance(frame, value, cls, name, node)
      : told;
  }
  const own = heap.read(object, name);
  if (own !== null && own.kind !== 'never' && object.kind === 'instance') {
    return own;
  }
  return (
    attributeOf(createModelContext(frame, node, name), value, name) ?? missing(frame, name, node)
  );
}

/** What `__getattribute__` of the class gives; `null` without one, and in the method itself, which asks `object`. */
function askAttribute(
  frame: Frame,
  value: Value,
  cls: ClassValue,
  name: string,
  node: Span
): Value | null {
  const { machine } = frame;
  const hook = findInOrder(machine, resolutionOrder(machine, cls), '__getattribute__');
  return hook?.kind !== 'function' || machine.callStack.some(({ code }) => code === hook.code)
    ? null
    : callFound(
        frame,
        { function: hook, receiver: value },
        [machine.values.constant('str', name, false)],
        node,
        'implicit'
      );
}

/** An attribute of an instance of a class of the program, as `object.__getattribute__` looks it up. */
function readInstance(
  frame: Frame,
  value: Extract<Value, { kind: 'object' }>,
  cls: ClassValue,
  name: string,
  node: Span
): Value {
  const { heap, values } = frame.machine;
  const { object } = value;
  const found = findInOrder(frame.machine, resolutionOrder(frame.machine, cls), name);
  const isData = found !== null && isDataProperty(found);
  const own = isData ? null : heap.read(object, name);
  if (own !== null && own.kind !== 'never') {
    return own;
  }
  if (found !== null) {
    return bindToInstance(frame, found, value, node);
  }
  if (name === '__class__') {
    return cls;
  }
  const inherited = libraryAttribute(frame, value, resolutionOrder(frame.machine, cls), name, node);
  if (inherited !== null) {
    return inherited;
  }
  const fallback = findInOrder(frame.machine, resolutionOrder(frame.machine, cls), '__getattr__');
  return fallback !== null && fallback.kind === 'function'
    ? callFound(
        frame,
        { function: fallback, receiver: value },
        [values.constant('str', name, false)],
        node,
        'implicit'
      )
    : (itemAsAttribute(frame.machine, createModelContext(frame, node, name), value, name) ??
        missing(frame, name, node));
}

function readSuper(frame: Frame, proxy: HeapObject, name: string, node: Span): Value {
  const { heap, machine } = { heap: frame.machine.heap, machine: frame.machine };
  const receiver = heap.read(proxy, '#self');
  const from = heap.read(proxy, '#class');
  if (receiver === null || from === null || from.kind !== 'class') {
    return missing(frame, name, node);
  }
  const cls =
    receiver.kind === 'class'
      ? receiver
      : receiver.kind === 'object' &&
          receiver.object.cls !== null &&
          receiver.object.cls.kind === 'class'
        ? receiver.object.cls
        : from;
  const order = resolutionOrder(machine, cls);
  const position = order.indexOf(from);
  const rest = order.slice(position + 1);
  const found = findInOrder(machine, rest, name);
  if (found !== null) {
    return receiver.kind === 'class'
      ? bindToClass(frame, found, receiver)
      : bindToInstance(frame, found, receiver, node);
  }
  return name === '__new__'
    ? frame.machine.values.library('builtins.object.__new__')
    : (libraryAttribute(frame, receiver, rest, name, node) ??
        frame.machine.values.unknown('external', name));
}

/** What the class of an instance gives for a name, unbound; `null` where no class of the program has it. */
export function findInClass(frame: Frame, instance: Value, name: string): Value | null {
  const cls =
    instance.kind === 'object'
      ? instance.object.cls
      : instance.kind === 'class'
        ? metaclassOf(frame.machine, instance)
        : null;
  return cls?.kind === 'class'
    ? findInOrder(frame.machine, resolutionOrder(frame.machine, cls), name)
    : null;
}

/** The field of a class's namespace that holds its metaclass, where that is a class of the program. */
export const METACLASS = '#metaclass';

/** The class of a class; `null` where that is none of the program's. */
export function metaclassOf(machine: Machine, cls: ClassValue): ClassValue | null {
  const metaclass = findInOrder(machine, resolutionOrder(machine, cls), METACLASS);
  return metaclass?.kind === 'class' ? metaclass : null;
}

export function findInOrder(machine: Machine, order: readonly Value[], name: string): Value | null {
  for (const cls of order) {
    if (cls.kind === 'class') {
      const found = machine.heap.read(cls.object, name);
      if (found !== null && found.kind !== 'never') {
        return found;
      }
    }
  }
  return null;
}

/** The methods and attributes that a class of the program inherits from library classes. */
function libraryAttribute(
  frame: Frame,
  receiver: Value,
  order: readonly Value[],
  name: string,
  node: Span
): Value | null {
  const { registry, values } = frame.machine;
  for (const path of libraryAncestors(frame.machine, order)) {
    const attribute = registry.attribute(path, name);
    if (attribute !== null) {
      return attribute(createModelContext(frame, node, `${path}.${name}`), receiver);
    }
    if (registry.method(path, name) !== null) {
      const owner =
        containerAmong([path]) === null ? receiver : itemsHeldBy(frame.machine, receiver);
      return values.libraryMethod(owner, path, name);
    }
  }
  return null;
}

/** The library classes among a method resolution order, with their own ancestors. */
export function libraryAncestors(machine: Machine, order: readonly Value[]): readonly string[] {
  const paths = new Set<string>();
  for (const cls of order) {
    if (cls.kind === 'library') {
      paths.add(cls.path);
      machine.registry.ancestors(cls.path).forEach(path => paths.add(path));
    }
  }
  return [...paths];
}

/** Classes of Keras by the last segment of their names, as ancestors that are not known are matched (specification 0.3). */
const KERAS_CLASSES: ReadonlyMap<string, string> = new Map([
  ['Layer', 'keras.layers.Layer'],
  ['Model', 'keras.Model']
]);

/** The library classes that say what calling an instance does; a base that is not known is what its name says. */
export function ancestorsToCall(machine: Machine, cls: ClassValue): readonly string[] {
  const order = resolutionOrder(machine, cls);
  const named = order.flatMap(
    base => (base.kind === 'unknown' && KERAS_CLASSES.get(base.name?.split('.').at(-1) ?? '')) || []
  );
  return [...libraryAncestors(machine, order), ...named];
}

function bindToClass(frame: Frame, found: Value, cls: ClassValue): Value {
  if (
    found.kind === 'wrapper' &&
    (found.wrapper === 'staticmethod' || found.wrapper === 'partialmethod')
  ) {
    return found.function;
  }
  if (found.kind === 'wrapper' && found.wrapper === 'classmethod') {
    return frame.machine.values.method(cls, found.function);
  }
  return found;
}

/** Whether the value is a property that is asked before the instance's own attributes: `cached_property` is not. */
export function isDataProperty(found: Value): boolean {
  return (
    found.kind === 'wrapper' &&
    found.wrapper === 'property' &&
    found.api !== 'functools.cached_property'
  );
}

/** `cached_property` stores what its function gives under the function's name. */
function keepProperty(
  frame: Frame,
  object: HeapObject,
  found: WrapperValue,
  result: Value,
  node: Span
): void {
  const { function: getter } = found;
  if (getter.kind === 'function' && getter.code.node.kind === 'FunctionDef') {
    const field = getter.code.node.name;
    frame.machine.heap.write(object, field, result);
    noteEffect(frame, node, {
      kind: 'write',
      construct: 'call',
      object,
      field,
      value: result,
      api: found.api
    });
  }
}

function bindToInstance(frame: Frame, found: Value, receiver: Value, node: Span): Value {
  const { registry, values } = frame.machine;
  switch (found.kind) {
    case 'function':
      return values.method(receiver, found);
    case 'wrapper':
      switch (found.wrapper) {
        case 'staticmethod':
          return found.function;
        case 'classmethod':
          return receiver.kind === 'object' && receiver.object.cls !== null
            ? values.method(receiver.object.cls, found.function)
            : found.function;
        case 'property': {
          const result = callFound(
            frame,
            { function: found.function, receiver },
            [],
            node,
            'implicit',
            false
          );
          if (!isDataProperty(found) && receiver.kind === 'object') {
            keepProperty(frame, receiver.object, found, result, node);
          }
          return result;
        }
        case 'partialmethod':
          return found.function.kind === 'partial'
            ? values.partial(
                found.function.function,
                [receiver, ...found.function.positional],
                found.function.keywords
              )
            : found.function;
        default:
          return values.method(receiver, found);
      }
    case 'object': {
      const { cls } = found.object;
      const model = cls?.kind === 'library' ? registry.method(cls.path, '__get__') : null;
      if (model !== null) {
        return model(createModelContext(frame, node, '__get__'), found, positional([receiver]));
      }
      const getter = findInClass(frame, found, '__get__');
      return getter === null || getter.kind !== 'function'
        ? found
        : callFound(
            frame,
            { function: getter, receiver: found },
            [receiver, (receiver.kind === 'object' ? receiver.object.cls : null) ?? values.none],
            node,
            'implicit'
          );
    }
    case 'union':
      return distribute(frame, found, member => bindToInstance(frame, member, receiver, node));
    default:
      return found;
  }
}

/** Classes of one order that are told apart; those further away are not known. */
const ORDER_LIMIT = 128;

/**
 * The classes of a method resolution order, the class itself first (C3 linearisation). Bases come first, on a stack of
 * our own: a hierarchy may be as deep as a program is long.
 */
export function resolutionOrder(machine: Machine, cls: ClassValue): readonly Value[] {
  const orders = machine.resolutionOrders;
  const known = orders.get(cls);
  if (known !== undefined) {
    return known;
  }
  const pending = [cls];
  const begun = new Set<ClassValue>();
  for (let next = pending.at(-1); next !== undefined; next = pending.at(-1)) {
    const missing = begun.has(next)
      ? []
      : next.bases.flatMap(base =>
          base.kind === 'class' && !orders.has(base) && !begun.has(base) ? [base] : []
        );
    begun.add(next);
    if (missing.length > 0) {
      pending.push(...missing);
      continue;
    }
    pending.pop();
    if (!orders.has(next)) {
      const inherited = next.bases.map(base =>
        base.kind === 'class' ? (orders.get(base) ?? [base]) : [base]
      );
      const merged =
        inherited.length === 1
          ? inherited[0].slice(0, ORDER_LIMIT)
          : merge([...inherited, next.bases]);
      orders.set(next, [next, ...merged]);
    }
  }
  return orders.get(cls) ?? [cls];
}

/** The merge of C3; where the orders contradict each other, the first class that is left comes next. */
function merge(sequences: readonly (readonly Value[])[]): Value[] {
  const merged = new Set<Value>();
  const heads = sequences.map(() => 0);
  const behind = new Map<Value, number>();
  for (const sequence of sequences) {
    sequence.slice(1).forEach(value => behind.set(value, (behind.get(value) ?? 0) + 1));
  }
  while (merged.size < ORDER_LIMIT) {
    const left = sequences.flatMap((sequence, index) =>
      heads[index] < sequence.length ? [sequence[heads[index]]] : []
    );
    if (left.length === 0) {
      break;
    }
    merged.add(left.find(head => (behind.get(head) ?? 0) === 0) ?? left[0]);
    sequences.forEach((sequence, index) => {
      while (heads[index] < sequence.length && merged.has(sequence[heads[index]])) {
        heads[index] += 1;
        const head = sequence[heads[index]];
        if (head !== undefined) {
          behind.set(head, (behind.get(head) ?? 0) - 1);
        }
      }
    });
  }
  return [...merged];
}

/** Whether a class inherits from any of the library classes. */
export function inheritsFrom(machine: Machine, cls: ClassValue, paths: readonly string[]): boolean {
  return libraryAncestors(machine, resolutionOrder(machine, cls)).some(path =>
    paths.includes(path)
  );
}

/** The class value of a library symbol or of the program, as `isinstance` compares. */
export function isLibraryClass(value: Value): value is LibraryValue {
  return value.kind === 'library';
}
