/**
 * What a handler catches (language reference 8.4): nothing is unwound, so of the program's own classes all instances that
 * were made until then come into question, and others that are not known.
 */
import type { CallArguments } from '../libraries/model';
import { join, joinAll, membersOf } from '../values/join';
import type { ClassValue, Value } from '../values/value';
import { resolutionOrder } from './attributes';
import type { Machine } from './machine';

/** Where the namespace of an exception class holds its instances and those of the classes below it. */
const INSTANCES = '#instances';

/** Classes of exceptions by their names (PEP 8, "Exception Names", and the built-in ones). */
const EXCEPTION = /(?:Error|Exception|Warning|Exit|Interrupt|Iteration)$/u;

/**
 * Keeps a new instance for the handlers of its class and of the classes above it, where it was made of a tensor: of what
 * holds only texts and numbers nothing flows, and functions that raise it stay independent of one another.
 */
export function keepException(
  machine: Machine,
  cls: ClassValue,
  instance: Value,
  args: CallArguments
): void {
  const given = [...args.positional, ...args.keywords.values()];
  if (!given.some(value => membersOf(value).some(member => member.kind === 'tensor'))) {
    return;
  }
  const { heap, values } = machine;
  const order = resolutionOrder(machine, cls);
  if (!order.some(entry => entry.kind === 'library' && EXCEPTION.test(entry.path))) {
    return;
  }
  for (const entry of order) {
    if (entry.kind === 'class') {
      const known = heap.read(entry.object, INSTANCES) ?? values.never;
      heap.write(entry.object, INSTANCES, join(values, known, instance));
    }
  }
}

/** What the name of a handler stands for. */
export function caughtException({ heap, values }: Machine, type: Value | null): Value {
  const classes = type === null ? [] : membersOf(type).flatMap(each => eachClass(each));
  return joinAll(values, [
    values.unknown('external', classes.length === 1 ? classes[0].name : 'exception'),
    ...classes.flatMap(cls => heap.read(cls.object, INSTANCES) ?? [])
  ]);
}

function eachClass(type: Value): readonly ClassValue[] {
  return type.kind === 'class'
    ? [type]
    : type.kind === 'tuple'
      ? type.items.flatMap(item => membersOf(item)).flatMap(item => eachClass(item))
      : [];
}
