/**
 * Gives every function of a report the edit that its verdict asks for.
 */
import type { DocumentReport, EditReport, FunctionReport, Report, TextEdit } from '../report';
import { lineAndColumn, lineStarts } from '../syntax/positions';
import { findFunction, type FunctionPlace, type TreeModule } from './functionPlace';
import { goalOf, planEdit, safetyOf, type EditGoal, type EditPlan } from './planEdit';
import type { TextChange } from './textChange';
import type { IEditVerifier } from './verifyEdit';

/** Changes of a cell or file as the report has them, with lines and columns. */
export function toTextEdits(
  place: { readonly document: string; readonly cell: number | null; readonly cellText: string },
  changes: readonly TextChange[]
): readonly TextEdit[] {
  const starts = lineStarts(place.cellText);
  return changes.map(change => {
    const from = lineAndColumn(starts, change.start);
    const to = lineAndColumn(starts, change.end);
    return {
      document: place.document,
      cell: place.cell,
      startLine: from.line,
      startColumn: from.column,
      endLine: to.line,
      endColumn: to.column,
      text: change.text
    };
  });
}

/** The masked text of the whole cell: as long as the cell's, so that offsets agree. */
function maskedCellText(place: FunctionPlace): string {
  return ' '.repeat(place.unit.unit.cellOffset) + place.unit.text;
}

/** Plans an edit and tries it; what fails the trial is refused. */
export function planVerifiedEdit(
  place: FunctionPlace,
  report: FunctionReport,
  goal: EditGoal,
  verifier: IEditVerifier
): EditPlan {
  const plan = planEdit(place.cellText, place, report, goal);
  if (plan.kind === 'refusal') {
    return plan;
  }
  const trial = planEdit(maskedCellText(place), place, report, goal);
  return trial.kind === 'edit' && verifier.verify(place, trial)
    ? plan
    : { kind: 'refusal', reason: 'not-verified' };
}

function editOf(
  modules: readonly TreeModule[],
  document: DocumentReport,
  report: FunctionReport,
  options: { readonly rules: Report['rules']; readonly verifier: IEditVerifier }
): EditReport | null {
  const goal = report.framework === 'tensorflow' ? goalOf(report, options) : null;
  const place = goal === null ? null : findFunction(modules, document.path, report);
  if (goal === null || place === null) {
    return null;
  }
  const plan = planVerifiedEdit(place, report, goal, options.verifier);
  if (plan.kind === 'refusal') {
    return null;
  }
  const { cell } = report;
  const { cellText } = place;
  return {
    safety: safetyOf(report),
    edits: toTextEdits({ document: document.path, cell, cellText }, plan.changes)
  };
}

/** The report with edits. A function whose edit cannot be made, or fails its trial, has none. */
export function attachEdits(
  report: Report,
  modules: readonly TreeModule[],
  verifier: IEditVerifier
): Report {
  const options = { rules: report.rules, verifier };
  return {
    ...report,
    documents: report.documents.map(document => ({
      ...document,
      functions: document.functions.map(entry => ({
        ...entry,
        edit: editOf(modules, document, entry, options)
      }))
    }))
  };
}
