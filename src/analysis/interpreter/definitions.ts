/**
 * Where the functions of a module stand.
 */
import type {
  ClassDef,
  FunctionDef,
  Import,
  ImportFrom,
  Statement,
  TopStatement
} from '../syntax/tree';

/** A `def` and the top-level statement that holds it. */
export type FunctionPlace = { readonly top: TopStatement; readonly node: FunctionDef };

/** What a top-level statement holds, bodies of functions and classes included; found once, since it never changes. */
type Outline = {
  readonly functions: readonly FunctionPlace[];
  readonly imports: readonly (Import | ImportFrom)[];
  /** Imports and classes, in source order. */
  readonly naming: readonly (Import | ImportFrom | ClassDef)[];
};

const _outlines = new WeakMap<TopStatement, Outline>();

function outlineOf(top: TopStatement): Outline {
  let outline = _outlines.get(top);
  if (outline === undefined) {
    const functions: FunctionPlace[] = [];
    const imports: (Import | ImportFrom)[] = [];
    const naming: (Import | ImportFrom | ClassDef)[] = [];
    visitStatements([top.statement], statement => {
      switch (statement.kind) {
        case 'FunctionDef':
          functions.push({ top, node: statement });
          break;
        case 'Import':
        case 'ImportFrom':
          imports.push(statement);
          naming.push(statement);
          break;
        case 'ClassDef':
          naming.push(statement);
          break;
        default:
          break;
      }
    });
    outline = { functions, imports, naming };
    _outlines.set(top, outline);
  }
  return outline;
}

/** Every `def` and `async def` below the statements, at any depth, in source order. */
export function functionsOf(statements: readonly TopStatement[]): readonly FunctionPlace[] {
  return statements.flatMap(top => outlineOf(top).functions);
}

/** Every import statement, in functions too. */
export function importsOf(statements: readonly TopStatement[]): readonly (Import | ImportFrom)[] {
  return statements.flatMap(top => outlineOf(top).imports);
}

/** The import statements and classes of a statement, in functions too. */
export function namingStatementsOf(top: TopStatement): readonly (Import | ImportFrom | ClassDef)[] {
  return outlineOf(top).naming;
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
