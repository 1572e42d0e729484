/**
 * Holds the analyses of open notebooks and answers requests about them. It knows no worker, no page and
 * no network: what it needs is handed in.
 */
import type { DocumentReport } from '../analysis/report';
import type { AnalysisAnswer, AnalysisRequest } from './messages';
import { emptyDocument } from './messages';
import type { INotebookSession } from './notebookSession';
import { differenceOf } from './reportDifference';

/** What an analysis service works with. */
export type AnalysisServiceOptions = {
  /** Starts the analysis of one notebook. */
  readonly createSession: () => INotebookSession;
  /** Takes the answers, in the order of the requests. */
  readonly announce: (answer: AnalysisAnswer) => void;
};

/** A notebook in analysis and the report that the other side holds of it. */
type OpenSession = { readonly session: INotebookSession; announced: DocumentReport };

/** Answers requests one after the other. */
export class AnalysisService {
  constructor(private readonly _options: AnalysisServiceOptions) {}

  /** Takes a request; its answer is announced once all earlier ones are answered. */
  handle(request: AnalysisRequest): void {
    this._queue = this._queue.then(() => this._answer(request));
  }

  private async _answer(request: AnalysisRequest): Promise<void> {
    if (request.kind === 'close') {
      this._sessions.delete(request.session);
      return;
    }
    try {
      if (request.kind === 'open') {
        const session = this._options.createSession();
        session.open(request);
        this._sessions.set(request.session, { session, announced: emptyDocument(request.path) });
      }
      const open = this._sessions.get(request.session);
      if (open === undefined) {
        return;
      }
      if (request.kind === 'update') {
        open.session.update(request);
      }
      const { report, wantedFiles } = await open.session.analyse();
      const difference = differenceOf(open.announced, report);
      open.announced = report;
      this._options.announce({
        kind: 'report',
        session: request.session,
        revision: request.revision,
        difference,
        wantedFiles
      });
    } catch (reason) {
      this._options.announce({
        kind: 'failure',
        session: request.session,
        revision: request.revision,
        message: reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)
      });
    }
  }

  private readonly _sessions = new Map<number, OpenSession>();
  private _queue: Promise<void> = Promise.resolve();
}
