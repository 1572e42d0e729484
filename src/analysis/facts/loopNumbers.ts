/**
 * The numbers that are others in each pass of a loop.
 */
import { mentionedNames, namesOfTarget } from '../syntax/blockNames';
import type { Assign, Expression, For, While } from '../syntax/tree';
import { walkOwnScope } from '../syntax/walk';

/** What `range` and `enumerate` count, what `+=` counts, and what is calculated from those. */
export function numbersOfPasses(loop: For | While): ReadonlySet<string> {
  const names = new Set<string>();
  if (loop.kind === 'For') {
    countersOf(loop).forEach(name => names.add(name));
  }
  const assigned: Assign[] = [];
  walkOwnScope(loop.body, node => {
    switch (node.kind) {
      case 'AugAssign':
        if (node.target.kind === 'Name' && isArithmetic(node.value)) {
          names.add(node.target.id);
        }
        return;
      case 'Assign':
        assigned.push(node);
        return;
      case 'For':
        countersOf(node).forEach(name => names.add(name));
        return;
      default:
        return;
    }
  });
  for (const { targets, value } of assigned) {
    const [target] = targets;
    if (target.kind === 'Name' && isArithmetic(value) && mentionsAny(value, names)) {
      names.add(target.id);
    }
  }
  return names;
}

/** The names that a `for` binds to numbers of its passes. */
function countersOf({ iter, target }: For): readonly string[] {
  const called = iter.kind === 'Call' && iter.func.kind === 'Name' ? iter.func.id : null;
  if (called === 'range' || iter.kind === 'List' || iter.kind === 'Tuple') {
    return namesOfTarget(target);
  }
  return called === 'enumerate' && target.kind === 'Tuple' ? namesOfTarget(target.elts[0]) : [];
}

/** Whether an expression is made of names, numbers and their arithmetic. */
function isArithmetic(node: Expression): boolean {
  switch (node.kind) {
    case 'Name':
    case 'Constant':
      return true;
    case 'BinOp':
      return isArithmetic(node.left) && isArithmetic(node.right);
    case 'Call':
      return (
        node.func.kind === 'Name' &&
        ['int', 'max', 'min'].includes(node.func.id) &&
        node.args.every(isArithmetic)
      );
    default:
      return false;
  }
}

export function mentionsAny(node: Expression | null, names: ReadonlySet<string>): boolean {
  return node !== null && [...mentionedNames(node)].some(name => names.has(name));
}
