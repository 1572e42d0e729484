/**
 * Applies changes to live cells, and takes them back.
 */
import type { ISharedCell } from '@jupyter/ydoc';
import { inOrder, invertEdits, type CellEdit } from './lineDiff';
import type { PreparedChange } from './preparedChange';

/** Why a change was not applied: the text is another one now, or cell or notebook may not be edited. */
export type ApplyRefusal = 'text-changed' | 'read-only' | 'notebook-read-only';

/** A Yjs undo manager, as far as it is used here; the shared model's interface does not show it. */
type UndoCapture = { stopCapturing(): void };

function undoCaptureOf(cell: ISharedCell): UndoCapture | null {
  const manager: unknown = Reflect.get(cell, 'undoManager');
  return typeof manager === 'object' && manager !== null && 'stopCapturing' in manager
    ? (manager as UndoCapture)
    : null;
}

function isEditable(cell: ISharedCell): boolean {
  return cell.getMetadata('editable') !== false;
}

/**
 * Edits a cell so that one step of undo takes everything back. The text is never set as a whole, which
 * would move the cursor and override what a collaborator types at the same moment. Yjs joins edits that
 * follow each other within half a second into one step, so the step is closed before and after.
 */
function editCell(cell: ISharedCell, edits: readonly CellEdit[]): void {
  const capture = undoCaptureOf(cell);
  capture?.stopCapturing();
  // From the last edit to the first, so that the offsets of those that remain stay true.
  const backwards = [...inOrder(edits)].reverse();
  cell.transact(() => {
    for (const edit of backwards) {
      cell.updateSource(edit.start, edit.end, edit.text);
    }
  });
  capture?.stopCapturing();
}

function hasText(cell: ISharedCell, text: string): boolean {
  return !cell.isDisposed && cell.getSource() === text;
}

/** Applies a change to all its cells, or to none. */
export function applyChange(change: PreparedChange): ApplyRefusal | null {
  if (!change.cells.every(part => hasText(part.cell, part.before))) {
    return 'text-changed';
  }
  if (!change.cells.every(part => isEditable(part.cell))) {
    return 'read-only';
  }
  for (const part of change.cells) {
    editCell(part.cell, part.edits);
  }
  return null;
}

/** Takes an applied change back, as long as its cells were not edited since. */
export function revertChange(change: PreparedChange): ApplyRefusal | null {
  if (!change.cells.every(part => hasText(part.cell, part.after))) {
    return 'text-changed';
  }
  for (const part of change.cells) {
    editCell(part.cell, invertEdits(part.before, part.edits));
  }
  return null;
}
