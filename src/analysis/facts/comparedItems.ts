/**
 * Built-ins of Python that ask tensors for their truth value: `bool(t)`, and those that compare the items of what they
 * are given (`spec/tracing-truth.md`, section 1, hazard 9).
 */
import type { Activation } from '../interpreter/record';
import type { Call, Expression } from '../syntax/tree';
import { membersOf } from '../values/join';
import type { Value } from '../values/value';
import { tensorsOf } from './argumentValues';
import { assignmentsOf } from './bodyIndex';
import { FIELD_COMPARISON } from '../interpreter/operators';
import { edgesAt } from './callsOfNode';
import type { IsSymbolic } from './graphConditions';
import { fillingsOf } from './returnedParts';
import { bodyOf } from './symbolicValues';

/** Built-ins that ask a tensor, or the items that it is made of. */
const TRUTH_BUILTINS: ReadonlySet<string> = new Set([
  ...['bool', 'max', 'min', 'sum', 'sorted', 'all', 'any']
]);

/** Whether a call of the built-in asks a symbolic tensor for its truth value. */
export function asksForTruth(
  run: Activation,
  call: Call,
  builtin: string,
  isSymbolic: IsSymbolic
): boolean {
  if (!TRUTH_BUILTINS.has(builtin)) {
    return false;
  }
  const { args } = call;
  if (builtin === 'sum' || builtin === 'bool') {
    // What a sum starts with is added, and never asked.
    return args.slice(0, 1).some(isSymbolic);
  }
  if (isKeyFollowed(run, call)) {
    return false;
  }
  if ((builtin === 'max' || builtin === 'min') && isOfTensorFlow(run.values.get(call))) {
    return true;
  }
  return args.some(argument => isOfTensors(run, argument, isSymbolic));
}

/** Whether what a function of the program gives for each item is compared, instead of the items. */
function isKeyFollowed(run: Activation, call: Call): boolean {
  const key = call.keywords.find(({ arg }) => arg === 'key')?.value;
  const value = key === undefined ? undefined : run.values.get(key);
  return (
    value !== undefined &&
    membersOf(value).every(({ kind }) => kind === 'function' || kind === 'method')
  );
}

/** Methods of lists that compare what they are given with each item. */
const SEARCHES: ReadonlySet<string> = new Set(['index', 'count', 'remove']);

/** Whether a call looks for a symbolic tensor in a list, or in one that holds such tensors. */
export function searchesForTensor(run: Activation, call: Call, isSymbolic: IsSymbolic): boolean {
  const { func, args } = call;
  if (func.kind !== 'Attribute' || !SEARCHES.has(func.attr) || args.length === 0) {
    return false;
  }
  const receiver = run.values.get(func.value);
  return (
    receiver !== undefined &&
    isSequence(receiver) &&
    (isSymbolic(args[0]) || isOfTensors(run, func.value, isSymbolic))
  );
}

/** Whether a call sorts a list of symbolic tensors in place by themselves. */
export function sortsTensors(run: Activation, call: Call, isSymbolic: IsSymbolic): boolean {
  const { func } = call;
  return (
    func.kind === 'Attribute' &&
    func.attr === 'sort' &&
    call.keywords.every(({ arg }) => arg === 'reverse') &&
    isSequence(run.values.get(func.value) ?? NOTHING) &&
    isOfTensors(run, func.value, isSymbolic)
  );
}

/** Functions of the standard library that compare what they are given, item by item. */
const COMPARING_LIBRARY = /^(?:heapq\.|itertools\.groupby$)/u;

/** Whether a function of the standard library compares symbolic tensors, or tuples and lists with one among the items. */
export function comparesGiven(
  run: Activation,
  call: Call,
  api: string,
  isSymbolic: IsSymbolic
): boolean {
  return (
    COMPARING_LIBRARY.test(api) &&
    call.args.some(argument => isOfTensors(run, argument, isSymbolic))
  );
}

/** Functions that ask what a predicate gives for its truth value, or compare what a key function gives. */
const ASKING_LIBRARY =
  /^(?:builtins\.filter|itertools\.(?:takewhile|dropwhile|filterfalse|groupby))$/u;

/** Getters of the standard library, which may stand for a function of the program. */
const GETTER = /^operator\.\w+#call$/u;

/** Whether a function that a call hands over gives symbolic tensors which Python then asks or compares. */
export function asksCallback(run: Activation, call: Call): boolean {
  const isAsking =
    call.keywords.some(({ arg }) => arg === 'key') ||
    edgesAt(run, call).some(({ api }) => api !== null && ASKING_LIBRARY.test(api));
  return (
    isAsking &&
    [
      ...edgesAt(run, call).flatMap(({ callee }) => callee?.result ?? []),
      ...run.operations.flatMap(({ api, node, result }) =>
        node === call && GETTER.test(api) ? result : []
      )
    ].some(isComputed)
  );
}

/** Whether a comparison takes data classes whose fields are symbolic tensors. */
export function comparesFields(run: Activation, node: Expression): boolean {
  return run.operations.some(
    operation =>
      operation.api === FIELD_COMPARISON && operation.node === node && isComputed(operation.result)
  );
}

/** Special methods of comparisons. */
const COMPARISON = /(?:^|\.)__(?:lt|le|gt|ge|eq|ne|contains)__$/u;

/** Whether Python calls a comparison of the program at a node by itself, and asks the tensor that it gives for its truth value. */
export function asksComparison(run: Activation, node: Expression): boolean {
  return run.calls.some(
    ({ callee, route, site }) =>
      route === 'implicit' &&
      site.start === node.start &&
      site.end === node.end &&
      callee !== null &&
      callee.code !== null &&
      COMPARISON.test(callee.code.name) &&
      isComputed(callee.result)
  );
}

function isComputed(value: Value): boolean {
  return tensorsOf(value).some(({ origin }) => origin !== 'numpy');
}

/** Whether a comparison takes two containers, one of them of symbolic tensors, item by item. */
export function comparesContainers(
  run: Activation,
  parts: readonly Expression[],
  isSymbolic: IsSymbolic
): boolean {
  return (
    parts.every(part => !isSymbolic(part) && !isEmpty(part)) &&
    parts.every(part => isSequence(run.values.get(part) ?? NOTHING)) &&
    parts.some(part => isOfTensors(run, part, isSymbolic))
  );
}

const NOTHING = { kind: 'never', id: 0 } as const;

/** Containers of different lengths differ without a look at their items. */
function isEmpty(node: Expression): boolean {
  return (node.kind === 'List' || node.kind === 'Tuple') && node.elts.length === 0;
}

/** Whether what was chosen among several may be a tensor that an operation computed. */
function isOfTensorFlow(value: Value | undefined): boolean {
  return (
    value !== undefined &&
    tensorsOf(value).some(({ origin }) => origin !== 'numpy' && origin !== 'parameter')
  );
}

/** Whether an expression is a symbolic tensor, or a display or comprehension with one among its items. */
export function holdsSymbolic(node: Expression, isSymbolic: IsSymbolic): boolean {
  switch (node.kind) {
    case 'List':
    case 'Tuple':
    case 'Set':
      return node.elts.some(element => holdsSymbolic(element, isSymbolic));
    case 'GeneratorExp':
    case 'ListComp':
    case 'SetComp':
      return holdsSymbolic(node.elt, isSymbolic);
    case 'Starred':
      return isSymbolic(node.value);
    default:
      return isSymbolic(node);
  }
}

/** Built-ins that make a container of the items of another one. */
const COPIES = /^builtins\.(?:list|tuple|set|frozenset|reversed)$/u;

/** Methods of lists and dicts that give what these hold. */
const VIEWS: ReadonlySet<string> = new Set(['values', 'copy']);

/** Names and calls are followed to this depth. */
const DEPTH_LIMIT = 4;

/**
 * Whether an expression is a container of symbolic tensors: one that is written out, that the body fills under a name,
 * or that an operation makes (`tf.unstack`).
 */
export function isOfTensors(
  run: Activation,
  node: Expression,
  isSymbolic: IsSymbolic,
  depth = 0
): boolean {
  if (holdsSymbolic(node, isSymbolic)) {
    return true;
  }
  if (node.kind === 'Dict') {
    return node.items.some(({ value }) => holdsSymbolic(value, isSymbolic));
  }
  const value = run.values.get(node);
  if (depth > DEPTH_LIMIT || value === undefined || tensorsOf(value).length > 0) {
    return false;
  }
  if (node.kind === 'Name') {
    const assignments = assignmentsOf(bodyOf(run)).get(node.id) ?? [];
    return (
      assignments.some(entry => isOfTensors(run, entry.value, isSymbolic, depth + 1)) ||
      fillingsOf(run, node.id).some(part => isOfTensors(run, part, isSymbolic, depth + 1))
    );
  }
  if (node.kind === 'Subscript' && node.slice.kind === 'Slice') {
    return isOfTensors(run, node.value, isSymbolic, depth + 1);
  }
  if (node.kind !== 'Call') {
    return false;
  }
  if (node.func.kind === 'Attribute' && VIEWS.has(node.func.attr) && node.args.length === 0) {
    return isOfTensors(run, node.func.value, isSymbolic, depth + 1);
  }
  const apis = edgesAt(run, node).flatMap(({ api }) => api ?? []);
  return (
    (isSequence(value) &&
      apis.some(api => api.startsWith('tensorflow.')) &&
      node.args.some(isSymbolic)) ||
    (apis.some(api => COPIES.test(api)) &&
      node.args.some(part => isOfTensors(run, part, isSymbolic, depth + 1)))
  );
}

function isSequence(value: Value): boolean {
  return membersOf(value).some(
    member => member.kind === 'tuple' || (member.kind === 'object' && member.object.kind === 'list')
  );
}
