/**
 * The one popover that shows cards. It is a dialog beside its badge: it takes the focus, Tab stays
 * inside, Escape gives the focus back, a press outside closes it.
 */
import '../../../style/card.css';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';
import { CardView, type CardProps } from './cardView';

/** Distance to the badge and to the window's edge, in CSS pixels. */
const MARGIN = 8;

const FOCUSABLE = 'button:not([disabled]), [href], input, select, textarea, [tabindex="0"]';

/** Where the card is put: beside an element, or at a place of the window. */
export type CardAnchor = { readonly getBoundingClientRect: () => DOMRect };

/** The shared popover. */
export class CardPopover extends ReactWidget {
  constructor(props: CardProps, anchor: CardAnchor) {
    super();
    this._props = props;
    this._anchor = anchor;
    this.addClass('jp-HybridizeCard');
    this.node.setAttribute('role', 'dialog');
    this.node.tabIndex = -1;
    this.node.dataset.lmSuppressShortcuts = 'true';
    this._describe();
  }

  /** Emitted when the user closes the card; `true` where the focus should go back. */
  get closed(): ISignal<this, boolean> {
    return this._closed;
  }

  /** Shows something else in the same place. */
  showCard(props: CardProps): void {
    this._props = props;
    this._describe();
    this.update();
  }

  /** Opens the card and moves the focus into it, at once: the next key is meant for it already. */
  open(): void {
    Widget.attach(this, document.body);
    this._place();
    this.node.focus({ preventScroll: true });
    void this.renderPromise?.then(() => {
      this._place();
    });
  }

  handleEvent(event: Event): void {
    switch (event.type) {
      case 'keydown':
        // A pressed button that is gone leaves the focus nowhere for a moment: its keys are the card's as well.
        if (event.currentTarget === this.node || event.target === document.body) {
          this._onKeyDown(event as KeyboardEvent);
        }
        break;
      case 'pointerdown':
        if (event.target instanceof Node && !this.node.contains(event.target)) {
          this._closed.emit(false);
        }
        break;
      case 'scroll':
        if (event.target instanceof Node && !this.node.contains(event.target)) {
          this._place();
        }
        break;
      case 'resize':
        this._place();
        break;
    }
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    Signal.clearData(this);
    super.dispose();
  }

  protected override render(): JSX.Element {
    return <CardView {...this._props} />;
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    this.node.addEventListener('keydown', this);
    document.addEventListener('keydown', this, true);
    document.addEventListener('pointerdown', this, true);
    document.addEventListener('scroll', this, true);
    window.addEventListener('resize', this);
  }

  protected override onBeforeDetach(message: Message): void {
    this.node.removeEventListener('keydown', this);
    document.removeEventListener('keydown', this, true);
    document.removeEventListener('pointerdown', this, true);
    document.removeEventListener('scroll', this, true);
    window.removeEventListener('resize', this);
    super.onBeforeDetach(message);
  }

  protected override onUpdateRequest(message: Message): void {
    super.onUpdateRequest(message);
    void this.renderPromise?.then(() => {
      if (this.isDisposed) {
        return;
      }
      this._place();
      // What had the focus may be gone: the keys would go to the page.
      if (!this.node.contains(document.activeElement)) {
        this.node.focus({ preventScroll: true });
      }
    });
  }

  private _describe(): void {
    const { content, trans } = this._props;
    this.node.dataset.kind = content.kind;
    this.node.setAttribute(
      'aria-label',
      trans.__('%1: %2', content.functionName, content.kindText)
    );
  }

  private _onKeyDown(event: KeyboardEvent): void {
    // The notebook and the application's shortcuts must not see keys that are meant for the card.
    event.stopPropagation();
    if (event.key === 'Escape') {
      event.preventDefault();
      this._closed.emit(true);
    } else if (event.key === 'Tab') {
      this._keepFocusInside(event);
    }
  }

  private _keepFocusInside(event: KeyboardEvent): void {
    const elements = [...this.node.querySelectorAll<HTMLElement>(FOCUSABLE)];
    const first = elements[0];
    const last = elements.at(-1);
    const active = document.activeElement;
    if (event.shiftKey && (active === first || active === this.node)) {
      event.preventDefault();
      last?.focus();
    } else if (!event.shiftKey && active === last) {
      event.preventDefault();
      first?.focus();
    }
  }

  /** Below the badge where there is room, else above, always inside the window. */
  private _place(): void {
    const anchor = this._anchor.getBoundingClientRect();
    if (anchor.width > 0 || anchor.height > 0) {
      this._lastAnchor = anchor;
    }
    const { left, top, bottom } = this._lastAnchor ?? anchor;
    const { offsetWidth: width, offsetHeight: height } = this.node;
    const roomBelow = window.innerHeight - bottom - 2 * MARGIN;
    const roomAbove = top - 2 * MARGIN;
    const isBelow = roomBelow >= height || roomBelow >= roomAbove;
    const y = isBelow ? bottom + MARGIN / 2 : top - height - MARGIN / 2;
    const x = Math.min(left, window.innerWidth - width - MARGIN);
    this.node.style.left = `${Math.max(MARGIN, x)}px`;
    this.node.style.top = `${clamp(y, MARGIN, window.innerHeight - height - MARGIN)}px`;
  }

  private _props: CardProps;
  private _lastAnchor: DOMRect | null = null;
  private readonly _anchor: CardAnchor;
  private readonly _closed = new Signal<this, boolean>(this);
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}
