/**
 * Puts the paths that the user gave into a report.
 */
import type { DocumentReport } from '../analysis/report';

/** The path that is shown for a document. */
export type ShowPath = (document: string) => string;

/** The same report with other paths: in every range, call and edit, wherever it names a document. */
export function withShownPaths(document: DocumentReport, show: ShowPath): DocumentReport {
  const renamed = rename(document, show) as DocumentReport;
  return { ...renamed, path: show(document.path) };
}

/** A copy of plain data in which every field called `document` holds a shown path. */
function rename(value: unknown, show: ShowPath): unknown {
  if (Array.isArray(value)) {
    return value.map(item => rename(item, show));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, field]: [string, unknown]) => [
      key,
      key === 'document' && typeof field === 'string' ? show(field) : rename(field, show)
    ])
  );
}
