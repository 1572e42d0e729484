/**
 * NumPy applied to what is computed from a parameter (specification 7.3).
 */
import type { Activation } from '../interpreter/record';
import type { WalkedNode } from '../syntax/children';
import type { Call, Parameter } from '../syntax/tree';
import { walkOwnScope, type NodeKinds } from '../syntax/walk';
import { membersOf } from '../values/join';
import type { Value } from '../values/value';
import { coveredAxes } from './axes';
import { dottedNames, edgesAt } from './callsOfNode';
import { reachableRuns, type Cause } from './reachableRuns';
import type { Subject } from './subject';
import { isShape, isValue, valueTaint, type Taint } from './colours';
import { bodyOf } from './symbolicValues';
import { followTaint } from './taint';

const NUMPY_NAMES: ReadonlySet<string> = new Set(['numpy', 'np', 'scipy', 'sp']);

/**
 * Calls of NumPy or SciPy that a parameter's value, or an axis that is really open, reaches.
 *
 * @param isAllowed - calls that are left out.
 * @param isFollowed - the parameters that count.
 */
export function numpyOnParameters(
  subject: Subject,
  activations: readonly Activation[],
  isAllowed: (run: Activation, call: Call) => boolean = () => false,
  isFollowed: (parameter: Parameter) => boolean = () => true
): readonly Cause[] {
  const causes = new Map<Call, Cause>();
  const initial = new Map(
    subject.parameters
      .filter(isFollowed)
      .map(parameter => [parameter.name, valueTaint(parameter.name)])
  );
  const calling = activations.filter(activation =>
    reachableRuns([activation], () => true).some(({ run }) => mayCallNumpy(run))
  );
  followTaint(calling, initial, {
    dynamicShape: 'shape',
    cleanComparisons: false,
    keywordsCross: false,
    visit: (node, taintOf, run) => {
      if (node.kind !== 'Call' || !isNumpyCall(node, run) || isAllowed(run, node)) {
        return;
      }
      const args = [...node.args, ...node.keywords.map(keyword => keyword.value)].map(taintOf);
      if (args.some(taint => isValue(taint) || isOpenShape(taint))) {
        causes.set(node, {
          at: { top: run.code?.top ?? run.top, start: node.start, end: node.end },
          chain: [],
          note: 'NumPy cannot work on what is symbolic when traced'
        });
      }
    }
  });
  return [...causes.values()];
}

const _mayCall = new WeakMap<Activation, boolean>();

/**
 * Whether one of the calls in a run may be `isNumpyCall`: told by what was called, by the libraries that the run read,
 * and by the names in the body.
 */
function mayCallNumpy(run: Activation): boolean {
  let may = _mayCall.get(run);
  if (may === undefined) {
    may =
      run.calls.some(({ api }) => api !== null && NUMPY_API.test(api)) ||
      [...run.values.values()].some(isNumpy) ||
      !walkOwnScope(bodyOf(run), stopAtNumpy, NAMES);
    _mayCall.set(run, may);
  }
  return may;
}

function isNumpy(value: Value): boolean {
  return value.kind === 'union'
    ? value.members.some(isNumpy)
    : value.kind === 'library' && NUMPY_API.test(value.path);
}

const NUMPY_API = /^(?:numpy|scipy)(?:\.|$)/u;

const NAMES: NodeKinds = new Set(['Name'] as const);

function stopAtNumpy(node: WalkedNode): 'stop' | undefined {
  return node.kind === 'Name' && NUMPY_NAMES.has(node.id) ? 'stop' : undefined;
}

function isNumpyCall(node: Call, run: Activation): boolean {
  // What a callee calls back in turn (`map(np.abs, …)`) stands at the same place.
  const apis = edgesAt(run, node).flatMap(edge =>
    edge.route === 'callback' ? [] : (edge.api ?? [])
  );
  const chain = dottedNames(node.func);
  if (chain === null || chain.length < 2) {
    return apis.some(api => /^(?:numpy|scipy)\./u.test(api)) && node.func.kind === 'Name';
  }
  const root = node.func;
  let value = root;
  while (value.kind === 'Attribute' && value.value.kind === 'Attribute') {
    value = value.value;
  }
  const base = value.kind === 'Attribute' ? run.values.get(value.value) : undefined;
  const libraries = (base === undefined ? [] : membersOf(base)).flatMap(member =>
    member.kind === 'library' ? member.path : []
  );
  return libraries.length > 0
    ? libraries.some(path => NUMPY_API.test(path))
    : (base === undefined || base.kind === 'unknown') && NUMPY_NAMES.has(chain[0]);
}

/** Whether a covered axis is open, symbolic or ragged. What cannot be told is allowed. */
function isOpenShape(taint: Taint): boolean {
  if (!isShape(taint) || taint.sources === null) {
    return false;
  }
  return taint.sources.some(shape => {
    const covered = shape === null ? null : coveredAxes(taint.axes, shape.length);
    return (
      covered !== null &&
      covered.some(axis => shape?.[axis] === 'open' || shape?.[axis] === 'ragged')
    );
  });
}
