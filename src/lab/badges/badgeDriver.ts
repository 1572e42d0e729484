/**
 * Turns reports and measurements into badges on the board.
 */
import type { TranslationBundle } from '@jupyterlab/translation';
import type { FunctionReport } from '../../analysis/report';
import type { IAnalysisManager } from '../analysis/analysisManager';
import type { NotebookAnalysis, ReportChange } from '../analysis/notebookAnalysis';
import { badgeLabel, badgeText } from '../sentences/verdictSentences';
import { badgeKind, type Badge } from './badge';
import type { BadgeBoard } from './badgeBoard';
import type { IBadgeNotes, NoteChange } from './badgeNotes';
import type { BadgeVisibility } from './visibility';

/** More badges in one cell would bury its code; the functions stay in the report. */
const MAXIMAL_BADGES_PER_CELL = 200;

/** Keeps the badges on the board true. */
export class BadgeDriver {
  constructor(private readonly _options: BadgeDriver.IOptions) {
    this._visibility = _options.visibility;
    _options.analyses.opened.connect(this._onOpened, this);
    _options.notes?.noteChanged.connect(this._onNoteChanged, this);
  }

  /** Follows the setting. */
  setVisibility(visibility: BadgeVisibility): void {
    if (visibility === this._visibility) {
      return;
    }
    this._visibility = visibility;
    for (const analysis of this._analyses) {
      for (const report of analysis.report.functions) {
        this._put(analysis, report.unit);
      }
    }
  }

  private _onOpened(_: IAnalysisManager, analysis: NotebookAnalysis): void {
    this._analyses.add(analysis);
    analysis.changed.connect(this._onReportChanged, this);
  }

  private _onReportChanged(analysis: NotebookAnalysis, change: ReportChange): void {
    for (const key of change.cells) {
      this._put(analysis, key);
    }
    if (analysis.isDisposed) {
      this._analyses.delete(analysis);
    }
  }

  private _onNoteChanged(_: unknown, change: NoteChange): void {
    this._put(change.analysis, change.cellKey);
  }

  private _put(analysis: NotebookAnalysis, key: string): void {
    const cell = analysis.cellByKey(key);
    if (cell === null) {
      return;
    }
    const badges = analysis.isTooLarge(key)
      ? [this._tooLargeBadge(key)]
      : analysis
          .functionsOf(key)
          .filter(report => this._isVisible(report))
          .slice(0, MAXIMAL_BADGES_PER_CELL)
          .map(report => this._badge(analysis, report));
    this._options.board.put(cell, badges);
  }

  /** A cell that is not read says so, on its first line. */
  private _tooLargeBadge(key: string): Badge {
    const { trans } = this._options;
    const text = trans.__('not read: longer than 256 KB');
    return {
      functionId: key,
      functionName: '',
      kind: 'unknown',
      line: 1,
      column: 1,
      text,
      label: trans.__('This cell is not analysed, since it is longer than 256 KB.'),
      measured: null
    };
  }

  private _isVisible(report: FunctionReport): boolean {
    switch (this._visibility) {
      case 'all':
        return report.badge;
      case 'actionable':
        return report.badge && report.verdict.action !== 'keep';
      case 'none':
        return false;
    }
  }

  private _badge(analysis: NotebookAnalysis, report: FunctionReport): Badge {
    const { trans, notes } = this._options;
    const note = notes?.noteFor(analysis, report) ?? null;
    const text = badgeText(report, trans);
    return {
      functionId: report.id,
      functionName: report.name,
      kind: badgeKind(report),
      line: report.line,
      column: report.column,
      text: note === null ? text : trans.__('%1 · %2', text, note.text),
      label:
        note === null
          ? badgeLabel(report, trans)
          : trans.__('%1 Measured: %2.', badgeLabel(report, trans), note.text),
      measured: note?.tone ?? null
    };
  }

  private readonly _analyses = new Set<NotebookAnalysis>();
  private _visibility: BadgeVisibility;
}

/** A namespace for `BadgeDriver` statics. */
export namespace BadgeDriver {
  /** What the driver works with. */
  export interface IOptions {
    readonly analyses: IAnalysisManager;
    readonly board: BadgeBoard;
    readonly trans: TranslationBundle;
    readonly visibility: BadgeVisibility;
    readonly notes: IBadgeNotes | null;
  }
}
