/**
 * The report as text for people.
 */
import type {
  DocumentReport,
  Finding,
  FunctionReport,
  Position,
  Report,
  Verdict
} from '../analysis/report';

/** How text is set off. */
export type TextStyle = { readonly isColoured: boolean };

/** SGR codes of a terminal. */
const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;

type Paint = (text: string, code: keyof typeof CODES) => string;

function painter(style: TextStyle): Paint {
  return style.isColoured ? (text, code) => `\u001b[${CODES[code]}m${text}\u001b[0m` : text => text;
}

/** `nb.ipynb:cell 4:2`; cells are counted from 1, as lines are. */
export function placeText(document: string, place: Position): string {
  const cell = place.cell === null ? '' : `:cell ${place.cell + 1}`;
  return `${document}${cell}:${place.line}`;
}

/** What is to be done, in a few words. */
export function verdictText(verdict: Verdict): string {
  switch (verdict.action) {
    case 'hybridize':
      return verdict.confidence === 'assumed' ? 'hybridize, assuming' : 'hybridize';
    case 'remove-graph':
      return 'remove the graph';
    case 'reconfigure':
      return 'reconfigure';
    case 'keep':
      return verdict.confidence === 'unknown' ? "can't tell" : 'keep';
  }
}

function executionText(report: FunctionReport): string {
  const { verdict } = report;
  if (verdict.action !== 'keep' || verdict.confidence === 'unknown') {
    return verdictText(verdict);
  }
  return report.execution === 'graph' ? 'already a graph' : 'keep eager';
}

function findingLine(
  finding: Finding,
  label: string,
  colour: keyof typeof CODES,
  paint: Paint
): string {
  const cause = finding.locations[0];
  const place = cause === undefined ? '' : paint(`  (${placeText(cause.document, cause)})`, 'dim');
  return `    ${paint(label, colour)} ${finding.message} [${finding.code}]${place}`;
}

/** Findings that forbid nothing, and say why a function is left as it is. */
const REASONS_TO_KEEP: ReadonlySet<string> = new Set([
  'wrap-the-caller',
  'called-by-library',
  'framework-not-covered'
]);

function functionLines(path: string, report: FunctionReport, paint: Paint): readonly string[] {
  const { verdict } = report;
  const colour =
    verdict.action !== 'keep' ? 'green' : verdict.confidence === 'unknown' ? 'yellow' : 'cyan';
  const lines = [
    `${placeText(path, report)}: ${paint(report.name, 'bold')}: ${paint(executionText(report), colour)}`
  ];
  for (const finding of verdict.findings) {
    const isReason = verdict.action === 'keep' && REASONS_TO_KEEP.has(finding.code);
    if (finding.severity !== 'informs' || isReason) {
      const isBlocking = finding.severity === 'blocks' || isReason;
      lines.push(
        findingLine(finding, isBlocking ? 'because' : 'mind', isBlocking ? 'red' : 'yellow', paint)
      );
    }
  }
  for (const assumption of verdict.assumptions) {
    lines.push(findingLine(assumption, 'assuming', 'yellow', paint));
  }
  if (report.inputSignature !== null && verdict.action !== 'keep') {
    lines.push(`    ${paint('signature', 'dim')} ${report.inputSignature}`);
  }
  return lines;
}

function documentLines(document: DocumentReport, paint: Paint): readonly string[] {
  const lines: string[] = [];
  for (const problem of document.problems) {
    lines.push(
      `${placeText(document.path, problem)}: ${paint('problem', 'yellow')}: ${problem.message}`
    );
  }
  for (const report of document.functions) {
    lines.push(...functionLines(document.path, report, paint));
  }
  for (const finding of document.findings) {
    const place = finding.locations[0];
    const where = place === undefined ? document.path : placeText(place.document, place);
    lines.push(`${where}: ${paint(finding.code, 'yellow')}: ${finding.message}`);
  }
  return lines;
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

function summary(report: Report): string {
  const functions = report.documents.flatMap(document => document.functions);
  const of = (action: Verdict['action']): number =>
    functions.filter(({ verdict }) => verdict.action === action).length;
  const unknown = functions.filter(({ verdict }) => verdict.confidence === 'unknown').length;
  const problems = report.documents.reduce((sum, { problems: own }) => sum + own.length, 0);
  return [
    `${counted(functions.length, 'function', 'functions')} in ${counted(report.documents.length, 'document', 'documents')}`,
    `${of('hybridize')} to hybridize`,
    `${of('remove-graph')} to remove the graph from`,
    `${of('reconfigure')} to reconfigure`,
    `${unknown} of which cannot be told`,
    counted(problems, 'problem', 'problems')
  ].join(', ');
}

/** The report, one line per function, its reasons below it, and a line that counts. */
export function toText(report: Report, style: TextStyle): string {
  const paint = painter(style);
  const lines = report.documents.flatMap(document => documentLines(document, paint));
  return `${[...lines, `${summary(report)}.`].join('\n')}\n`;
}
