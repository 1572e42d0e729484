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
  const names = readModuleNames(
    module.units.flatMap(unit => unit.statements.map(top => top.statement))
  );
  const tops = module.units.flatMap(unit => unit.statements);
  const units = new Set(module.units.map(unit => unit.unit.id));
  return [
    ...tops.flatMap(top => tapes(top, names, positions)),
    ...tops.flatMap(top => lambdaGraphs(top, names, positions)),
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

function tapes(top: TopStatement, names: ModuleNames, positions: Positions): readonly Finding[] {
  const found: Finding[] = [];
  walkOwnScope([top.statement], node => {
    if (node.kind !== 'With') {
      return;
    }
    for (const { context } of node.items) {
      const path = context.kind === 'Call' ? importedPath(names, context.func) : null;
      if (path !== null && /^tensorflow\.(?:.*\.)?GradientTape$/u.test(path)) {
        found.push(
          finding(positions, 'tape-at-cell-level', [
            {
              at: { top, start: context.start, end: context.end },
              chain: [],
              note: 'the step begins here'
            }
          ])
        );
      }
    }
  });
  return found;
}

function lambdaGraphs(
  top: TopStatement,
  names: ModuleNames,
  positions: Positions
): readonly Finding[] {
  const found: Finding[] = [];
  walk(top.statement, node => {
    if (node.kind !== 'Call') {
      return;
    }
    const path = importedPath(names, node.func);
    const [first] = node.args;
    if (path !== null && frameworkOf(path) === 'tensorflow' && first?.kind === 'Lambda') {
      found.push(
        finding(positions, 'graph-function-of-lambda', [
          {
            at: { top, start: node.start, end: node.end },
            chain: [],
            note: 'a new lambda each time'
          }
        ])
      );
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
