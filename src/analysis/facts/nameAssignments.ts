/**
 * What the statements of one scope assign to each name.
 */
import type { Expression, Statement } from '../syntax/tree';
import { walkOwnScope } from '../syntax/walk';

/** What a body assigns, by name; bodies never change. */
const ofBodies = new WeakMap<readonly Statement[] | Statement, ReadonlyMap<string, Expression[]>>();

/** The expressions assigned to each name in source order; `key` is what the answer is kept for, the body or its one statement. */
export function assignedIn(
  key: readonly Statement[] | Statement,
  body: readonly Statement[]
): ReadonlyMap<string, readonly Expression[]> {
  const known = ofBodies.get(key);
  if (known !== undefined) {
    return known;
  }
  const found = new Map<string, Expression[]>();
  const assign = (target: Expression, value: Expression): void => {
    if (target.kind === 'Name') {
      found.set(target.id, [...(found.get(target.id) ?? []), value]);
    }
  };
  walkOwnScope(body, node => {
    if (node.kind === 'Assign') {
      for (const target of node.targets) {
        assign(target, node.value);
        if (
          (target.kind === 'Tuple' || target.kind === 'List') &&
          (node.value.kind === 'Tuple' || node.value.kind === 'List') &&
          target.elts.length === node.value.elts.length
        ) {
          for (const [index, element] of target.elts.entries()) {
            assign(element, node.value.elts[index]);
          }
        }
      }
    } else if (node.kind === 'AnnAssign' && node.value !== null) {
      assign(node.target, node.value);
    } else if (node.kind === 'NamedExpr') {
      assign(node.target, node.value);
    }
  });
  ofBodies.set(key, found);
  return found;
}
