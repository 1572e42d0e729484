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

/** Plain data in which every field called `document` holds a shown path; what names no document stays as it is. */
function rename(value: unknown, show: ShowPath): unknown {
  if (Array.isArray(value)) {
    const renamed = value.map(item => rename(item, show));
    return renamed.some((item, index) => item !== value[index]) ? renamed : value;
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  let renamed: Record<string, unknown> | null = null;
  for (const [key, field] of Object.entries(value) as [string, unknown][]) {
    const shown =
      key === 'document' && typeof field === 'string' ? show(field) : rename(field, show);
    if (shown !== field) {
      renamed ??= { ...value };
      renamed[key] = shown;
    }
  }
  return renamed ?? value;
}
