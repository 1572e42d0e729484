/**
 * The cells of a live notebook as the analysis takes them, with keys that stay unique even where a
 * damaged file gives one id to several cells.
 */
import type { ISharedCell, ISharedNotebook } from '@jupyter/ydoc';
import type { CellSource } from '../../worker/messages';

function cellKind(cell: ISharedCell): CellSource['kind'] {
  switch (cell.cell_type) {
    case 'code':
      return 'code';
    case 'markdown':
      return 'markdown';
    default:
      return 'raw';
  }
}

/** The number in the prompt of a code cell; `null` where it has not run. */
export function executionCountOf(cell: ISharedCell): number | null {
  return cell.cell_type === 'code' && 'execution_count' in cell
    ? (cell.execution_count as number | null)
    : null;
}

/** What the analysis is told about a cell. Markdown is counted, not read. */
export function toCellSource(key: string, cell: ISharedCell): CellSource {
  const kind = cellKind(cell);
  return {
    id: key,
    kind,
    text: kind === 'code' ? cell.getSource() : '',
    executionCount: executionCountOf(cell)
  };
}

/** Cells by key in document order. The key is the cell's id, numbered from the second of equal ids on. */
export function keyedCells(notebook: ISharedNotebook): Map<string, ISharedCell> {
  const cells = new Map<string, ISharedCell>();
  for (const cell of notebook.cells) {
    const id = cell.getId();
    let key = id;
    for (let ordinal = 2; cells.has(key); ordinal += 1) {
      key = `${id}~${ordinal}`;
    }
    cells.set(key, cell);
  }
  return cells;
}
