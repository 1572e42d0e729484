/**
 * Arrays that a function made itself. An array is a value without identity here, so that where it comes from is
 * read off the program's text.
 */
import type { Effect } from '../interpreter/record';
import type { WalkedNode } from '../syntax/children';
import type { Expression, Statement } from '../syntax/tree';
import { walk } from '../syntax/walk';
import { edgesAt } from './callsOfNode';
import { ReachedRun } from './reachableRuns';

/** Whether the result of a library function is an array of its own, no view of what it was given. */
export type IsMaking = (api: string) => boolean;

/** NumPy's functions that always make an array, by their public names. */
const MAKING =
  /^numpy\.(?:array|zeros|ones|empty|full|eye|identity|tri|tril|triu|arange|linspace|logspace|copy|(?:zeros|ones|empty|full)_like|concatenate|stack|hstack|vstack|tile|repeat|outer|power|sqrt|exp|log|sin|cos|tanh|random\.(?:[A-Za-z]+\.)?(?:rand|randn|normal|uniform|random|standard_normal|random_sample))$/u;

/** Whether it is one of NumPy's that always make an array. */
export const makesArray: IsMaking = api => MAKING.test(api);

/** How many assignments and calls are followed backwards. */
const TRACE_DEPTH = 8;

/**
 * Whether the effect stores into an array that the function examined, or something that it calls, has made.
 *
 * @param place - the run that holds the effect, as it was reached from the function examined.
 * @param isMaking - which library functions make an array; left out, all do.
 */
export function isStoreToFreshArray(
  effect: Effect,
  place: ReachedRun,
  isMaking: IsMaking = () => true
): boolean {
  if (
    effect.object !== null ||
    (effect.construct !== 'subscript' && effect.construct !== 'augmented')
  ) {
    return false;
  }
  return isOfFreshArray(effect, place, isMaking, candidate =>
    candidate.kind === 'Subscript' ? candidate.value : null
  );
}

/** Whether the effect is that of a function or method of NumPy (`a.sort()`, `np.add.at(a, 0, 1)`) on such an array. */
export function isCallOnFreshArray(effect: Effect, place: ReachedRun, isMaking: IsMaking): boolean {
  const { api } = effect;
  if (effect.kind !== 'mutation' || effect.object !== null || api?.startsWith('numpy.') !== true) {
    return false;
  }
  return isOfFreshArray(effect, place, isMaking, candidate =>
    candidate.kind !== 'Call'
      ? null
      : api.startsWith('numpy.ndarray.')
        ? candidate.func.kind === 'Attribute'
          ? candidate.func.value
          : null
        : (candidate.args[0] ?? null)
  );
}

/** @param changed - the expression for what a node changes, `null` where it is another node. */
function isOfFreshArray(
  effect: Effect,
  place: ReachedRun,
  isMaking: IsMaking,
  changed: (candidate: WalkedNode) => Expression | null
): boolean {
  const node = place.run.code?.node;
  if (node === undefined || node.kind !== 'FunctionDef') {
    return false;
  }
  let stored: Expression | null = null;
  walk(node, candidate => {
    if (candidate.start === effect.cause.start && candidate.end === effect.cause.end) {
      stored = changed(candidate);
    }
    return stored === null ? undefined : 'stop';
  });
  return stored !== null && isFresh(stored, place, TRACE_DEPTH, isMaking);
}

/** Whether the expression gives, whenever it is evaluated in the run, an array made below the function examined. */
function isFresh(
  expression: Expression,
  place: ReachedRun,
  depth: number,
  isMaking: IsMaking
): boolean {
  if (depth <= 0) {
    return false;
  }
  switch (expression.kind) {
    case 'BinOp':
    case 'UnaryOp':
    case 'Compare':
      return true;
    case 'Subscript':
      return isFresh(expression.value, place, depth - 1, isMaking);
    case 'Call': {
      const edges = edgesAt(place.run, expression);
      // `np.array(x, copy=False)` may be a view of what it is given.
      return (
        edges.length > 0 &&
        expression.keywords.every(({ arg }) => arg !== 'copy') &&
        edges.every(edge =>
          edge.callee === null
            ? edge.api !== null && edge.code === null && isMaking(edge.api)
            : isResultFresh(new ReachedRun(edge.callee, place, edge), depth - 1, isMaking)
        )
      );
    }
    case 'Name':
      return isNameFresh(expression.id, place, depth - 1, isMaking);
    default:
      return false;
  }
}

function isResultFresh(place: ReachedRun, depth: number, isMaking: IsMaking): boolean {
  const node = place.run.code?.node;
  if (node === undefined || node.kind !== 'FunctionDef') {
    return false;
  }
  const results: (Expression | null)[] = [];
  node.body.forEach(statement =>
    walk(statement, candidate => {
      if (candidate.kind === 'FunctionDef' || candidate.kind === 'Lambda') {
        return 'skip';
      }
      if (candidate.kind === 'Return') {
        results.push(candidate.value);
      }
      return undefined;
    })
  );
  return (
    results.length > 0 &&
    results.every(value => value !== null && isFresh(value, place, depth, isMaking))
  );
}

function isNameFresh(name: string, place: ReachedRun, depth: number, isMaking: IsMaking): boolean {
  const node = place.run.code?.node;
  if (node === undefined || node.kind !== 'FunctionDef') {
    return false;
  }
  const sources = sourcesOf(name, node.body);
  if (sources === null) {
    return false;
  }
  if (node.parameters.some(parameter => parameter.name === name)) {
    const argument = place.edge?.argumentNodes.get(name);
    if (
      place.caller === null ||
      argument === undefined ||
      !isFresh(argument, place.caller, depth - 1, isMaking)
    ) {
      return false;
    }
  } else if (sources.length === 0) {
    return false;
  }
  return sources.every(source => isFresh(source, place, depth - 1, isMaking));
}

/** What is assigned to a name in a body; `null` where it is bound in another way than by an assignment to the name. */
function sourcesOf(name: string, body: readonly Statement[]): readonly Expression[] | null {
  const sources: Expression[] = [];
  let isPlain = true;
  body.forEach(statement =>
    walk(statement, node => {
      switch (node.kind) {
        case 'FunctionDef':
        case 'Lambda':
        case 'ClassDef':
          return 'skip';
        case 'Assign':
          if (node.targets.some(target => target.kind === 'Name' && target.id === name)) {
            sources.push(node.value);
          }
          isPlain &&= !node.targets.some(target => target.kind !== 'Name' && binds(target, name));
          return undefined;
        case 'AnnAssign':
          if (node.target.kind === 'Name' && node.target.id === name && node.value !== null) {
            sources.push(node.value);
          }
          return undefined;
        case 'For':
          isPlain &&= !binds(node.target, name);
          return undefined;
        case 'Global':
        case 'Nonlocal':
          isPlain &&= !node.names.includes(name);
          return undefined;
        default:
          return undefined;
      }
    })
  );
  return isPlain ? sources : null;
}

/** Whether a target of an assignment binds the name itself (not an item or attribute of it). */
function binds(target: Expression, name: string): boolean {
  switch (target.kind) {
    case 'Name':
      return target.id === name;
    case 'Tuple':
    case 'List':
      return target.elts.some(element => binds(element, name));
    case 'Starred':
      return binds(target.value, name);
    default:
      return false;
  }
}
