/**
 * Expressions that are `None` eagerly and an operation in a graph: `tf.group`, `tf.print`, the checks of `tf.debugging`,
 * `enqueue` and their like (found by calling each under TensorFlow 2.21). A graph function cannot return them.
 */
import type { Activation } from '../interpreter/record';
import type { Expression, Statement } from '../syntax/tree';
import { ASSIGNMENTS, RETURNS } from '../syntax/nodeKinds';
import { walkOwnScope } from '../syntax/walk';
import { membersOf } from '../values/join';
import { edgesAt } from './callsOfNode';
import { bodyOf } from './symbolicValues';

/** Calls are followed to this depth. */
const DEPTH_LIMIT = 4;

/** Whether the expression of the run is what such a call gave, directly, by a name, or through a callee. */
export function isOperationResult(run: Activation, node: Expression, depth: number = 0): boolean {
  if (depth > DEPTH_LIMIT) {
    return false;
  }
  if (node.kind === 'Name') {
    return valuesOfName(run, node.id).some(
      value => value.kind !== 'Name' && isOperationResult(run, value, depth + 1)
    );
  }
  if (node.kind !== 'Call') {
    return false;
  }
  return edgesAt(run, node).some(edge => {
    if (edge.callee !== null && edge.route === 'call') {
      const { callee } = edge;
      return (
        !edge.asGraph && returned(callee).some(value => isOperationResult(callee, value, depth + 1))
      );
    }
    const value = run.values.get(node);
    return (
      edge.callee === null &&
      edge.api !== null &&
      edge.api.startsWith('tensorflow.') &&
      value !== undefined &&
      membersOf(value).some(member => member.kind === 'constant' && member.type === 'None')
    );
  });
}

/** What each name of a body is assigned, by body: asked for every name that is returned. */
const _assigned = new WeakMap<readonly Statement[], ReadonlyMap<string, readonly Expression[]>>();

function valuesOfName(run: Activation, name: string): readonly Expression[] {
  const body = bodyOf(run);
  let assigned = _assigned.get(body);
  if (assigned === undefined) {
    assigned = assignedIn(body);
    _assigned.set(body, assigned);
  }
  return assigned.get(name) ?? [];
}

function assignedIn(body: readonly Statement[]): ReadonlyMap<string, readonly Expression[]> {
  const found = new Map<string, Expression[]>();
  walkOwnScope(
    body,
    node => {
      if (node.kind === 'Assign') {
        for (const target of node.targets) {
          if (target.kind === 'Name') {
            const values = found.get(target.id) ?? [];
            values.push(node.value);
            found.set(target.id, values);
          }
        }
      }
    },
    ASSIGNMENTS
  );
  return found;
}

function returned(run: Activation): readonly Expression[] {
  const found: Expression[] = [];
  walkOwnScope(
    bodyOf(run),
    node => {
      if (node.kind === 'Return' && node.value !== null) {
        found.push(node.value);
      }
    },
    RETURNS
  );
  return found;
}
