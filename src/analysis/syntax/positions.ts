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

/** A unit as it stood when its line starts and places were computed. */
type PlacedUnit = {
  readonly text: string;
  readonly cell: number | null;
  readonly starts: readonly number[];
  readonly places: Map<TopStatement, string>;
};

/**
 * Turns locations into ranges. What was computed for units is taken over from `previous`, the positions before an
 * edit, where a unit's text and its place are the same.
 */
export class Positions {
  constructor(
    private readonly _texts: CellTexts,
    previous: Positions | null = null
  ) {
    this._previous = previous?._units ?? new Map<string, PlacedUnit>();
  }

  /** The range of a location in its cell or file. */
  rangeOf(location: Location): Range {
    this._asked?.add(location.top);
    const { unit } = location.top;
    const { starts } = this._unitOf(unit.id, unit.cell);
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
    const { id, document, cell, cellOffset } = top.unit;
    const { places, starts } = this._unitOf(id, cell);
    let place = places.get(top);
    if (place === undefined) {
      const { line, column } = lineAndColumn(starts, cellOffset + top.offset);
      place = `${document}\u0000${id}\u0000${String(cell)}|${line}|${column}`;
      places.set(top, place);
    }
    return place;
  }

  private _unitOf(id: string, cell: number | null): PlacedUnit {
    let unit = this._units.get(id);
    if (unit === undefined) {
      const text = this._texts(id);
      const known = this._previous.get(id);
      unit =
        known !== undefined && known.text === text && known.cell === cell
          ? known
          : { text, cell, starts: lineStarts(text), places: new Map() };
      this._units.set(id, unit);
    }
    return unit;
  }

  private readonly _units = new Map<string, PlacedUnit>();
  private readonly _previous: ReadonlyMap<string, PlacedUnit>;
  private _asked: Set<TopStatement> | null = null;
}
