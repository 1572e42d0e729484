/**
 * Arguments that are the same in each call though their value is not known: numbers and texts of the module that one
 * statement binds, once (`classes = len(labels)`, then `smooth(y, classes)` in a loop).
 */
import type { Arrival } from '../interpreter/record';
import type { Expression } from '../syntax/tree';
import { walk } from '../syntax/walk';
import { membersOf } from '../values/join';
import { assignedNames, namesOfTarget } from '../syntax/blockNames';
import { isBoundOnce } from './changedBetween';
import { enclosingBinding } from './closureValues';
import type { ProgramView, Subject } from './subject';
import { bodyOf } from './symbolicValues';

/** How an argument is written that is the same whenever it is; `null` where that cannot be told. */
export function steadyText(
  { edge, caller, activation }: Arrival,
  name: string,
  view: ProgramView
): string | null {
  const node = edge.argumentNodes.get(name);
  const value = activation.arguments.get(name);
  const isOpen =
    value !== undefined &&
    membersOf(value).some(member => member.kind === 'constant' && member.value === undefined);
  if (!isOpen || node === undefined) {
    return null;
  }
  return writtenSteadily(node, id => {
    const { code } = caller;
    const isLocal =
      code !== null &&
      (code.node.parameters.some(parameter => parameter.name === id) ||
        assignedNames(bodyOf(caller)).has(id) ||
        enclosingBinding(code, id) !== null);
    return !isLocal && !isBoundWithin(bodyOf(caller), id) && isBoundOnce(id, view);
  });
}

/** The texts of all arguments of a function, for what remembers its report. */
export function steadyArguments(
  { arrivals, parameters }: Subject,
  view: ProgramView
): readonly (string | null)[] {
  return arrivals.flatMap(arrival => parameters.map(({ name }) => steadyText(arrival, name, view)));
}

/** Names, constants and what is computed of them. */
function writtenSteadily(node: Expression, isSteady: (name: string) => boolean): string | null {
  switch (node.kind) {
    case 'Name':
      return isSteady(node.id) ? node.id : null;
    case 'Constant':
      return 'value' in node.value ? String(node.value.value) : node.value.type;
    case 'UnaryOp': {
      const operand = writtenSteadily(node.operand, isSteady);
      return operand === null ? null : `${node.op} ${operand}`;
    }
    case 'BinOp': {
      const [left, right] = [node.left, node.right].map(part => writtenSteadily(part, isSteady));
      return left === null || right === null ? null : `(${left} ${node.op} ${right})`;
    }
    default:
      return null;
  }
}

/** Whether a comprehension or `lambda` in the body binds the name for itself. */
function isBoundWithin(body: ReturnType<typeof bodyOf>, name: string): boolean {
  return body.some(
    statement =>
      !walk(statement, node => {
        switch (node.kind) {
          case 'ListComp':
          case 'SetComp':
          case 'DictComp':
          case 'GeneratorExp':
            return node.generators.some(({ target }) => namesOfTarget(target).includes(name))
              ? 'stop'
              : undefined;
          case 'Lambda':
            return node.parameters.some(parameter => parameter.name === name) ? 'stop' : undefined;
          default:
            return undefined;
        }
      })
  );
}
