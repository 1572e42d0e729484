/**
 * Methods of library classes that are called through the class: `dict.update(d, k=v)`, `tf.keras.Model.__init__(self)`
 * (language reference 3.2, "Instance methods").
 */
import type { CallArguments } from '../libraries/model';
import type { Value } from '../values/value';
import { shiftedStar } from './callArguments';
import { itemsHeldBy } from './heldItems';
import type { Machine } from './machine';

/** The containers whose methods are looked for among the names of functions that are not known. */
const CONTAINERS = /^(?:builtins\.(?:dict|list|set)|collections\.OrderedDict)$/u;

/** The method that a name means, bound to the first argument, with the other arguments; `null` where it means none. */
export function boundToFirst(
  machine: Machine,
  path: string,
  args: CallArguments
): { readonly method: Value; readonly args: CallArguments } | null {
  const end = path.lastIndexOf('.');
  const owner = path.slice(0, end);
  const name = path.slice(end + 1);
  const [first, ...others] = args.positional;
  if (first?.kind !== 'object' || args.beforeStar === 0) {
    return null;
  }
  const isContainer = CONTAINERS.test(owner);
  const receiver = isContainer ? itemsHeldBy(machine, first) : first;
  const isOwn =
    receiver.kind === 'object' &&
    (isContainer ? receiver.object.kind !== 'instance' : name === '__init__');
  return isOwn && machine.registry.method(owner, name) !== null
    ? {
        method: machine.values.libraryMethod(receiver, owner, name),
        args: { ...args, positional: others, ...shiftedStar(-1, args) }
      }
    : null;
}
