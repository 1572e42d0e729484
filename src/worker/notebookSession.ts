/**
 * One notebook on the side of the analysis.
 */
import type { DocumentReport } from '../analysis/report';
import type { OpenRequest, UpdateRequest } from './messages';

/** What one analysis of a notebook gives. */
export type SessionReport = {
  readonly report: DocumentReport;
  /** Paths of files that the notebook may import and that were not handed in yet. */
  readonly wantedFiles: readonly string[];
};

/** Follows the cells of one notebook and analyses them. */
export interface INotebookSession {
  /** Takes the whole notebook. */
  open(request: OpenRequest): void;
  /** Takes what changed. */
  update(request: UpdateRequest): void;
  /** Analyses the present text. Rejects only by a defect of ours. */
  analyse(): Promise<SessionReport>;
}
