/**
 * Differences between two reports of one document: what crosses from the worker to the page after a key
 * press, instead of the whole report.
 */
import type { DocumentReport, FunctionReport } from '../analysis/report';
import type { ReportDifference } from './messages';

/**
 * Whether two pieces of a report say the same. They are plain data: no cycles, no prototypes. Equal
 * objects are recognised at once, which is what makes this cheap after an edit that changed little.
 */
export function saysTheSame(left: unknown, right: unknown): boolean {
  if (left === right) {
    return true;
  }
  if (Array.isArray(left) && Array.isArray(right)) {
    return (
      left.length === right.length && left.every((item, index) => saysTheSame(item, right[index]))
    );
  }
  if (isRecord(left) && isRecord(right)) {
    const leftKeys = Object.keys(left);
    return (
      leftKeys.length === Object.keys(right).length &&
      leftKeys.every(key => Object.hasOwn(right, key) && saysTheSame(left[key], right[key]))
    );
  }
  return false;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function haveEqualOrder(
  left: readonly FunctionReport[],
  right: readonly FunctionReport[]
): boolean {
  return (
    left.length === right.length && left.every((report, index) => report.id === right[index]?.id)
  );
}

/** What must be told to someone who holds `before` so that they hold `after`. */
export function differenceOf(before: DocumentReport, after: DocumentReport): ReportDifference {
  const known = new Map(before.functions.map(report => [report.id, report]));
  const present = new Set(after.functions.map(report => report.id));
  return {
    changed: after.functions.filter(report => !saysTheSame(known.get(report.id), report)),
    removed: before.functions.map(report => report.id).filter(id => !present.has(id)),
    sequence: haveEqualOrder(before.functions, after.functions)
      ? null
      : after.functions.map(report => report.id),
    problems: saysTheSame(before.problems, after.problems) ? null : after.problems,
    findings: saysTheSame(before.findings, after.findings) ? null : after.findings
  };
}

/** The report that `before` becomes by `difference`; inverse of {@link differenceOf}. */
export function applyDifference(
  before: DocumentReport,
  difference: ReportDifference
): DocumentReport {
  const reports = new Map(before.functions.map(report => [report.id, report]));
  for (const id of difference.removed) {
    reports.delete(id);
  }
  for (const report of difference.changed) {
    reports.set(report.id, report);
  }
  const sequence = difference.sequence ?? before.functions.map(report => report.id);
  return {
    ...before,
    functions: sequence.flatMap(id => reports.get(id) ?? []),
    problems: difference.problems ?? before.problems,
    findings: difference.findings ?? before.findings
  };
}
