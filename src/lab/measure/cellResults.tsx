/**
 * Shows measurements under the cells of their functions. They stand in the page only: nothing of them gets
 * into the notebook's file.
 */
import { ReactWidget } from '@jupyterlab/ui-components';
import type { Cell } from '@jupyterlab/cells';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import { PanelLayout } from '@lumino/widgets';
import type { NotebookAnalysis } from '../analysis/notebookAnalysis';
import type { NoteChange } from '../badges/badgeNotes';
import { widgetOfCell } from '../navigation';
import { MeasurementOffers } from './measurementOffers';
import { MeasurementView, type MeasurementViewProps } from './measurementView';
import type { IMeasurer } from './measurer';

/** The measurement of one function, in the layout of its cell. */
class CellResult extends ReactWidget {
  constructor(private _props: MeasurementViewProps) {
    super();
    this.addClass('jp-HybridizeCellResult');
    // The notebook must not take keys and focus that are meant for the buttons here.
    this.node.dataset.lmSuppressShortcuts = 'true';
    for (const type of ['keydown', 'focusin'] as const) {
      this.node.addEventListener(type, event => {
        event.stopPropagation();
      });
    }
  }

  showMeasurement(props: MeasurementViewProps): void {
    this._props = props;
    this.update();
  }

  protected override render(): JSX.Element {
    return <MeasurementView {...this._props} />;
  }
}

/** Keeps the results under their cells, over moves and in every view of a notebook. */
export class CellResults {
  constructor(
    private readonly _tracker: INotebookTracker,
    private readonly _measurer: IMeasurer,
    private readonly _trans: TranslationBundle
  ) {
    this._offers = new MeasurementOffers(_measurer, _trans);
    _measurer.noteChanged.connect(this._onNoteChanged, this);
  }

  private _onNoteChanged(_: unknown, change: NoteChange): void {
    const { analysis, functionId } = change;
    if (!this._shown.has(analysis)) {
      this._shown.set(analysis, new Set());
      // A moved cell gets a new widget, one that knows nothing of results.
      analysis.changed.connect(this._onReportChanged, this);
    }
    this._shown.get(analysis)?.add(functionId);
    this._show(analysis, functionId);
  }

  private _onReportChanged(analysis: NotebookAnalysis): void {
    for (const functionId of this._shown.get(analysis) ?? []) {
      this._show(analysis, functionId);
    }
  }

  private _show(analysis: NotebookAnalysis, functionId: string): void {
    this._tracker.forEach(panel => {
      if (panel.content.model?.sharedModel === analysis.notebook) {
        this._showInPanel(panel, analysis, functionId);
      }
    });
  }

  private _showInPanel(panel: NotebookPanel, analysis: NotebookAnalysis, functionId: string): void {
    const report = analysis.functionById(functionId);
    const shown = this._measurer.isHidden(analysis, functionId)
      ? null
      : this._measurer.shownOf(analysis, functionId);
    const cell = report === null ? null : analysis.cellByKey(report.unit);
    const widget = cell === null ? null : widgetOfCell(panel, cell);
    const results = this._resultsOf(panel);
    const known = results.get(functionId) ?? null;
    if (report === null || cell === null || widget === null || shown === null) {
      known?.dispose();
      results.delete(functionId);
      return;
    }
    const props: MeasurementViewProps = {
      shown,
      trans: this._trans,
      offers: this._offers.offersFor({ panel, analysis, cell, report }, shown),
      onClose: () => {
        this._close(analysis, functionId);
      }
    };
    if (known !== null && known.parent === widget) {
      known.showMeasurement(props);
      return;
    }
    known?.dispose();
    const result = new CellResult(props);
    results.set(functionId, result);
    void this._insert(widget, result);
  }

  /** A question and a failure go away, a result is only out of sight: the card still has it. */
  private _close(analysis: NotebookAnalysis, functionId: string): void {
    if (this._measurer.shownOf(analysis, functionId)?.record === null) {
      this._measurer.cancel(analysis, functionId);
    }
    this._measurer.hide(analysis, functionId);
  }

  /** Puts a result between a cell's input and its output. */
  private async _insert(cell: Cell, result: CellResult): Promise<void> {
    await cell.ready;
    const { layout } = cell;
    if (!cell.isDisposed && !result.isDisposed && layout instanceof PanelLayout) {
      const input = layout.widgets.findIndex(widget => widget.hasClass('jp-Cell-inputWrapper'));
      layout.insertWidget(input + 1, result);
    }
  }

  private _resultsOf(panel: NotebookPanel): Map<string, CellResult> {
    const known = this._widgets.get(panel);
    if (known !== undefined) {
      return known;
    }
    const results = new Map<string, CellResult>();
    this._widgets.set(panel, results);
    return results;
  }

  private readonly _offers: MeasurementOffers;
  private readonly _shown = new WeakMap<NotebookAnalysis, Set<string>>();
  private readonly _widgets = new WeakMap<NotebookPanel, Map<string, CellResult>>();
}
