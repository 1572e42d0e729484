/**
 * Notices when a kernel goes while something of ours runs in it, and why.
 */
import type { Kernel } from '@jupyterlab/services';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';

/** Why no answer will come, as the code of a sentence. */
export type KernelLossCode =
  'kernel-died' | 'kernel-restarted' | 'connection-lost' | 'notebook-closed' | 'kernel-lost';

/** What happens to the connection while something of ours runs. */
export type ConnectionNews = 'disconnected' | 'reconnected';

/**
 * How long after a reconnection an answer may still come, in milliseconds: the server hands out what the
 * kernel sent meanwhile before anything newer.
 */
const GRACE = 3000;

/** Watches a kernel until disposed. */
export class KernelLoss implements IDisposable {
  constructor(
    private readonly _kernel: Kernel.IKernelConnection,
    private readonly _onNews: (news: ConnectionNews) => void
  ) {
    this.happened = new Promise(resolve => {
      this._resolve = resolve;
    });
    _kernel.statusChanged.connect(this._onStatus, this);
    _kernel.connectionStatusChanged.connect(this._onConnection, this);
    _kernel.disposed.connect(this._onDisposed, this);
  }

  /** Resolves when no answer will come any more. */
  readonly happened: Promise<void>;

  /** Why no answer will come. */
  get code(): KernelLossCode {
    return this._code;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    this._isDisposed = true;
    this._kernel.statusChanged.disconnect(this._onStatus, this);
    this._kernel.connectionStatusChanged.disconnect(this._onConnection, this);
    this._kernel.disposed.disconnect(this._onDisposed, this);
    Signal.clearData(this);
  }

  private _onStatus(_: Kernel.IKernelConnection, status: Kernel.Status): void {
    switch (status) {
      case 'restarting':
        this._lose('kernel-restarted');
        break;
      case 'autorestarting':
      case 'dead':
      case 'terminating':
        this._lose('kernel-died');
        break;
      default:
        break;
    }
  }

  private _onConnection(_: Kernel.IKernelConnection, status: Kernel.ConnectionStatus): void {
    switch (status) {
      case 'connecting':
        this._onNews('disconnected');
        break;
      case 'disconnected':
        this._lose('connection-lost');
        break;
      case 'connected':
        this._onNews('reconnected');
        void this._expectAnswer();
        break;
    }
  }

  /** The kernel answers in order: once it says who it is, what was asked before is answered or lost. */
  private async _expectAnswer(): Promise<void> {
    try {
      await this._kernel.requestKernelInfo();
    } catch {
      // It went again; the next change of its status says more.
      return;
    }
    await new Promise(resolve => setTimeout(resolve, GRACE));
    if (!this._isDisposed) {
      this._lose('connection-lost');
    }
  }

  private _onDisposed(): void {
    this._lose('notebook-closed');
  }

  /**
   * The first reason counts: what follows comes of it. A kernel that died is first said to restart, though,
   * and then that it does so by itself.
   */
  private _lose(code: KernelLossCode): void {
    if (
      this._code === 'kernel-lost' ||
      (this._code === 'kernel-restarted' && code === 'kernel-died')
    ) {
      this._code = code;
    }
    this._resolve();
  }

  private _code: KernelLossCode = 'kernel-lost';
  private _isDisposed = false;
  private _resolve: () => void = () => undefined;
}
