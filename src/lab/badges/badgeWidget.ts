/**
 * A badge as it stands in an editor: a small button behind the header of a `def`.
 */
import { WidgetType, type EditorView } from '@codemirror/view';
import type { Badge } from './badge';

/** Shows the card of a badge's function beside the badge. */
export type BadgeOpener = (badge: Badge, anchor: HTMLElement) => void;

/**
 * Events that would reach the notebook if they left the badge: it would switch to edit mode on focus and
 * hand the keys to the editor, so that Enter on a badge typed a new line into the cell.
 */
function keepsFromNotebook(event: Event): boolean {
  if (event instanceof KeyboardEvent) {
    return event.key === 'Enter' || event.key === ' ' || event.key === 'Tab';
  }
  return true;
}

/** The CodeMirror widget of a badge. Equal badges keep their element over edits. */
export class BadgeWidget extends WidgetType {
  constructor(
    readonly badge: Badge,
    private readonly _open: BadgeOpener
  ) {
    super();
  }

  override eq(other: BadgeWidget): boolean {
    return (
      other.badge.functionId === this.badge.functionId &&
      other.badge.kind === this.badge.kind &&
      other.badge.text === this.badge.text &&
      other.badge.label === this.badge.label &&
      other.badge.measured === this.badge.measured
    );
  }

  override toDOM(_: EditorView): HTMLElement {
    const { badge } = this;
    const element = document.createElement('span');
    element.className = 'jp-HybridizeBadge';
    element.dataset.kind = badge.kind;
    element.dataset.function = badge.functionName;
    element.dataset.functionId = badge.functionId;
    if (badge.measured !== null) {
      element.dataset.measured = badge.measured;
    }
    element.dataset.lmSuppressShortcuts = 'true';
    element.tabIndex = 0;
    element.setAttribute('role', 'button');
    element.setAttribute('aria-haspopup', 'dialog');
    element.setAttribute('aria-label', badge.label);
    element.title = badge.label;
    const shape = document.createElement('span');
    shape.className = 'jp-HybridizeBadge-shape';
    shape.setAttribute('aria-hidden', 'true');
    const text = document.createElement('span');
    text.className = 'jp-HybridizeBadge-text';
    text.textContent = badge.text;
    element.append(shape, text);

    element.addEventListener('click', event => {
      event.stopPropagation();
      this._open(badge, element);
    });
    element.addEventListener('keydown', event => {
      if (event.key === 'Enter' || event.key === ' ') {
        event.preventDefault();
        this._open(badge, element);
      }
    });
    // A press must not move the text cursor either: preventing it keeps the editor as it was.
    element.addEventListener('mousedown', event => {
      event.preventDefault();
    });
    for (const type of ['mousedown', 'pointerdown', 'keydown', 'focusin'] as const) {
      element.addEventListener(type, event => {
        if (keepsFromNotebook(event)) {
          event.stopPropagation();
        }
      });
    }
    return element;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}
