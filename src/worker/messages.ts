/**
 * What the user interface and the analysis say to each other.
 *
 * The user interface opens a session for each notebook, then sends only what changed: texts of edited
 * cells, the order after an insertion, a move or a deletion. Every request that changes a session carries
 * a revision; the answer carries the same number, so that an answer to an older text is recognised and
 * dropped.
 */
import type { DocumentReport, Finding, FunctionReport, Problem } from '../analysis/report';

/** A cell as the user sees it; magics are masked on the side of the analysis. */
export type CellSource = {
  /** Unique within the session and stable over edits and moves. */
  readonly id: string;
  readonly kind: 'code' | 'markdown' | 'raw';
  readonly text: string;
  /** The number in the prompt, `null` where the cell has not run. */
  readonly executionCount: number | null;
};

/** In which order the cells are taken to run. */
export type ExecutionOrder = 'document' | 'counts';

/** A file beside the notebook: its path as the contents service spells it; `null` where there is none. */
export type SiblingFile = {
  readonly path: string;
  readonly text: string | null;
};

/** Starts a session: the whole notebook. */
export type OpenRequest = {
  readonly kind: 'open';
  readonly session: number;
  readonly revision: number;
  readonly path: string;
  readonly order: ExecutionOrder;
  readonly cells: readonly CellSource[];
};

/** Says what changed since the last request of the session. */
export type UpdateRequest = {
  readonly kind: 'update';
  readonly session: number;
  readonly revision: number;
  /** `null` where the notebook keeps its path. */
  readonly path: string | null;
  /** `null` where the setting did not change. */
  readonly order: ExecutionOrder | null;
  /** Cells that are new or whose content changed. */
  readonly changed: readonly CellSource[];
  /** The ids of all cells in document order; `null` where cells neither came, went nor moved. */
  readonly sequence: readonly string[] | null;
  /** Files that an earlier answer asked for. */
  readonly files: readonly SiblingFile[];
};

/** Ends a session. No answer follows. */
export type CloseRequest = { readonly kind: 'close'; readonly session: number };

export type AnalysisRequest = OpenRequest | UpdateRequest | CloseRequest;

/**
 * How a document's report differs from the one before it. The first difference of a session is one from
 * the empty report.
 */
export type ReportDifference = {
  /** Functions that are new or say something else than before. */
  readonly changed: readonly FunctionReport[];
  /** Ids of functions that are gone. */
  readonly removed: readonly string[];
  /** All ids in source order; `null` where the order is as before. */
  readonly sequence: readonly string[] | null;
  /** `null` where the problems are as before. */
  readonly problems: readonly Problem[] | null;
  /** Findings outside functions; `null` where they are as before. */
  readonly findings: readonly Finding[] | null;
};

/** The analysis is loaded and takes requests. */
export type ReadyAnswer = { readonly kind: 'ready' };

/** The report of one revision, as a difference from the last answered revision of the session. */
export type ReportAnswer = {
  readonly kind: 'report';
  readonly session: number;
  readonly revision: number;
  readonly difference: ReportDifference;
  /** Paths of files that the notebook may import and that the analysis has not seen. */
  readonly wantedFiles: readonly string[];
};

/** This revision could not be analysed: a defect of ours. The session stays open. */
export type FailureAnswer = {
  readonly kind: 'failure';
  readonly session: number;
  readonly revision: number;
  readonly message: string;
};

/** The analysis itself could not be loaded. No session will ever be answered. */
export type UnavailableAnswer = {
  readonly kind: 'unavailable';
  readonly message: string;
};

export type AnalysisAnswer = ReadyAnswer | ReportAnswer | FailureAnswer | UnavailableAnswer;

/** A document of which nothing is known yet: what the first difference of a session starts from. */
export function emptyDocument(path: string): DocumentReport {
  return { path, kind: 'notebook', problems: [], functions: [], findings: [] };
}
