/**
 * Opens the card of a function, by its badge or by the cursor. The card's own code is loaded with the
 * first card.
 */
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import type { ISharedCell } from '@jupyter/ydoc';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Token } from '@lumino/coreutils';
import type { CommandRegistry } from '@lumino/commands';
import type { FunctionReport } from '../../analysis/report';
import type { IAnalysisManager } from '../analysis/analysisManager';
import type { NotebookAnalysis } from '../analysis/notebookAnalysis';
import type { IDecorator } from '../decorate/decorator';
import type { IMeasurer } from '../measure/measurer';
import { widgetOfCell } from '../navigation';
import type { CardSession } from './cardSession';

/** A function of an open notebook. */
export type FunctionPlace = {
  readonly panel: NotebookPanel;
  readonly analysis: NotebookAnalysis;
  readonly cell: ISharedCell;
  readonly report: FunctionReport;
};

/** Shows cards. */
export interface ICardOpener {
  /** Shows the card of a function; at a badge where one is given, else at the function's header. */
  open(place: FunctionPlace, badge?: HTMLElement): Promise<void>;
  /** Shows the card of a function with the preview of the change that is offered. */
  openPreview(place: FunctionPlace): Promise<void>;
  /** Shows the card of a function by its id, in the current notebook. */
  openById(functionId: string, badge: HTMLElement): Promise<void>;
  /** Closes the card, if one is shown. */
  close(): void;
  /** Hands over what decorates functions, loaded with the first card; without it cards offer no change. */
  setDecorator(load: () => Promise<IDecorator>): void;
  /** Hands over what measures functions; without it cards offer no measurement. */
  setMeasurer(measurer: IMeasurer): void;
}

/** The token under which showing cards is provided. */
export const ICardOpener = new Token<ICardOpener>(
  'jupyterlab-hybridize:ICardOpener',
  'Shows the card of a function: the verdict with its reasons, and what can be done.'
);

/** The innermost function whose text holds a line of a cell; `null` where there is none. */
export function functionAtLine(
  analysis: NotebookAnalysis,
  cellKey: string,
  line: number
): FunctionReport | null {
  const enclosing = analysis
    .functionsOf(cellKey)
    .filter(report => report.line <= line && line <= report.endLine);
  return enclosing.at(-1) ?? null;
}

/** The function at the cursor of the active cell; `null` where there is none. */
export function functionAtCursor(
  tracker: INotebookTracker,
  analyses: IAnalysisManager
): FunctionPlace | null {
  const panel = tracker.currentWidget;
  const active = panel?.content.activeCell ?? null;
  const notebook = panel?.content.model?.sharedModel;
  const analysis = notebook === undefined ? null : analyses.forNotebook(notebook);
  if (panel === null || active === null || analysis === null) {
    return null;
  }
  const cell = active.model.sharedModel;
  const key = analysis.keyOf(cell);
  if (key === null) {
    return null;
  }
  const line = (active.editor?.getCursorPosition().line ?? 0) + 1;
  const report = functionAtLine(analysis, key, line) ?? analysis.functionsOf(key)[0] ?? null;
  return report === null ? null : { panel, analysis, cell, report };
}

/** Keeps one card at a time. */
export class CardOpener implements ICardOpener {
  constructor(private readonly _options: CardOpener.IOptions) {}

  async open(place: FunctionPlace, badge?: HTMLElement): Promise<void> {
    const [{ CardSession: Session }, decorator] = await Promise.all([
      import('./cardSession'),
      this._loadDecorator?.() ?? null
    ]);
    this.close();
    if (place.panel.isDisposed || place.analysis.isDisposed) {
      return;
    }
    const widget = widgetOfCell(place.panel, place.cell);
    const anchor = badge ?? this._badgeElement(place) ?? widget?.node ?? place.panel.node;
    const session = new Session({
      ...this._options,
      place,
      anchor,
      decorator,
      measurer: this._measurer
    });
    this._session = session;
    session.disposed.connect(() => {
      if (this._session === session) {
        this._session = null;
      }
    });
    session.open();
  }

  async openPreview(place: FunctionPlace): Promise<void> {
    await this.open(place);
    await this._session?.showPreview();
  }

  async openById(functionId: string, badge: HTMLElement): Promise<void> {
    for (const panel of this._panels(badge)) {
      const notebook = panel.content.model?.sharedModel;
      const analysis = notebook === undefined ? null : this._options.analyses.forNotebook(notebook);
      const report = analysis?.functionById(functionId) ?? null;
      const cell = report === null ? null : (analysis?.cellByKey(report.unit) ?? null);
      if (analysis !== null && report !== null && cell !== null) {
        await this.open({ panel, analysis, cell, report }, badge);
        return;
      }
    }
  }

  close(): void {
    this._session?.dispose();
    this._session = null;
  }

  setDecorator(load: () => Promise<IDecorator>): void {
    this._loadDecorator = load;
  }

  setMeasurer(measurer: IMeasurer): void {
    this._measurer = measurer;
  }

  /** The panel that shows the badge. */
  private _panels(badge: HTMLElement): NotebookPanel[] {
    const panels: NotebookPanel[] = [];
    this._options.tracker.forEach(panel => {
      if (panel.node.contains(badge)) {
        panels.push(panel);
      }
    });
    return panels;
  }

  private _badgeElement(place: FunctionPlace): HTMLElement | null {
    const badges = widgetOfCell(place.panel, place.cell)?.node.querySelectorAll<HTMLElement>(
      '.jp-HybridizeBadge'
    );
    return [...(badges ?? [])].find(badge => badge.dataset.functionId === place.report.id) ?? null;
  }

  private _session: CardSession | null = null;
  private _loadDecorator: (() => Promise<IDecorator>) | null = null;
  private _measurer: IMeasurer | null = null;
}

/** A namespace for `CardOpener` statics. */
export namespace CardOpener {
  /** What the cards work with. */
  export interface IOptions {
    readonly analyses: IAnalysisManager;
    readonly tracker: INotebookTracker;
    readonly commands: CommandRegistry;
    readonly trans: TranslationBundle;
    /** Opens the page of a rule. */
    readonly openRule: (code: string) => void;
  }
}
