/**
 * Python numbers that become tensors when traced: AutoGraph makes casts of `int(t)` and `float(t)`, a graph loop or a
 * condition of the graph that sets a number gives a tensor, and so does what is computed from any of these.
 */
import type { Activation } from '../interpreter/record';
import type { Expression, Span, Statement } from '../syntax/tree';
import { BEHIND_ALL } from '../syntax/offsets';
import { walk, walkOwnScope, type NodeKinds } from '../syntax/walk';
import { membersOf } from '../values/join';
import { namesOfTarget, readsBeforeSetting } from '../syntax/blockNames';
import { loopsOf } from './bodyIndex';
import { edgesAt } from './callsOfNode';
import { builtinOf, isDataset, isSymbolicCondition, type IsSymbolic } from './graphConditions';
import { graphFlows, type Flow } from './graphFlow';
import { isOfOpenLength } from './openAxisReads';

/** Chains of names that are followed (`k` in a loop, `j = k + 1` after it, and so on). */
const ROUNDS = 3;

/** Statements that give a name a number. */
const BINDING: NodeKinds = new Set(['Assign', 'AugAssign', 'AnnAssign'] as const);

/** From where to where a name is a tensor. */
type Stretch = { readonly name: string; readonly start: number; readonly end: number };

/** What is symbolic in a run. */
export type SymbolicIn = (run: Activation) => IsSymbolic;

/**
 * Adds to what is symbolic the numbers that graph conditions and loops of the body carry, and that functions which it
 * calls give back.
 */
export function withCarriedNumbers(
  run: Activation,
  body: readonly Statement[],
  symbolic: IsSymbolic,
  symbolicIn: SymbolicIn
): IsSymbolic {
  const isSymbolic: IsSymbolic = node =>
    symbolic(node) || (node.kind === 'Call' && givesCarriedNumber(run, node, symbolicIn));
  let answer: IsSymbolic = node => isSymbolic(node) || isCarried(run, node, [], isSymbolic);
  let known = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const stretches = stretchesIn(run, body, answer);
    if (stretches.length === known) {
      break;
    }
    known = stretches.length;
    answer = node => isSymbolic(node) || isCarried(run, node, stretches, isSymbolic);
  }
  return answer;
}

/** Whether a run returns a number that is a tensor when traced; found once for each, recursion apart. */
const _returnsCarried = new WeakMap<Activation, boolean>();

function returnsCarried(run: Activation, symbolicIn: SymbolicIn): boolean {
  let found = _returnsCarried.get(run);
  if (found === undefined) {
    _returnsCarried.set(run, false);
    const isSymbolic = symbolicIn(run);
    const { code } = run;
    if (code?.node.kind === 'Lambda') {
      found = isSymbolic(code.node.body);
    } else if (code?.node.kind === 'FunctionDef') {
      const { body } = code.node;
      const flows = graphFlows(run, body, isSymbolic);
      // Where a condition of the graph decides what is returned, all of it is a tensor.
      found = !walkOwnScope(body, node =>
        node.kind === 'Return' &&
        node.value !== null &&
        (isSymbolic(node.value) ||
          flows.some(({ start, end }) => start <= node.start && node.end <= end))
          ? 'stop'
          : undefined
      );
    } else {
      found = false;
    }
    _returnsCarried.set(run, found);
  }
  return found;
}

function givesCarriedNumber(
  run: Activation,
  node: Extract<Expression, { kind: 'Call' }>,
  symbolicIn: SymbolicIn
): boolean {
  return (
    isNumber(run, node) &&
    edgesAt(run, node).some(({ callee }) => callee !== null && returnsCarried(callee, symbolicIn))
  );
}

function stretchesIn(
  run: Activation,
  body: readonly Statement[],
  isSymbolic: IsSymbolic
): readonly Stretch[] {
  const found: Stretch[] = [];
  const flows = graphFlows(run, body, isSymbolic);
  const settings = settingsBetween(body, flows);
  const until = (name: string, from: number): number =>
    settings.get(name)?.find(({ start }) => start >= from)?.end ?? BEHIND_ALL;
  const add = (target: Expression, start: number, from: number): void => {
    for (const name of namesOfTarget(target)) {
      found.push({ name, start, end: until(name, from) });
    }
  };
  for (const flow of flows) {
    // What a loop carries is a tensor from its beginning, what a condition sets after it.
    const start = (target: Expression): number =>
      flow.kind === 'If' || isSetInEachPass(flow, target) ? flow.end : flow.start;
    if (flow.kind === 'For') {
      const { target } = flow;
      // The numbers that a graph loop counts with: of `range(n)`, or before the elements of a dataset.
      add(target.kind === 'Tuple' ? (target.elts[0] ?? target) : target, flow.start, flow.end);
    }
    walkOwnScope([...flow.body, ...(flow.kind === 'If' ? flow.orelse : [])], node => {
      if (node.kind === 'Assign') {
        node.targets.forEach(target => add(target, start(target), flow.end));
      } else if (node.kind === 'AugAssign') {
        add(node.target, start(node.target), flow.end);
      }
    });
  }
  walkOwnScope(
    body,
    node => {
      if (
        (node.kind === 'Assign' || node.kind === 'AugAssign' || node.kind === 'AnnAssign') &&
        node.value !== null &&
        isNumber(run, node.value) &&
        isSymbolic(node.value)
      ) {
        // In a loop of Python the next pass finds what this one has left.
        const loop = loopsOf(body).find(({ start, end }) => start <= node.start && node.end <= end);
        const targets = node.kind === 'Assign' ? node.targets : [node.target];
        targets.forEach(target => add(target, loop?.start ?? node.end, node.end));
      }
    },
    BINDING
  );
  return found;
}

/** Whether each pass of a loop sets the name anew before anything reads it: then nothing is carried into the pass. */
function isSetInEachPass(flow: Flow, target: Expression): boolean {
  return (
    target.kind === 'Name' &&
    !readsBeforeSetting(flow.body, target.id) &&
    (flow.kind !== 'While' ||
      walk(flow.test, node => (node.kind === 'Name' && node.id === target.id ? 'stop' : undefined)))
  );
}

/** The plain assignments of names that stand in none of the flows, in the order of the text. */
function settingsBetween(
  body: readonly Statement[],
  flows: readonly Flow[]
): ReadonlyMap<string, readonly Span[]> {
  const settings = new Map<string, Span[]>();
  const inFlow = new Set<Flow>(flows);
  walkOwnScope(body, node => {
    if ((node.kind === 'If' || node.kind === 'For' || node.kind === 'While') && inFlow.has(node)) {
      return 'skip';
    }
    if (node.kind === 'Assign') {
      for (const target of node.targets) {
        if (target.kind === 'Name') {
          settings.set(target.id, [...(settings.get(target.id) ?? []), node]);
        }
      }
    }
    return undefined;
  });
  return settings;
}

function isCarried(
  run: Activation,
  node: Expression,
  stretches: readonly Stretch[],
  isSymbolic: IsSymbolic
): boolean {
  const of = (part: Expression): boolean =>
    isSymbolic(part) || isCarried(run, part, stretches, isSymbolic);
  if (!isNumber(run, node)) {
    return false;
  }
  switch (node.kind) {
    case 'Name':
      return stretches.some(
        ({ name, start, end }) => name === node.id && start <= node.start && node.start < end
      );
    case 'BinOp':
      return of(node.left) || of(node.right);
    case 'UnaryOp':
      return of(node.operand);
    case 'Compare':
      // Whether two names stand for one object Python itself tells.
      return (
        node.ops.some(op => op !== 'is' && op !== 'is not') &&
        [node.left, ...node.comparators].some(of)
      );
    case 'IfExp':
      return isSymbolicCondition(node.test, of) || of(node.body) || of(node.orelse);
    case 'BoolOp':
      return node.values.some(of);
    case 'Call':
      if (builtinOf(run, node) === 'len') {
        // AutoGraph asks a dataset for its cardinality, and a tensor of open length for its shape: both are tensors.
        return node.args.some(
          argument => isDataset(run.values.get(argument)) || isOfOpenLength(run, argument)
        );
      }
      return (
        ['int', 'float', 'abs', 'bool'].includes(builtinOf(run, node) ?? '') && node.args.some(of)
      );
    default:
      return false;
  }
}

/** A number of Python, as far as the run tells. */
function isNumber(run: Activation, node: Expression): boolean {
  const value = run.values.get(node);
  return (
    value !== undefined &&
    membersOf(value).some(
      member =>
        member.kind === 'constant' &&
        (member.type === 'int' || member.type === 'float' || member.type === 'bool')
    )
  );
}

/** A number of Python that the conditions and loops of the graph make a tensor. */
export function isNumberWhenEager(
  run: Activation,
  node: Expression,
  isSymbolic: IsSymbolic
): boolean {
  const value = run.values.get(node);
  return (
    value !== undefined &&
    membersOf(value).every(({ kind }) => kind === 'constant') &&
    isSymbolic(node)
  );
}
