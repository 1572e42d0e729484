/**
 * The course of a measurement: put the code in, ask, wait, answer a question, stop.
 */
import type { Answer } from './answer';
import { parseAnswer } from './answer';
import type { KernelAction, KernelSources, MeasurementRequest } from './request';
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
  | { readonly kind: 'ended'; readonly answer: FinalAnswer }
  | { readonly kind: 'lost' };

/** What is answered to an action other than measuring; `lost` where the kernel went away meanwhile. */
export type KernelAnswer = Answer | { readonly kind: 'lost' };

/**
 * Asks the kernel once, without showing a course: what would run, or whether a call was caught. Never rejects.
 */
export async function askKernel(
  port: IKernelPort,
  sources: KernelSources,
  request: MeasurementRequest,
  action: Exclude<KernelAction, 'measure'>
): Promise<KernelAnswer> {
  const reply = await port.execute(
    injectionCode(sources),
    requestExpression(request, action),
    () => undefined
  );
  switch (reply.kind) {
    case 'lost':
      return { kind: 'lost' };
    case 'error':
      return errorAnswer(reply.name, reply.value);
    case 'ok':
      return parseAnswer(reply.plain);
  }
}

/** What an error of the request itself means: an interrupt, or a kernel that cannot run it. */
function errorAnswer(
  name: string,
  value: string
): Extract<Answer, { readonly kind: 'cancelled' | 'failed' }> {
  return name === 'KeyboardInterrupt' || name === 'Aborted'
    ? { kind: 'cancelled', message: 'interrupt' }
    : { kind: 'failed', message: 'kernel-error', detail: `${name}: ${value}` };
}

/** The answers that end a measurement. */
export type FinalAnswer = Extract<Answer, { readonly kind: 'done' | 'cancelled' | 'failed' }>;

/** The state that an answer leads to; only a finished one, a question or a refusal answers a measurement. */
function stateAfter(answer: Answer): MeasurementState {
  switch (answer.kind) {
    case 'question':
      return { kind: 'asking', items: answer.items };
    case 'done':
    case 'cancelled':
    case 'failed':
      return { kind: 'ended', answer };
    case 'prepared':
    case 'waiting':
    case 'caught':
    case 'released':
      return {
        kind: 'ended',
        answer: { kind: 'failed', message: 'no-answer', detail: answer.kind }
      };
  }
}

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
        this._tell({ kind: 'ended', answer: errorAnswer(reply.name, reply.value) });
        return;
      case 'ok': {
        const answer = parseAnswer(reply.plain);
        this._tell(stateAfter(answer));
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
