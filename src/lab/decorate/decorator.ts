/**
 * Decorates, un-decorates and reconfigures functions of open notebooks, with a notification that offers
 * to take it back and to run the cell again.
 */
import { Notification } from '@jupyterlab/apputils';
import { NotebookActions, type INotebookTracker, type NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { NotebookAnalysis } from '../analysis/notebookAnalysis';
import { applyChange, revertChange, type ApplyRefusal } from './applyChange';
import { changeDone, refusalSentence } from './changeSentences';
import { prepareChange, type ChangeRefusal, type PreparedChange } from './preparedChange';

/** Changes functions of open notebooks at the user's command. */
export interface IDecorator {
  /** Waits for the newest report, then prepares the change that it offers for a function. */
  prepare(analysis: NotebookAnalysis, functionId: string): Promise<PreparedChange | ChangeRefusal>;
  /** Applies a change, says so in a notification, and tells whether it was applied. */
  apply(change: PreparedChange): boolean;
  /** Says in a notification why a change is not made. */
  refuse(refusal: ChangeRefusal | ApplyRefusal): void;
}

/** How long the notification stays, in milliseconds: long enough to read it and to think twice. */
const NOTIFICATION_DURATION = 12_000;

/** Changes functions and tells the user. */
export class Decorator implements IDecorator {
  constructor(
    private readonly _tracker: INotebookTracker,
    private readonly _trans: TranslationBundle
  ) {}

  async prepare(
    analysis: NotebookAnalysis,
    functionId: string
  ): Promise<PreparedChange | ChangeRefusal> {
    await analysis.settled();
    return prepareChange(analysis, functionId);
  }

  apply(change: PreparedChange): boolean {
    const panel = this._panelOf(change);
    if (panel?.context.contentsModel?.writable === false) {
      this.refuse('notebook-read-only');
      return false;
    }
    const refusal = applyChange(change);
    if (refusal !== null) {
      this.refuse(refusal);
      return false;
    }
    Notification.success(changeDone(change.kind, change.functionName, this._trans), {
      autoClose: NOTIFICATION_DURATION,
      actions: [
        {
          label: this._trans.__('Undo'),
          callback: () => {
            this._revert(change);
          }
        },
        {
          label: this._trans.__('Run the cell again'),
          displayType: 'accent',
          callback: () => {
            this._runAgain(change);
          }
        }
      ]
    });
    return true;
  }

  refuse(refusal: ChangeRefusal | ApplyRefusal): void {
    Notification.warning(refusalSentence(refusal, this._trans), {
      autoClose: 6000
    });
  }

  private _revert(change: PreparedChange): void {
    const refusal = revertChange(change);
    if (refusal !== null) {
      this.refuse(refusal);
    }
  }

  private _runAgain(change: PreparedChange): void {
    const panel = this._panelOf(change);
    if (panel === null) {
      return;
    }
    const changed = new Set(change.cells.map(part => part.cell));
    const cells = panel.content.widgets.filter(widget => changed.has(widget.model.sharedModel));
    NotebookActions.runCells(panel.content, cells, panel.sessionContext).catch(
      (reason: unknown) => {
        console.error('jupyterlab-hybridize: the cell could not be run.', reason);
      }
    );
  }

  private _panelOf(change: PreparedChange): NotebookPanel | null {
    const notebook = change.cells[0]?.cell.notebook ?? null;
    return this._tracker.find(panel => panel.content.model?.sharedModel === notebook) ?? null;
  }
}
