/**
 * The units of a module as one text, and the way between offsets in it and in the cells.
 */
import type { ModuleSource, SourceUnit } from '../analysis/program';
import { asCellOffset, asNotebookOffset, type CellOffset, type NotebookOffset } from './offset';

/** A place in a cell or file. */
export type UnitPlace = { readonly unit: SourceUnit; readonly offset: CellOffset };

/** All units one behind the other, each followed by a line break of its own. */
export type StitchedText = {
  readonly text: string;
  readonly units: readonly { readonly unit: SourceUnit; readonly start: NotebookOffset }[];
};

/** Joins the units of a module. */
export function createStitchedText(module: ModuleSource): StitchedText {
  let length = 0;
  const units = module.units.map(unit => {
    const start = asNotebookOffset(length);
    length += unit.text.length + 1;
    return { unit, start };
  });
  return { text: module.units.map(unit => `${unit.text}\n`).join(''), units };
}

/**
 * The cell that an offset lies in, and the offset there. Every offset below the text's length lies in
 * exactly one cell; the line break that joins two cells belongs to the first.
 */
export function toUnitPlace(stitched: StitchedText, offset: NotebookOffset): UnitPlace | null {
  if (offset < 0 || offset >= stitched.text.length) {
    return null;
  }
  let low = 0;
  let high = stitched.units.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((stitched.units[middle]?.start ?? 0) <= offset) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  const found = stitched.units[low];
  return found === undefined
    ? null
    : {
        unit: found.unit,
        offset: asCellOffset(offset - found.start + found.unit.cellOffset)
      };
}

/** The offset in the stitched text of a place in a cell; `null` where the place is not part of it. */
export function toNotebookOffset(
  stitched: StitchedText,
  unitId: string,
  offset: CellOffset
): NotebookOffset | null {
  const found = stitched.units.find(
    ({ unit }) =>
      unit.id === unitId &&
      offset >= unit.cellOffset &&
      offset <= unit.cellOffset + unit.text.length
  );
  return found === undefined
    ? null
    : asNotebookOffset(found.start + offset - found.unit.cellOffset);
}
