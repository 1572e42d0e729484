/**
 * The report as CSV: the columns of the published tool's `functions.csv`, in its order, then ours.
 */
import type { FunctionReport, Report, Severity, Ternary } from '../analysis/report';

/** A function with its document. */
type Row = { readonly subject: string; readonly path: string; readonly report: FunctionReport };

type Cell = string | number | boolean | null;

/** Not determinable is an empty cell, as in the published files. */
function ternary(value: Ternary): Cell {
  return value;
}

const SEVERITY_NAMES: Readonly<Record<Severity, string>> = {
  blocks: 'ERROR',
  warns: 'WARNING',
  informs: 'INFO'
};

/** The worst severity, under the published names. */
function statusOf(report: FunctionReport): string {
  const { findings } = report.verdict;
  const worst = (['blocks', 'warns', 'informs'] as const).find(severity =>
    findings.some(finding => finding.severity === severity)
  );
  return worst === undefined ? 'OK' : SEVERITY_NAMES[worst];
}

/** Whether a graph function has an option; an eager one has no options to speak of. */
function hasOption(name: string): (row: Row) => Cell {
  return ({ report }) => (report.graph === null ? null : Object.hasOwn(report.graph.options, name));
}

/** The dotted name of a document's module. */
function moduleOf(path: string): string {
  return path.replace(/\.(?:py|ipynb)$/, '').replace(/\//g, '.');
}

const COLUMNS: readonly (readonly [name: string, value: (row: Row) => Cell])[] = [
  ['subject', ({ subject }) => subject],
  ['function', ({ report }) => report.name],
  ['module', ({ path }) => moduleOf(path)],
  ['relative path', ({ path }) => path],
  ['beginning line', ({ report }) => report.line],
  ['method reference', ({ path, report }) => `${moduleOf(path)}.${report.name}`],
  ['type reference', ({ report }) => report.name.split('.').slice(0, -1).join('.')],
  ['method', ({ report }) => report.method],
  ['parameters', ({ report }) => report.parameters.length],
  ['tensor parameter', ({ report }) => ternary(report.facts.tensorParameter)],
  ['primitive parameter', ({ report }) => ternary(report.facts.primitiveParameter)],
  ['hybrid', ({ report }) => report.execution === 'graph'],
  ['side-effects', ({ report }) => ternary(report.facts.pythonSideEffects)],
  ['recursive', ({ report }) => ternary(report.facts.recursive)],
  ['tensor computation', ({ report }) => ternary(report.facts.tensorComputation)],
  ['eager-only calls', ({ report }) => ternary(report.facts.eagerOnlyCalls)],
  ['numpy calls on parameters', ({ report }) => ternary(report.facts.numpyOnParameters)],
  ['invalid name arguments', ({ report }) => ternary(report.facts.invalidNameArguments)],
  ['unresolved statically-read axes', ({ report }) => ternary(report.facts.unresolvedStaticAxes)],
  ['stale variable reads', ({ report }) => ternary(report.facts.staleVariableReads)],
  ['tensor parameter iteration', ({ report }) => ternary(report.facts.tensorIteration)],
  ['keras symbolic arguments', ({ report }) => ternary(report.facts.kerasSymbolicArguments)],
  ['caller covered', ({ report }) => ternary(report.facts.coveredCallers)],
  ['autograph', hasOption('autograph')],
  ['experimental_autograph_options', hasOption('experimental_autograph_options')],
  ['experimental_follow_type_hints', hasOption('experimental_follow_type_hints')],
  ['experimental_implements', hasOption('experimental_implements')],
  ['func', hasOption('func')],
  ['input_signature', ({ report }) => report.graph?.hasInputSignature ?? null],
  ['supplied input_signature', ({ report }) => report.graph?.inputSignature ?? null],
  ['jit_compile', hasOption('jit_compile')],
  ['reduce_retracing', hasOption('reduce_retracing')],
  ['inferred input_signature', ({ report }) => report.inputSignature],
  ['input_signature relation', ({ report }) => report.graph?.signatureRelation ?? null],
  ['input_signature absence reason', ({ report }) => report.inputSignatureAbsence],
  [
    'refactoring',
    ({ report }) =>
      report.execution === 'graph' ? 'OPTIMIZE_HYBRID_FUNCTION' : 'CONVERT_EAGER_FUNCTION_TO_HYBRID'
  ],
  ['passing precondition', ({ report }) => report.verdict.rule],
  ['status', ({ report }) => statusOf(report)],
  ['cell', ({ report }) => report.cell],
  ['column', ({ report }) => report.column],
  ['end line', ({ report }) => report.endLine],
  ['reached', ({ report }) => report.reached],
  ['calls', ({ report }) => report.calls.length],
  ['framework', ({ report }) => report.framework],
  ['execution', ({ report }) => report.execution],
  ['action', ({ report }) => report.verdict.action],
  ['confidence', ({ report }) => report.verdict.confidence],
  ['findings', ({ report }) => codesOf(report.verdict.findings)],
  ['assumptions', ({ report }) => codesOf(report.verdict.assumptions)]
];

function codesOf(findings: readonly { readonly code: string }[]): string {
  return [...new Set(findings.map(({ code }) => code))].join(' ');
}

/** Text that a spreadsheet would run as a formula, when it begins a cell. */
const FORMULA = /^[=+\-@\t\r]/;

function quote(cell: Cell): string {
  if (cell === null) {
    return '';
  }
  const text = typeof cell === 'string' && FORMULA.test(cell) ? `'${cell}` : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

/**
 * One row per function, `\r\n` between rows (RFC 4180).
 *
 * @param subjectOf - the project that a document belongs to, by its place in the report.
 */
export function toCsv(report: Report, subjectOf: (documentIndex: number) => string): string {
  const rows = report.documents.flatMap(({ path, functions }, index) =>
    functions.map(entry => {
      const row: Row = { subject: subjectOf(index), path, report: entry };
      return COLUMNS.map(([, value]) => quote(value(row))).join(',');
    })
  );
  return [COLUMNS.map(([name]) => quote(name)).join(','), ...rows, ''].join('\r\n');
}
