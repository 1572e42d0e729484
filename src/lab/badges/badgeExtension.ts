/**
 * Shows badges in the editors of notebook cells.
 *
 * A gutter in every editor made a notebook of 500 cells 40 % slower to load, so there is none: a badge is
 * a widget behind the header line of its function, and an editor without badges carries one listener and
 * nothing else.
 */
import type { ICellModel } from '@jupyterlab/cells';
import type { CodeEditor } from '@jupyterlab/codeeditor';
import type { ISharedCell } from '@jupyter/ydoc';
import {
  MapMode,
  StateEffect,
  StateField,
  type ChangeDesc,
  type EditorState,
  type Extension,
  type Text
} from '@codemirror/state';
import { Decoration, EditorView, ViewPlugin, type DecorationSet } from '@codemirror/view';
import type { IDisposable } from '@lumino/disposable';
import type { Badge } from './badge';
import type { BadgeBoard } from './badgeBoard';
import { BadgeWidget, type BadgeOpener } from './badgeWidget';

/** A badge and the offset of its `def`, kept true while the user types. */
type PlacedBadge = { readonly badge: Badge; readonly anchor: number };

type PlacedBadges = {
  readonly badges: readonly PlacedBadge[];
  readonly decorations: DecorationSet;
};

const EMPTY: PlacedBadges = { badges: [], decorations: Decoration.none };

const replaceBadges = StateEffect.define<readonly Badge[]>();

function place(document: Text, badges: readonly Badge[]): PlacedBadge[] {
  return badges.flatMap(badge => {
    if (badge.line > document.lines) {
      return [];
    }
    const line = document.line(badge.line);
    return [{ badge, anchor: Math.min(line.from + badge.column - 1, line.to) }];
  });
}

/** Until the next report, a badge goes with its `def` and disappears where that is deleted. */
function follow(changes: ChangeDesc, badges: readonly PlacedBadge[]): PlacedBadge[] {
  return badges.flatMap(({ badge, anchor }) => {
    const mapped = changes.mapPos(anchor, 1, MapMode.TrackAfter);
    return mapped === null ? [] : [{ badge, anchor: mapped }];
  });
}

function decorate(document: Text, badges: readonly PlacedBadge[], open: BadgeOpener): PlacedBadges {
  const decorations = badges.map(({ badge, anchor }) =>
    Decoration.widget({ widget: new BadgeWidget(badge, open), side: 1 }).range(
      document.lineAt(anchor).to
    )
  );
  return { badges, decorations: Decoration.set(decorations, true) };
}

function createBadgeField(open: BadgeOpener): StateField<PlacedBadges> {
  return StateField.define<PlacedBadges>({
    create: () => EMPTY,
    update(value, transaction) {
      const document = transaction.newDoc;
      for (const effect of transaction.effects) {
        if (effect.is(replaceBadges)) {
          return decorate(document, place(document, effect.value), open);
        }
      }
      return transaction.docChanged && value.badges.length > 0
        ? decorate(document, follow(transaction.changes, value.badges), open)
        : value;
    },
    provide: field => EditorView.decorations.from(field, value => value.decorations)
  });
}

/** The live cell of an editor's model; `null` for editors that are not those of notebook code cells. */
export function codeCellOf(model: CodeEditor.IModel): ISharedCell | null {
  const candidate = model as Partial<ICellModel>;
  return candidate.type === 'code' && candidate.sharedModel?.notebook
    ? (candidate.sharedModel as ISharedCell)
    : null;
}

/** Shows the badges that the board holds for a cell. */
export function createBadgeExtension(
  board: BadgeBoard,
  cell: ISharedCell,
  open: BadgeOpener
): Extension {
  const field = createBadgeField(open);

  class BadgeListening {
    constructor(private readonly _view: EditorView) {
      this._listening = board.listen(cell, badges => {
        this._show(badges);
      });
      const badges = board.badgesOf(cell);
      if (badges.length > 0) {
        // A view cannot be changed while it is being made.
        queueMicrotask(() => {
          this._show(board.badgesOf(cell));
        });
      }
    }

    destroy(): void {
      this._isDestroyed = true;
      this._listening.dispose();
    }

    private _show(badges: readonly Badge[]): void {
      if (this._isDestroyed) {
        return;
      }
      const isInstalled = this._isInstalled(this._view.state);
      if (badges.length === 0 && !isInstalled) {
        return;
      }
      if (!isInstalled) {
        this._view.dispatch({ effects: StateEffect.appendConfig.of(field) });
      }
      this._view.dispatch({ effects: replaceBadges.of(badges) });
    }

    private _isInstalled(state: EditorState): boolean {
      return state.field(field, false) !== undefined;
    }

    private readonly _listening: IDisposable;
    private _isDestroyed = false;
  }

  return ViewPlugin.fromClass(BadgeListening);
}
