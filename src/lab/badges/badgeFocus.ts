/**
 * Moves the keyboard focus from badge to badge.
 */
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { ISharedCell } from '@jupyter/ydoc';
import type { FunctionReport } from '../../analysis/report';
import type { NotebookAnalysis } from '../analysis/notebookAnalysis';
import { goToCell, widgetOfCell } from '../navigation';

/** Where the search for the next badge starts. */
type Place = { readonly cellIndex: number; readonly line: number };

function focusedFunction(panel: NotebookPanel): string | null {
  const active = document.activeElement;
  return active instanceof HTMLElement && panel.node.contains(active)
    ? (active.dataset.functionId ?? null)
    : null;
}

function cursorPlace(panel: NotebookPanel): Place {
  const editor = panel.content.activeCell?.editor;
  return {
    cellIndex: panel.content.activeCellIndex,
    line: (editor?.getCursorPosition().line ?? -1) + 1
  };
}

/** The function whose badge comes next in a direction, from the focused badge or the cursor on; it wraps around. */
function neighbour(
  panel: NotebookPanel,
  analysis: NotebookAnalysis,
  step: 1 | -1
): FunctionReport | null {
  const reports = analysis.report.functions.filter(report => report.badge);
  const focused = focusedFunction(panel);
  const position = reports.findIndex(report => report.id === focused);
  if (position !== -1) {
    return reports.at((position + step) % reports.length) ?? null;
  }
  const { cellIndex, line } = cursorPlace(panel);
  const isAfter = (report: FunctionReport): boolean =>
    (report.cell ?? 0) > cellIndex || (report.cell === cellIndex && report.line > line);
  const next = reports.findIndex(isAfter);
  const start = next === -1 ? reports.length : next;
  return reports.at((step === 1 ? start : start - 1) % Math.max(1, reports.length)) ?? null;
}

function badgeElement(
  panel: NotebookPanel,
  cell: ISharedCell,
  functionId: string
): HTMLElement | null {
  const badges = widgetOfCell(panel, cell)?.node.querySelectorAll<HTMLElement>(
    '.jp-HybridizeBadge'
  );
  return [...(badges ?? [])].find(badge => badge.dataset.functionId === functionId) ?? null;
}

/** Focuses the next or the previous badge, scrolling to it where needed. */
export async function focusNeighbour(
  panel: NotebookPanel,
  analysis: NotebookAnalysis,
  step: 1 | -1
): Promise<void> {
  const report = neighbour(panel, analysis, step);
  const cell = report === null ? null : analysis.cellByKey(report.unit);
  if (report === null || cell === null) {
    return;
  }
  await goToCell(panel, cell, report);
  panel.content.mode = 'command';
  badgeElement(panel, cell, report.id)?.focus();
}
