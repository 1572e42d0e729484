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
import type { NotebookAnalysis } from '../analysis/notebookAnalysis';
import type { BadgeNote, IBadgeNotes, NoteChange } from '../badges/badgeNotes';
import type { FunctionPlace } from '../card/cardOpener';
import type { CellResults } from './cellResults';
import type { MeasurementDisplay } from './measurementDisplay';

/** Measures functions. */
export interface IMeasurer extends IBadgeNotes {
  /** Starts measuring a function; what comes of it is told by {@link displayOf}. */
  measure(place: FunctionPlace): void;
  /** Answers the question that a measurement asks before it runs anything. */
  accept(analysis: NotebookAnalysis, functionId: string): void;
  /** Stops a running measurement, or takes a result away. */
  cancel(analysis: NotebookAnalysis, functionId: string): void;
  /** Stops whatever is being measured in a notebook. */
  cancelAll(analysis: NotebookAnalysis): void;
  /** What is to be shown of a function's measurement; `null` where there is none. */
  displayOf(analysis: NotebookAnalysis, functionId: string): MeasurementDisplay | null;
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
  /** Answers the question that was asked. */
  accept(): void;
  /** Stops; what comes of it is shown as always. */
  cancel(): void;
}

/** What a measurement is started with. */
export type MeasurementStart = {
  readonly place: FunctionPlace;
  /** The text of the function, as the analysis read it. */
  readonly source: string;
  /** Seconds of timed runs. */
  readonly budget: number;
  readonly trans: TranslationBundle;
  /** Shows how far it is, or what came of it, with a few words for the badge. */
  readonly show: (display: MeasurementDisplay, note: BadgeNote | null) => void;
};

/** Starts measurements; loaded with the first one. */
export type MeasurementStarter = (start: MeasurementStart) => IMeasurementRun;

/** A measurement and the text that it measured. */
type Entry = {
  readonly place: FunctionPlace;
  readonly source: string;
  run: IMeasurementRun | null;
  display: MeasurementDisplay;
  /** The few words for the badge, once there is a result. */
  note: BadgeNote | null;
};

/** The text of a function in the newest report; what was measured is known by it. */
function sourceOf(analysis: NotebookAnalysis, report: FunctionReport): string {
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

  measure(place: FunctionPlace): void {
    const { analysis, report } = place;
    const entries = this._entriesOf(analysis);
    if (entries.get(report.id)?.run?.isRunning === true) {
      return;
    }
    const entry: Entry = {
      place,
      source: sourceOf(analysis, report),
      run: null,
      display: { kind: 'running', text: this._trans.__('Preparing …'), fraction: null },
      note: null
    };
    entries.set(report.id, entry);
    this._announce(entry);
    void this._start(entry);
  }

  accept(analysis: NotebookAnalysis, functionId: string): void {
    this._entriesOf(analysis).get(functionId)?.run?.accept();
  }

  cancel(analysis: NotebookAnalysis, functionId: string): void {
    const entries = this._entriesOf(analysis);
    const entry = entries.get(functionId);
    if (entry?.run?.isRunning === true) {
      entry.run.cancel();
    } else if (entry !== undefined) {
      entries.delete(functionId);
      this._announce(entry);
    }
  }

  cancelAll(analysis: NotebookAnalysis): void {
    for (const entry of this._entriesOf(analysis).values()) {
      entry.run?.cancel();
    }
  }

  displayOf(analysis: NotebookAnalysis, functionId: string): MeasurementDisplay | null {
    return this._entriesOf(analysis).get(functionId)?.display ?? null;
  }

  noteFor(analysis: NotebookAnalysis, report: FunctionReport): BadgeNote | null {
    const entry = this._entriesOf(analysis).get(report.id);
    return entry !== undefined && entry.source === sourceOf(analysis, report) ? entry.note : null;
  }

  setBudget(seconds: number): void {
    this._budget = seconds;
  }

  private async _start(entry: Entry): Promise<void> {
    const [start, { CellResults: Results }] = await Promise.all([
      this._loadStarter(),
      import('./cellResults')
    ]);
    this._results ??= new Results(this._tracker, this, this._trans);
    if (this._entriesOf(entry.place.analysis).get(entry.place.report.id) !== entry) {
      return;
    }
    entry.run = start({
      place: entry.place,
      source: entry.source,
      budget: this._budget,
      trans: this._trans,
      show: (display, note) => {
        entry.display = display;
        entry.note = note;
        this._announce(entry);
      }
    });
    this._announce(entry);
  }

  private _announce(entry: Entry): void {
    const { analysis, report } = entry.place;
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
  private readonly _noteChanged = new Signal<this, NoteChange>(this);
  private _results: CellResults | null = null;
  private _budget = 3;
}
