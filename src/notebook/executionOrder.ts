/**
 * In which order the cells of a notebook are taken to run.
 */
import type { NotebookCell } from './cell';

/** Document order, or the order that the execution counts tell. */
export type ExecutionOrder = 'document' | 'counts';

/** The count of a cell that ran; hosted notebooks write 0 into cells that did not. */
function countOf(cell: NotebookCell): number | null {
  return cell.executionCount !== null && cell.executionCount > 0 ? cell.executionCount : null;
}

/**
 * The indices of all cells in execution order. By counts, a cell that never ran keeps its place behind
 * the nearest cell before it that did; cells before the first such one come first.
 */
export function orderOfExecution(
  cells: readonly NotebookCell[],
  order: ExecutionOrder
): readonly number[] {
  const indices = cells.map((_, index) => index);
  if (order === 'document') {
    return indices;
  }
  let latest = 0;
  const keys = cells.map(cell => {
    latest = countOf(cell) ?? latest;
    return latest;
  });
  return indices.sort((left, right) => (keys[left] ?? 0) - (keys[right] ?? 0) || left - right);
}

/** The indices of cells that ran before a cell which stands above them, as the counts tell. */
export function cellsOutOfOrder(cells: readonly NotebookCell[]): readonly number[] {
  let highest = 0;
  return cells.flatMap((cell, index) => {
    const count = countOf(cell);
    if (count === null) {
      return [];
    }
    const isOutOfOrder = count < highest;
    highest = Math.max(highest, count);
    return isOutOfOrder ? [index] : [];
  });
}
