/**
 * What can be done with a measurement: the buttons below it.
 */
import { Clipboard, Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { VERSION } from '../../analysis/version';
import type { GraphVariant } from '../../measure/request';
import type { FunctionPlace } from '../card/cardOpener';
import { bugReport } from './bugReport';
import { insertAsOutput, keepInMetadata } from './measurementOutput';
import type { MeasurementRecord } from './measurementStore';
import { CURED_BY_RUNNING, runCellOf } from './runCell';
import type { IMeasurer, MeasurementWish, ShownMeasurement } from './measurer';

/** A button below a measurement. */
export type MeasurementOffer = {
  readonly id: string;
  readonly label: string;
  readonly isPrimary: boolean;
  readonly run: () => void;
};

/** How long a notification stays, in milliseconds. */
const NOTIFICATION_DURATION = 5000;

const VARIANTS: readonly GraphVariant[] = ['jit_compile', 'reduce_retracing', 'current'];

/** Offers for measurements; made for one view of one function. */
export class MeasurementOffers {
  constructor(
    private readonly _measurer: IMeasurer,
    private readonly _trans: TranslationBundle
  ) {}

  /** The buttons for what is shown, the most useful first. */
  offersFor(place: FunctionPlace, shown: ShownMeasurement): MeasurementOffer[] {
    const trans = this._trans;
    const { analysis, report } = place;
    const { display, record } = shown;
    switch (display.kind) {
      case 'running':
        return [
          this._offer('cancel-measurement', trans.__('Cancel'), () => {
            this._measurer.cancel(analysis, report.id);
          })
        ];
      case 'asking':
        return [
          {
            id: 'accept',
            label: display.question.accept,
            isPrimary: true,
            run: () => {
              this._measurer.accept(analysis, report.id);
            }
          },
          this._offer('cancel-measurement', trans.__('Cancel'), () => {
            this._measurer.cancel(analysis, report.id);
          })
        ];
      case 'failed':
      case 'done':
        return [
          ...(display.alarm !== '' && record !== null ? [this._copyReport(record)] : []),
          ...(display.kind === 'failed' && CURED_BY_RUNNING.includes(display.code)
            ? [this._runCell(place)]
            : []),
          this._again(place, record),
          ...(display.kind === 'done' && record !== null
            ? [...this._variants(place, record), ...this._keeping(place, record)]
            : [])
        ];
    }
  }

  private _offer(id: string, label: string, run: () => void): MeasurementOffer {
    return { id, label, isPrimary: false, run };
  }

  private _again(place: FunctionPlace, record: MeasurementRecord | null): MeasurementOffer {
    return this._offer('measure-again', this._trans.__('Measure again'), () => {
      void this._measurer.measure(place, wishOf(record, []));
    });
  }

  /** Each further way of running is measured on request only: it costs time. */
  private _variants(place: FunctionPlace, record: MeasurementRecord): MeasurementOffer[] {
    const labels: Readonly<Record<GraphVariant, string>> = {
      jit_compile: this._trans.__('Also with XLA'),
      reduce_retracing: this._trans.__('Also with fewer traces'),
      current: this._trans.__('Also as it is now')
    };
    const measured = new Set(record.result.variants.map(({ id }) => id));
    const isGraph = place.report.execution === 'graph';
    return VARIANTS.filter(
      variant => !measured.has(variant) && (variant !== 'current' || isGraph)
    ).map(variant =>
      this._offer(`variant-${variant}`, labels[variant], () => {
        void this._measurer.measure(place, wishOf(record, [variant]));
      })
    );
  }

  private _keeping(place: FunctionPlace, record: MeasurementRecord): MeasurementOffer[] {
    const trans = this._trans;
    if (place.panel.context.contentsModel?.writable === false) {
      return [];
    }
    return [
      this._offer('insert-output', trans.__('Insert as output'), () => {
        insertAsOutput(place.cell, record, trans);
      }),
      this._offer('keep-metadata', trans.__('Keep in metadata'), () => {
        keepInMetadata(place.cell, record);
        Notification.success(
          trans.__('The measurement of %1 is kept in the metadata of its cell.', place.report.name),
          { autoClose: NOTIFICATION_DURATION }
        );
      })
    ];
  }

  private _copyReport(record: MeasurementRecord): MeasurementOffer {
    return {
      id: 'copy-report',
      label: this._trans.__('Copy a bug report'),
      isPrimary: true,
      run: () => {
        Clipboard.copyToSystem(bugReport(record, VERSION));
        Notification.info(
          this._trans.__(
            'A report with the function’s text is on the clipboard. Read it before you send it.'
          ),
          { autoClose: NOTIFICATION_DURATION }
        );
      }
    };
  }

  /** Runs the function's cell, then measures. */
  private _runCell(place: FunctionPlace): MeasurementOffer {
    return {
      id: 'run-cell',
      label: this._trans.__('Run the cell, then measure'),
      isPrimary: true,
      run: () => {
        void this._runThenMeasure(place);
      }
    };
  }

  private async _runThenMeasure(place: FunctionPlace): Promise<void> {
    const isDone = await runCellOf(place);
    const report = place.analysis.functionById(place.report.id);
    if (isDone && report !== null) {
      await this._measurer.measure({ ...place, report });
    }
  }
}

/** The same arguments and variants as before, and further variants. */
function wishOf(
  record: MeasurementRecord | null,
  further: readonly GraphVariant[]
): MeasurementWish {
  const given = record?.result.arguments;
  const measured = new Set(record?.result.variants.map(({ id }) => id) ?? []);
  return {
    call: given?.source === 'call' ? given.text : null,
    expression: given?.source === 'typed' ? given.text : null,
    choice: given?.source === 'synthetic' || given?.source === 'caught' ? given.source : 'calls',
    reusesCaught: true,
    variants: [...VARIANTS.filter(variant => measured.has(variant)), ...further]
  };
}
