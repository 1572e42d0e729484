/**
 * Keeps what was measured in memory, by function and by the text that was measured: a result shows itself as
 * old when the text changes, and as valid again when the change is taken back.
 */
import type { ISharedNotebook } from '@jupyter/ydoc';
import type { FunctionReport, Verdict } from '../../analysis/report';
import type { MeasurementResult } from '../../measure/answer';
import type { BadgeNote } from '../badges/badgeNotes';
import type { MeasurementDisplay } from './measurementDisplay';

/** One measurement that ended with a result. */
export type MeasurementRecord = {
  readonly functionId: string;
  readonly functionName: string;
  /** Id of the cell. */
  readonly cellId: string;
  /** The text that was measured. */
  readonly source: string;
  /** When it ended, by the clock of the browser. */
  readonly when: Date;
  readonly predicted: Verdict;
  readonly result: MeasurementResult;
  readonly display: MeasurementDisplay;
  readonly note: BadgeNote | null;
};

/** What is known of a function with its present text. */
export type KnownMeasurement = {
  readonly record: MeasurementRecord;
  /** Whether the text has changed since. */
  readonly isStale: boolean;
  /** Earlier runs, the newest first. */
  readonly earlier: readonly MeasurementRecord[];
};

/** More runs of one function than these are forgotten, the oldest first. */
const MAXIMAL_RUNS = 20;

/** Makes the record of a result. */
export function recordOf(
  report: FunctionReport,
  source: string,
  result: MeasurementResult,
  shown: { readonly display: MeasurementDisplay; readonly note: BadgeNote | null }
): MeasurementRecord {
  return {
    functionId: report.id,
    functionName: report.name,
    cellId: report.unit,
    source,
    when: new Date(),
    predicted: report.verdict,
    result,
    display: shown.display,
    note: shown.note
  };
}

/** The results of all notebooks that were open since the page was loaded. */
export class MeasurementStore {
  /** Keeps a result. */
  add(notebook: ISharedNotebook, record: MeasurementRecord): void {
    const runs = this._runsOf(notebook);
    const known = runs.get(record.functionId) ?? [];
    runs.set(record.functionId, [record, ...known].slice(0, MAXIMAL_RUNS));
  }

  /** The newest result for the present text of a function, else the newest at all; `null` without any. */
  known(
    notebook: ISharedNotebook,
    functionId: string,
    source: string | null
  ): KnownMeasurement | null {
    const runs = this._runsOf(notebook).get(functionId) ?? [];
    const valid = runs.find(record => record.source === source);
    const record = valid ?? runs.at(0);
    return record === undefined
      ? null
      : {
          record,
          isStale: valid === undefined,
          earlier: runs.filter(other => other !== record)
        };
  }

  /** The newest result of each function of a notebook. */
  newest(notebook: ISharedNotebook): readonly MeasurementRecord[] {
    return [...this._runsOf(notebook).values()].flatMap(runs => runs.slice(0, 1));
  }

  /** All results of a notebook, the oldest first. */
  all(notebook: ISharedNotebook): readonly MeasurementRecord[] {
    return [...this._runsOf(notebook).values()]
      .flat()
      .sort((left, right) => left.when.getTime() - right.when.getTime());
  }

  private _runsOf(notebook: ISharedNotebook): Map<string, readonly MeasurementRecord[]> {
    const known = this._runs.get(notebook);
    if (known !== undefined) {
      return known;
    }
    const runs = new Map<string, readonly MeasurementRecord[]>();
    this._runs.set(notebook, runs);
    return runs;
  }

  private readonly _runs = new WeakMap<
    ISharedNotebook,
    Map<string, readonly MeasurementRecord[]>
  >();
}
