/**
 * What measuring has to say on badges.
 */
import type { ISignal } from '@lumino/signaling';
import type { FunctionReport } from '../../analysis/report';
import type { NotebookAnalysis } from '../analysis/notebookAnalysis';

/** A function whose note changed. */
export type NoteChange = {
  readonly analysis: NotebookAnalysis;
  readonly cellKey: string;
  readonly functionId: string;
};

/** A few words that stand behind the verdict on a badge. */
export type BadgeNote = {
  readonly text: string;
  /** `doubt`: against the advice; `wrong`: the advice was an error of ours. */
  readonly tone: 'plain' | 'doubt' | 'wrong';
};

/** Notes that stand behind the verdicts on badges. */
export interface IBadgeNotes {
  /** A few words to stand behind the verdict, `null` where there is nothing to say. */
  noteFor(analysis: NotebookAnalysis, report: FunctionReport): BadgeNote | null;
  /** Emitted with the function whose note changed. */
  readonly noteChanged: ISignal<unknown, NoteChange>;
}
