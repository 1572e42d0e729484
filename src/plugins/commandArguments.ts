/**
 * The arguments of commands that act on a function. They name a function; what is done with it is looked
 * up in the live notebook, so that a link in an output cannot smuggle in an edit or code.
 */
import type { INotebookTracker } from '@jupyterlab/notebook';
import type { ReadonlyJSONObject, ReadonlyPartialJSONObject } from '@lumino/coreutils';
import type { IAnalysisManager } from '../lab/analysis/analysisManager';
import { functionAtCursor, type FunctionPlace } from '../lab/card/cardOpener';

/** The JSON schema of the arguments. */
export const FUNCTION_ARGUMENTS: ReadonlyJSONObject = {
  type: 'object',
  properties: {
    cellId: {
      type: 'string',
      description: 'Id of the cell that holds the function; by default the active cell.'
    },
    functionName: {
      type: 'string',
      description:
        'Name of the function, enclosing classes and functions joined by dots; by default the function at the cursor.'
    }
  }
};

/** The schema of commands without arguments. */
export const NO_ARGUMENTS: ReadonlyJSONObject = {
  type: 'object',
  properties: {}
};

/** The function that arguments name in the current notebook; `null` where there is none. */
export function functionFromArguments(
  args: ReadonlyPartialJSONObject,
  tracker: INotebookTracker,
  analyses: IAnalysisManager
): FunctionPlace | null {
  const { cellId, functionName } = args;
  if (typeof cellId !== 'string' && typeof functionName !== 'string') {
    return functionAtCursor(tracker, analyses);
  }
  const panel = tracker.currentWidget;
  const notebook = panel?.content.model?.sharedModel;
  const analysis = notebook === undefined ? null : analyses.forNotebook(notebook);
  const report = analysis?.report.functions.find(
    candidate =>
      (typeof cellId !== 'string' || candidate.unit === cellId) &&
      (typeof functionName !== 'string' || candidate.name === functionName)
  );
  const cell = report === undefined ? null : (analysis?.cellByKey(report.unit) ?? null);
  return panel === null || analysis === null || report === undefined || cell === null
    ? null
    : { panel, analysis, cell, report };
}
