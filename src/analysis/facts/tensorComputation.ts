/**
 * Whether a function computes with tensors (specification 7.1).
 */
import type { Activation } from '../interpreter/record';
import { namesOfTarget } from '../syntax/blockNames';
import type { Expression, Statement } from '../syntax/tree';
import { walkOwnScope } from '../syntax/walk';
import type { Value } from '../values/value';
import { tensorsOf } from './argumentValues';
import { dottedNames, edgesAt } from './callsOfNode';
import type { ReachedRun } from './reachableRuns';
import { bodyOf } from './symbolicValues';

const RECORD_BUILDING = /^tensorflow\.(?:train|io)\./u;
const FRAMEWORK = /^(?:tensorflow|keras)\./u;

/** Whether some run below the function performs a tensor computation. */
export function computesTensors(runs: readonly ReachedRun[]): boolean {
  return runs.some(({ run }) => runComputes(run));
}

/**
 * The same as the published engine has it: an instruction that takes a tensor out of something defines a value, too. Only
 * what comes in as a parameter, or is another name of something, is defined by none.
 */
export function definesTensors(runs: readonly ReachedRun[]): boolean {
  return computesTensors(runs) || runs.some(({ run }) => runReads(run));
}

const _computes = new WeakMap<Activation, boolean>();

/** Whether a run itself does; many functions reach the same runs. */
function runComputes(run: Activation): boolean {
  let computes = _computes.get(run);
  if (computes === undefined) {
    computes = findComputation(run);
    _computes.set(run, computes);
  }
  return computes;
}

function findComputation(run: Activation): boolean {
  for (const [node, value] of run.values) {
    if (definesValue(node) && tensorsOf(value).some(tensor => tensor.origin !== 'numpy')) {
      if (node.kind !== 'Call' || !isRecordBuilding(run, node)) {
        return true;
      }
    }
    if (node.kind === 'Call' && isFrameworkCall(run, node)) {
      return true;
    }
  }
  return run.operations.some(
    operation =>
      operation.api.startsWith('operator.') &&
      tensorsOf(operation.result).some(tensor => tensor.origin !== 'numpy')
  );
}

/** Attributes, and items that a loop or an assignment takes out. */
function runReads(run: Activation): boolean {
  const isDefined = (value: Value): boolean =>
    tensorsOf(value).some(tensor => tensor.origin !== 'numpy');
  const taken = namesTakenOut(bodyOf(run));
  return [...run.values].some(
    ([node, value]) =>
      (node.kind === 'Attribute' || (node.kind === 'Name' && taken.has(node.id))) &&
      isDefined(value)
  );
}

/** Names that loops, comprehensions and unpacking give items to. */
function namesTakenOut(body: readonly Statement[]): ReadonlySet<string> {
  const names = new Set<string>();
  const take = (target: Expression): void => namesOfTarget(target).forEach(name => names.add(name));
  walkOwnScope(body, node => {
    switch (node.kind) {
      case 'For':
        take(node.target);
        return;
      case 'Assign':
        // `a, b = x, y` only gives names.
        if (node.value.kind !== 'Tuple' && node.value.kind !== 'List') {
          node.targets.filter(({ kind }) => kind === 'Tuple' || kind === 'List').forEach(take);
        }
        return;
      case 'ListComp':
      case 'SetComp':
      case 'GeneratorExp':
      case 'DictComp':
        node.generators.forEach(({ target }) => take(target));
        return;
      default:
        return;
    }
  });
  return names;
}

/** Expressions that make a value, against those that only read one. */
function definesValue(node: Expression): boolean {
  switch (node.kind) {
    case 'Call':
    case 'BinOp':
    case 'UnaryOp':
    case 'Compare':
    case 'Subscript':
      return true;
    default:
      return false;
  }
}

function isRecordBuilding(run: Activation, node: Extract<Expression, { kind: 'Call' }>): boolean {
  return edgesAt(run, node).some(edge => edge.api !== null && RECORD_BUILDING.test(edge.api));
}

function isFrameworkCall(run: Activation, node: Extract<Expression, { kind: 'Call' }>): boolean {
  const edges = edgesAt(run, node);
  const resolved = edges.filter(edge => edge.api !== null && edge.callee === null);
  if (resolved.length > 0) {
    return resolved.some(
      edge =>
        edge.api !== null &&
        FRAMEWORK.test(edge.api) &&
        !RECORD_BUILDING.test(edge.api) &&
        isRootedCall(node, edge.api)
    );
  }
  const chain = dottedNames(node.func);
  return (
    edges.every(edge => edge.callee === null) &&
    chain !== null &&
    chain.length > 1 &&
    (chain[0] === 'tf' || chain[0] === 'tensorflow') &&
    chain[1] !== 'train' &&
    chain[1] !== 'io'
  );
}

/** Methods of tensors and models (`x.numpy()`) are no calls of TensorFlow's own functions, but applying a layer is. */
function isRootedCall(node: Extract<Expression, { kind: 'Call' }>, api: string): boolean {
  return (
    !/^tensorflow\.(?:Tensor|Variable|RaggedTensor|SparseTensor|TensorShape|DType)\./u.test(api) ||
    dottedNames(node.func)?.[0] === 'tf'
  );
}
