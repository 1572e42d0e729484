/**
 * One card while it is open: keeps it true while the report and the measurement change, and does what its
 * buttons say.
 */
import type { IObservableDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { ReactNode } from 'react';
import type { FunctionReport } from '../../analysis/report';
import { executionCountOf } from '../analysis/notebookCells';
import { concernedCells, disorderOf } from '../analysis/runOrder';
import type { NotebookAnalysis } from '../analysis/notebookAnalysis';
import type { NoteChange } from '../badges/badgeNotes';
import { changeLabel } from '../decorate/changeSentences';
import type { IDecorator } from '../decorate/decorator';
import { changeKindOf, type PreparedChange } from '../decorate/preparedChange';
import { offeredCalls } from '../measure/measurementPlan';
import {
  USUAL_WISH,
  type IMeasurer,
  type MeasurementWish,
  type ShownMeasurement
} from '../measure/measurer';
import type { ShownPreparation } from '../measure/preparationView';
import { runCellOf } from '../measure/runCell';
import { SetupView } from '../measure/setupView';
import { syntheticParameters } from '../measure/syntheticArguments';
import { MeasurementOffers } from '../measure/measurementOffers';
import { MeasurementView } from '../measure/measurementView';
import { goToCell, goToFile, widgetOfCell } from '../navigation';
import { CardWriter, type PlaceLink } from './cardContent';
import type { CardOpener, FunctionPlace } from './cardOpener';
import { CardPopover } from './cardPopover';
import type { CardAction, CardProps } from './cardView';
import { rulePages } from './rulePages';

/** An open card. */
export class CardSession implements IObservableDisposable {
  constructor(private readonly _options: CardSession.IOptions) {
    const { analysis } = _options.place;
    this._report = _options.place.report;
    this._writer = new CardWriter(analysis.report.path, _options.trans, (document, cell, line) =>
      this._lineAt(document, cell, line)
    );
    this._offers =
      _options.measurer === null ? null : new MeasurementOffers(_options.measurer, _options.trans);
    this._popover = new CardPopover(this._props(), _options.anchor);
    this._popover.closed.connect(this._onClosed, this);
    analysis.changed.connect(this._onReportChanged, this);
    _options.measurer?.noteChanged.connect(this._onMeasurementChanged, this);
  }

  get disposed(): ISignal<this, void> {
    return this._disposed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Shows the card. */
  open(): void {
    this._options.anchor.setAttribute('aria-expanded', 'true');
    this._popover.open();
  }

  /** Shows the change that is offered, or says why there is none. */
  async showPreview(): Promise<void> {
    const { decorator, place } = this._options;
    if (decorator === null) {
      return;
    }
    const change = await decorator.prepare(place.analysis, this._report.id);
    if (this._isDisposed) {
      return;
    }
    if (typeof change === 'string') {
      decorator.refuse(change);
      return;
    }
    this._preview = change;
    this._refresh();
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._options.anchor.removeAttribute('aria-expanded');
    this._options.place.analysis.changed.disconnect(this._onReportChanged, this);
    this._options.measurer?.noteChanged.disconnect(this._onMeasurementChanged, this);
    this._popover.dispose();
    this._disposed.emit();
    Signal.clearData(this);
  }

  private _props(): CardProps {
    const { trans, measurer, place } = this._options;
    const shown = measurer?.shownOf(place.analysis, this._report.id) ?? null;
    return {
      content: this._writer.describe(this._report),
      trans,
      actions: this._actions(),
      preview: this._preview,
      measurement:
        shown === null || this._offers === null ? null : (
          <MeasurementView
            shown={shown}
            trans={trans}
            offers={this._offers.offersFor({ ...place, report: this._report }, shown)}
            onClose={null}
          />
        ),
      setup: measurer === null ? null : this._setup(measurer, shown),
      disorder: this._disorder(),
      onOpenRule: code => {
        this._close(false);
        this._options.openRule(code);
      },
      pages: this._isExplained ? rulePages(this._report) : null,
      onJump: link => {
        void this._jump(link);
      },
      onApply: () => {
        this._apply();
      },
      onCancelPreview: () => {
        this._preview = null;
        this._refresh();
      },
      onClose: () => {
        this._close(true);
      }
    };
  }

  /** What measuring runs, or would run with other arguments. */
  private _setup(measurer: IMeasurer, shown: ShownMeasurement | null): ReactNode {
    const { trans } = this._options;
    const { name, framework } = this._report;
    const isUnderWay = shown?.display.kind === 'running' || shown?.display.kind === 'asking';
    if (isUnderWay || framework === 'torch' || framework === 'jax') {
      return null;
    }
    return (
      <SetupView
        functionName={name}
        calls={offeredCalls(this._report)}
        placeOf={({ call }) => this._writer.placeOf(call)}
        budget={measurer.budget}
        trans={trans}
        hasSynthetic={syntheticParameters(this._report) !== null}
        preparation={this._preparation}
        onChange={wish => {
          this._wish = wish;
          if (this._preparation !== null) {
            this._preparation = null;
            this._refresh();
          }
        }}
        onPrepare={() => {
          void this._prepare(measurer);
        }}
        onRunCell={() => {
          void this._runCellThenPrepare(measurer);
        }}
        onMeasure={
          shown === null
            ? null
            : () => {
                this._measure(measurer);
              }
        }
      />
    );
  }

  private async _prepare(measurer: IMeasurer): Promise<void> {
    const wish = this._wish;
    this._preparation = { kind: 'asking' };
    this._refresh();
    const answer = await measurer.prepare({ ...this._options.place, report: this._report }, wish);
    // What was chosen meanwhile is another question.
    if (!this._isDisposed && wish === this._wish) {
      this._preparation = answer;
      this._refresh();
    }
  }

  private async _runCellThenPrepare(measurer: IMeasurer): Promise<void> {
    if (await runCellOf(this._options.place)) {
      await this._prepare(measurer);
    }
  }

  /** Cells that ran against their order: the kernel may hold something else than the analysis takes it to. */
  private _disorder(): string {
    const { place, trans } = this._options;
    const { analysis } = place;
    if (analysis.order === 'counts') {
      return '';
    }
    const { cells } = analysis.notebook;
    const disorder = disorderOf(concernedCells(this._report, analysis.report.path), index =>
      cells[index] === undefined ? null : executionCountOf(cells[index])
    );
    return disorder === null
      ? ''
      : trans.__(
          'Cell %1 ran before cell %2, against their order in the notebook. What stands here takes cells to run from top to bottom; what the kernel holds may differ.',
          String(disorder.first + 1),
          String(disorder.later + 1)
        );
  }

  private _actions(): CardAction[] {
    const { trans, decorator, measurer, place } = this._options;
    const actions: CardAction[] = [];
    const kind = changeKindOf(this._report);
    if (decorator !== null && kind !== null && this._report.edit !== null) {
      actions.push({
        id: 'decorate',
        label: changeLabel(kind, trans),
        isPrimary: true,
        isPressed: false,
        run: () => {
          void this.showPreview();
        }
      });
    }
    if (measurer !== null && measurer.shownOf(place.analysis, this._report.id) === null) {
      actions.push({
        id: 'measure',
        label: trans.__('Measure'),
        isPrimary: false,
        isPressed: false,
        run: () => {
          this._measure(measurer);
        }
      });
    }
    actions.push({
      id: 'explain',
      label: trans.__('Why?'),
      isPrimary: false,
      isPressed: this._isExplained,
      run: () => {
        this._isExplained = !this._isExplained;
        this._refresh();
      }
    });
    return actions;
  }

  private _measure(measurer: IMeasurer): void {
    const { panel, analysis, cell } = this._options.place;
    void measurer.measure({ panel, analysis, cell, report: this._report }, this._wish);
  }

  private _apply(): void {
    const change = this._preview;
    if (change !== null) {
      this._close(true);
      this._options.decorator?.apply(change);
    }
  }

  private async _jump(link: PlaceLink): Promise<void> {
    const { panel, analysis } = this._options.place;
    const { range } = link;
    this._close(false);
    if (range.document !== analysis.report.path) {
      await goToFile(this._options.commands, range.document, range);
      return;
    }
    const key = range.cell === null ? null : analysis.keyAtReportedIndex(range.cell);
    const cell = key === null ? null : analysis.cellByKey(key);
    if (cell !== null) {
      await goToCell(panel, cell, range);
    }
  }

  private _lineAt(document: string, cell: number | null, line: number): string | null {
    const { analysis } = this._options.place;
    if (document !== analysis.report.path || cell === null) {
      return null;
    }
    const key = analysis.keyAtReportedIndex(cell);
    const text = key === null ? null : analysis.reportedSource(key);
    return text?.split('\n')[line - 1] ?? null;
  }

  private _onReportChanged(analysis: NotebookAnalysis): void {
    const report = analysis.functionById(this._report.id);
    if (report === null) {
      this._close(false);
      return;
    }
    if (report !== this._report) {
      this._report = report;
      this._preview = null;
      this._refresh();
    }
  }

  private _onMeasurementChanged(_: unknown, change: NoteChange): void {
    const isOurs =
      change.analysis === this._options.place.analysis && change.functionId === this._report.id;
    if (isOurs && this._preview === null) {
      this._refresh();
    }
  }

  private _refresh(): void {
    this._popover.showCard(this._props());
  }

  private _onClosed(_: CardPopover, returnsFocus: boolean): void {
    this._close(returnsFocus);
  }

  private _close(returnsFocus: boolean): void {
    const { anchor, place } = this._options;
    this.dispose();
    if (!returnsFocus) {
      return;
    }
    if (anchor.isConnected && anchor.matches('.jp-HybridizeBadge')) {
      anchor.focus({ preventScroll: true });
    } else {
      widgetOfCell(place.panel, place.cell)?.editor?.focus();
    }
  }

  private _report: FunctionReport;
  private _preview: PreparedChange | null = null;
  private _preparation: ShownPreparation | null = null;
  private _wish: MeasurementWish = USUAL_WISH;
  private _isExplained = false;
  private _isDisposed = false;
  private readonly _offers: MeasurementOffers | null;
  private readonly _writer: CardWriter;
  private readonly _popover: CardPopover;
  private readonly _disposed = new Signal<this, void>(this);
}

/** A namespace for `CardSession` statics. */
export namespace CardSession {
  /** What a card works with. */
  export interface IOptions extends CardOpener.IOptions {
    readonly place: FunctionPlace;
    readonly anchor: HTMLElement;
    readonly decorator: IDecorator | null;
    readonly measurer: IMeasurer | null;
  }
}
