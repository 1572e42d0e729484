/**
 * Namespaces as dictionaries: `vars(x)`, `x.__dict__`, `globals()` (library reference, "Built-in Functions"). What is
 * stored in one is an attribute of its object, or a name of the module.
 */
import type { Call, Expression, Span } from '../syntax/tree';
import { attributeOwner, membersOf } from '../values/join';
import type { Value } from '../values/value';
import { evaluate } from './expressions';
import type { Frame } from './machine';
import { noteEffect } from './machine';
import { namedEntries } from './mappings';
import type { Effect } from './record';

/** The objects whose namespace an expression is, the expression being evaluated already; `null` for any other. */
export function namespaceOwners(frame: Frame, expression: Expression): Value | null {
  if (expression.kind === 'Attribute' && expression.attr === '__dict__') {
    return isDotted(expression.value) ? evaluate(frame, expression.value) : null;
  }
  if (expression.kind !== 'Call' || expression.func.kind !== 'Name') {
    return null;
  }
  const { func, args } = expression;
  if (!MAKERS.has(func.id)) {
    return null;
  }
  const callee = evaluate(frame, func);
  const path = callee.kind === 'library' ? callee.path : null;
  const { environment } = frame;
  if (
    path === 'builtins.globals' ||
    (path !== null && environment.kind === 'module' && args.length === 0)
  ) {
    const { object, name } = environment.module;
    return frame.machine.values.module(object, name);
  }
  const [of] = args;
  return path === 'builtins.vars' && of !== undefined && isDotted(of) ? evaluate(frame, of) : null;
}

const MAKERS: ReadonlySet<string> = new Set(['globals', 'locals', 'vars']);

/** Whether it is a name, or an attribute of one: evaluating it again does nothing more. */
function isDotted(expression: Expression): boolean {
  return (
    expression.kind === 'Name' || (expression.kind === 'Attribute' && isDotted(expression.value))
  );
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
  positional: readonly Value[],
  keywords: ReadonlyMap<string, Value>
): void {
  if (node.func.kind !== 'Attribute' || node.func.attr !== 'update') {
    return;
  }
  const owners = namespaceOwners(frame, node.func.value);
  if (owners !== null) {
    const given = positional.flatMap(value => namedEntries(frame, value));
    for (const [field, value] of [...given, ...keywords]) {
      storeField(frame, node, owners, field, value, 'call');
    }
  }
}
