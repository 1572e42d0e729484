/**
 * What the exit status of `check` tells.
 */
import type { FunctionReport, Report } from '../analysis/report';

/** Whether a function asks for something to be done, as the exit status says. */
export function needsAttention(report: FunctionReport): boolean {
  return (
    report.verdict.action !== 'keep' ||
    (report.execution === 'graph' &&
      report.verdict.findings.some(finding => finding.severity !== 'informs'))
  );
}

/** Whether some function of a report asks for something to be done. */
export function hasWork(report: Report): boolean {
  return report.documents.some(document => document.functions.some(needsAttention));
}
