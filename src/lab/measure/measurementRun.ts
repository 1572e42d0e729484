/**
 * One measurement of a function in its notebook's kernel: what must be right before anything runs, the
 * request, and what is shown of its course.
 */
import { KERNEL_SOURCES } from '../../measure/kernelSource.generated';
import { Measurement, type MeasurementState } from '../../measure/measurement';
import type { MeasurementRequest } from '../../measure/request';
import { KernelPort, kernelState, runsPython, type PortNews } from './kernelPort';
import { failureSentence, phaseSentence, unrestorableSentence } from './measurementSentences';
import type { IMeasurementRun, MeasurementStart } from './measurer';
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
    return !this._isAbandoned && (this._isPreparing || this._measurement?.isRunning === true);
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
    if (waits) {
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
    this._measurement = new Measurement(this._port, KERNEL_SOURCES, this._request(), state => {
      this._show(state);
    });
    await this._measurement.start();
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

  /** Calls at cell level come first: the names in their arguments are those that the kernel holds. */
  private _request(): MeasurementRequest {
    const { report } = this._start.place;
    const { wish } = this._start;
    const calls = [...report.calls].sort(
      (left, right) => Number(left.inFunction !== null) - Number(right.inFunction !== null)
    );
    const texts = calls.map(({ text }) => text);
    return {
      name: report.name,
      source: this._start.source,
      calls: (wish.call === null || !texts.includes(wish.call)
        ? texts
        : [wish.call, ...texts.filter(text => text !== wish.call)]
      ).map(text => ({ text })),
      expression: wish.expression,
      choice: 'calls',
      synthetic: [],
      variants: wish.variants,
      budget: this._start.budget,
      accepted: false,
      loopCount: null
    };
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
