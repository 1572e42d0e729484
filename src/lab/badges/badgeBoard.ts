/**
 * Where badges are kept, outside of editors: these come and go with scrolling. An editor asks for the
 * badges of its cell when it is made and hears of later ones; how many editors there are costs nothing
 * when badges change elsewhere.
 */
import type { ISharedCell } from '@jupyter/ydoc';
import { DisposableDelegate, type IDisposable } from '@lumino/disposable';
import type { Badge } from './badge';

/** Hears of the badges of one cell. */
export type BadgeListener = (badges: readonly Badge[]) => void;

const NO_BADGES: readonly Badge[] = [];

/** The badges of all open notebooks by live cell. */
export class BadgeBoard {
  /** The badges of a cell in source order. */
  badgesOf(cell: ISharedCell): readonly Badge[] {
    return this._badges.get(cell) ?? NO_BADGES;
  }

  /** Puts badges beside the functions of a cell, in place of those that stood there. */
  put(cell: ISharedCell, badges: readonly Badge[]): void {
    if (badges.length === 0 && !this._badges.has(cell)) {
      return;
    }
    this._badges.set(cell, badges);
    for (const listener of this._listeners.get(cell) ?? []) {
      listener(badges);
    }
  }

  /** Calls the listener whenever the badges of the cell change, until disposed. */
  listen(cell: ISharedCell, listener: BadgeListener): IDisposable {
    const listeners = this._listeners.get(cell) ?? new Set<BadgeListener>();
    this._listeners.set(cell, listeners);
    listeners.add(listener);
    return new DisposableDelegate(() => {
      listeners.delete(listener);
    });
  }

  private readonly _badges = new WeakMap<ISharedCell, readonly Badge[]>();
  private readonly _listeners = new WeakMap<ISharedCell, Set<BadgeListener>>();
}
