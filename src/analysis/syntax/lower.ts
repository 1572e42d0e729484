/**
 * Reads a unit: its text becomes top-level statements. A statement whose text did not change keeps its object, so
 * that all that was found out about it stays valid.
 */
import type { SourceUnit } from '../program';
import type { ConcreteNode } from './concrete';
import { copyTree, namedOf } from './concrete';
import { lowerStatement, statementsIn } from './lowerStatement';
import type { IPythonParser } from './parser';
import type { IUnitPlace, SyntaxProblem, TopStatement, UnitTree } from './tree';

/** Texts longer than this are not parsed; the caller reports `cell-too-large`. */
export const TEXT_LIMIT = 256 * 1024;

/** A unit's place that later edits may move. */
type MovableUnit = { -readonly [Key in keyof IUnitPlace]: IUnitPlace[Key] };

/** Parses and lowers a unit, taking over from `previous` what did not change. */
export function parseUnit(
  parser: IPythonParser,
  unit: SourceUnit,
  previous: UnitTree | null
): UnitTree {
  if (previous !== null && previous.text === unit.text && previous.unit.document === unit.document) {
    previous.unit.cell = unit.cell;
    return previous;
  }
  const place: MovableUnit =
    previous !== null && previous.unit.document === unit.document
      ? previous.unit
      : { id: unit.id, document: unit.document, cell: unit.cell, cellOffset: unit.cellOffset };
  place.cell = unit.cell;
  if (unit.text.length > TEXT_LIMIT) {
    return { unit: place, text: unit.text, statements: [], problems: [] };
  }
  const known = new Map<string, TopStatement[]>();
  for (const statement of previous?.statements ?? []) {
    const list = known.get(statement.text) ?? [];
    list.push(statement);
    known.set(statement.text, list);
  }
  const problems: SyntaxProblem[] = [];
  const tree = parser.parse(unit.text);
  let root: ConcreteNode;
  try {
    root = copyTree(tree, node =>
      problems.push({
        offset: node.start,
        length: node.end - node.start,
        message: 'nesting-too-deep'
      })
    );
  } finally {
    tree.delete();
  }
  if (problems.length > 1) {
    problems.length = 1;
  }
  noteErrors(root, problems);
  const seen = new Map<string, number>();
  const statements = topLevelNodes(root).map(node => {
    const text = unit.text.slice(node.start, node.end);
    const duplicate = seen.get(text) ?? 0;
    seen.set(text, duplicate + 1);
    const reused = known.get(text)?.find(candidate => candidate.duplicate === duplicate);
    if (reused !== undefined) {
      reused.offset = node.start;
      return reused;
    }
    const statement = lowerStatement(
      { text: unit.text, origin: node.start, enclosing: [], enclosingClass: null },
      node
    );
    return { statement, text, unit: place, offset: node.start, duplicate };
  });
  return { unit: place, text: unit.text, statements, problems };
}

/** The statements of the module; those inside text that does not parse stand for themselves. */
function topLevelNodes(root: ConcreteNode): readonly ConcreteNode[] {
  const nodes = root.type === 'ERROR' ? [root] : namedOf(root);
  return nodes.flatMap(node => (node.type === 'ERROR' ? statementsIn(node) : [node]));
}

/** Problems that are told of one unit; more of them say nothing new. */
const PROBLEM_LIMIT = 20;

function noteErrors(root: ConcreteNode, problems: SyntaxProblem[]): void {
  const pending = [root];
  for (let node = pending.pop(); node !== undefined && problems.length < PROBLEM_LIMIT; node = pending.pop()) {
    if (node.type === 'ERROR' || node.isMissing || node.type === 'print_statement' || node.type === 'exec_statement') {
      problems.push({ offset: node.start, length: node.end - node.start, message: 'syntax-error' });
      continue;
    }
    pending.push(...[...node.children].reverse());
  }
}
