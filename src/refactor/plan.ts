/**
 * A plan of edits, as data: what changes where, how to take it back, and what it looks like.
 */
import {
  applyChanges,
  areDisjoint,
  invertChanges,
  type EditRefusal,
  type TextChange
} from '../analysis/edits';
import type { EditSafety, TextEdit } from '../analysis/report';
import { toTextEdits } from '../analysis/edits';

/** A change of one cell or file; offsets count in its text as the user sees it. */
export type UnitEdit = TextChange & { readonly unitId: string };

/** What a plan changes in one cell or file. */
export type UnitPreview = {
  readonly unitId: string;
  readonly document: string;
  readonly cell: number | null;
  readonly before: string;
  readonly after: string;
};

/** A verified change of code. */
export type Plan = {
  readonly kind: 'plan';
  /** Offsets of the texts before the plan. */
  readonly edits: readonly UnitEdit[];
  /** Takes the plan back; offsets of the texts after it. */
  readonly inverse: readonly UnitEdit[];
  readonly safety: EditSafety;
  /** Units whose code the kernel holds in its old form until they are run again. */
  readonly needsRerun: readonly string[];
  readonly previews: readonly UnitPreview[];
};

/** Why there is no plan. */
export type PlanRefusal = {
  readonly kind: 'refusal';
  readonly reason: EditRefusal | 'no-such-function' | 'overlapping-edits' | 'not-seen-afterwards';
};

/** A cell or file with its changes. */
export type ChangedUnit = {
  readonly unitId: string;
  readonly document: string;
  readonly cell: number | null;
  readonly text: string;
  readonly changes: readonly TextChange[];
};

/** Makes a plan of changes. */
export function createPlan(units: readonly ChangedUnit[], safety: EditSafety): Plan | PlanRefusal {
  if (!units.every(({ changes }) => areDisjoint(changes))) {
    return { kind: 'refusal', reason: 'overlapping-edits' };
  }
  const withId = (unitId: string, changes: readonly TextChange[]): readonly UnitEdit[] =>
    changes.map(change => ({ ...change, unitId }));
  return {
    kind: 'plan',
    edits: units.flatMap(({ unitId, changes }) => withId(unitId, changes)),
    inverse: units.flatMap(({ unitId, text, changes }) =>
      withId(unitId, invertChanges(text, changes))
    ),
    safety,
    needsRerun: units.map(({ unitId }) => unitId),
    previews: units.map(({ unitId, document, cell, text, changes }) => ({
      unitId,
      document,
      cell,
      before: text,
      after: applyChanges(text, changes)
    }))
  };
}

/** Edits of a plan, forwards or backwards, applied to the text of one cell or file. */
export function applyUnitEdits(text: string, unitId: string, edits: readonly UnitEdit[]): string {
  return applyChanges(
    text,
    edits.filter(edit => edit.unitId === unitId)
  );
}

/** The edits of a plan as the report has them, with lines and columns. */
export function toReportEdits(plan: Plan): readonly TextEdit[] {
  return plan.previews.flatMap(({ unitId, document, cell, before }) =>
    toTextEdits(
      { document, cell, cellText: before },
      plan.edits.filter(edit => edit.unitId === unitId)
    )
  );
}

const SAFETIES: readonly EditSafety[] = ['safe', 'assumes', 'unsafe'];

/** One plan of several; it is as unsafe as the least safe of them. Equal imports are added once. */
export function joinPlans(plans: readonly Plan[]): Plan | PlanRefusal {
  const units = new Map<string, ChangedUnit>();
  for (const plan of plans) {
    for (const { unitId, document, cell, before } of plan.previews) {
      const known = units.get(unitId)?.changes ?? [];
      const added = plan.edits.filter(
        edit =>
          edit.unitId === unitId &&
          !known.some(
            ({ start, end, text }) => start === edit.start && end === edit.end && text === edit.text
          )
      );
      units.set(unitId, {
        unitId,
        document,
        cell,
        text: before,
        changes: [...known, ...added.map(({ start, end, text }) => ({ start, end, text }))]
      });
    }
  }
  const worst = Math.max(0, ...plans.map(plan => SAFETIES.indexOf(plan.safety)));
  return createPlan([...units.values()], SAFETIES[worst] ?? 'unsafe');
}
