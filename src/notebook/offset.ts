/**
 * Offsets of different spaces, which must never be mixed: the text of one cell, and the stitched text of
 * a whole notebook. Both count UTF-16 units from 0.
 */

/** An offset in the text of one cell, as the user sees it. */
export type CellOffset = number & { readonly space: 'cell' };

/** An offset in the stitched text of a notebook ({@link createStitchedText}). */
export type NotebookOffset = number & { readonly space: 'notebook' };

/** Marks a number as an offset in a cell's text. */
export function asCellOffset(offset: number): CellOffset {
  return offset as CellOffset;
}

/** Marks a number as an offset in a notebook's stitched text. */
export function asNotebookOffset(offset: number): NotebookOffset {
  return offset as NotebookOffset;
}

/** 1-based line and column of an offset; lines end where CPython ends them: `\n`, `\r\n` and `\r`. */
export function lineAndColumn(
  text: string,
  offset: number
): { readonly line: number; readonly column: number } {
  const lineBreak = /\r\n|\r|\n/g;
  let line = 1;
  let lineStart = 0;
  for (let match = lineBreak.exec(text); match !== null; match = lineBreak.exec(text)) {
    if (lineBreak.lastIndex > offset) {
      break;
    }
    line += 1;
    lineStart = lineBreak.lastIndex;
  }
  return { line, column: offset - lineStart + 1 };
}
