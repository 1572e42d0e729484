/**
 * Arguments of recursions: a recursion is followed to a depth only, and what arrives deeper is to be told of as well.
 */
import type { Dimension } from '../libraries/rules/tensorType';
import { membersOf } from '../values/join';
import type { Value } from '../values/value';
import type { Machine } from './machine';

/**
 * The arguments of the last call of a recursion that is followed: of an array that was another size in the call above,
 * `halve(x[:len(x) // 2])`, the sizes that changed are any. So what is called from there arrives with the same.
 */
export function settledArguments(
  { values }: Machine,
  above: ReadonlyMap<string, Value>,
  given: ReadonlyMap<string, Value>
): ReadonlyMap<string, Value> {
  return new Map([...given].map(([name, value]) => [name, settled(above.get(name), value)]));

  function settled(before: Value | undefined, value: Value): Value {
    if (before === value || before?.kind !== 'tensor' || value.kind !== 'tensor') {
      return value;
    }
    const { type } = value;
    const former = before.type.shape;
    const isOfRank = former !== null && former.length === type.shape?.length;
    return values.tensor(
      {
        dtype: type.dtype === before.type.dtype ? type.dtype : null,
        shape: isOfRank
          ? (type.shape?.map((size, axis): Dimension =>
              size === former[axis] ? size : 'unknown'
            ) ?? null)
          : null,
        form: type.form
      },
      value.origin
    );
  }
}

/**
 * Whether a recursion goes down into its argument, `walk(tree)` calling `walk(part)` for the parts of `tree`: that ends
 * where the containers do.
 */
export function goesDown(
  machine: Machine,
  above: ReadonlyMap<string, Value>,
  given: ReadonlyMap<string, Value>
): boolean {
  return [...given].some(([name, value]) => {
    const container = above.get(name);
    return container !== undefined && container !== value && partsOf(machine, container).has(value);
  });
}

/** What the lists, tuples and dictionaries that a value may be hold. */
function partsOf({ heap }: Machine, value: Value): ReadonlySet<Value> {
  const parts = membersOf(value).flatMap((member): readonly (Value | null)[] => {
    if (member.kind === 'tuple') {
      return [...member.items, member.rest];
    }
    return member.kind === 'object' &&
      (member.object.kind === 'list' || member.object.kind === 'dict')
      ? heap
          .fields(member.object)
          .filter(field => /^\[.*\]$/su.test(field) && field !== '[keys]')
          .map(field => heap.read(member.object, field))
      : [];
  });
  return new Set(parts.flatMap(part => (part === null ? [] : [part, ...membersOf(part)])));
}
