/**
 * The kernel of a notebook as measuring uses it, over Jupyter's messaging protocol alone: no file, no clock
 * of the browser, nothing that is shown in the notebook.
 */
import type { ISessionContext } from '@jupyterlab/apputils';
import type { Kernel, KernelMessage } from '@jupyterlab/services';
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

/** Runs requests of ours in a notebook's kernel, unseen: no output, no history, no execution count. */
export class KernelPort implements IKernelPort {
  constructor(private readonly _sessionContext: ISessionContext) {}

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
    future.onIOPub = message => {
      const content: unknown = message.content;
      if (
        message.header.msg_type === 'display_data' &&
        isRecord(content) &&
        isRecord(content.data)
      ) {
        onProgress(content.data[PROGRESS_TYPE]);
      }
    };
    try {
      // A restart rejects the promises of all requests that wait.
      return toReply((await future.done).content);
    } catch {
      return { kind: 'lost' };
    }
  }

  /** Interrupts what the kernel runs. Never rejects: a kernel that is gone has nothing to interrupt. */
  async interrupt(): Promise<void> {
    try {
      await this._kernel?.interrupt();
    } catch (reason) {
      console.error('jupyterlab-hybridize: the kernel could not be interrupted.', reason);
    }
  }

  private get _kernel(): Kernel.IKernelConnection | null {
    return this._sessionContext.session?.kernel ?? null;
  }
}
