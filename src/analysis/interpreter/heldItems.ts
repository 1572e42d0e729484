/**
 * Instances of classes that derive from `dict` or `list` (`class Config(dict)`): the items are in a container of their
 * own, which the instance holds, so that they are stored and found like those of any dict or list.
 */
import { subscriptValue } from '../libraries';
import type { CallArguments, IModelContext } from '../libraries/model';
import type { HeapObject, Value } from '../values/value';
import type { Machine } from './machine';

/** The field of an instance that holds the container: no attribute has this name, and it counts as a field. */
const HELD_ITEMS = 'items()';

/** The built-in containers that classes derive from, with the container that holds the items. */
const CONTAINERS: ReadonlyMap<string, string> = new Map([
  ['builtins.dict', 'builtins.dict'],
  ['collections.OrderedDict', 'builtins.dict'],
  ['collections.UserDict', 'builtins.dict'],
  ['builtins.list', 'builtins.list'],
  ['collections.UserList', 'builtins.list']
]);

/** The container that holds the items of instances of a class; `null` where it derives from none. */
export function containerAmong(ancestors: readonly string[]): string | null {
  return ancestors.flatMap(path => CONTAINERS.get(path) ?? []).at(0) ?? null;
}

/** Gives a new instance its container, of which its own initialiser or the given arguments say what it holds. */
export function holdItems(
  machine: Machine,
  ctx: IModelContext,
  instance: HeapObject,
  args: CallArguments
): void {
  const made = machine.registry.function(ctx.api)?.(ctx, args);
  if (made !== undefined) {
    machine.heap.write(instance, HELD_ITEMS, made);
  }
}

/** The container that holds the items of such an instance; any other value itself. */
export function itemsHeldBy(machine: Machine, value: Value): Value {
  if (
    value.kind !== 'object' ||
    value.object.kind !== 'instance' ||
    value.object.cls?.kind !== 'class'
  ) {
    return value;
  }
  return machine.heap.read(value.object, HELD_ITEMS) ?? value;
}

/** `d.name` of a dict whose items are its attributes, too; `null` where nothing is known under that name. */
export function itemAsAttribute(
  machine: Machine,
  ctx: IModelContext,
  value: Value,
  name: string
): Value | null {
  const items = itemsHeldBy(machine, value);
  if (items === value) {
    return null;
  }
  const item = subscriptValue(ctx, items, machine.values.constant('str', name, false));
  return item.kind === 'unknown' ? null : item;
}
