/**
 * What masking has to say.
 *
 * - `unknown-cell-magic`: nobody knows what `%%name` does with its body; it is read as Python.
 * - `misplaced-cell-magic`: `%%name` behind another line is an error in IPython.
 * - `non-breaking-space`: Python refuses the character; it is read as a space.
 */
export type MaskProblem = {
  readonly code: 'unknown-cell-magic' | 'misplaced-cell-magic' | 'non-breaking-space';
  /** Offset in the cell's text. */
  readonly offset: number;
  /** The magic's name, without `%%`; empty for characters. */
  readonly name: string;
};
