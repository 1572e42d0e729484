/**
 * Tries an edit before it is offered: the changed statement must parse as well as before, and hold the
 * function with the decorators that it should have.
 */
import type { IPythonParser } from '../syntax/parser';
import { parseUnit } from '../syntax/lower';
import type { FunctionDef, TopStatement, UnitTree } from '../syntax/tree';
import { walk } from '../syntax/walk';
import { toCellOffset, type FunctionPlace } from './functionPlace';
import type { PlannedEdit } from './planEdit';
import { applyChanges, areDisjoint, type TextChange } from './textChange';

function parseText(parser: IPythonParser, text: string): UnitTree {
  return parseUnit(
    parser,
    {
      id: 'trial',
      document: 'trial',
      cell: null,
      text,
      cellOffset: 0,
      cellText: text,
      execution: 'run'
    },
    null
  );
}

/** All functions of one qualified name, in source order. */
function functionsNamed(
  statements: readonly TopStatement[],
  qualifiedName: string
): readonly FunctionDef[] {
  const found: FunctionDef[] = [];
  for (const { statement } of statements) {
    walk(statement, node => {
      if (node.kind === 'FunctionDef' && node.qualifiedName === qualifiedName) {
        found.push(node);
      }
    });
  }
  return found;
}

/** Whether the text of a statement that was changed is one statement that parses, or parses as well as before. */
function parsesAsBefore(parser: IPythonParser, before: string, after: UnitTree): boolean {
  if (after.problems.length === 0 && after.statements.length === 1) {
    return true;
  }
  const { problems, statements } = parseText(parser, before);
  return after.problems.length <= problems.length && after.statements.length === statements.length;
}

/** Keeps what trials found, by the text of the statement and the changes. */
export interface IEditVerifier {
  /**
   * Whether the edit does what it should.
   *
   * @param edit - planned on the masked text of the unit.
   */
  verify(place: FunctionPlace, edit: PlannedEdit): boolean;
  /** Whether a statement parses after changes as well as before; offsets are those of the cell. */
  verifyStatement(top: TopStatement, changes: readonly TextChange[]): boolean;
}

/** Trials that are remembered before the memory is emptied. */
const TRIALS_KEPT = 5000;

/** A verifier with an empty memory. */
export function createEditVerifier(parser: IPythonParser): IEditVerifier {
  const known = new Map<string, boolean>();
  return {
    verify: (place, edit) => {
      const base = toCellOffset(place.top, 0);
      const inStatement = edit.changes
        .map(({ start, end, text }) => ({
          start: Math.max(0, start - base),
          end: end - base,
          text
        }))
        // An import that is added above or below the statement is a line of its own, and needs no trial.
        .filter(
          ({ start, end, text }) =>
            (end > 0 && start < place.top.text.length) ||
            !/^[ \t]*(?:from tensorflow )?import /.test(text)
        )
        .map(change => ({ ...change, end: Math.max(change.start, change.end) }));
      const key = JSON.stringify([place.top.text, place.definition.qualifiedName, inStatement]);
      let isGood = known.get(key);
      if (isGood === undefined) {
        isGood = areDisjoint(edit.changes) && tryEdit(parser, place, edit, inStatement);
        if (known.size >= TRIALS_KEPT) {
          known.clear();
        }
        known.set(key, isGood);
      }
      return isGood;
    },
    verifyStatement: (top, changes) => {
      const base = toCellOffset(top, 0);
      const inStatement = changes.map(({ start, end, text }) => ({
        start: start - base,
        end: end - base,
        text
      }));
      const after = parseText(parser, applyChanges(top.text, inStatement));
      return parsesAsBefore(parser, top.text, after);
    }
  };
}

function tryEdit(
  parser: IPythonParser,
  place: FunctionPlace,
  edit: PlannedEdit,
  changes: PlannedEdit['changes']
): boolean {
  const { text } = place.top;
  const name = place.definition.qualifiedName;
  const after = parseText(parser, applyChanges(text, changes));
  const functionsBefore = functionsNamed([place.top], name);
  const functionsAfter = functionsNamed(after.statements, name);
  const index = functionsBefore.findIndex(
    ({ defSpan }) => defSpan.start === place.definition.defSpan.start
  );
  return (
    parsesAsBefore(parser, text, after) &&
    functionsAfter.length === functionsBefore.length &&
    functionsBefore[index]?.decorators.length === edit.decoratorsBefore &&
    functionsAfter[index]?.decorators.length === edit.decoratorsAfter
  );
}
