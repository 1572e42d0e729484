/**
 * Measures all functions of a notebook, one after the other, with one progress and one way to stop.
 */
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { FunctionReport } from '../../analysis/report';
import type { NotebookAnalysis } from '../analysis/notebookAnalysis';
import type { IMeasurer } from './measurer';

/** How far it is. */
export type MeasureAllProgress = {
  readonly done: number;
  readonly total: number;
  /** The function that is being measured. */
  readonly functionName: string;
};

/** What came of it. */
export type MeasureAllOutcome = {
  /** Functions with a result. */
  readonly measured: number;
  /** Functions without one: they failed, or something is asked first. */
  readonly open: number;
  readonly total: number;
  /** Why it ended before all functions had their turn, as a code of a sentence; `null` where it did not. */
  readonly stopped: string | null;
};

/** Without a kernel that answers, no further function can be measured either. */
const ENDS_ALL: readonly string[] = [
  'no-kernel',
  'kernel-starting',
  'kernel-dead',
  'kernel-died',
  'kernel-lost',
  'kernel-restarted',
  'connection-lost',
  'not-python',
  'no-tensorflow'
];

/** The functions that can be measured: those of TensorFlow that have a badge and are called. */
export function measurableFunctions(analysis: NotebookAnalysis): readonly FunctionReport[] {
  return analysis.report.functions.filter(
    report => report.badge && report.reached && report.framework === 'tensorflow'
  );
}

/** One run over the functions of a notebook. */
export class MeasureAll {
  constructor(
    private readonly _panel: NotebookPanel,
    private readonly _analysis: NotebookAnalysis,
    private readonly _measurer: IMeasurer
  ) {}

  /** Emitted before each function. */
  get progressed(): ISignal<this, MeasureAllProgress> {
    return this._progressed;
  }

  /** Measures them all. Never rejects. */
  async run(): Promise<MeasureAllOutcome> {
    const ids = measurableFunctions(this._analysis).map(({ id }) => id);
    let measured = 0;
    let open = 0;
    let stopped: string | null = null;
    for (const [done, id] of ids.entries()) {
      const report = this._analysis.functionById(id);
      const cell = report === null ? null : this._analysis.cellByKey(report.unit);
      if (this._isCancelled || this._analysis.isDisposed || this._panel.isDisposed) {
        stopped = 'cancelled';
        break;
      }
      if (report === null || cell === null) {
        continue;
      }
      this._progressed.emit({ done, total: ids.length, functionName: report.name });
      await this._measurer.measure({
        panel: this._panel,
        analysis: this._analysis,
        cell,
        report
      });
      const shown = this._measurer.shownOf(this._analysis, id);
      if (shown?.record !== null && shown?.record !== undefined) {
        measured += 1;
        continue;
      }
      open += 1;
      if (shown?.display.kind === 'failed' && ENDS_ALL.includes(shown.display.code)) {
        stopped = shown.display.code;
        break;
      }
    }
    Signal.clearData(this);
    return {
      measured,
      open,
      total: ids.length,
      stopped: this._isCancelled ? 'cancelled' : stopped
    };
  }

  /** Stops, also the function that is being measured. */
  cancel(): void {
    this._isCancelled = true;
    this._measurer.cancelAll(this._analysis);
  }

  private readonly _progressed = new Signal<this, MeasureAllProgress>(this);
  private _isCancelled = false;
}
