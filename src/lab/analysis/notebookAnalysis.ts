/**
 * The analysis of one open notebook: watches its cells, tells the analysis what changed, and holds the
 * newest report. It reads the shared model only, never editors, which exist late or not at all.
 */
import type { CellChange, ISharedCell, ISharedNotebook } from '@jupyter/ydoc';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { DocumentReport, FunctionReport } from '../../analysis/report';
import { LARGEST_TEXT } from '../../notebook/characters';
import type {
  AnalysisRequest,
  ExecutionOrder,
  FailureAnswer,
  ReportAnswer,
  SiblingFile
} from '../../worker/messages';
import { emptyDocument } from '../../worker/messages';
import { applyDifference } from '../../worker/reportDifference';
import { keyedCells, toCellSource } from './notebookCells';
import type { SiblingFiles } from './siblingFiles';

/** What changed with a new report. */
export type ReportChange = {
  /** Keys of the cells whose functions say something else than before. */
  readonly cells: ReadonlySet<string>;
};

/** The live analysis of one notebook. */
export class NotebookAnalysis implements IDisposable {
  constructor(options: NotebookAnalysis.IOptions) {
    this._options = options;
    this._order = options.order;
    this._report = emptyDocument(options.path);
    this._cells = keyedCells(options.notebook);
    for (const [key, cell] of this._cells) {
      this._watch(key, cell);
    }
    options.notebook.changed.connect(this._onNotebookChanged, this);
    this._open();
  }

  /** The notebook that is analysed. */
  get notebook(): ISharedNotebook {
    return this._options.notebook;
  }

  /** The number that the messages of this notebook carry. */
  get session(): number {
    return this._options.session;
  }

  /** The newest report. Its texts are those of {@link reportedSource}. */
  get report(): DocumentReport {
    return this._report;
  }

  /** Emitted after a new report, and when the analysis ends, with what changed. */
  get changed(): ISignal<this, ReportChange> {
    return this._changed;
  }

  /** Emitted after every report, also after one that says the same about another text. */
  get revised(): ISignal<this, void> {
    return this._revised;
  }

  /** Emitted with a sentence when a revision could not be analysed. */
  get failed(): ISignal<this, string> {
    return this._failed;
  }

  /** In which order cells are taken to run. */
  get order(): ExecutionOrder {
    return this._order;
  }

  /** Whether the report speaks about the present text of all cells. */
  get isUpToDate(): boolean {
    return !this._isAwaited && this._reportedRevision === this._revision;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** The functions of a cell in source order. */
  functionsOf(cellKey: string): readonly FunctionReport[] {
    return this._functionsByCell.get(cellKey) ?? [];
  }

  /** A function by its id. */
  functionById(id: string): FunctionReport | null {
    return this._report.functions.find(report => report.id === id) ?? null;
  }

  /** The live cell with a key. */
  cellByKey(key: string): ISharedCell | null {
    return this._cells.get(key) ?? null;
  }

  /** The key of a live cell. */
  keyOf(cell: ISharedCell): string | null {
    return this._keys.get(cell) ?? null;
  }

  /** The key of the cell that stood at an index when the report was made. */
  keyAtReportedIndex(index: number): string | null {
    return this._reportedSequence[index] ?? null;
  }

  /** The text of a cell that the report speaks about. */
  reportedSource(key: string): string | null {
    return this._reportedTexts.get(key) ?? null;
  }

  /** Whether a cell is too large to be read. */
  isTooLarge(cellKey: string): boolean {
    return (this._reportedTexts.get(cellKey)?.length ?? 0) > LARGEST_TEXT;
  }

  /**
   * Resolves once no answer is awaited, at once where none is. Whether the report then speaks about the
   * present text, {@link isUpToDate} says: not after a failure.
   */
  async settled(): Promise<void> {
    while (!this._isDisposed && this._isAwaited) {
      await new Promise<void>(resolve => {
        this._waiting.push(resolve);
      });
    }
  }

  /** Follows a rename. */
  setPath(path: string): void {
    if (path !== this._path) {
      this._path = path;
      this._schedule();
    }
  }

  /** Follows the setting of the order in which cells are taken to run. */
  setOrder(order: ExecutionOrder): void {
    if (order !== this._order) {
      this._order = order;
      this._schedule();
    }
  }

  /** Takes an answer that carries this session's number. */
  take(answer: ReportAnswer | FailureAnswer): void {
    if (this._isDisposed || answer.revision !== this._inFlight?.revision) {
      return;
    }
    const sent = this._inFlight;
    this._inFlight = null;
    switch (answer.kind) {
      case 'report':
        this._takeReport(answer, sent);
        break;
      case 'failure':
        this._failed.emit(answer.message);
        break;
    }
    if (this._hasChanges) {
      this._flush();
    }
    this._wake();
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._options.send({ kind: 'close', session: this.session });
    const cells = new Set(this._functionsByCell.keys());
    this._report = emptyDocument(this._path);
    this._functionsByCell = new Map();
    this._changed.emit({ cells });
    this._wake();
    for (const cell of this._cells.values()) {
      cell.changed.disconnect(this._onCellChanged, this);
    }
    Signal.clearData(this);
  }

  private get _isAwaited(): boolean {
    return this._hasChanges || this._inFlight !== null;
  }

  private get _path(): string {
    return this._currentPath ?? this._options.path;
  }

  private set _path(path: string) {
    this._currentPath = path;
  }

  private _watch(key: string, cell: ISharedCell): void {
    this._keys.set(cell, key);
    cell.changed.connect(this._onCellChanged, this);
  }

  private _onCellChanged(cell: ISharedCell, change: CellChange): void {
    const key = this._keys.get(cell);
    const concernsUs =
      change.sourceChange !== undefined ||
      (change.executionCountChange !== undefined && this._order === 'counts');
    if (key !== undefined && concernsUs) {
      this._changedKeys.add(key);
      this._schedule();
    }
  }

  private _onNotebookChanged(_: ISharedNotebook, change: { readonly cellsChange?: unknown }): void {
    if (change.cellsChange === undefined) {
      return;
    }
    const before = this._cells;
    this._cells = keyedCells(this.notebook);
    for (const [key, cell] of before) {
      if (this._cells.get(key) !== cell) {
        cell.changed.disconnect(this._onCellChanged, this);
        this._changedKeys.delete(key);
      }
    }
    for (const [key, cell] of this._cells) {
      if (before.get(key) !== cell) {
        this._watch(key, cell);
        this._changedKeys.add(key);
        this._replaced.add(key);
      }
    }
    this._hasNewSequence = true;
    this._schedule();
  }

  /** Several changes of one turn, such as those of a moved cell, become one request. */
  private _schedule(): void {
    this._hasChanges = true;
    if (this._isScheduled || this._inFlight !== null) {
      return;
    }
    this._isScheduled = true;
    queueMicrotask(() => {
      this._isScheduled = false;
      if (!this._isDisposed && this._inFlight === null) {
        this._flush();
      }
    });
  }

  private _open(): void {
    this._sentOrder = this._order;
    this._sentPath = this._path;
    const sent = this._remember([...this._cells.keys()]);
    this._options.send({
      kind: 'open',
      session: this.session,
      revision: sent.revision,
      path: this._path,
      order: this._order,
      cells: [...this._cells].map(([key, cell]) => toCellSource(key, cell))
    });
  }

  /**
   * Sends what changed. While an answer is awaited nothing is sent: the next request then holds all
   * changes that came meanwhile, so that fast typing never piles up work.
   */
  private _flush(): void {
    const changed = [...this._changedKeys].flatMap(key => {
      const cell = this._cells.get(key);
      return cell === undefined ? [] : [toCellSource(key, cell)];
    });
    const files = this._files;
    const sequence = this._hasNewSequence ? [...this._cells.keys()] : null;
    this._hasChanges = false;
    this._hasNewSequence = false;
    this._changedKeys.clear();
    this._files = [];
    const sent = this._remember(changed.map(cell => cell.id));
    this._options.send({
      kind: 'update',
      session: this.session,
      revision: sent.revision,
      path: this._path === this._sentPath ? null : this._path,
      order: this._order === this._sentOrder ? null : this._order,
      changed,
      sequence,
      files
    });
    this._sentOrder = this._order;
    this._sentPath = this._path;
  }

  private _remember(changedKeys: readonly string[]): SentRevision {
    this._revision += 1;
    const sent: SentRevision = {
      revision: this._revision,
      sequence: [...this._cells.keys()],
      texts: changedKeys.flatMap(key => {
        const cell = this._cells.get(key);
        return cell === undefined ? [] : [[key, cell.getSource()] as const];
      })
    };
    this._inFlight = sent;
    return sent;
  }

  private _takeReport(answer: ReportAnswer, sent: SentRevision): void {
    const before = this._functionsByCell;
    const difference = answer.difference;
    this._report = applyDifference({ ...this._report, path: this._path }, difference);
    this._reportedRevision = answer.revision;
    this._reportedSequence = sent.sequence;
    for (const [key, text] of sent.texts) {
      // Cells that are too large to be read have no functions to announce them.
      if (Math.max(text.length, this._reportedTexts.get(key)?.length ?? 0) > LARGEST_TEXT) {
        this._replaced.add(key);
      }
      this._reportedTexts.set(key, text);
    }
    if (sent.sequence.length < this._reportedTexts.size) {
      const present = new Set(sent.sequence);
      for (const key of [...this._reportedTexts.keys()]) {
        if (!present.has(key)) {
          this._reportedTexts.delete(key);
        }
      }
    }
    this._functionsByCell = byCell(this._report.functions);
    const cells = this._cellsThatDiffer(before);
    if (cells.size > 0) {
      this._changed.emit({ cells });
    }
    this._revised.emit();
    this._fetch(answer.wantedFiles);
  }

  /** Keys of cells whose reports changed, and of cells whose live object is another one. */
  private _cellsThatDiffer(before: ReadonlyMap<string, readonly FunctionReport[]>): Set<string> {
    const cells = new Set<string>(this._replaced);
    this._replaced.clear();
    for (const [key, reports] of this._functionsByCell) {
      const known = before.get(key);
      if (known?.length !== reports.length || reports.some((report, i) => report !== known[i])) {
        cells.add(key);
      }
    }
    for (const key of before.keys()) {
      if (!this._functionsByCell.has(key)) {
        cells.add(key);
      }
    }
    this._postpone(cells);
    return cells;
  }

  /**
   * What the report says about a cell that was edited meanwhile is void: it is announced with the answer
   * to the newer text.
   */
  private _postpone(cells: Set<string>): void {
    for (const key of this._changedKeys) {
      if (cells.delete(key)) {
        this._replaced.add(key);
      }
    }
  }

  private _fetch(paths: readonly string[]): void {
    const wanted = paths.filter(path => !this._askedFor.has(path));
    if (wanted.length === 0) {
      return;
    }
    for (const path of wanted) {
      this._askedFor.add(path);
    }
    void this._options.siblings.read(wanted).then(files => {
      if (!this._isDisposed) {
        this._files.push(...files);
        this._schedule();
      }
    });
  }

  private _wake(): void {
    const waiting = this._waiting;
    this._waiting = [];
    for (const resolve of waiting) {
      resolve();
    }
  }

  private readonly _options: NotebookAnalysis.IOptions;
  private readonly _keys = new WeakMap<ISharedCell, string>();
  private readonly _changedKeys = new Set<string>();
  private readonly _replaced = new Set<string>();
  private readonly _askedFor = new Set<string>();
  private readonly _reportedTexts = new Map<string, string>();
  private readonly _changed = new Signal<this, ReportChange>(this);
  private readonly _revised = new Signal<this, void>(this);
  private readonly _failed = new Signal<this, string>(this);
  private _cells: Map<string, ISharedCell>;
  private _report: DocumentReport;
  private _functionsByCell: ReadonlyMap<string, readonly FunctionReport[]> = new Map();
  private _reportedSequence: readonly string[] = [];
  private _reportedRevision = 0;
  private _revision = 0;
  private _inFlight: SentRevision | null = null;
  private _files: SiblingFile[] = [];
  private _order: ExecutionOrder;
  private _sentOrder: ExecutionOrder = 'document';
  private _sentPath = '';
  private _currentPath: string | null = null;
  private _hasChanges = false;
  private _hasNewSequence = false;
  private _isScheduled = false;
  private _isDisposed = false;
  private _waiting: (() => void)[] = [];
}

/** What was sent with a revision: the report that answers it speaks about these. */
type SentRevision = {
  readonly revision: number;
  readonly sequence: readonly string[];
  readonly texts: readonly (readonly [key: string, text: string])[];
};

function byCell(
  functions: readonly FunctionReport[]
): ReadonlyMap<string, readonly FunctionReport[]> {
  const groups = new Map<string, FunctionReport[]>();
  for (const report of functions) {
    const group = groups.get(report.unit);
    if (group === undefined) {
      groups.set(report.unit, [report]);
    } else {
      group.push(report);
    }
  }
  return groups;
}

/** A namespace for `NotebookAnalysis` statics. */
export namespace NotebookAnalysis {
  /** What a notebook's analysis is made from. */
  export interface IOptions {
    readonly session: number;
    /** Path within the drive, `/` between folders. */
    readonly path: string;
    readonly notebook: ISharedNotebook;
    readonly order: ExecutionOrder;
    readonly siblings: SiblingFiles;
    readonly send: (request: AnalysisRequest) => void;
  }
}
