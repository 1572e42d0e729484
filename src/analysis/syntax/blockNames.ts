/**
 * Names in blocks: which are assigned, which are used, and which are read before they are set.
 */
import type { Expression, Pattern, Statement } from './tree';
import { walk, walkOwnScope, type NodeKinds } from './walk';

/** What binds names, but for imports and definitions. */
const ASSIGNING: NodeKinds = new Set([
  'Assign',
  'AugAssign',
  'AnnAssign',
  'For',
  'NamedExpr',
  'With'
]);

/** Names that the statements bind, at any depth of their own scope. */
export function assignedNames(body: readonly Statement[]): ReadonlySet<string> {
  const names = new Set<string>();
  const target = (node: Expression): void => namesOfTarget(node).forEach(name => names.add(name));
  walkOwnScope(
    body,
    node => {
      switch (node.kind) {
        case 'Assign':
          node.targets.forEach(target);
          return;
        case 'AugAssign':
        case 'AnnAssign':
        case 'For':
        case 'NamedExpr':
          target(node.target);
          return;
        case 'With':
          node.items.forEach(item => item.target !== null && target(item.target));
          return;
        default:
          return;
      }
    },
    ASSIGNING
  );
  return names;
}

/** The names that a target of an assignment binds. */
export function namesOfTarget(target: Expression): readonly string[] {
  switch (target.kind) {
    case 'Name':
      return [target.id];
    case 'Tuple':
    case 'List':
      return target.elts.flatMap(namesOfTarget);
    case 'Starred':
      return namesOfTarget(target.value);
    default:
      return [];
  }
}

/** The names that a pattern of a `case` captures. */
export function namesOfPattern(pattern: Pattern): readonly string[] {
  const names: string[] = [];
  walk(pattern, node => {
    const name =
      node.kind === 'MatchAs' || node.kind === 'MatchStar'
        ? node.name
        : node.kind === 'MatchMapping'
          ? node.rest
          : null;
    if (name !== null) {
      names.push(name);
    }
  });
  return names;
}

/** Names that the statements mention. */
export function usedNames(body: readonly Statement[]): ReadonlySet<string> {
  const names = new Set<string>();
  walkOwnScope(body, node => {
    if (node.kind === 'Name') {
      names.add(node.id);
    }
  });
  return names;
}

/** Whether the first statement of a block that mentions the name reads it. */
export function readsBeforeSetting(block: readonly Statement[], name: string): boolean {
  const first = block.find(
    statement => usedNames([statement]).has(name) || assignedNames([statement]).has(name)
  );
  return first !== undefined && (first.kind !== 'Assign' || mentions(first.value, name));
}

function mentions(node: Expression, name: string): boolean {
  let found = false;
  walk(node, inner => {
    found ||= inner.kind === 'Name' && inner.id === name;
  });
  return found;
}

/** Names that the expression mentions, those in functions and comprehensions in it too. */
export function mentionedNames(node: Expression): ReadonlySet<string> {
  const names = new Set<string>();
  walk(node, inner => {
    if (inner.kind === 'Name') {
      names.add(inner.id);
    }
  });
  return names;
}
