/**
 * The kernel of a notebook as measuring uses it, over Jupyter's messaging protocol alone: no file, no clock
 * of the browser, nothing that is shown in the notebook.
 */
import type { ISessionContext } from '@jupyterlab/apputils';
import type { Kernel, KernelMessage } from '@jupyterlab/services';
import { KernelLoss, type ConnectionNews, type KernelLossCode } from './kernelLoss';
import { PROGRESS_TYPE, type IKernelPort, type PortReply } from '../../measure/measurement';

/** What can be said of a kernel before anything is asked of it. */
export type KernelState = 'none' | 'starting' | 'idle' | 'busy' | 'dead';

/** The state of a notebook's kernel. */
export function kernelState(kernel: Kernel.IKernelConnection | null | undefined): KernelState {
  if (kernel === null || kernel === undefined || kernel.isDisposed) {
    return 'none';
  }
  switch (kernel.status) {
    case 'idle':
      return 'idle';
    case 'busy':
      return 'busy';
    case 'starting':
    case 'restarting':
    case 'autorestarting':
    case 'unknown':
      return 'starting';
    case 'dead':
    case 'terminating':
      return 'dead';
  }
}

/** Whether a kernel says that it runs Python; `null` where it does not answer. */
export async function runsPython(kernel: Kernel.IKernelConnection): Promise<boolean | null> {
  try {
    const { language_info: language } = await kernel.info;
    return /^i?python\d?$/i.test(language.name);
  } catch {
    return null;
  }
}

/** The name under which the answering expression is evaluated. */
const ANSWER = 'answer';

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Reads the value of the answering expression, or the error that evaluating it raised. */
function toAnswer(reply: unknown): PortReply {
  if (!isRecord(reply)) {
    return { kind: 'error', name: '', value: '' };
  }
  return reply.status === 'ok' && isRecord(reply.data)
    ? { kind: 'ok', plain: textOf(reply.data['text/plain']) }
    : { kind: 'error', name: textOf(reply.ename), value: textOf(reply.evalue) };
}

function toReply(content: KernelMessage.IExecuteReplyMsg['content']): PortReply {
  switch (content.status) {
    case 'ok':
      return toAnswer(content.user_expressions[ANSWER]);
    case 'error':
      return { kind: 'error', name: content.ename, value: content.evalue };
    default:
      // `aborted`: an error before it in the queue, or an interrupt, took the request away.
      return { kind: 'error', name: 'Aborted', value: '' };
  }
}

/** What is to be known while a request is under way; `waiting`: the kernel runs something of the user's first. */
export type PortNews = ConnectionNews | 'waiting';

/** A kernel that is free begins with a request in less time, in milliseconds. */
const PATIENCE = 500;

/** Runs requests of ours in a notebook's kernel, unseen: no output, no history, no execution count. */
export class KernelPort implements IKernelPort {
  constructor(
    private readonly _sessionContext: ISessionContext,
    private readonly _onNews: (news: PortNews) => void
  ) {}

  /** Why no answer came, once {@link execute} said that the kernel is lost. */
  get lossCode(): KernelLossCode {
    return this._lossCode;
  }

  /** Whether a request was sent that the kernel has not begun with: it runs something of the user's. */
  get isWaiting(): boolean {
    return this._isSent && !this._hasBegun;
  }

  /** Runs code, then evaluates an expression. Never rejects. */
  async execute(
    code: string,
    expression: string,
    onProgress: (data: unknown) => void
  ): Promise<PortReply> {
    const kernel = this._kernel;
    if (kernel === null) {
      return { kind: 'lost' };
    }
    this._hasBegun = false;
    const loss = new KernelLoss(kernel, this._onNews);
    try {
      const future = kernel.requestExecute(
        {
          code,
          silent: true,
          store_history: false,
          allow_stdin: false,
          stop_on_error: false,
          user_expressions: { [ANSWER]: expression }
        },
        true
      );
      this._isSent = true;
      window.setTimeout(() => {
        if (this.isWaiting && kernel.connectionStatus === 'connected') {
          this._onNews('waiting');
        }
      }, PATIENCE);
      future.onIOPub = message => {
        this._onMessage(message, onProgress);
      };
      const reply = future.done.then(message => toReply(message.content));
      const lost = loss.happened.then((): PortReply => ({ kind: 'lost' }));
      return await Promise.race([reply, lost]);
    } catch {
      // A restart rejects the promises of all requests that wait; a dead kernel takes none.
      return { kind: 'lost' };
    } finally {
      this._isSent = false;
      this._lossCode = loss.code;
      loss.dispose();
    }
  }

  /**
   * Interrupts our request, and nothing else: one that waits behind cells of the user's is interrupted when
   * it says that it runs. Never rejects: a kernel that is gone has nothing to interrupt.
   */
  async interrupt(): Promise<void> {
    if (this.isWaiting) {
      this._isUnwanted = true;
      return;
    }
    try {
      await this._kernel?.interrupt();
    } catch (reason) {
      console.error('jupyterlab-hybridize: the kernel could not be interrupted.', reason);
    }
  }

  private _onMessage(
    message: KernelMessage.IIOPubMessage,
    onProgress: (data: unknown) => void
  ): void {
    this._hasBegun = true;
    const content: unknown = message.content;
    if (
      message.header.msg_type !== 'display_data' ||
      !isRecord(content) ||
      !isRecord(content.data)
    ) {
      return;
    }
    if (this._isUnwanted) {
      this._isUnwanted = false;
      void this.interrupt();
    }
    onProgress(content.data[PROGRESS_TYPE]);
  }

  private get _kernel(): Kernel.IKernelConnection | null {
    return this._sessionContext.session?.kernel ?? null;
  }

  private _lossCode: KernelLossCode = 'kernel-lost';
  private _isSent = false;
  private _hasBegun = false;
  private _isUnwanted = false;
}
