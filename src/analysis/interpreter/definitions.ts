/**
 * Where the functions of a module stand.
 */
import type {
  ClassDef,
  FunctionDef,
  Import,
  ImportFrom,
  Statement,
  TopStatement,
  UnitTree
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

const _ofUnits = new WeakMap<UnitTree, Outline>();

/** A unit that did not change is the same object after an edit. */
function outlineOfUnit(unit: UnitTree): Outline {
  let outline = _ofUnits.get(unit);
  if (outline === undefined) {
    const outlines = unit.statements.map(outlineOf);
    outline = {
      functions: outlines.flatMap(({ functions }) => functions),
      imports: outlines.flatMap(({ imports }) => imports),
      naming: outlines.flatMap(({ naming }) => naming)
    };
    _ofUnits.set(unit, outline);
  }
  return outline;
}

/** Every `def` and `async def` of the units, at any depth, in source order. */
export function functionsOf(units: readonly UnitTree[]): readonly FunctionPlace[] {
  return units.flatMap(unit => outlineOfUnit(unit).functions);
}

/** Every import statement, in functions too. */
export function importsOf(units: readonly UnitTree[]): readonly (Import | ImportFrom)[] {
  return units.flatMap(unit => outlineOfUnit(unit).imports);
}

/** The import statements and classes, in functions too. */
export function namingStatementsOf(
  units: readonly UnitTree[]
): readonly (Import | ImportFrom | ClassDef)[] {
  return units.flatMap(unit => outlineOfUnit(unit).naming);
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
