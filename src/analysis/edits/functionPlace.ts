/**
 * Finds the `def` of a function of the report in the syntax trees.
 */
import type { ModuleSource } from '../program';
import type { FunctionReport } from '../report';
import { lineStarts } from '../syntax/positions';
import type { ClassDef, FunctionDef, Statement, TopStatement, UnitTree } from '../syntax/tree';
import { walk } from '../syntax/walk';

/** A module with the trees of its units, in the order in which they run. */
export type TreeModule = {
  readonly source: ModuleSource;
  readonly units: readonly UnitTree[];
};

/** Where a function stands. */
export type FunctionPlace = {
  readonly module: TreeModule;
  /** Index of its unit in the module. */
  readonly unitIndex: number;
  readonly unit: UnitTree;
  /** The text of the whole cell or file. */
  readonly cellText: string;
  /** The top-level statement that holds the `def`. */
  readonly top: TopStatement;
  readonly definition: FunctionDef;
  /** The functions and classes around it, outermost first. */
  readonly enclosing: readonly (FunctionDef | ClassDef)[];
};

/** Offset in the cell's text of an offset in a top-level statement. */
export function toCellOffset(top: TopStatement, offset: number): number {
  return top.unit.cellOffset + top.offset + offset;
}

/** The `def` that begins at an offset of a statement, with what is around it. */
function findDefinition(
  statement: Statement,
  offset: number
): Pick<FunctionPlace, 'definition' | 'enclosing'> | null {
  const enclosing: (FunctionDef | ClassDef)[] = [];
  let definition: FunctionDef | null = null;
  walk(statement, node => {
    if (node.start > offset || node.end <= offset) {
      return 'skip';
    }
    if (node.kind === 'FunctionDef' && node.defSpan.start === offset) {
      definition = node;
      return 'stop';
    }
    if (node.kind === 'FunctionDef' || node.kind === 'ClassDef') {
      enclosing.push(node);
    }
    return undefined;
  });
  return definition === null ? null : { definition, enclosing };
}

/** A unit of a module, with the text that the user sees. */
export type PlacedUnit = Pick<FunctionPlace, 'module' | 'unitIndex' | 'unit' | 'cellText'>;

const _units = new WeakMap<readonly TreeModule[], ReadonlyMap<string, readonly PlacedUnit[]>>();

/** The units of the modules by document and id. */
function unitsIn(modules: readonly TreeModule[]): ReadonlyMap<string, readonly PlacedUnit[]> {
  const known = _units.get(modules);
  if (known !== undefined) {
    return known;
  }
  const units = new Map<string, PlacedUnit[]>();
  for (const module of modules) {
    module.units.forEach((unit, unitIndex) => {
      const key = keyOf(unit.unit.document, unit.unit.id);
      const { cellText } = module.source.units[unitIndex];
      units.set(key, [...(units.get(key) ?? []), { module, unitIndex, unit, cellText }]);
    });
  }
  _units.set(modules, units);
  return units;
}

function keyOf(document: string, unit: string): string {
  return `${document}\u0000${unit}`;
}

/** The units of a document that have an id: one, but for a file that is imported by two names. */
export function unitsNamed(
  modules: readonly TreeModule[],
  document: string,
  unit: string
): readonly PlacedUnit[] {
  return unitsIn(modules).get(keyOf(document, unit)) ?? [];
}

/** Finds a function by its unit, line and column; `null` where the trees are of another text. */
export function findFunction(
  modules: readonly TreeModule[],
  document: string,
  report: FunctionReport
): FunctionPlace | null {
  for (const placed of unitsNamed(modules, document, report.unit)) {
    const { unit, cellText } = placed;
    const lineStart = lineStarts(cellText).at(report.line - 1);
    if (lineStart === undefined) {
      continue;
    }
    const unitOffset = lineStart + report.column - 1 - unit.unit.cellOffset;
    for (const top of unit.statements) {
      const inStatement = unitOffset - top.offset;
      if (inStatement < 0 || inStatement >= top.text.length) {
        continue;
      }
      const found = findDefinition(top.statement, inStatement);
      if (found !== null) {
        return { ...placed, top, ...found };
      }
    }
  }
  return null;
}
