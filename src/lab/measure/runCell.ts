/**
 * Runs the cell of a function, at the user's command.
 */
import { NotebookActions } from '@jupyterlab/notebook';
import type { FunctionPlace } from '../card/cardOpener';
import { widgetOfCell } from '../navigation';

/** Reasons against measuring that go away when the function's cell is run. */
export const CURED_BY_RUNNING: readonly string[] = ['function-not-run', 'stale'];

/** Runs the cell, waits for its end, and tells whether it ran without an error. Never rejects. */
export async function runCellOf(place: FunctionPlace): Promise<boolean> {
  const { panel, cell } = place;
  const widget = widgetOfCell(panel, cell);
  if (widget === null) {
    return false;
  }
  try {
    return await NotebookActions.runCells(panel.content, [widget], panel.sessionContext);
  } catch (reason) {
    console.error('jupyterlab-hybridize: the cell could not be run.', reason);
    return false;
  }
}
