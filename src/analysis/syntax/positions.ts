/**
 * From places in the tree to lines and columns of the report.
 */
import type { Range } from '../report';
import type { Location, TopStatement } from './tree';

/** The texts of cells and files as the user sees them, by unit id. */
export type CellTexts = (unitId: string) => string;

/** Where statements stand: document, cell, line and column of their first character, as one text each. */
export type Places = ReadonlyMap<TopStatement, string>;

/** Offsets at which the lines of a text begin. Lines end with `\n`, `\r\n` or `\r`. */
export function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\n|\r/gu)) {
    starts.push(match.index + match[0].length);
  }
  return starts;
}

/** The 1-based line and column of an offset; columns count UTF-16 units. */
export function lineAndColumn(
  starts: readonly number[],
  offset: number
): { readonly line: number; readonly column: number } {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle] <= offset) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return { line: low + 1, column: offset - starts[low] + 1 };
}

/** Turns locations into ranges; line starts are computed once per unit. */
export class Positions {
  constructor(private readonly _texts: CellTexts) {}

  /** The range of a location in its cell or file. */
  rangeOf(location: Location): Range {
    this._asked?.add(location.top);
    const { unit } = location.top;
    const starts = this._startsOf(unit.id);
    const base = unit.cellOffset + location.top.offset;
    const from = lineAndColumn(starts, base + location.start);
    const to = lineAndColumn(starts, base + location.end);
    return {
      document: unit.document,
      cell: unit.cell,
      line: from.line,
      column: from.column,
      endLine: to.line,
      endColumn: to.column
    };
  }

  /** The source text of a location, as the user sees it. */
  textOf(location: Location): string {
    this._asked?.add(location.top);
    const base = location.top.unit.cellOffset + location.top.offset;
    return this._texts(location.top.unit.id).slice(base + location.start, base + location.end);
  }

  /**
   * Runs a computation and notes where the statements stand that it asked for: as long as they stand there, the
   * ranges that it made stay true.
   */
  noting<T>(compute: () => T): { readonly result: T; readonly places: Places } {
    const outer = this._asked;
    const asked = new Set<TopStatement>();
    this._asked = asked;
    try {
      const result = compute();
      return { result, places: new Map([...asked].map(top => [top, this._placeOf(top)])) };
    } finally {
      this._asked = outer;
      asked.forEach(top => outer?.add(top));
    }
  }

  /** Whether all statements still stand where they were noted. */
  areStill(places: Places): boolean {
    for (const [top, place] of places) {
      if (this._placeOf(top) !== place) {
        return false;
      }
    }
    return true;
  }

  private _placeOf(top: TopStatement): string {
    let place = this._places.get(top);
    if (place === undefined) {
      const { id, document, cell, cellOffset } = top.unit;
      const { line, column } = lineAndColumn(this._startsOf(id), cellOffset + top.offset);
      place = `${document}\u0000${id}\u0000${String(cell)}|${line}|${column}`;
      this._places.set(top, place);
    }
    return place;
  }

  private _startsOf(unitId: string): readonly number[] {
    let starts = this._starts.get(unitId);
    if (starts === undefined) {
      starts = lineStarts(this._texts(unitId));
      this._starts.set(unitId, starts);
    }
    return starts;
  }

  private readonly _starts = new Map<string, readonly number[]>();
  private readonly _places = new Map<TopStatement, string>();
  private _asked: Set<TopStatement> | null = null;
}
