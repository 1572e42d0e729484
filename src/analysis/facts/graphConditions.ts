/**
 * Which conditions and loops AutoGraph turns into parts of the graph: those that a tensor decides.
 */
import type { Activation, CallEdge } from '../interpreter/record';
import type { Call, Expression, Statement } from '../syntax/tree';
import { membersOf } from '../values/join';
import type { Value } from '../values/value';
import { dottedNames, edgesAt } from './callsOfNode';

/** What these call runs eagerly, also inside of graphs. */
export const RUNS_EAGERLY = /\.(?:py_function|py_func|numpy_function)$/u;

/** Whether what a call reaches is traced with its caller. */
export function isTraced({ api }: Pick<CallEdge, 'api'>): boolean {
  return api === null || !RUNS_EAGERLY.test(api);
}

export type IsSymbolic = (node: Expression) => boolean;

/** The built-in that a call reaches; `null` where it reaches none. */
export function builtinOf(run: Activation, call: Call): string | null {
  for (const edge of edgesAt(run, call)) {
    if (edge.api !== null && edge.api.startsWith('builtins.')) {
      return edge.api.slice('builtins.'.length);
    }
  }
  return null;
}

/** A condition that a tensor decides, through `not`, `and`, `or` and comparisons. */
export function isSymbolicCondition(test: Expression, isSymbolic: IsSymbolic): boolean {
  switch (test.kind) {
    case 'UnaryOp':
      return isSymbolicCondition(test.operand, isSymbolic);
    case 'BoolOp':
      for (const value of test.values) {
        if (whenTraced(value) === (test.op === 'or')) {
          // What follows is not evaluated.
          return false;
        }
        if (isSymbolicCondition(value, isSymbolic)) {
          return true;
        }
      }
      return false;
    case 'Compare':
      return (
        !test.ops.some(op => op === 'is' || op === 'is not') &&
        (isSymbolic(test) || [test.left, ...test.comparators].some(isSymbolic))
      );
    default:
      return isSymbolic(test);
  }
}

/** What `tf.executing_eagerly()` says while tracing; `null` for other conditions. */
function whenTraced(test: Expression): boolean | null {
  if (test.kind === 'UnaryOp' && test.op === 'not') {
    const negated = whenTraced(test.operand);
    return negated === null ? null : !negated;
  }
  return test.kind === 'Call' && dottedNames(test.func)?.at(-1) === 'executing_eagerly'
    ? false
    : null;
}

/** Whether AutoGraph makes a loop of the graph of it. */
export function isGraphLoop(
  run: Activation,
  node: Extract<Statement, { readonly kind: 'For' | 'While' }>,
  isSymbolic: IsSymbolic
): boolean {
  return node.kind === 'For'
    ? isSymbolic(node.iter) ||
        isDatasetLoop(run, node) ||
        isSymbolicRange(run, node.iter, isSymbolic)
    : isSymbolicCondition(node.test, isSymbolic);
}

/** Built-ins around datasets that AutoGraph converts to methods of datasets. */
const DATASET_BUILTINS: ReadonlySet<string> = new Set(['enumerate', 'zip', 'iter']);

/** Whether it is a loop over a dataset or its iterator, where AutoGraph sets no name beforehand. */
export function isDatasetLoop(
  run: Activation,
  node: Extract<Statement, { readonly kind: 'For' | 'While' }>
): boolean {
  return node.kind === 'For' && isOverDataset(run, node.iter);
}

/** Whether going through it goes through a dataset: the dataset, its iterator, or several of them side by side. */
export function isOverDataset(run: Activation, iter: Expression): boolean {
  return (
    isDataset(run.values.get(iter)) ||
    (iter.kind === 'Call' &&
      DATASET_BUILTINS.has(builtinOf(run, iter) ?? '') &&
      iter.args.length > 0 &&
      iter.args.every(argument => isDataset(run.values.get(argument))))
  );
}

/** Whether the value may be a dataset. */
export function isDataset(value: Value | undefined): boolean {
  return value !== undefined && membersOf(value).some(member => member.kind === 'dataset');
}

/** `range(n)` of a tensor, which becomes `tf.range(n)`. */
export function isSymbolicRange(
  run: Activation,
  node: Expression,
  isSymbolic: IsSymbolic
): boolean {
  return node.kind === 'Call' && builtinOf(run, node) === 'range' && node.args.some(isSymbolic);
}
