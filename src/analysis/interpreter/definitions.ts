/**
 * Where the functions of a module stand.
 */
import type { FunctionDef, Import, ImportFrom, Statement, TopStatement } from '../syntax/tree';

/** A `def` and the top-level statement that holds it. */
export type FunctionPlace = { readonly top: TopStatement; readonly node: FunctionDef };

/** Every `def` and `async def` below the statements, at any depth, in source order. */
export function functionsOf(statements: readonly TopStatement[]): readonly FunctionPlace[] {
  const found: FunctionPlace[] = [];
  for (const top of statements) {
    visitStatements([top.statement], statement => {
      if (statement.kind === 'FunctionDef') {
        found.push({ top, node: statement });
      }
    });
  }
  return found;
}

/** Every import statement, in functions too. */
export function importsOf(statements: readonly TopStatement[]): readonly (Import | ImportFrom)[] {
  const found: (Import | ImportFrom)[] = [];
  visitStatements(
    statements.map(top => top.statement),
    statement => {
      if (statement.kind === 'Import' || statement.kind === 'ImportFrom') {
        found.push(statement);
      }
    }
  );
  return found;
}

/** Calls `visit` with every statement, bodies of functions and classes included, in source order. */
export function visitStatements(
  statements: readonly Statement[],
  visit: (statement: Statement) => void
): void {
  for (const statement of statements) {
    visit(statement);
    blocksOf(statement).forEach(block => visitStatements(block, visit));
  }
}

/** The blocks of statements that a statement holds, in source order. */
export function blocksOf(statement: Statement): readonly (readonly Statement[])[] {
  switch (statement.kind) {
    case 'FunctionDef':
    case 'ClassDef':
    case 'With':
      return [statement.body];
    case 'For':
    case 'While':
    case 'If':
      return [statement.body, statement.orelse];
    case 'Try':
      return [
        statement.body,
        ...statement.handlers.map(handler => handler.body),
        statement.orelse,
        statement.finalbody
      ];
    case 'Match':
      return statement.cases.map(entry => entry.body);
    default:
      return [];
  }
}
