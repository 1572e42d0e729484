/**
 * One measurement of a function in its notebook's kernel: what must be right before anything runs, the
 * request, and what is shown of its course.
 */
import { KERNEL_SOURCES } from '../../measure/kernelSource.generated';
import { Measurement, type MeasurementState } from '../../measure/measurement';
import type { MeasurementRequest } from '../../measure/request';
import { CallCatch, type CatchOutcome } from './callCatch';
import { KernelPort, kernelState, runsPython, type PortNews } from './kernelPort';
import { failureSentence, phaseSentence, unrestorableSentence } from './measurementSentences';
import type { IMeasurementRun, MeasurementStart } from './measurer';
import { requestOf } from './requestOf';
import { describeResult } from './resultDisplay';

/** A measurement from the press of the button to its end. */
class MeasurementRun implements IMeasurementRun {
  constructor(private readonly _start: MeasurementStart) {
    this._port = new KernelPort(_start.place.panel.sessionContext, news => {
      this._onNews(news);
    });
    this.ended = Promise.race([this._begin(), this._abandoned]);
  }

  readonly ended: Promise<void>;

  get isRunning(): boolean {
    return (
      !this._isAbandoned &&
      (this._isPreparing || this._catch !== null || this._measurement?.isRunning === true)
    );
  }

  async accept(): Promise<void> {
    if (this._measurement !== null) {
      await Promise.race([this._measurement.accept(), this._abandoned]);
    }
  }

  cancel(): void {
    const waits = this._port.isWaiting;
    this._wasCancelled = true;
    this._measurement?.cancel();
    if (this._catch !== null) {
      this._catch.giveUp();
    } else if (waits) {
      // Nothing of it has run, and nothing of it will be shown.
      this._fail('cancelled-waiting', '');
      this._isAbandoned = true;
      this._abandon();
    }
  }

  /** Looks at the kernel, then measures. Never rejects. */
  private async _begin(): Promise<void> {
    const obstacle = await this._obstacle();
    this._isPreparing = false;
    if (this._wasCancelled) {
      this._fail('cancelled-waiting', '');
      return;
    }
    if (obstacle !== null) {
      this._fail(obstacle, '');
      return;
    }
    if (this._start.wish.choice === 'caught' && this._start.wish.expression === null) {
      await this._catchCall();
    } else {
      await this._measure();
    }
  }

  private async _measure(): Promise<void> {
    this._measurement = new Measurement(this._port, KERNEL_SOURCES, this._request(), state => {
      this._show(state);
    });
    await this._measurement.start();
  }

  /**
   * Waits for the next real call. The kernel is free meanwhile, and so is the queue: what was measured comes when
   * the call has come.
   */
  private async _catchCall(): Promise<void> {
    const { place, wish, trans, show, enqueue } = this._start;
    const waiting = new CallCatch(place.panel, this._port, this._request());
    this._catch = waiting;
    const outcome = await waiting.begin(wish.reusesCaught);
    if (outcome !== null) {
      this._catch = null;
      if (outcome === 'caught') {
        await this._measure();
      } else {
        this._endCatch(outcome);
      }
      return;
    }
    show({
      kind: 'running',
      text: trans.__(
        'Waiting for the next call of %1: run a cell that calls it.',
        place.report.name
      ),
      fraction: null
    });
    void waiting.outcome.then(async end => {
      this._catch = null;
      if (end !== 'caught') {
        this._endCatch(end);
        return;
      }
      this._isPreparing = true;
      await enqueue(async () => {
        this._isPreparing = false;
        await this._measure();
      });
    });
  }

  private _endCatch(outcome: Exclude<CatchOutcome, 'caught'>): void {
    if (outcome === 'given-up') {
      this._fail('cancelled-waiting', '');
    } else if (outcome.kind === 'lost') {
      this._fail(this._port.lossCode, '');
    } else {
      this._fail(outcome.message, outcome.detail);
    }
  }

  private _onNews(news: PortNews): void {
    if (this.isRunning) {
      const text = phaseSentence(news, this._start.trans);
      this._start.show({ kind: 'running', text, fraction: null });
    }
  }

  /** Why nothing can be measured, as the code of a sentence; `null` where nothing is in the way. */
  private async _obstacle(): Promise<string | null> {
    const { framework } = this._start.place.report;
    if (framework === 'torch' || framework === 'jax') {
      return 'framework-not-covered';
    }
    const kernel = this._start.place.panel.sessionContext.session?.kernel ?? null;
    switch (kernelState(kernel)) {
      case 'none':
        return 'no-kernel';
      case 'dead':
        return 'kernel-dead';
      case 'starting':
        return 'kernel-starting';
      case 'busy':
        this._start.show({
          kind: 'running',
          text: phaseSentence('waiting', this._start.trans),
          fraction: null
        });
        break;
      case 'idle':
        break;
    }
    return kernel !== null && (await runsPython(kernel)) === false ? 'not-python' : null;
  }

  private _request(): MeasurementRequest {
    const { place, source, wish, budget } = this._start;
    return requestOf(place.report, source, wish, budget);
  }

  private _show(state: MeasurementState): void {
    const { trans, show } = this._start;
    if (this._isAbandoned) {
      return;
    }
    switch (state.kind) {
      case 'running':
        // Until the kernel speaks, a busy one still runs something else.
        if (state.phase !== 'starting' || !this._isKernelBusyElsewhere()) {
          show({
            kind: 'running',
            text: phaseSentence(state.phase, trans),
            fraction: state.fraction
          });
        }
        break;
      case 'asking':
        show({
          kind: 'asking',
          question: {
            text: trans.__('Some of what this function changes cannot be put back:'),
            items: state.items.map(({ path, why }) => unrestorableSentence(path, why, trans)),
            accept: trans.__('Measure anyway')
          }
        });
        break;
      case 'lost':
        this._fail(this._port.lossCode, '');
        break;
      case 'ended':
        this._end(state.answer);
        break;
    }
  }

  private _end(answer: Extract<MeasurementState, { readonly kind: 'ended' }>['answer']): void {
    switch (answer.kind) {
      case 'done': {
        const shown = describeResult(answer, this._start.place.report, this._start.trans);
        this._start.finish(answer, shown);
        break;
      }
      case 'cancelled':
        this._fail(answer.message, '');
        break;
      case 'failed':
        this._fail(answer.message, answer.detail);
        break;
    }
  }

  private _fail(code: string, details: string): void {
    this._start.show({
      kind: 'failed',
      code,
      alarm: '',
      text: failureSentence(code, this._start.trans),
      details
    });
  }

  private _isKernelBusyElsewhere(): boolean {
    return kernelState(this._start.place.panel.sessionContext.session?.kernel) === 'busy';
  }

  private readonly _port: KernelPort;
  private _catch: CallCatch | null = null;
  private _abandon: () => void = () => undefined;
  private readonly _abandoned = new Promise<void>(resolve => {
    this._abandon = resolve;
  });
  private _isAbandoned = false;
  private _measurement: Measurement | null = null;
  private _isPreparing = true;
  private _wasCancelled = false;
}

/** Starts a measurement. */
export function startMeasurementRun(start: MeasurementStart): IMeasurementRun {
  return new MeasurementRun(start);
}
