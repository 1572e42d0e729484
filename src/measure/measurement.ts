/**
 * The course of a measurement: put the code in, ask, wait, answer a question, stop.
 */
import type { Answer } from './answer';
import { parseAnswer } from './answer';
import type { KernelSources, MeasurementRequest } from './request';
import { injectionCode, requestExpression } from './request';

/** What the kernel said to an execute request. */
export type PortReply =
  | { readonly kind: 'ok'; readonly plain: string }
  | { readonly kind: 'error'; readonly name: string; readonly value: string }
  | { readonly kind: 'lost' };

/** The kernel, as a measurement uses it. */
export interface IKernelPort {
  /** Runs code unseen, then evaluates one expression; progress comes as data of our MIME type. */
  execute(
    code: string,
    expression: string,
    onProgress: (data: unknown) => void
  ): Promise<PortReply>;
  /** Interrupts what the kernel runs. */
  interrupt(): Promise<void>;
}

/** The MIME type of progress messages. */
export const PROGRESS_TYPE = 'application/vnd.jupyterlab-hybridize.progress+json';

/** Where a measurement stands. */
export type MeasurementState =
  | {
      readonly kind: 'running';
      readonly phase: 'checking' | 'tracing' | 'timing' | 'starting';
      readonly fraction: number | null;
    }
  | {
      readonly kind: 'asking';
      readonly items: readonly { readonly path: string; readonly why: string }[];
    }
  | { readonly kind: 'ended'; readonly answer: Exclude<Answer, { readonly kind: 'question' }> }
  | { readonly kind: 'lost' };

/** One measurement. */
export class Measurement {
  constructor(
    private readonly _port: IKernelPort,
    private readonly _sources: KernelSources,
    private _request: MeasurementRequest,
    private readonly _onState: (state: MeasurementState) => void
  ) {}

  /** Whether it has not ended. */
  get isRunning(): boolean {
    return this._isRunning;
  }

  /** Starts, or starts again after a question was answered. Never rejects. */
  async start(): Promise<void> {
    this._isRunning = true;
    this._tell({ kind: 'running', phase: 'starting', fraction: null });
    const reply = await this._port.execute(
      injectionCode(this._sources),
      requestExpression(this._request),
      data => {
        this._onProgress(data);
      }
    );
    this._isRunning = false;
    if (this._wasCancelled) {
      this._tell({ kind: 'ended', answer: { kind: 'cancelled', message: 'interrupt' } });
      return;
    }
    switch (reply.kind) {
      case 'lost':
        this._tell({ kind: 'lost' });
        return;
      case 'error':
        this._tell({
          kind: 'ended',
          answer:
            reply.name === 'KeyboardInterrupt' || reply.name === 'Aborted'
              ? { kind: 'cancelled', message: 'interrupt' }
              : { kind: 'failed', message: 'kernel-error', detail: `${reply.name}: ${reply.value}` }
        });
        return;
      case 'ok': {
        const answer = parseAnswer(reply.plain);
        this._tell(
          answer.kind === 'question'
            ? { kind: 'asking', items: answer.items }
            : { kind: 'ended', answer }
        );
      }
    }
  }

  /** Goes on although some state cannot be put back. */
  async accept(): Promise<void> {
    this._request = { ...this._request, accepted: true };
    await this.start();
  }

  /** Stops; the kernel puts the state back before it answers. */
  cancel(): void {
    if (this._isRunning && !this._wasCancelled) {
      this._wasCancelled = true;
      void this._port.interrupt();
    }
  }

  private _onProgress(data: unknown): void {
    if (typeof data !== 'object' || data === null || this._wasCancelled) {
      return;
    }
    const { phase, fraction } = data as { readonly phase?: unknown; readonly fraction?: unknown };
    if (phase === 'checking' || phase === 'tracing' || phase === 'timing') {
      this._tell({
        kind: 'running',
        phase,
        fraction: typeof fraction === 'number' && Number.isFinite(fraction) ? fraction : null
      });
    }
  }

  private _tell(state: MeasurementState): void {
    this._onState(state);
  }

  private _isRunning = false;
  private _wasCancelled = false;
}
