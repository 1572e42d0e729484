/**
 * What an edit can affect: a statement that reads nothing that changed since the run before does again what it did,
 * and need not be looked at.
 */
import type { TopStatement } from '../syntax/tree';
import type { MemoEntry } from './machine';
import type { Place } from './places';

/** A top-level statement with its run. */
export type StatementRun = { readonly top: TopStatement; readonly entry: MemoEntry };

/** Follows a module's statements beside those of the run before, and knows which places differ between the two. */
export class ChangedPlaces {
  /**
   * @param before - the runs of the module's statements the last time, in order.
   * @param tops - its statements now.
   */
  constructor(before: readonly StatementRun[], tops: readonly TopStatement[]) {
    const shorter = Math.min(before.length, tops.length);
    let front = 0;
    while (front < shorter && before[front].top === tops[front]) {
      front += 1;
    }
    let back = 0;
    while (
      back < shorter - front &&
      before[before.length - 1 - back].top === tops[tops.length - 1 - back]
    ) {
      back += 1;
    }
    this._front = front;
    this._back = tops.length - back;
    this._shift = before.length - tops.length;
    this._before = before;
  }

  /**
   * The run of the statement at this place the last time, where it can be taken as it is: it reads nothing that differs.
   * To be asked for each statement in turn.
   */
  unaffected(index: number): MemoEntry | null {
    if (index === this._front) {
      // What stood here, and stands here no more, has not been done.
      for (const { entry: gone } of this._before.slice(this._front, this._back + this._shift)) {
        this._add(gone);
      }
    }
    const entry = this._runBefore(index);
    return entry !== null && (this._places.size === 0 || this._leaves(entry)) ? entry : null;
  }

  /** Notes how the statement has run now. */
  note(index: number, entry: MemoEntry): void {
    const before = this._runBefore(index);
    if (before !== entry) {
      this._add(entry);
      if (before !== null) {
        this._add(before);
      }
    } else if (this._places.size > 0) {
      // What it stores it stored then.
      for (const place of entry.writes.keys()) {
        this._places.delete(place);
      }
    }
  }

  private _runBefore(index: number): MemoEntry | null {
    if (index < this._front) {
      return this._before[index].entry;
    }
    return index >= this._back ? this._before[index + this._shift].entry : null;
  }

  private _leaves({ reads }: MemoEntry): boolean {
    if (this._places.size > reads.places.length) {
      return !reads.places.some(place => this._places.has(place));
    }
    for (const place of this._places) {
      if (reads.has(place)) {
        return false;
      }
    }
    return true;
  }

  private _add({ writes }: MemoEntry): void {
    for (const place of writes.keys()) {
      this._places.add(place);
    }
  }

  private readonly _front: number;
  private readonly _back: number;
  private readonly _shift: number;
  private readonly _before: readonly StatementRun[];
  private readonly _places = new Set<Place>();
}
