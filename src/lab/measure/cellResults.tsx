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
import type { MeasurementDisplay } from './measurementDisplay';
import { MeasurementView } from './measurementView';
import type { IMeasurer } from './measurer';

/** The measurement of one function, in the layout of its cell. */
class CellResult extends ReactWidget {
  constructor(
    private _display: MeasurementDisplay,
    private readonly _trans: TranslationBundle,
    private readonly _handlers: CellResult.IHandlers
  ) {
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

  showDisplay(display: MeasurementDisplay): void {
    this._display = display;
    this.update();
  }

  protected override render(): JSX.Element {
    return (
      <MeasurementView
        display={this._display}
        trans={this._trans}
        onCancel={this._handlers.cancel}
        onRepeat={this._handlers.repeat}
        onAccept={this._handlers.accept}
        onClose={this._handlers.cancel}
      />
    );
  }
}

namespace CellResult {
  export interface IHandlers {
    readonly cancel: () => void;
    readonly repeat: () => void;
    readonly accept: () => void;
  }
}

/** Keeps the results under their cells, over moves and in every view of a notebook. */
export class CellResults {
  constructor(
    private readonly _tracker: INotebookTracker,
    private readonly _measurer: IMeasurer,
    private readonly _trans: TranslationBundle
  ) {
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
    const display = this._measurer.displayOf(analysis, functionId);
    const cell = report === null ? null : analysis.cellByKey(report.unit);
    const widget = cell === null ? null : widgetOfCell(panel, cell);
    const results = this._resultsOf(panel);
    const known = results.get(functionId) ?? null;
    if (report === null || cell === null || widget === null || display === null) {
      known?.dispose();
      results.delete(functionId);
      return;
    }
    if (known !== null && known.parent === widget) {
      known.showDisplay(display);
      return;
    }
    known?.dispose();
    const result = new CellResult(display, this._trans, {
      cancel: () => {
        this._measurer.cancel(analysis, functionId);
      },
      accept: () => {
        this._measurer.accept(analysis, functionId);
      },
      repeat: () => {
        const present = analysis.functionById(functionId);
        if (present !== null) {
          this._measurer.measure({ panel, analysis, cell, report: present });
        }
      }
    });
    results.set(functionId, result);
    void this._insert(widget, result);
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

  private readonly _shown = new WeakMap<NotebookAnalysis, Set<string>>();
  private readonly _widgets = new WeakMap<NotebookPanel, Map<string, CellResult>>();
}
