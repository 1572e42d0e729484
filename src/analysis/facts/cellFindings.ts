/**
 * Findings about code outside of functions.
 */
import type { ModuleTree } from '../interpreter/program';
import type { Finding } from '../report';
import { isRuleCode } from '../rules';
import type { Positions } from '../syntax/positions';
import type { TopStatement } from '../syntax/tree';
import { walk, walkOwnScope } from '../syntax/walk';
import { finding, type FunctionContext } from './functionContext';
import { frameworkOf } from './graph/wrapping';
import { importedPath, readModuleNames, type ModuleNames } from './moduleNames';
import type { ProgramView } from './subject';
import { suppressedCodes } from './suppression';

/** The findings of one module's cells. */
export function documentFindings(
  module: ModuleTree,
  view: ProgramView,
  contexts: readonly FunctionContext[],
  positions: Positions
): readonly Finding[] {
  const tops = module.units.flatMap(unit => unit.statements);
  const names = readModuleNames(tops);
  const units = new Set(module.units.map(unit => unit.unit.id));
  return [
    ...tops.flatMap(top =>
      formsOf(top, names).map(({ code, start, end, note }) =>
        finding(positions, code, [{ at: { top, start, end }, chain: [], note }])
      )
    ),
    ...loopGraphs(view, units, positions),
    ...contexts
      .filter(context => units.has(context.subject.code.top.unit.id))
      .flatMap(context =>
        suppressedCodes(context)
          .filter(entry => !isRuleCode(entry.code))
          .map(entry =>
            finding(positions, 'unknown-suppression', [
              {
                at: { top: context.subject.code.top, start: entry.start, end: entry.end },
                chain: [],
                note: entry.code
              }
            ])
          )
      )
  ];
}

/** A form in a cell's own code, or in a lambda that it makes. */
type CellForm = {
  readonly code: 'tape-at-cell-level' | 'graph-function-of-lambda';
  readonly start: number;
  readonly end: number;
  readonly note: string;
};

/** The forms of a statement, for as long as names mean what they meant. */
const _forms = new WeakMap<
  TopStatement,
  { readonly names: ModuleNames; readonly forms: readonly CellForm[] }
>();

function formsOf(top: TopStatement, names: ModuleNames): readonly CellForm[] {
  const known = _forms.get(top);
  if (known?.names === names) {
    return known.forms;
  }
  const forms = [...tapes(top, names), ...lambdaGraphs(top, names)];
  _forms.set(top, { names, forms });
  return forms;
}

function tapes(top: TopStatement, names: ModuleNames): readonly CellForm[] {
  const found: CellForm[] = [];
  walkOwnScope([top.statement], node => {
    if (node.kind !== 'With') {
      return;
    }
    for (const { context } of node.items) {
      const path = context.kind === 'Call' ? importedPath(names, context.func) : null;
      if (path !== null && /^tensorflow\.(?:.*\.)?GradientTape$/u.test(path)) {
        const { start, end } = context;
        found.push({ code: 'tape-at-cell-level', start, end, note: 'the step begins here' });
      }
    }
  });
  return found;
}

function lambdaGraphs(top: TopStatement, names: ModuleNames): readonly CellForm[] {
  const found: CellForm[] = [];
  walk(top.statement, node => {
    if (node.kind !== 'Call') {
      return;
    }
    const path = importedPath(names, node.func);
    const [first] = node.args;
    if (path !== null && frameworkOf(path) === 'tensorflow' && first?.kind === 'Lambda') {
      const { start, end } = node;
      found.push({ code: 'graph-function-of-lambda', start, end, note: 'a new lambda each time' });
    }
  });
  return found;
}

/** Graph functions that are made in a loop, or in a function that is called more than once. */
function loopGraphs(
  view: ProgramView,
  units: ReadonlySet<string>,
  positions: Positions
): readonly Finding[] {
  const found: Finding[] = [];
  const seen = new Set<string>();
  for (const run of view.reached) {
    for (const wrapping of run.wrappings) {
      const { at } = wrapping;
      const key = `${at.top.unit.id}|${at.top.offset}|${at.start}`;
      if (!units.has(at.top.unit.id) || seen.has(key)) {
        continue;
      }
      const subject = run.code === null ? undefined : view.subjectOf.get(run.code);
      const isRepeated =
        subject !== undefined &&
        (subject.arrivals.length > 1 ||
          subject.arrivals.some(arrival => arrival.edge.count === null || arrival.edge.count > 1));
      if (isInLoop(run.code === null ? at.top.statement : run.code.node, at.start) || isRepeated) {
        seen.add(key);
        found.push(
          finding(positions, 'graph-function-in-loop', [
            { at, chain: [], note: 'a new graph function each time' }
          ])
        );
      }
    }
  }
  return found;
}

function isInLoop(root: Parameters<typeof walk>[0], offset: number): boolean {
  let found = false;
  walk(root, node => {
    if (offset < node.start || offset >= node.end) {
      return 'skip';
    }
    if (node.kind === 'For' || node.kind === 'While') {
      found ||= node.body.some(statement => statement.start <= offset && offset < statement.end);
    }
    return undefined;
  });
  return found;
}
