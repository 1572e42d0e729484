/**
 * Gives every function of a report the edit that its verdict asks for.
 */
import type { DocumentReport, EditReport, FunctionReport, Report, TextEdit } from '../report';
import { lineAndColumn, lineStarts } from '../syntax/positions';
import type { UnitTree } from '../syntax/tree';
import type { EditMemory } from './editMemory';
import { findFunction, unitsNamed, type FunctionPlace, type TreeModule } from './functionPlace';
import { findGraphCall } from './graphCall';
import {
  goalOf,
  planCallEdit,
  planEdit,
  safetyOf,
  type EditGoal,
  type EditRefusal
} from './planEdit';
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
  return place.cellText.slice(0, place.unit.unit.cellOffset) + place.unit.text;
}

/** A verified edit with the cell or file that it changes. */
export type LocatedEdit = {
  readonly kind: 'edit';
  readonly unitId: string;
  readonly document: string;
  readonly cell: number | null;
  readonly cellText: string;
  readonly changes: readonly TextChange[];
};

/** A verified edit, or the reason why there is none. */
export type LocatedPlan =
  LocatedEdit | { readonly kind: 'refusal'; readonly reason: EditRefusal | 'no-such-function' };

function located(
  place: { readonly unit: UnitTree; readonly cellText: string },
  changes: readonly TextChange[]
): LocatedEdit {
  const { id, document, cell } = place.unit.unit;
  return { kind: 'edit', unitId: id, document, cell, cellText: place.cellText, changes };
}

/** Plans an edit for a function of a document and tries it; what fails the trial is refused. */
export function planVerifiedEdit(
  modules: readonly TreeModule[],
  subject: { readonly document: string; readonly report: FunctionReport },
  goal: EditGoal,
  verifier: IEditVerifier
): LocatedPlan {
  const { document, report } = subject;
  const place = findFunction(modules, document, report);
  if (place === null) {
    return { kind: 'refusal', reason: 'no-such-function' };
  }
  const { graph } = report;
  const callPlace = graph?.form === 'call' ? findGraphCall(modules, graph) : null;
  if (goal.kind !== 'decorate' && callPlace !== null) {
    const callPlan = planCallEdit(place, callPlace, report, goal);
    if (callPlan.kind === 'refusal') {
      return callPlan;
    }
    return verifier.verifyStatement(callPlace.top, callPlan.changes)
      ? located(callPlace, callPlan.changes)
      : { kind: 'refusal', reason: 'not-verified' };
  }
  const plan = planEdit(place.cellText, place, report, goal);
  if (plan.kind === 'refusal') {
    return plan;
  }
  const trial = planEdit(maskedCellText(place), place, report, goal);
  return trial.kind === 'edit' && verifier.verify(place, trial)
    ? located(place, plan.changes)
    : { kind: 'refusal', reason: 'not-verified' };
}

/** The signatures that the conversions in one cell or file write. */
function signaturesGiven(document: DocumentReport, cell: number | null): readonly string[] {
  return document.functions.flatMap(entry =>
    entry.cell === cell && entry.verdict.action === 'hybridize' && entry.inputSignature !== null
      ? [entry.inputSignature]
      : []
  );
}

type EditOptions = { readonly rules: Report['rules']; readonly verifier: IEditVerifier };

function editOf(
  modules: readonly TreeModule[],
  document: DocumentReport,
  report: FunctionReport,
  options: EditOptions
): EditReport | null {
  const ownGoal = report.framework === 'tensorflow' ? goalOf(report, options) : null;
  if (ownGoal === null) {
    return null;
  }
  const goal: EditGoal =
    ownGoal.kind === 'decorate' && ownGoal.asPublished === true
      ? { ...ownGoal, signaturesBeside: signaturesGiven(document, report.cell) }
      : ownGoal;
  const subject = { document: document.path, report };
  const plan = planVerifiedEdit(modules, subject, goal, options.verifier);
  return plan.kind === 'refusal'
    ? null
    : { safety: safetyOf(report), edits: toTextEdits(plan, plan.changes) };
}

/**
 * The report with edits. A function whose edit cannot be made, or fails its trial, has none.
 *
 * @param memory - what was given edits before, for as long as it holds; `null` where nothing is to be kept.
 */
export function attachEdits(
  report: Report,
  modules: readonly TreeModule[],
  verifier: IEditVerifier,
  memory: EditMemory | null
): Report {
  const options = { rules: report.rules, verifier };
  return {
    ...report,
    documents: report.documents.map(document => ({
      ...document,
      functions: document.functions.map(entry => {
        const make = (): FunctionReport => ({
          ...entry,
          edit: editOf(modules, document, entry, options)
        });
        const places = isPlannedAlone(entry, report.rules)
          ? unitsNamed(modules, document.path, entry.unit)
          : [];
        return memory !== null && places.length === 1
          ? memory.recall(entry, places[0], make)
          : make();
      })
    }))
  };
}

/** Whether an edit hangs on its own cell alone: no call elsewhere is changed, no import shared with other functions. */
function isPlannedAlone({ graph }: FunctionReport, rules: Report['rules']): boolean {
  return rules === 'recommended' && graph?.form !== 'call';
}
