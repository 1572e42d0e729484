/**
 * A change of the notebook that is ready to be shown and applied: the edits of a function's report,
 * turned into offsets of live cells.
 */
import type { ISharedCell } from '@jupyter/ydoc';
import type { EditSafety, FunctionReport, TextEdit } from '../../analysis/report';
import type { NotebookAnalysis } from '../analysis/notebookAnalysis';
import { applyEdits, diffLines, type CellEdit, type DiffLine } from './lineDiff';

/** What a change does to the function. */
export type ChangeKind = 'decorate' | 'remove' | 'reconfigure';

/** The part of a change that lies in one cell. */
export type CellChange = {
  readonly key: string;
  readonly cell: ISharedCell;
  /** The text that the edits were made for. */
  readonly before: string;
  readonly after: string;
  readonly edits: readonly CellEdit[];
  readonly lines: readonly DiffLine[];
};

/** A change that can be applied as long as its cells keep their text. */
export type PreparedChange = {
  readonly kind: ChangeKind;
  readonly functionId: string;
  readonly functionName: string;
  readonly safety: EditSafety;
  readonly cells: readonly CellChange[];
};

/**
 * Why there is no change to show.
 *
 * - `not-offered`: the analysis offers none for this function.
 * - `outdated`: the function is gone, or the text is being analysed.
 * - `elsewhere`: the change lies in a file beside the notebook.
 */
export type ChangeRefusal = 'not-offered' | 'outdated' | 'elsewhere';

/** What a report's verdict asks to be done; `null` where nothing. */
export function changeKindOf(report: FunctionReport): ChangeKind | null {
  switch (report.verdict.action) {
    case 'hybridize':
      return 'decorate';
    case 'remove-graph':
      return 'remove';
    case 'reconfigure':
      return 'reconfigure';
    case 'keep':
      return null;
  }
}

/** The offset of a 1-based line and column; `null` where the text has no such place. */
export function offsetAt(text: string, line: number, column: number): number | null {
  let start = 0;
  for (let current = 1; current < line; current += 1) {
    const lineBreak = text.indexOf('\n', start);
    if (lineBreak === -1) {
      return null;
    }
    start = lineBreak + 1;
  }
  const offset = start + column - 1;
  return offset <= text.length ? offset : null;
}

function toCellEdit(text: string, edit: TextEdit): CellEdit | null {
  const start = offsetAt(text, edit.startLine, edit.startColumn);
  const end = offsetAt(text, edit.endLine, edit.endColumn);
  return start === null || end === null || end < start ? null : { start, end, text: edit.text };
}

/** Prepares the change that the report offers for a function. */
export function prepareChange(
  analysis: NotebookAnalysis,
  functionId: string
): PreparedChange | ChangeRefusal {
  const report = analysis.functionById(functionId);
  if (report === null || !analysis.isUpToDate) {
    return 'outdated';
  }
  const kind = changeKindOf(report);
  if (kind === null || report.edit === null || report.edit.edits.length === 0) {
    return 'not-offered';
  }
  const editsByKey = new Map<string, CellEdit[]>();
  for (const edit of report.edit.edits) {
    if (edit.document !== analysis.report.path || edit.cell === null) {
      return 'elsewhere';
    }
    const key = analysis.keyAtReportedIndex(edit.cell);
    const cell = key === null ? null : analysis.cellByKey(key);
    const cellEdit = cell === null ? null : toCellEdit(cell.getSource(), edit);
    if (key === null || cellEdit === null) {
      return 'outdated';
    }
    editsByKey.set(key, [...(editsByKey.get(key) ?? []), cellEdit]);
  }
  const cells = [...editsByKey].flatMap(([key, edits]) => {
    const cell = analysis.cellByKey(key);
    if (cell === null) {
      return [];
    }
    const before = cell.getSource();
    return [
      {
        key,
        cell,
        before,
        after: applyEdits(before, edits),
        edits,
        lines: diffLines(before, edits)
      }
    ];
  });
  return {
    kind,
    functionId,
    functionName: report.name,
    safety: report.edit.safety,
    cells
  };
}
