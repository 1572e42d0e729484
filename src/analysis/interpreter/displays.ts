/**
 * List and set displays (language reference 6.2.5 and 6.2.6).
 */
import type { Expression, Span } from '../syntax/tree';
import type { Value } from '../values/value';
import { callKeyMethods } from './keyMethods';
import { allocateAt, evaluate } from './expressions';
import { iterateOver } from './iteration';
import type { Frame } from './machine';

/** Lists of more items than this are known by their place alone. */
const ITEMS_OF_ARGUMENT = 8;

/** Lists that are written out as an argument of a call. */
const _arguments = new WeakSet<Span>();

/** Notes that the expression is an argument of a call: a list that is written there is used at once. */
export function noteArgument(node: Expression): void {
  if (node.kind === 'List') {
    _arguments.add(node);
  }
}

/**
 * `[a, b]`, `{a, b}`. What stands at one place is one object, whatever round of a loop makes it; but a list that is
 * made for a call (`tf.concat([x, skip], axis=-1)`) is another one with each content.
 */
export function evaluateDisplay(
  frame: Frame,
  kind: 'list' | 'set',
  elements: readonly Expression[],
  node: Span
): Value {
  const { values, heap } = frame.machine;
  const known: Value[] = [];
  const others: Value[] = [];
  for (const element of elements) {
    const value = evaluate(frame, element);
    const iterable = element.kind === 'Starred' ? iterateOver(frame, value, element) : null;
    const items = iterable === null ? [value] : iterable.items;
    if (kind === 'set' || items === null || others.length > 0) {
      others.push(iterable === null ? value : iterable.element);
    } else {
      known.push(...items);
    }
  }
  if (kind === 'set') {
    others.forEach(value => callKeyMethods(frame, value, node));
  }
  const isOwn =
    _arguments.has(node) &&
    others.length === 0 &&
    known.length > 0 &&
    known.length <= ITEMS_OF_ARGUMENT;
  const part = isOwn ? known.map(value => value.id).join() : '';
  const object = allocateAt(frame, kind, node, null, part);
  others.forEach(value => heap.add(object, '[*]', value));
  heap.writeAll(
    object,
    known.map((value, index) => [`[${index}]`, value] as const)
  );
  if (kind === 'list') {
    heap.write(
      object,
      'len',
      others.length > 0 ? values.scalar('int') : values.constant('int', known.length, false)
    );
  }
  return values.object(object);
}
