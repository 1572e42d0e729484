/**
 * What a report has to say, place by place: the common ground of the formats that tools read.
 */
import type { Finding, FunctionReport, Position, Report } from '../analysis/report';
import { verdictText } from './textFormat';

/** One remark at one place. */
export type Annotation = {
  /** The finding's code, the verdict's action, or `problem`. */
  readonly code: string;
  readonly level: 'warning' | 'note';
  readonly message: string;
  readonly document: string;
  readonly place: Position;
  /** End of the range, exclusive; `null` where the place is a point. */
  readonly end: { readonly line: number; readonly column: number } | null;
  /** The function concerned; `null` outside functions. */
  readonly functionName: string | null;
  /** Places that explain it, the call chain among them. */
  readonly related: readonly Finding['locations'][number][];
};

function ofVerdict(path: string, report: FunctionReport): readonly Annotation[] {
  const { verdict } = report;
  if (verdict.action === 'keep') {
    return [];
  }
  const assumptions = verdict.assumptions.map(({ message }) => message).join('; ');
  const text = verdictText(verdict) + (assumptions === '' ? '' : ` ${assumptions}`);
  return [
    {
      code: verdict.action,
      level: 'warning',
      message: `${report.name}: ${text}.`,
      document: path,
      place: report,
      end: null,
      functionName: report.name,
      related: verdict.assumptions.flatMap(({ locations }) => locations)
    }
  ];
}

function ofFinding(
  path: string,
  finding: Finding,
  report: FunctionReport | null
): readonly Annotation[] {
  const cause = finding.locations[0];
  const isGraph = report?.execution === 'graph';
  const subject = report === null ? '' : `${report.name}: `;
  return [
    {
      code: finding.code,
      level: report === null || isGraph ? 'warning' : 'note',
      message: subject + finding.message,
      document: cause?.document ?? path,
      place: cause ?? report ?? { cell: null, line: 1, column: 1 },
      end: cause === undefined ? null : { line: cause.endLine, column: cause.endColumn },
      functionName: report?.name ?? null,
      related: finding.locations.slice(1)
    }
  ];
}

/** The remarks of a report. Findings that only inform are left out. */
export function annotationsOf(report: Report): readonly Annotation[] {
  return report.documents.flatMap(({ path, problems, functions, findings }) => [
    ...problems.map((problem): Annotation => ({
      code: 'problem',
      level: 'warning',
      message: problem.message,
      document: path,
      place: problem,
      end: null,
      functionName: null,
      related: []
    })),
    ...functions.flatMap(entry => [
      ...ofVerdict(path, entry),
      ...entry.verdict.findings
        .filter(({ severity }) => severity !== 'informs')
        .flatMap(finding => ofFinding(path, finding, entry))
    ]),
    ...findings.flatMap(finding => ofFinding(path, finding, null))
  ]);
}

/** The line of a file that a place of a document stands on: cells are parts of their file. */
export type FileLine = (document: string, cell: number | null, line: number) => number;
