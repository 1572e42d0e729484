/**
 * The analyses of all open notebooks, over one worker that starts with the first Python notebook.
 */
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import type { Contents } from '@jupyterlab/services';
import type { ISharedNotebook } from '@jupyter/ydoc';
import { Token } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import { detectLanguage } from '../../notebook/language';
import type { AnalysisAnswer, ExecutionOrder } from '../../worker/messages';
import { NotebookAnalysis } from './notebookAnalysis';
import { SiblingFiles } from './siblingFiles';
import { createTransportWithFallback, type IAnalysisTransport } from './fallbackTransport';
import { createLocalTransport, createWorkerTransport } from './transport';

/** The analyses of the open notebooks. */
export interface IAnalysisManager {
  /** The analysis of a notebook; `null` where it is not one of Python, or not loaded yet. */
  forNotebook(notebook: ISharedNotebook): NotebookAnalysis | null;
  /** Emitted when the analysis of a notebook begins. */
  readonly opened: ISignal<this, NotebookAnalysis>;
  /** Emitted with a sentence of ours, in English, when something failed that the user should know. */
  readonly failed: ISignal<this, string>;
  /** Follows the setting of the order in which cells are taken to run. */
  setOrder(order: ExecutionOrder): void;
}

/** The token under which the analyses are provided. */
export const IAnalysisManager = new Token<IAnalysisManager>(
  'jupyterlab-hybridize:IAnalysisManager',
  'The analysis of every open Python notebook: which functions there are and what is to be done with them.'
);

/** Opens and closes analyses as notebooks come and go. */
export class AnalysisManager implements IAnalysisManager {
  constructor(options: AnalysisManager.IOptions) {
    this._options = options;
    options.tracker.forEach(panel => {
      this._addPanel(panel);
    });
    options.tracker.widgetAdded.connect(this._onPanelAdded, this);
  }

  get opened(): ISignal<this, NotebookAnalysis> {
    return this._opened;
  }

  get failed(): ISignal<this, string> {
    return this._failed;
  }

  forNotebook(notebook: ISharedNotebook): NotebookAnalysis | null {
    return this._byNotebook.get(notebook)?.analysis ?? null;
  }

  setOrder(order: ExecutionOrder): void {
    this._order = order;
    for (const analysis of this._bySession.values()) {
      analysis.setOrder(order);
    }
  }

  private _onPanelAdded(_: INotebookTracker, panel: NotebookPanel): void {
    this._addPanel(panel);
  }

  private _addPanel(panel: NotebookPanel): void {
    const context = panel.context;
    void context.ready.then(() => {
      if (panel.isDisposed) {
        return;
      }
      const notebook = context.model.sharedModel;
      const entry: NotebookEntry = this._byNotebook.get(notebook) ?? {
        analysis: null,
        views: 0
      };
      entry.views += 1;
      this._byNotebook.set(notebook, entry);
      const follow = (): void => {
        this._followLanguage(panel, notebook, entry);
      };
      const rename = (): void => {
        entry.analysis?.setPath(this._options.contents.localPath(context.path));
      };
      context.model.metadataChanged.connect(follow);
      context.pathChanged.connect(rename);
      panel.disposed.connect(() => {
        context.model.metadataChanged.disconnect(follow);
        context.pathChanged.disconnect(rename);
        entry.views -= 1;
        if (entry.views === 0) {
          this._close(entry);
          this._byNotebook.delete(notebook);
        }
      });
      follow();
    });
  }

  /** A notebook may become one of Python, or cease to be, when its kernel is changed. */
  private _followLanguage(
    panel: NotebookPanel,
    notebook: ISharedNotebook,
    entry: NotebookEntry
  ): void {
    const { isPython } = detectLanguage(notebook.metadata);
    if (isPython && entry.analysis === null) {
      entry.analysis = this._open(panel, notebook);
      this._opened.emit(entry.analysis);
    } else if (!isPython && entry.analysis !== null) {
      this._close(entry);
    }
  }

  private _open(panel: NotebookPanel, notebook: ISharedNotebook): NotebookAnalysis {
    const { contents } = this._options;
    const path = panel.context.path;
    const drive = contents.driveName(path);
    this._lastSession += 1;
    const analysis = new NotebookAnalysis({
      session: this._lastSession,
      path: contents.localPath(path),
      notebook,
      order: this._order,
      siblings: new SiblingFiles(contents, drive === '' ? '' : `${drive}:`),
      send: request => {
        this._startedTransport().send(request);
      }
    });
    analysis.failed.connect(this._onAnalysisFailed, this);
    this._bySession.set(analysis.session, analysis);
    return analysis;
  }

  private _close(entry: NotebookEntry): void {
    if (entry.analysis !== null) {
      this._bySession.delete(entry.analysis.session);
      entry.analysis.dispose();
      entry.analysis = null;
    }
  }

  private _startedTransport(): IAnalysisTransport {
    this._transport ??= createTransportWithFallback(
      createWorkerTransport,
      createLocalTransport,
      answer => {
        this._take(answer);
      }
    );
    return this._transport;
  }

  private _take(answer: AnalysisAnswer): void {
    switch (answer.kind) {
      case 'ready':
        break;
      case 'report':
      case 'failure':
        this._bySession.get(answer.session)?.take(answer);
        break;
      case 'unavailable':
        this._reportFailure(answer.message);
        break;
    }
  }

  private _onAnalysisFailed(_: NotebookAnalysis, message: string): void {
    this._reportFailure(message);
  }

  /** Says a failure once: while typing, the same one would come with every key. */
  private _reportFailure(message: string): void {
    if (!this._knownFailures.has(message)) {
      this._knownFailures.add(message);
      console.error(`jupyterlab-hybridize: ${message}`);
      this._failed.emit(message);
    }
  }

  private readonly _options: AnalysisManager.IOptions;
  private readonly _byNotebook = new Map<ISharedNotebook, NotebookEntry>();
  private readonly _bySession = new Map<number, NotebookAnalysis>();
  private readonly _opened = new Signal<this, NotebookAnalysis>(this);
  private readonly _failed = new Signal<this, string>(this);
  private readonly _knownFailures = new Set<string>();
  private _transport: IAnalysisTransport | null = null;
  private _order: ExecutionOrder = 'document';
  private _lastSession = 0;
}

/** A notebook and how many panels show it. */
type NotebookEntry = { analysis: NotebookAnalysis | null; views: number };

/** A namespace for `AnalysisManager` statics. */
export namespace AnalysisManager {
  /** What the manager works with. */
  export interface IOptions {
    readonly tracker: INotebookTracker;
    readonly contents: Contents.IManager;
  }
}
