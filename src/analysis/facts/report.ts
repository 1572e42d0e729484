/**
 * From the annotated program to the report.
 */
import type { ModuleTree } from '../interpreter/program';
import type { ProgramRecord } from '../interpreter/record';
import type { AnalysisOptions } from '../program';
import {
  reportOf,
  type DocumentReport,
  type Finding,
  type FunctionReport,
  type Problem,
  type Report
} from '../report';
import type { Positions } from '../syntax/positions';
import { lineAndColumn, lineStarts } from '../syntax/positions';
import type { IUnitPlace } from '../syntax/tree';
import type { FunctionCode } from '../values/value';
import { coveredFunctions, unconvertedFunctions } from './coveredCallers';
import { formsForAutoGraph } from './unconverted';
import type { FunctionContext } from './functionContext';
import { graphUses, type GraphUse } from './graph/wrapping';
import { readModuleNames, type ModuleNames } from './moduleNames';
import { publishedFunction } from './published';
import { documentFindings } from './cellFindings';
import { recommendedFunctions, type Draft } from './recommended';
import type { IReportMemory } from './reportMemory';
import { unlessExhausted, withoutRuns } from './undecided';
import { runsIn, viewProgram, type ProgramView, type Subject } from './subject';

const PROBLEM_MESSAGES = {
  'syntax-error': 'Syntax error.',
  'nesting-too-deep': 'The code is nested too deeply to be read.'
} as const;

/**
 * Builds the report.
 *
 * @param memory - what was found out about functions before, for as long as it holds.
 * @param modules - the modules of the project with the trees that were run, in the order of the report's documents.
 */
export function buildReport(
  record: ProgramRecord,
  modules: readonly ModuleTree[],
  options: AnalysisOptions,
  memory: IReportMemory<Draft>
): Report {
  const view = viewProgram(record, options);
  const texts = new Map(
    modules.flatMap(module =>
      module.source.units.map(unit => [`${unit.document}\u0000${unit.id}`, unit.cellText] as const)
    )
  );
  const byUnit = new Map(
    modules.flatMap(module => module.source.units.map(unit => [unit.id, unit.cellText] as const))
  );
  const positions = memory.positionsOf(id => byUnit.get(id) ?? '');
  const namesOf = new Map(modules.map(module => [module, readModuleNames(module.units)]));
  const contexts = createContexts(view, namesOf, positions);
  const reports =
    options.rules === 'published'
      ? new Map(
          contexts.map(context => [
            context.subject.code,
            unlessExhausted(
              () => publishedFunction(context),
              () => publishedFunction(withoutRuns(context))
            )
          ])
        )
      : recommendedFunctions(contexts, memory);
  const documents: DocumentReport[] = [];
  const seen = new Map<string, number>();
  for (const [module, names] of namesOf) {
    if (!module.source.isDocument && !isPartOfDocument(module, modules)) {
      continue;
    }
    const entry: DocumentReport = {
      path: module.source.document,
      kind: module.source.kind,
      problems: problemsOf(module, texts),
      functions: functionsOf(module, contexts, reports),
      findings:
        options.rules === 'published'
          ? []
          : unlessExhausted(
              () => documentFindings(module, names, view, contexts, positions),
              () => []
            )
    };
    const before = seen.get(entry.path);
    if (before === undefined) {
      seen.set(entry.path, documents.length);
      documents.push(entry);
    } else {
      documents[before] = mergeDocuments(documents[before], entry);
    }
  }
  return reportOf(options.rules, documents);
}

/** A `%%writefile` module belongs to the notebook that writes it. */
function isPartOfDocument(module: ModuleTree, modules: readonly ModuleTree[]): boolean {
  return modules.some(
    other => other.source.isDocument && other.source.document === module.source.document
  );
}

function mergeDocuments(left: DocumentReport, right: DocumentReport): DocumentReport {
  const functions: FunctionReport[] = [...left.functions, ...right.functions];
  const findings: Finding[] = [...left.findings, ...right.findings];
  return {
    ...left,
    kind: left.kind === 'notebook' || right.kind === 'notebook' ? 'notebook' : 'module',
    problems: [...left.problems, ...right.problems],
    functions: functions.sort(
      (one, other) =>
        (one.cell ?? 0) - (other.cell ?? 0) || one.line - other.line || one.column - other.column
    ),
    findings
  };
}

function createContexts(
  view: ProgramView,
  namesOf: ReadonlyMap<ModuleTree, ModuleNames>,
  positions: Positions
): readonly FunctionContext[] {
  const namesByUnit = new Map<IUnitPlace, Pick<FunctionContext, 'names' | 'body'>>();
  for (const [{ units }, names] of namesOf) {
    const body = units.flatMap(unit => unit.statements.map(top => top.statement));
    units.forEach(unit => namesByUnit.set(unit.unit, { names, body }));
  }
  const allNames = [...namesOf.values()];
  const runsOf = runsIn(view);
  const ordinals = new Map<string, Map<string, number>>();
  const nextOrdinal = ({ top, name }: FunctionCode): number => {
    const ofUnit = ordinals.get(top.unit.id) ?? new Map<string, number>();
    const ordinal = ofUnit.get(name) ?? 0;
    ordinals.set(top.unit.id, ofUnit.set(name, ordinal + 1));
    return ordinal;
  };
  const uses = new Map<FunctionCode, readonly GraphUse[]>();
  for (const subject of view.subjects) {
    const names = namesByUnit.get(subject.code.top.unit);
    if (names !== undefined) {
      uses.set(subject.code, graphUses(subject.record, names.names, view.options.rules));
    }
  }
  const isGraph = (code: FunctionCode): boolean =>
    (uses.get(code) ?? []).some(
      use => view.options.rules === 'recommended' || use.form === 'decorator'
    );
  const covered = coveredFunctions(view, isGraph);
  const unconverted =
    view.options.rules === 'recommended'
      ? unconvertedFunctions(view, isGraph)
      : new Set<FunctionCode>();
  const graphs = view.subjects.filter(({ code }) => isGraph(code));
  // A function that only a graph function can have, and that no call is known of, runs in that graph.
  const isInsideGraph = ({ arrivals, code, node }: Subject): boolean =>
    view.options.rules === 'recommended' &&
    arrivals.length === 0 &&
    graphs.some(
      graph =>
        graph.code.top === code.top && graph.node.start < node.start && node.end <= graph.node.end
    );
  return view.subjects.flatMap(subject => {
    const names = namesByUnit.get(subject.code.top.unit);
    const isUnconverted =
      unconverted.has(subject.code) && formsForAutoGraph(subject.activations).length > 0;
    return names === undefined
      ? []
      : [
          {
            subject,
            view,
            ...names,
            allNames,
            positions,
            uses: uses.get(subject.code) ?? [],
            isCovered: (covered.has(subject.code) || isInsideGraph(subject)) && !isUnconverted,
            isUnconverted,
            ordinal: nextOrdinal(subject.code),
            runsOf
          }
        ];
  });
}

function functionsOf(
  module: ModuleTree,
  contexts: readonly FunctionContext[],
  reports: ReadonlyMap<FunctionCode, FunctionReport>
): readonly FunctionReport[] {
  const units = new Set(module.units.map(unit => unit.unit.id));
  return contexts.flatMap(context => {
    const report = reports.get(context.subject.code);
    const { unit } = context.subject.code.top;
    return report !== undefined && unit.document === module.source.document && units.has(unit.id)
      ? [report]
      : [];
  });
}

function problemsOf(module: ModuleTree, texts: ReadonlyMap<string, string>): readonly Problem[] {
  return module.units.flatMap(tree => {
    if (tree.problems.length === 0) {
      return [];
    }
    const text = texts.get(`${tree.unit.document}\u0000${tree.unit.id}`) ?? tree.text;
    const starts = lineStarts(text);
    return tree.problems.map(problem => ({
      cell: tree.unit.cell,
      ...lineAndColumn(starts, tree.unit.cellOffset + problem.offset),
      message: PROBLEM_MESSAGES[problem.message]
    }));
  });
}
