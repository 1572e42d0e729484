/**
 * Plans edits for notebooks written as texts, without an analysis: the report is made from the syntax
 * alone.
 */
import type { IPythonParser } from '../../src/analysis/syntax/parser';
import type { Project } from '../../src/analysis/program';
import type { Action, FunctionReport, GraphReport, Report } from '../../src/analysis/report';
import { parseUnit } from '../../src/analysis/syntax/lower';
import { lineAndColumn, lineStarts } from '../../src/analysis/syntax/positions';
import type { FunctionDef } from '../../src/analysis/syntax/tree';
import { walk } from '../../src/analysis/syntax/walk';
import { createProject } from '../../src/notebook/createProject';
import { createMaskMemory } from '../../src/notebook/maskMemory';
import type { PlanContext } from '../../src/refactor';

/** What a test says about a function. */
export type Saying = {
  readonly action: Action;
  readonly inputSignature?: string;
  readonly rules?: Report['rules'];
  /** Codes of findings. */
  readonly codes?: readonly string[];
};

/** A notebook's project: each text is a code cell with the id `c0`, `c1`, … */
export function projectOf(cells: readonly string[]): Project {
  return createProject(
    [
      {
        kind: 'notebook',
        path: 'nb.ipynb',
        isPython: true,
        cells: cells.map((text, index) => ({
          id: `c${index}`,
          kind: 'code',
          text,
          executionCount: null
        }))
      }
    ],
    { root: '', order: 'document', files: new Map(), memory: createMaskMemory() }
  ).project;
}

/** The graph that a decorator with `function` or `fn` in its name makes. */
function graphOf(text: string, definition: FunctionDef): GraphReport | null {
  const decorator = [...definition.decorators]
    .reverse()
    .find(({ start, end }) => /\bfunction\b|@fn\b/.test(text.slice(start, end)));
  if (decorator === undefined) {
    return null;
  }
  const { expression } = decorator;
  const keywords = expression.kind === 'Call' ? expression.keywords : [];
  const options = Object.fromEntries(
    keywords.map(({ arg, value }) => [arg ?? '**', text.slice(value.start, value.end)])
  );
  return {
    api: 'tensorflow.function',
    form: 'decorator',
    text: text.slice(decorator.start, decorator.end),
    options,
    inputSignature: null,
    hasInputSignature: Object.hasOwn(options, 'input_signature'),
    signatureRelation: null
  };
}

const NO_FACTS = {
  tensorParameter: null,
  primitiveParameter: null,
  pythonSideEffects: null,
  recursive: null,
  tensorComputation: null,
  eagerOnlyCalls: null,
  numpyOnParameters: null,
  invalidNameArguments: null,
  unresolvedStaticAxes: null,
  staleVariableReads: null,
  tensorIteration: null,
  dtypeConflicts: null,
  kerasSymbolicArguments: null,
  coveredCallers: null
};

/** A report that says the same about every function of a project. */
export function reportOf(parser: IPythonParser, project: Project, saying: Saying): Report {
  const functions = project.modules.flatMap(module =>
    module.units.flatMap(unit =>
      parseUnit(parser, unit, null).statements.flatMap(top => {
        const found: FunctionReport[] = [];
        walk(top.statement, node => {
          if (node.kind !== 'FunctionDef') {
            return;
          }
          const offset = unit.cellOffset + top.offset + node.defSpan.start;
          const graph = graphOf(top.text, node);
          found.push({
            name: node.qualifiedName,
            cell: unit.cell,
            ...lineAndColumn(lineStarts(unit.cellText), offset),
            endLine: 1,
            method: false,
            reached: true,
            calls: [],
            framework: 'tensorflow',
            execution: graph === null ? 'eager' : 'graph',
            graph,
            facts: NO_FACTS,
            parameters: [],
            verdict: {
              action: saying.action,
              confidence: 'proven',
              rule: null,
              findings: (saying.codes ?? []).map(code => ({
                code,
                severity: 'warns',
                message: '',
                locations: []
              })),
              assumptions: []
            },
            inputSignature: saying.inputSignature ?? null,
            inputSignatureAbsence: null,
            edit: null,
            id: `${unit.id}:${node.qualifiedName}`,
            unit: unit.id,
            badge: true
          });
        });
        return found;
      })
    )
  );
  return {
    schema: 1,
    tool: { name: 'jupyterlab-hybridize', version: '0' },
    rules: saying.rules ?? 'recommended',
    documents: [{ path: 'nb.ipynb', kind: 'notebook', problems: [], functions, findings: [] }]
  };
}

/** What a plan is made from, for a notebook. */
export function contextOf(
  parser: IPythonParser,
  cells: readonly string[],
  saying: Saying
): PlanContext {
  const project = projectOf(cells);
  return { project, report: reportOf(parser, project, saying), parser, reanalyse: null };
}
