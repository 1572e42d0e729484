/**
 * Names that stand for the items of containers that were handed over: arrays among them are tensors when traced.
 */
import type { Activation } from '../interpreter/record';
import type { Expression, Statement } from '../syntax/tree';
import { walkOwnScope } from '../syntax/walk';
import { membersOf } from '../values/join';
import { namesOfTarget } from '../syntax/blockNames';
import { assignmentsOf } from './bodyIndex';

/** The names that loops, comprehensions and unpacking bind to items of arguments, and nothing else binds. */
export function handedItems(run: Activation, body: readonly Statement[]): ReadonlySet<string> {
  const names = new Set<string>();
  const bind = (target: Expression, source: Expression): void => {
    if (isHanded(run, source)) {
      namesOfTarget(target).forEach(name => names.add(name));
    }
  };
  walkOwnScope(body, node => {
    switch (node.kind) {
      case 'For':
        bind(node.target, node.iter);
        return;
      case 'ListComp':
      case 'SetComp':
      case 'DictComp':
      case 'GeneratorExp':
        node.generators.forEach(({ target, iter }) => bind(target, iter));
        return;
      case 'Assign':
        node.targets
          .filter(({ kind }) => kind === 'Tuple' || kind === 'List')
          .forEach(target => bind(target, node.value));
        return;
      default:
        return;
    }
  });
  const assigned = assignmentsOf(body);
  return new Set([...names].filter(name => !assigned.has(name) && !run.arguments.has(name)));
}

/** Whether an expression gives items of arguments alone: `xs`, `enumerate(xs)`, `zip(xs, ys)`, `table.values()`. */
function isHanded(run: Activation, node: Expression): boolean {
  if (node.kind === 'Name') {
    const value = run.arguments.get(node.id);
    return (
      value !== undefined &&
      value === run.values.get(node) &&
      membersOf(value).every(
        member =>
          member.kind === 'tuple' ||
          (member.kind === 'object' &&
            (member.object.kind === 'list' || member.object.kind === 'dict'))
      )
    );
  }
  if (node.kind !== 'Call') {
    return false;
  }
  const { func, args } = node;
  return func.kind === 'Name'
    ? GOING_OVER.has(func.id) && args.length > 0 && args.every(part => isHanded(run, part))
    : func.kind === 'Attribute' &&
        (func.attr === 'values' || func.attr === 'items') &&
        isHanded(run, func.value);
}

/** Built-in functions that give the items of what they are given. */
const GOING_OVER: ReadonlySet<string> = new Set(['enumerate', 'zip', 'reversed', 'list', 'tuple']);
