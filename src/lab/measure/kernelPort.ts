/**
 * The kernel of a notebook as measuring sees it, over Jupyter's messaging protocol alone: no file, no clock
 * of the browser, nothing that is shown in the notebook.
 */
import type { ISessionContext } from '@jupyterlab/apputils';
import type { Kernel, KernelMessage } from '@jupyterlab/services';

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

/** The language that a kernel says it runs, in lower case; `null` where it does not answer. */
export async function kernelLanguage(kernel: Kernel.IKernelConnection): Promise<string | null> {
  try {
    return (await kernel.info).language_info.name.toLowerCase();
  } catch {
    return null;
  }
}

/** What came back from the kernel. */
export type KernelReply =
  | {
      readonly kind: 'ok';
      /** By name: the MIME bundle of a value, or the error that evaluating it raised. */
      readonly expressions: ReadonlyMap<string, ExpressionReply>;
    }
  | {
      readonly kind: 'error';
      readonly name: string;
      readonly value: string;
      readonly traceback: string;
    }
  /** The kernel restarted, died or was disconnected before it answered. */
  | { readonly kind: 'lost' };

/** The value of one expression. */
export type ExpressionReply =
  | { readonly kind: 'value'; readonly data: Readonly<Record<string, unknown>> }
  | { readonly kind: 'error'; readonly name: string; readonly value: string };

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function toExpressionReply(reply: unknown): ExpressionReply {
  if (isRecord(reply) && reply.status === 'ok' && isRecord(reply.data)) {
    return { kind: 'value', data: reply.data };
  }
  return isRecord(reply)
    ? { kind: 'error', name: textOf(reply.ename), value: textOf(reply.evalue) }
    : { kind: 'error', name: '', value: '' };
}

function toReply(content: KernelMessage.IExecuteReplyMsg['content']): KernelReply {
  switch (content.status) {
    case 'ok':
      return {
        kind: 'ok',
        expressions: new Map(
          Object.entries(content.user_expressions).map(([name, reply]) => [
            name,
            toExpressionReply(reply)
          ])
        )
      };
    case 'error':
      return {
        kind: 'error',
        name: content.ename,
        value: content.evalue,
        traceback: content.traceback.join('\n')
      };
    default:
      // `aborted`: an error before it in the queue, or an interrupt, took the request away.
      return { kind: 'error', name: 'Aborted', value: '', traceback: '' };
  }
}

/** Data that the kernel published while it ran a request, by MIME type. */
export type DisplayListener = (data: Readonly<Record<string, unknown>>) => void;

/** Runs requests of ours in a notebook's kernel, unseen: no output, no history, no execution count. */
export class KernelConnection {
  constructor(private readonly _sessionContext: ISessionContext) {}

  /** The state of the kernel now. */
  get state(): KernelState {
    return kernelState(this._kernel);
  }

  /** Runs code, then evaluates expressions. Never rejects. */
  async execute(
    code: string,
    expressions: Readonly<Record<string, string>>,
    onDisplay: DisplayListener
  ): Promise<KernelReply> {
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
        user_expressions: { ...expressions }
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
        onDisplay(content.data);
      }
    };
    try {
      // A restart rejects the promise of every request that waits.
      return toReply((await future.done).content);
    } catch {
      return { kind: 'lost' };
    }
  }

  /** Interrupts what the kernel runs. */
  async interrupt(): Promise<void> {
    await this._kernel?.interrupt();
  }

  private get _kernel(): Kernel.IKernelConnection | null {
    return this._sessionContext.session?.kernel ?? null;
  }
}
