/**
 * `hybridize apply`: writes the edits of a report into the files.
 */
import { resolve } from 'node:path';
import type { EditSafety } from '../analysis/report';
import type { ProjectReport } from './analyseProject';
import { changeDocuments, type ChangedDocument } from './applyEdits';
import { unifiedDiff } from './unifiedDiff';
import { replaceFile } from './writeFile';

/** What is to be applied, and how. */
export type ApplyOptions = { readonly diff: boolean; readonly withAssumptions: boolean };

/** What was done. */
export type ApplyResult = {
  readonly output: string;
  /** Sentences about files that could not be written. */
  readonly failures: readonly string[];
  /** How many functions changed, or would. */
  readonly functionCount: number;
};

function diffOf(changed: ChangedDocument): string {
  const { shownPath } = changed.document;
  return changed.texts
    .map(({ cell, before, after }) =>
      unifiedDiff(cell === null ? shownPath : `${shownPath}:cell ${cell + 1}`, before, after)
    )
    .join('');
}

/** Applies the edits of all projects, or shows them. */
export function applyReports(
  reports: readonly ProjectReport[],
  options: ApplyOptions
): ApplyResult {
  const safeties = new Set<EditSafety>(options.withAssumptions ? ['safe', 'assumes'] : ['safe']);
  const output: string[] = [];
  const failures: string[] = [];
  let functionCount = 0;
  for (const { project, report } of reports) {
    for (const changed of changeDocuments(project.documents, report, { safeties })) {
      const { shownPath, path } = changed.document;
      functionCount += changed.functions.length;
      if (options.diff) {
        output.push(diffOf(changed));
        continue;
      }
      try {
        if (!changed.document.isUtf8) {
          throw new Error('it is not written in UTF-8');
        }
        replaceFile(resolve(project.base, path), changed.fileText);
        output.push(`${shownPath}: ${changed.functions.join(', ')}\n`);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        failures.push(`${shownPath} cannot be written: ${reason}.`);
      }
    }
  }
  return { output: output.join(''), failures, functionCount };
}
