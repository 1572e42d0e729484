/**
 * Assignment to targets (language reference 7.2).
 */
import type { Attribute, Expression, Name, Span, Subscript } from '../syntax/tree';
import { isKeptInVariable } from '../libraries/models/kerasAttributes';
import { noItems, replaceItems } from '../libraries/models/listItems';
import { removeItem } from '../libraries/models/mappings';
import { keyField } from '../values/keyField';
import { attributeOwner, attributePlace, join, membersOf } from '../values/join';
import type { HeapObject, TensorValue, Value } from '../values/value';
import { findInClass, isDataProperty } from './attributes';
import { callFound } from './calls';
import { evaluate } from './expressions';
import { itemsHeldBy } from './heldItems';
import { iterateOver } from './iteration';
import type { Frame } from './machine';
import { noteEffect } from './machine';
import { createModelContext } from './modelContext';
import { bindName, replaceValue, unbindName } from './names';
import { namespaceOwner, storeField } from './namespaces';
import { findDunder } from './operators';

/** Binds a value to a target: a name, an attribute, a subscript, or a sequence of targets. */
export function assignTarget(frame: Frame, target: Expression, value: Value): void {
  switch (target.kind) {
    case 'Name':
      bindName(frame, target.id, value, target);
      frame.builder.noteValue(target, value);
      return;
    case 'Attribute':
      storeAttribute(frame, target, value, 'attribute');
      return;
    case 'Subscript':
      storeSubscript(frame, target, value, 'subscript');
      return;
    case 'Starred':
      assignTarget(frame, target.value, value);
      return;
    case 'Tuple':
    case 'List':
      unpack(frame, target.elts, value, target);
      return;
    default:
      evaluate(frame, target);
  }
}

function unpack(
  frame: Frame,
  targets: readonly Expression[],
  value: Value,
  node: Expression
): void {
  const { values } = frame.machine;
  const iterable = iterateOver(frame, value, node);
  const star = targets.findIndex(target => target.kind === 'Starred');
  const items =
    iterable.items !== null &&
    (star === -1
      ? iterable.items.length === targets.length
      : iterable.items.length >= targets.length - 1)
      ? iterable.items
      : null;
  frame.builder.noteValue(node, value);
  for (const [position, target] of targets.entries()) {
    if (target.kind === 'Starred') {
      const after = targets.length - 1 - position;
      const taken = items?.slice(position, items.length - after) ?? null;
      assignTarget(frame, target.value, listOf(frame, taken, iterable.element, target));
      continue;
    }
    const fromEnd = star !== -1 && position > star ? targets.length - position : null;
    const item =
      items === null
        ? iterable.element
        : fromEnd === null
          ? items[position]
          : items[items.length - fromEnd];
    assignTarget(frame, target, item ?? values.unknown('external'));
  }
}

function listOf(
  frame: Frame,
  items: readonly Value[] | null,
  element: Value,
  node: Expression
): Value {
  const { values, heap } = frame.machine;
  const list = values.heapObject(
    'list',
    null,
    { top: frame.top, start: node.start, end: node.end },
    'star',
    frame.context
  );
  heap.noteAllocation(list);
  frame.builder.allocations.add(list);
  if (items === null) {
    heap.add(list, '[*]', element);
    heap.write(list, 'len', values.scalar('int'));
  } else {
    heap.writeAll(
      list,
      items.map((item, index) => [`[${index}]`, item] as const)
    );
    heap.write(list, 'len', values.constant('int', items.length, false));
  }
  return values.object(list);
}

/** `array.shape = sizes`: a name of the frame's own stands for an array of these sizes from here on. */
function reshapeInPlace(frame: Frame, target: Name, array: TensorValue, sizes: Value): void {
  const reshape = frame.machine.registry.method('numpy.ndarray', 'reshape');
  if (array.type.form === 'ndarray' && reshape !== null) {
    const context = createModelContext(frame, target, 'numpy.ndarray.reshape');
    replaceValue(
      frame,
      target.id,
      reshape(context, array, {
        positional: [sizes],
        keywords: new Map(),
        starred: null,
        doubleStarred: null
      })
    );
  }
}

/** What may be stored into: `None` cannot, so that a program that goes on had one of the others. */
function besideNone(frame: Frame, receiver: Value): readonly Value[] {
  const { none } = frame.machine.values;
  return receiver === none ? [receiver] : membersOf(receiver).filter(member => member !== none);
}

/** Stores an attribute, and states the effect. */
export function storeAttribute(
  frame: Frame,
  target: Attribute,
  value: Value,
  construct: 'attribute' | 'delete' | 'augmented'
): void {
  const members = besideNone(frame, evaluate(frame, target.value));
  for (const member of members) {
    const object = attributeOwner(member);
    if (object !== null && object.kind === 'instance') {
      const found = findInClass(frame, member, target.attr);
      if (found?.kind === 'wrapper' && isDataProperty(found)) {
        if (found.setter !== null) {
          callFound(
            frame,
            { function: found.setter, receiver: member },
            [value],
            target,
            'implicit',
            false
          );
        }
        continue;
      }
      const setter = findDunder(frame, member, '__setattr__', target);
      if (setter !== null) {
        callFound(
          frame,
          setter,
          [frame.machine.values.constant('str', target.attr, false), value],
          target,
          'implicit'
        );
        continue;
      }
    }
    if (target.attr === 'shape' && member.kind === 'tensor' && target.value.kind === 'Name') {
      reshapeInPlace(frame, target.value, member, value);
    }
    const place = attributePlace(member, target.attr);
    if (place !== null && !isKeptInVariable(place.object, target.attr, value)) {
      if (members.length === 1) {
        frame.machine.heap.write(place.object, place.field, value);
      } else {
        frame.machine.heap.add(place.object, place.field, value);
      }
    }
    noteEffect(frame, target, {
      kind: 'write',
      construct,
      object: place?.object ?? null,
      field: place?.field ?? target.attr,
      value
    });
  }
}

/** Stores an item, and states the effect. */
export function storeSubscript(
  frame: Frame,
  target: Subscript,
  value: Value,
  construct: 'subscript' | 'delete' | 'augmented'
): void {
  const { heap, values } = frame.machine;
  const receiver = evaluate(frame, target.value);
  const index = evaluate(frame, target.slice);
  const members = besideNone(frame, receiver);
  for (const member of members) {
    const owner = namespaceOwner(member);
    if (owner !== null) {
      const isNamed = index.kind === 'constant' && typeof index.value === 'string';
      storeField(frame, target, owner, isNamed ? String(index.value) : '*', value, construct);
      continue;
    }
    const setter = findDunder(frame, member, '__setitem__', target);
    if (setter !== null) {
      callFound(frame, setter, [index, value], target, 'implicit');
      continue;
    }
    const items = itemsHeldBy(frame.machine, member);
    const object = items.kind === 'object' ? items.object : null;
    if (object?.cls?.kind === 'library') {
      const { path } = object.cls;
      const model = frame.machine.registry.method(path, '__setitem__');
      if (model !== null) {
        const context = createModelContext(frame, target, `${path}.__setitem__`);
        model(context, member, {
          positional: [index, value],
          keywords: new Map(),
          starred: null,
          doubleStarred: null
        });
      }
    }
    if (object !== null && (object.kind === 'list' || object.kind === 'dict')) {
      const field = object.kind === 'list' ? listField(frame, object, index) : keyField(index);
      if (object.kind === 'list' && index.kind === 'slice') {
        const context = createModelContext(frame, target, 'builtins.list.__setitem__');
        replaceItems(
          context,
          object,
          index,
          iterateOver(frame, value, target),
          members.length === 1
        );
      } else if (field === null) {
        heap.add(object, '[*]', value);
      } else if (members.length === 1) {
        heap.write(object, field, value);
      } else {
        heap.add(object, field, value);
      }
      if (object.kind === 'dict') {
        const keys = heap.read(object, '[keys]') ?? values.never;
        heap.write(object, '[keys]', join(values, keys, index));
      }
    }
    if (object?.kind === 'set') {
      // An item of a deque.
      heap.add(object, '[*]', value);
    }
    noteEffect(frame, target, { kind: 'write', construct, object, field: '[*]', value });
  }
}

function listField(
  frame: Frame,
  object: Parameters<Frame['machine']['heap']['read']>[0],
  index: Value
): string | null {
  if (index.kind !== 'constant' || index.type !== 'int' || typeof index.value !== 'number') {
    return null;
  }
  const length = frame.machine.heap.read(object, 'len');
  const size =
    length !== null && length.kind === 'constant' && typeof length.value === 'number'
      ? length.value
      : null;
  const position = index.value < 0 ? (size === null ? -1 : size + index.value) : index.value;
  return position >= 0 && size !== null && position < size ? `[${position}]` : null;
}

/** `del x[i]` of what has a `__delitem__`, the program's or a library's; whether it has one. */
function deleteByMethod(frame: Frame, member: Value, index: Value, target: Span): boolean {
  const own = findDunder(frame, member, '__delitem__', target);
  if (own !== null) {
    callFound(frame, own, [index], target, 'implicit');
    return true;
  }
  const cls = member.kind === 'object' ? member.object.cls : null;
  const path = cls !== null && cls.kind === 'library' ? cls.path : null;
  const model = path === null ? null : frame.machine.registry.method(path, '__delitem__');
  if (path === null || model === null) {
    return false;
  }
  const context = createModelContext(frame, target, `${path}.__delitem__`);
  model(context, member, {
    positional: [index],
    keywords: new Map(),
    starred: null,
    doubleStarred: null
  });
  return true;
}

/** `del x[i]` of a list or a dict. */
function deleteItem(
  frame: Frame,
  object: HeapObject,
  index: Value,
  target: Span,
  isCertain: boolean
): void {
  const context = createModelContext(frame, target, `builtins.${object.kind}.__delitem__`);
  if (object.kind === 'list') {
    replaceItems(context, object, index, noItems(context), isCertain);
  } else if (object.kind === 'dict') {
    removeItem(context, object, index, isCertain);
  }
}

/** `del target`. */
export function deleteTarget(frame: Frame, target: Expression): void {
  switch (target.kind) {
    case 'Name':
      unbindName(frame, target.id, target);
      return;
    case 'Attribute': {
      const receiver = evaluate(frame, target.value);
      for (const member of membersOf(receiver)) {
        const place = attributePlace(member, target.attr);
        noteEffect(frame, target, {
          kind: 'write',
          construct: 'delete',
          object: place?.object ?? null,
          field: place?.field ?? target.attr
        });
      }
      return;
    }
    case 'Subscript': {
      const receiver = evaluate(frame, target.value);
      const index = evaluate(frame, target.slice);
      const members = membersOf(receiver);
      for (const member of members) {
        if (deleteByMethod(frame, member, index, target)) {
          continue;
        }
        const items = itemsHeldBy(frame.machine, member);
        const object = items.kind === 'object' ? items.object : null;
        if (object !== null) {
          deleteItem(frame, object, index, target, members.length === 1);
        }
        noteEffect(frame, target, { kind: 'write', construct: 'delete', object, field: '[*]' });
      }
      return;
    }
    case 'Tuple':
    case 'List':
      target.elts.forEach(element => deleteTarget(frame, element));
      return;
    default:
      evaluate(frame, target);
  }
}
