/**
 * Shows how far measuring all functions is, on top of the notebook, with one button that stops it.
 */
import '../../../style/measurement.css';
import { Notification } from '@jupyterlab/apputils';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { NotebookAnalysis } from '../analysis/notebookAnalysis';
import { MeasureAll, type MeasureAllOutcome, type MeasureAllProgress } from './measureAll';
import { failureSentence } from './measurementSentences';
import type { IMeasurer } from './measurer';

/** How long a notification stays, in milliseconds. */
const NOTIFICATION_DURATION = 8000;

/** The bar on top of a notebook. */
class MeasureAllBar extends ReactWidget {
  constructor(
    private readonly _trans: TranslationBundle,
    private readonly _onCancel: () => void
  ) {
    super();
    this.addClass('jp-HybridizeMeasureAll');
    this.node.setAttribute('role', 'status');
  }

  /** Shows how far it is. */
  showProgress(progress: MeasureAllProgress): void {
    this._progress = progress;
    this.update();
  }

  /** Says that it stops; the function that is being measured needs a moment. */
  showStopping(): void {
    this._isStopping = true;
    this.update();
  }

  protected override render(): JSX.Element | null {
    const progress = this._progress;
    if (progress === null) {
      return null;
    }
    const trans = this._trans;
    const text = this._isStopping
      ? trans.__('Stopping …')
      : trans.__(
          'Measuring %1 (%2 of %3)',
          progress.functionName,
          String(progress.done + 1),
          String(progress.total)
        );
    return (
      <>
        <span className="jp-HybridizeMeasureAll-text">{text}</span>
        <progress max={progress.total} value={progress.done} aria-label={text} />
        <button
          type="button"
          className="jp-HybridizeResult-button"
          data-action="cancel-all"
          disabled={this._isStopping}
          onClick={this._onCancel}
        >
          {trans.__('Cancel')}
        </button>
      </>
    );
  }

  private _progress: MeasureAllProgress | null = null;
  private _isStopping = false;
}

function tell(outcome: MeasureAllOutcome, trans: TranslationBundle): void {
  const { measured, open, total, stopped } = outcome;
  const options = { autoClose: NOTIFICATION_DURATION };
  if (total === 0) {
    Notification.info(
      trans.__(
        'No function of this notebook can be measured: none that is called uses TensorFlow.'
      ),
      options
    );
    return;
  }
  const counted = trans.__('Measured %1 of %2 functions.', String(measured), String(total));
  if (stopped !== null && stopped !== 'cancelled') {
    Notification.warning(trans.__('%1 %2', counted, failureSentence(stopped, trans)), options);
    return;
  }
  const rest =
    open === 0
      ? ''
      : trans._n(
          '%1 has no result; why stands under its cell.',
          '%1 have no result; why stands under their cells.',
          open
        );
  Notification.info(rest === '' ? counted : trans.__('%1 %2', counted, rest), options);
}

/** What measuring all functions of a notebook works with. */
export type MeasureAllOptions = {
  readonly panel: NotebookPanel;
  readonly analysis: NotebookAnalysis;
  readonly measurer: IMeasurer;
  readonly trans: TranslationBundle;
  /** Holds what stops it while it runs. */
  readonly running: Map<NotebookAnalysis, () => void>;
};

/** Measures all functions of a notebook, and says at the end what came of it. Never rejects. */
export async function measureAllWithBar(options: MeasureAllOptions): Promise<void> {
  const { panel, analysis, measurer, trans, running } = options;
  const all = new MeasureAll(panel, analysis, measurer);
  const stop = (): void => {
    bar.showStopping();
    all.cancel();
  };
  const bar = new MeasureAllBar(trans, stop);
  running.set(analysis, stop);
  all.progressed.connect((_, progress) => {
    bar.showProgress(progress);
  });
  panel.contentHeader.addWidget(bar);
  const outcome = await all.run();
  running.delete(analysis);
  bar.dispose();
  if (!panel.isDisposed) {
    tell(outcome, trans);
  }
}
