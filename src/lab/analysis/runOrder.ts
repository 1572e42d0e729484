/**
 * Compares the order in which cells ran, as far as their prompts tell, with the order in which they stand.
 */
import type { FunctionReport } from '../../analysis/report';

/** Two cells that ran against their order; 0-based indices in the notebook. */
export type Disorder = {
  /** The cell that ran first, although it stands below. */
  readonly first: number;
  /** The cell that ran later, although it stands above. */
  readonly later: number;
};

/** The cells of a notebook that a report speaks about, by index, in document order. */
export function concernedCells(report: FunctionReport, document: string): readonly number[] {
  const { findings, assumptions } = report.verdict;
  const places = [
    ...report.calls,
    ...[...findings, ...assumptions].flatMap(({ locations }) => locations)
  ].filter(place => place.document === document);
  const cells = [report.cell, ...places.map(({ cell }) => cell)].filter(cell => cell !== null);
  return [...new Set(cells)].sort((left, right) => left - right);
}

/**
 * The first two of some cells that ran against their order; `null` where none did. Cells without a count have
 * not run in this kernel, and say nothing.
 */
export function disorderOf(
  cells: readonly number[],
  countOf: (cell: number) => number | null
): Disorder | null {
  let latest: { readonly cell: number; readonly count: number } | null = null;
  for (const cell of cells) {
    const count = countOf(cell);
    if (count === null) {
      continue;
    }
    if (latest !== null && count < latest.count) {
      return { first: cell, later: latest.cell };
    }
    latest = { cell, count };
  }
  return null;
}
