/**
 * Enumerations (library reference, "enum"): what the body of the class binds are its members, instances of the class
 * with a name and a value. Members of `IntEnum`, `StrEnum` and the like are numbers and texts, and are taken for these.
 */
import type { ClassDef, Expression } from '../syntax/tree';
import { ENUMERATION_MEMBERS } from '../libraries/operators';
import { positional } from '../libraries/models/arguments';
import { joinAll } from '../values/join';
import type { ClassValue, Value } from '../values/value';
import { resolutionOrder } from './attributes';
import { callSite } from './callSite';
import { callValue } from './calls';
import { allocateAt } from './expressions';
import type { Frame, Machine } from './machine';
import { findDunder } from './operators';

const ENUMERATIONS: ReadonlySet<string> = new Set([
  'enum.Enum',
  'enum.Flag',
  'enum.IntEnum',
  'enum.IntFlag',
  'enum.StrEnum'
]);

/** Bases beside which members are numbers or texts themselves. */
const MIXED: ReadonlySet<string> = new Set([
  'enum.IntEnum',
  'enum.IntFlag',
  'enum.StrEnum',
  'builtins.int',
  'builtins.str',
  'builtins.float'
]);

/** Makes members of what the body of a class bound, if the class is an enumeration. */
export function makeMembers(frame: Frame, cls: ClassValue, node: ClassDef): void {
  const { heap, values } = frame.machine;
  const bases = resolutionOrder(frame.machine, cls).flatMap(base =>
    base.kind === 'library' ? [base.path] : []
  );
  if (!bases.some(path => ENUMERATIONS.has(path))) {
    return;
  }
  const isMixed = bases.some(path => MIXED.has(path));
  const members: Value[] = [];
  let before: Value = values.constant('int', 0, false);
  for (const { name, expression } of assigned(node)) {
    const stored = heap.read(cls.object, name);
    if (stored === null || stored.kind === 'function' || stored.kind === 'wrapper') {
      continue;
    }
    const value: Value = isAuto(expression)
      ? following(frame, before, isMixed ? bases : [])
      : stored;
    before = value;
    const member = isMixed ? value : memberOf(frame, cls, node, { name, value });
    heap.write(cls.object, name, member);
    members.push(member);
  }
  heap.write(cls.object, ENUMERATION_MEMBERS, values.tuple(members));
}

/** The names that the body assigns, with what is assigned; private ones are no members. */
function assigned(
  node: ClassDef
): readonly { readonly name: string; readonly expression: Expression }[] {
  return node.body.flatMap(statement =>
    statement.kind === 'Assign'
      ? statement.targets.flatMap(target =>
          target.kind === 'Name' && !target.id.startsWith('_')
            ? [{ name: target.id, expression: statement.value }]
            : []
        )
      : []
  );
}

function isAuto(expression: Expression): boolean {
  return (
    expression.kind === 'Call' &&
    ((expression.func.kind === 'Name' && expression.func.id === 'auto') ||
      (expression.func.kind === 'Attribute' && expression.func.attr === 'auto'))
  );
}

/** `auto()`: the next whole number, or the name as a text. */
function following(frame: Frame, before: Value, mixed: readonly string[]): Value {
  const { values } = frame.machine;
  if (mixed.includes('enum.StrEnum') || mixed.includes('builtins.str')) {
    return values.scalar('str');
  }
  return before.kind === 'constant' && before.type === 'int' && typeof before.value === 'number'
    ? values.constant('int', before.value + 1, false)
    : values.scalar('int');
}

function memberOf(
  frame: Frame,
  cls: ClassValue,
  node: ClassDef,
  { name, value }: { readonly name: string; readonly value: Value }
): Value {
  const { heap, values } = frame.machine;
  const object = allocateAt(frame, 'instance', node, cls, name);
  const member = values.object(object);
  heap.write(object, 'name', values.constant('str', name, false));
  heap.write(object, 'value', value);
  heap.write(object, '_value_', value);
  const initialiser = findDunder(frame, member, '__init__', node.nameSpan);
  if (initialiser !== null) {
    const given = value.kind === 'tuple' && value.rest === null ? value.items : [value];
    callValue(
      frame,
      initialiser.function,
      positional([member, ...given]),
      callSite(node.nameSpan, null, { route: 'implicit' })
    );
  }
  return member;
}

/** The members of an enumeration, in order; `null` for other classes. */
export function membersOfEnumeration(machine: Machine, cls: ClassValue): readonly Value[] | null {
  const members = machine.heap.read(cls.object, ENUMERATION_MEMBERS);
  return members?.kind === 'tuple' && members.items.length > 0 ? members.items : null;
}

/** `Colour(1)`: the member of that value; any of them where it cannot be told which. */
export function memberOfValue(machine: Machine, members: readonly Value[], value: Value): Value {
  const found = members.filter(
    member =>
      (member.kind === 'object' ? machine.heap.read(member.object, 'value') : member) === value
  );
  return found.length === 1 ? found[0] : joinAll(machine.values, members);
}

/** `Colour['RED']`: the member of that name; any of them where it cannot be told which. */
export function memberOfName(machine: Machine, cls: ClassValue, name: Value): Value | null {
  const members = membersOfEnumeration(machine, cls);
  if (members === null) {
    return null;
  }
  const member =
    name.kind === 'constant' && name.type === 'str' && typeof name.value === 'string'
      ? machine.heap.read(cls.object, name.value)
      : null;
  return member ?? joinAll(machine.values, members);
}
