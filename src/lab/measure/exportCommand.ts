/**
 * Saves what was measured in a notebook as a file, at the user's command.
 */
import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { NotebookAnalysis } from '../analysis/notebookAnalysis';
import { downloadText, exportName } from './downloading';
import { measurementsAsCsv, measurementsAsJson } from './measurementExport';
import type { IMeasurer } from './measurer';

/** Saves all measurements of a notebook; says so where there are none. */
export function exportMeasurements(
  analysis: NotebookAnalysis,
  measurer: IMeasurer,
  format: 'csv' | 'json',
  trans: TranslationBundle
): void {
  const records = measurer.recordsOf(analysis);
  if (records.length === 0) {
    Notification.info(trans.__('Nothing was measured in this notebook yet.'), { autoClose: 5000 });
    return;
  }
  const { path } = analysis.report;
  switch (format) {
    case 'csv':
      downloadText(exportName(path, format), 'text/csv', measurementsAsCsv(records));
      break;
    case 'json':
      downloadText(exportName(path, format), 'application/json', measurementsAsJson(path, records));
      break;
  }
}
