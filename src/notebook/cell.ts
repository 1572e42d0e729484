/** A cell as the user sees it, from a file or from a live notebook. */
export type NotebookCell = {
  /** Unique in the notebook and stable over edits and moves. */
  readonly id: string;
  readonly kind: 'code' | 'markdown' | 'raw';
  readonly text: string;
  /** The number in the prompt; `null` where the cell has not run. */
  readonly executionCount: number | null;
};
