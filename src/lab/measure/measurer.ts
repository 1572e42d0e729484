/**
 * Measures functions of open notebooks in their kernels, at the user's command only, and keeps what came
 * of it. The measuring itself is loaded with the first measurement.
 */
import type { INotebookTracker } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Token } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { FunctionReport } from '../../analysis/report';
import type { MeasurementResult } from '../../measure/answer';
import type { ArgumentChoice, GraphVariant } from '../../measure/request';
import type { NotebookAnalysis } from '../analysis/notebookAnalysis';
import type { BadgeNote, IBadgeNotes, NoteChange } from '../badges/badgeNotes';
import type { FunctionPlace } from '../card/cardOpener';
import type { CellResults } from './cellResults';
import type { MeasurementDisplay } from './measurementDisplay';
import type { PreparationAnswer } from './preparation';
import { MeasurementStore, recordOf, type MeasurementRecord } from './measurementStore';

/** What the user wants to be measured, beyond the function. */
export type MeasurementWish = {
  /** The text of the call whose arguments are taken, if they can be; `null` for the nearest that can. */
  readonly call: string | null;
  /** Arguments that the user typed; `null` to take them from a call. */
  readonly expression: string | null;
  /** Where arguments come from when none are typed. */
  readonly choice: ArgumentChoice;
  /** Whether a call that was caught before serves once more. */
  readonly reusesCaught: boolean;
  /** Further ways of running it as a graph. */
  readonly variants: readonly GraphVariant[];
};

/** What is measured where the user says nothing further. */
export const USUAL_WISH: MeasurementWish = {
  call: null,
  expression: null,
  choice: 'calls',
  reusesCaught: false,
  variants: []
};

/** What is to be shown of a function's measurement. */
export type ShownMeasurement = {
  readonly display: MeasurementDisplay;
  /** The result that is shown; `null` while there is none. */
  readonly record: MeasurementRecord | null;
  /** Whether the function's text has changed since. */
  readonly isStale: boolean;
  /** Earlier runs, the newest first. */
  readonly earlier: readonly MeasurementRecord[];
};

/** Measures functions. */
export interface IMeasurer extends IBadgeNotes {
  /**
   * Starts measuring a function, after what is being measured in the same notebook; what comes of it is told
   * by {@link shownOf}. Resolves when it has ended or asks something; never rejects.
   */
  measure(place: FunctionPlace, wish?: MeasurementWish): Promise<void>;
  /** Asks the kernel what would run, and runs nothing of the user's but arguments that were typed. */
  prepare(place: FunctionPlace, wish: MeasurementWish): Promise<PreparationAnswer>;
  /** Answers the question that a measurement asks before it runs anything. */
  accept(analysis: NotebookAnalysis, functionId: string): void;
  /** Stops a running measurement, or takes a failure or a question away. */
  cancel(analysis: NotebookAnalysis, functionId: string): void;
  /** Stops whatever is being measured in a notebook. */
  cancelAll(analysis: NotebookAnalysis): void;
  /** What is to be shown of a function's measurement; `null` where there is none. */
  shownOf(analysis: NotebookAnalysis, functionId: string): ShownMeasurement | null;
  /** Takes a result away from under its cell; card and badge keep it. */
  hide(analysis: NotebookAnalysis, functionId: string): void;
  /** Whether the user took the result away from under its cell. */
  isHidden(analysis: NotebookAnalysis, functionId: string): boolean;
  /** All results of a notebook, the oldest first. */
  recordsOf(analysis: NotebookAnalysis): readonly MeasurementRecord[];
  /** Seconds of timed runs. */
  readonly budget: number;
  /** Follows the setting: seconds of timed runs. */
  setBudget(seconds: number): void;
}

/** The token under which measuring is provided. */
export const IMeasurer = new Token<IMeasurer>(
  'jupyterlab-hybridize:IMeasurer',
  'Measures functions of open notebooks in their kernels, eagerly and as graphs.'
);

/** A measurement that was started. */
export interface IMeasurementRun {
  readonly isRunning: boolean;
  /** Resolves when it has ended or asks something. Never rejects. */
  readonly ended: Promise<void>;
  /** Answers the question that was asked; resolves when it has ended. */
  accept(): Promise<void>;
  /** Stops; what comes of it is shown as always. */
  cancel(): void;
}

/** What a measurement is started with. */
export type MeasurementStart = {
  readonly place: FunctionPlace;
  /** The text of the function, as the analysis read it. */
  readonly source: string;
  readonly wish: MeasurementWish;
  /** Seconds of timed runs. */
  readonly budget: number;
  readonly trans: TranslationBundle;
  /** Shows how far it is, what it asks, or why there is no result. */
  readonly show: (display: MeasurementDisplay) => void;
  /** Does something in its turn, when nothing else is being measured in the notebook. */
  readonly enqueue: (task: () => Promise<void>) => Promise<void>;
  /** Takes the result, in figures and in words. */
  readonly finish: (
    result: MeasurementResult,
    shown: { readonly display: MeasurementDisplay; readonly note: BadgeNote | null }
  ) => void;
};

/** Starts measurements; loaded with the first one. */
export type MeasurementStarter = (start: MeasurementStart) => IMeasurementRun;

/** A measurement without a result: it waits, runs, asks, or failed. */
type Entry = {
  readonly place: FunctionPlace;
  readonly source: string;
  readonly wish: MeasurementWish;
  run: IMeasurementRun | null;
  isWaiting: boolean;
  display: MeasurementDisplay;
};

/** The text of a function in the newest report; what was measured is known by it. */
export function sourceOf(analysis: NotebookAnalysis, report: FunctionReport): string {
  const lines = (analysis.reportedSource(report.unit) ?? '').split('\n');
  return lines.slice(report.line - 1, report.endLine).join('\n');
}

/** Keeps the measurements of all open notebooks. */
export class Measurer implements IMeasurer {
  constructor(
    private readonly _tracker: INotebookTracker,
    private readonly _trans: TranslationBundle,
    private readonly _loadStarter: () => Promise<MeasurementStarter>
  ) {}

  get noteChanged(): ISignal<this, NoteChange> {
    return this._noteChanged;
  }

  async measure(place: FunctionPlace, wish = USUAL_WISH): Promise<void> {
    const { analysis, report } = place;
    const entries = this._entriesOf(analysis);
    const present = entries.get(report.id);
    if (present?.isWaiting === true || present?.run?.isRunning === true) {
      return;
    }
    const entry: Entry = {
      place,
      source: sourceOf(analysis, report),
      wish,
      run: null,
      isWaiting: true,
      display: {
        kind: 'running',
        text: this._queues.has(analysis)
          ? this._trans.__('Waiting for the measurement before …')
          : this._trans.__('Preparing …'),
        fraction: null
      }
    };
    entries.set(report.id, entry);
    this._hidden.get(analysis)?.delete(report.id);
    this._announce(entry.place);
    await this._enqueue(analysis, async () => this._start(entry));
  }

  async prepare(place: FunctionPlace, wish: MeasurementWish): Promise<PreparationAnswer> {
    const [{ prepareMeasurement }, { requestOf }] = await Promise.all([
      import('./preparation'),
      import('./requestOf')
    ]);
    const source = sourceOf(place.analysis, place.report);
    return prepareMeasurement(place, requestOf(place.report, source, wish, this._budget));
  }

  accept(analysis: NotebookAnalysis, functionId: string): void {
    const run = this._entriesOf(analysis).get(functionId)?.run;
    if (run !== null && run !== undefined) {
      void this._enqueue(analysis, async () => run.accept());
    }
  }

  cancel(analysis: NotebookAnalysis, functionId: string): void {
    const entries = this._entriesOf(analysis);
    const entry = entries.get(functionId);
    if (entry?.run?.isRunning === true) {
      entry.run.cancel();
    } else if (entry !== undefined) {
      entries.delete(functionId);
      this._announce(entry.place);
    }
  }

  cancelAll(analysis: NotebookAnalysis): void {
    for (const [functionId, entry] of [...this._entriesOf(analysis)]) {
      if (entry.isWaiting || entry.run?.isRunning === true) {
        this.cancel(analysis, functionId);
      }
    }
  }

  shownOf(analysis: NotebookAnalysis, functionId: string): ShownMeasurement | null {
    const report = analysis.functionById(functionId);
    const source = report === null ? null : sourceOf(analysis, report);
    const known = this._store.known(analysis.notebook, functionId, source);
    const entry = this._entriesOf(analysis).get(functionId);
    if (entry !== undefined) {
      const earlier = known === null ? [] : [known.record, ...known.earlier];
      return { display: entry.display, record: null, isStale: false, earlier };
    }
    return known === null ? null : { ...known, display: known.record.display };
  }

  hide(analysis: NotebookAnalysis, functionId: string): void {
    const hidden = this._hidden.get(analysis) ?? new Set<string>();
    this._hidden.set(analysis, hidden);
    hidden.add(functionId);
    const report = analysis.functionById(functionId);
    if (report !== null) {
      this._announce({ analysis, report });
    }
  }

  isHidden(analysis: NotebookAnalysis, functionId: string): boolean {
    return this._hidden.get(analysis)?.has(functionId) ?? false;
  }

  recordsOf(analysis: NotebookAnalysis): readonly MeasurementRecord[] {
    return this._store.all(analysis.notebook);
  }

  noteFor(analysis: NotebookAnalysis, report: FunctionReport): BadgeNote | null {
    const known = this._store.known(analysis.notebook, report.id, sourceOf(analysis, report));
    return known === null || known.isStale ? null : known.record.note;
  }

  get budget(): number {
    return this._budget;
  }

  setBudget(seconds: number): void {
    this._budget = seconds;
  }

  /** What is measured in one notebook is measured one after the other: they would disturb one another. */
  private async _enqueue(analysis: NotebookAnalysis, task: () => Promise<void>): Promise<void> {
    const before = this._queues.get(analysis) ?? Promise.resolve();
    const turn = before.then(task).catch((reason: unknown) => {
      console.error('jupyterlab-hybridize: a measurement could not be started.', reason);
    });
    this._queues.set(analysis, turn);
    await turn;
    if (this._queues.get(analysis) === turn) {
      this._queues.delete(analysis);
    }
  }

  private async _start(entry: Entry): Promise<void> {
    const { analysis, report } = entry.place;
    const [start, { CellResults: Results }] = await Promise.all([
      this._loadStarter(),
      import('./cellResults')
    ]);
    this._results ??= new Results(this._tracker, this, this._trans);
    const entries = this._entriesOf(analysis);
    const isWanted = (): boolean => entries.get(report.id) === entry;
    entry.isWaiting = false;
    if (!isWanted() || entry.place.panel.isDisposed) {
      return;
    }
    entry.run = start({
      place: entry.place,
      source: entry.source,
      wish: entry.wish,
      budget: this._budget,
      trans: this._trans,
      enqueue: async task => this._enqueue(analysis, task),
      show: display => {
        entry.display = display;
        this._announce(entry.place);
      },
      finish: (result, shown) => {
        this._follow(analysis);
        this._store.add(analysis.notebook, recordOf(report, entry.source, result, shown));
        if (isWanted()) {
          entries.delete(report.id);
        }
        this._announce(entry.place);
      }
    });
    this._announce(entry.place);
    await entry.run.ended;
  }

  /** A result grows old with its text, and is valid again when the text comes back. */
  private _follow(analysis: NotebookAnalysis): void {
    if (!this._measuredTexts.has(analysis)) {
      this._measuredTexts.set(analysis, new Map());
      analysis.revised.connect(this._onRevised, this);
    }
  }

  private _onRevised(analysis: NotebookAnalysis): void {
    const texts = this._measuredTexts.get(analysis) ?? new Map<string, string>();
    for (const { functionId } of this._store.newest(analysis.notebook)) {
      const report = analysis.functionById(functionId);
      const text = report === null ? '' : sourceOf(analysis, report);
      if (report !== null && texts.get(functionId) !== text) {
        texts.set(functionId, text);
        this._announce({ analysis, report });
      }
    }
  }

  private _announce(place: Pick<FunctionPlace, 'analysis' | 'report'>): void {
    const { analysis, report } = place;
    this._noteChanged.emit({ analysis, cellKey: report.unit, functionId: report.id });
  }

  private _entriesOf(analysis: NotebookAnalysis): Map<string, Entry> {
    const known = this._entries.get(analysis);
    if (known !== undefined) {
      return known;
    }
    const entries = new Map<string, Entry>();
    this._entries.set(analysis, entries);
    return entries;
  }

  private readonly _entries = new WeakMap<NotebookAnalysis, Map<string, Entry>>();
  private readonly _hidden = new WeakMap<NotebookAnalysis, Set<string>>();
  /** The texts of measured functions, as results were last compared with them. */
  private readonly _measuredTexts = new WeakMap<NotebookAnalysis, Map<string, string>>();
  private readonly _queues = new WeakMap<NotebookAnalysis, Promise<void>>();
  private readonly _store = new MeasurementStore();
  private readonly _noteChanged = new Signal<this, NoteChange>(this);
  private _results: CellResults | null = null;
  private _budget = 3;
}
