/**
 * Waits for the next real call of a function: the kernel notes its arguments, and is asked after every cell that
 * the user runs whether it has come. Nothing is asked meanwhile.
 */
import { NotebookActions, type Notebook, type NotebookPanel } from '@jupyterlab/notebook';
import { KERNEL_SOURCES } from '../../measure/kernelSource.generated';
import { askKernel, type KernelAnswer } from '../../measure/measurement';
import type { MeasurementRequest } from '../../measure/request';
import type { KernelPort } from './kernelPort';

/** What ends the waiting. */
export type CatchOutcome =
  'caught' | 'given-up' | Extract<KernelAnswer, { kind: 'failed' | 'lost' }>;

/** Waits for one call. */
export class CallCatch {
  constructor(
    private readonly _panel: NotebookPanel,
    private readonly _port: KernelPort,
    private readonly _request: MeasurementRequest
  ) {
    this._outcome = new Promise(resolve => {
      this._resolve = resolve;
    });
  }

  /**
   * Begins to wait; `null` once the kernel waits too, else why it does not need to or cannot.
   *
   * @param reuses - whether a call that was caught before serves as well
   */
  async begin(reuses: boolean): Promise<CatchOutcome | null> {
    if (reuses && (await this._ask('caught')).kind === 'caught') {
      return 'caught';
    }
    const answer = await this._ask('catch');
    if (answer.kind !== 'waiting') {
      return this._outcomeOf(answer) ?? 'given-up';
    }
    if (this._isGivenUp) {
      await this._ask('release');
      return 'given-up';
    }
    NotebookActions.executed.connect(this._onExecuted, this);
    this._panel.disposed.connect(this._onClosed, this);
    return null;
  }

  /** Resolves when the call has come, or will not. */
  get outcome(): Promise<CatchOutcome> {
    return this._outcome;
  }

  /** Gives up; the kernel forgets what it waits for. */
  giveUp(): void {
    this._isGivenUp = true;
    this._end('given-up');
    void this._ask('release');
  }

  private _onExecuted(_: unknown, { notebook }: { readonly notebook: Notebook }): void {
    if (notebook === this._panel.content && !this._isAsking) {
      void this._look();
    }
  }

  private _onClosed(): void {
    this._end('given-up');
  }

  private async _look(): Promise<void> {
    this._isAsking = true;
    const answer = await this._ask('caught');
    this._isAsking = false;
    const outcome = this._outcomeOf(answer);
    if (outcome !== null) {
      this._end(outcome);
    }
  }

  private _outcomeOf(answer: KernelAnswer): CatchOutcome | null {
    switch (answer.kind) {
      case 'caught':
        return 'caught';
      case 'failed':
      case 'lost':
        return answer;
      case 'released':
      case 'cancelled':
        return 'given-up';
      default:
        return null;
    }
  }

  private async _ask(action: 'catch' | 'caught' | 'release'): Promise<KernelAnswer> {
    return askKernel(this._port, KERNEL_SOURCES, this._request, action);
  }

  private _end(outcome: CatchOutcome): void {
    NotebookActions.executed.disconnect(this._onExecuted, this);
    this._panel.disposed.disconnect(this._onClosed, this);
    this._resolve(outcome);
  }

  private readonly _outcome: Promise<CatchOutcome>;
  private _resolve: (outcome: CatchOutcome) => void = () => undefined;
  private _isAsking = false;
  private _isGivenUp = false;
}
