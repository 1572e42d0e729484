/**
 * Calls that a test expects to fail (specification 8.5).
 */
import type { Arrival } from '../interpreter/record';
import type { Expression, Statement } from '../syntax/tree';
import { blocksOf } from '../interpreter/definitions';
import { importedPath, type ModuleNames } from './moduleNames';

/**
 * Whether the call site comes after, or within, a declared failure of its own function: `with assertRaises(…):`,
 * `with pytest.raises(…):`. The callable form `assertRaises(E, f, x)` declares nothing about other calls.
 */
export function isExpectedFailure(arrival: Arrival, names: ModuleNames): boolean {
  const { code, top } = arrival.caller;
  const body =
    code === null ? [top.statement] : code.node.kind === 'FunctionDef' ? code.node.body : [];
  return isDominated(body, arrival.edge.site.start, names);
}

/** Whether a declaration is run on every way to the offset. */
function isDominated(body: readonly Statement[], offset: number, names: ModuleNames): boolean {
  for (const statement of body) {
    if (statement.start > offset) {
      return false;
    }
    const holds = offset < statement.end;
    if (statement.kind === 'With') {
      const declares = statement.items.some(
        item => item.context.start <= offset && isDeclaration(item.context, names)
      );
      if (declares || isDominated(statement.body, offset, names)) {
        return true;
      }
    } else if (
      (statement.kind === 'Expr' || statement.kind === 'Assign') &&
      !holds &&
      isDeclaration(statement.value, names)
    ) {
      return true;
    } else if (
      holds &&
      statement.kind !== 'FunctionDef' &&
      statement.kind !== 'ClassDef' &&
      blocksOf(statement).some(block => isDominated(block, offset, names))
    ) {
      return true;
    }
  }
  return false;
}

function isDeclaration(node: Expression, names: ModuleNames): boolean {
  if (node.kind !== 'Call') {
    return false;
  }
  if (node.func.kind === 'Attribute' && /^assertRaises(?:Regexp?)?$/u.test(node.func.attr)) {
    return true;
  }
  if (importedPath(names, node.func) === 'pytest.raises') {
    return true;
  }
  return (
    node.func.kind === 'Attribute' &&
    node.func.attr === 'raises' &&
    node.func.value.kind === 'Name' &&
    (node.func.value.id === 'pytest' || node.func.value.id === 'py')
  );
}
