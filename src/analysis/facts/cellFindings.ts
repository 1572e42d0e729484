/**
 * Findings about code outside of functions.
 */
import type { ModuleTree } from '../interpreter/program';
import type { Finding } from '../report';
import { isRuleCode } from '../rules';
import type { Positions } from '../syntax/positions';
import type { Expression, Location, SyntaxNode, TopStatement, UnitTree } from '../syntax/tree';
import type { WalkedNode } from '../syntax/children';
import { walk, walkOwnScope } from '../syntax/walk';
import { finding, type FunctionContext } from './functionContext';
import { frameworkOf } from './graph/wrapping';
import { importedPath, type ModuleNames } from './moduleNames';
import type { ProgramView } from './subject';
import { suppressedCodes } from './suppression';

/**
 * The findings of one module's cells.
 *
 * @param names - what the module imports and defines.
 */
export function documentFindings(
  module: ModuleTree,
  names: ModuleNames,
  view: ProgramView,
  contexts: readonly FunctionContext[],
  positions: Positions
): readonly Finding[] {
  const units = new Set(module.units.map(unit => unit.unit.id));
  return [
    ...module.units.flatMap(unit =>
      formsOf(unit, names).map(({ code, at, note }) =>
        finding(positions, code, [{ at, chain: [], note }])
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
  readonly at: Location;
  readonly note: string;
};

/** The forms of a unit, for as long as names mean what they meant. */
const _forms = new WeakMap<
  UnitTree,
  { readonly names: ModuleNames; readonly forms: readonly CellForm[] }
>();

function formsOf(unit: UnitTree, names: ModuleNames): readonly CellForm[] {
  const known = _forms.get(unit);
  if (known?.names === names) {
    return known.forms;
  }
  const forms = unit.statements.flatMap(top => [...tapes(top, names), ...lambdaGraphs(top, names)]);
  _forms.set(unit, { names, forms });
  return forms;
}

function tapes(top: TopStatement, names: ModuleNames): readonly CellForm[] {
  const found: CellForm[] = [];
  if (!top.text.includes('with')) {
    return found;
  }
  walkOwnScope([top.statement], node => {
    if (node.kind !== 'With') {
      return;
    }
    for (const { context } of node.items) {
      const path = context.kind === 'Call' ? importedPath(names, context.func) : null;
      if (path !== null && /^tensorflow\.(?:.*\.)?GradientTape$/u.test(path)) {
        const { start, end } = context;
        const at = { top, start, end };
        found.push({ code: 'tape-at-cell-level', at, note: 'the step begins here' });
      }
    }
  });
  return found;
}

function lambdaGraphs(top: TopStatement, names: ModuleNames): readonly CellForm[] {
  const found: CellForm[] = [];
  if (!top.text.includes('lambda')) {
    return found;
  }
  walk(top.statement, node => {
    if (node.kind !== 'Call') {
      return;
    }
    const path = importedPath(names, node.func);
    const [first] = node.args;
    if (path !== null && frameworkOf(path) === 'tensorflow' && first?.kind === 'Lambda') {
      const { start, end } = node;
      const at = { top, start, end };
      found.push({ code: 'graph-function-of-lambda', at, note: 'a new lambda each time' });
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

/** Whether a place is run again and again: in the body of a loop, or in what a comprehension makes of each item. */
function isInLoop(root: Parameters<typeof walk>[0], offset: number): boolean {
  let found = false;
  walk(root, node => {
    if (offset < node.start || offset >= node.end) {
      return 'skip';
    }
    found ||= repeatedIn(node).some(({ start, end }) => start <= offset && offset < end);
    return undefined;
  });
  return found;
}

function repeatedIn(node: WalkedNode): readonly SyntaxNode[] {
  switch (node.kind) {
    case 'For':
      return isOnce(node.iter) ? [] : node.body;
    case 'While':
      return node.body;
    case 'ListComp':
    case 'SetComp':
    case 'GeneratorExp':
      return [node.elt];
    case 'DictComp':
      return [node.key, node.value];
    default:
      return [];
  }
}

/** `range(1)`. */
function isOnce(iterated: Expression): boolean {
  if (iterated.kind !== 'Call' || iterated.func.kind !== 'Name' || iterated.func.id !== 'range') {
    return false;
  }
  const [only, ...others] = iterated.args;
  return (
    others.length === 0 &&
    only?.kind === 'Constant' &&
    only.value.type === 'int' &&
    Number(only.value.value) === 1
  );
}
