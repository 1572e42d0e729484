/**
 * What a badge shows, decided from a function's report alone.
 */
import type { FunctionReport } from '../../analysis/report';

/**
 * The kinds of badges. Each has a shape and a text of its own, so that colour is never the only
 * difference.
 *
 * - `hybridize`: safe and worth it.
 * - `hybridize-assuming`: safe as long as what the card lists holds.
 * - `keep`: stays eager, for the reason that the badge names.
 * - `graph`: is a graph already, and rightly.
 * - `graph-warning`: is a graph and misbehaves.
 * - `remove`: is a graph and should not be.
 * - `reconfigure`: is a graph and should be one with other options.
 * - `unknown`: cannot be told.
 */
export type BadgeKind =
  | 'hybridize'
  | 'hybridize-assuming'
  | 'keep'
  | 'graph'
  | 'graph-warning'
  | 'remove'
  | 'reconfigure'
  | 'unknown';

/** A badge beside a `def`. */
export type Badge = {
  readonly functionId: string;
  readonly functionName: string;
  readonly kind: BadgeKind;
  /** 1-based line of the `def` in its cell. */
  readonly line: number;
  /** 1-based column of the `def`, in UTF-16 units. */
  readonly column: number;
  /** What stands on the badge. */
  readonly text: string;
  /** What a screen reader says and a pointer shows. */
  readonly label: string;
  /** What measuring says of the verdict; `null` where nothing was measured. */
  readonly measured: 'plain' | 'doubt' | 'wrong' | null;
};

/** Findings that come with a graph function that is right as it is. */
function isBenign(code: string): boolean {
  return code === 'already-optimal' || code.startsWith('undeterminable-');
}

/** Whether a graph function has a finding that says that it does not do what the eager one would. */
export function misbehaves(report: FunctionReport): boolean {
  return (
    report.execution === 'graph' &&
    report.verdict.findings.some(
      finding => finding.severity !== 'informs' && !isBenign(finding.code)
    )
  );
}

/** The kind of a function's badge. */
export function badgeKind(report: FunctionReport): BadgeKind {
  const { action, confidence } = report.verdict;
  switch (action) {
    case 'hybridize':
      return confidence === 'proven' ? 'hybridize' : 'hybridize-assuming';
    case 'remove-graph':
      return 'remove';
    case 'reconfigure':
      return 'reconfigure';
    case 'keep':
      if (report.execution === 'graph') {
        return misbehaves(report) ? 'graph-warning' : 'graph';
      }
      return confidence === 'unknown' ? 'unknown' : 'keep';
  }
}
