/**
 * Functions all of whose callers are traced already (specification 7.9).
 */
import type { Arrival, CallEdge } from '../interpreter/record';
import type { FunctionCode } from '../values/value';
import { tensorsOf } from './argumentValues';
import { isOwnGraph, type ProgramView, type Subject } from './subject';

/**
 * Who calls a function, and the functions that are called by what is never traced: a cell, a framework's loop. Of a
 * function that is called inside of a library's own graph alone there are no callers.
 */
type Callers = {
  readonly callers: ReadonlyMap<FunctionCode, ReadonlySet<FunctionCode>>;
  readonly blocked: ReadonlySet<FunctionCode>;
};

const _callers = new WeakMap<ProgramView, Callers>();

function callersIn(view: ProgramView): Callers {
  let found = _callers.get(view);
  if (found === undefined) {
    found = findCallers(view);
    _callers.set(view, found);
  }
  return found;
}

function findCallers(view: ProgramView): Callers {
  const isPublished = view.options.rules === 'published';
  const callers = new Map<FunctionCode, Set<FunctionCode>>();
  const blocked = new Set<FunctionCode>();
  const callersOf = (code: FunctionCode): Set<FunctionCode> => {
    const set = callers.get(code) ?? new Set<FunctionCode>();
    callers.set(code, set);
    return set;
  };
  for (const run of view.reached) {
    for (const edge of run.callsIntoProgram) {
      const { code } = edge;
      if (code === null || (isPublished ? !edge.followedByPublished : isSymbolicCall(edge))) {
        continue;
      }
      if (!isPublished && isInLibraryGraph(edge, view)) {
        callersOf(code);
      } else if (run.code === null || isFrame(edge, isPublished)) {
        blocked.add(code);
      } else if (run.code !== code) {
        callersOf(code).add(run.code);
      }
    }
  }
  for (const subject of view.subjects) {
    if (subject.arrivals.some(arrival => isFromCell(arrival, view))) {
      blocked.add(subject.code);
    }
  }
  return { callers, blocked };
}

/** Whether a cell makes the call as it runs: not where the call begins a library's graph, or builds a model. */
function isFromCell({ caller, edge }: Arrival, view: ProgramView): boolean {
  return (
    caller.code === null &&
    (view.options.rules === 'published' || !(isInLibraryGraph(edge, view) || isSymbolicCall(edge)))
  );
}

/** Functions that call what they are given at once, in the mode in which they are called themselves. */
const CALLS_AT_ONCE =
  /^(?:tensorflow|keras\.ops)\.(?!data\.)(?:.+\.)?(?:cond|case|switch_case|while_loop|map|map_fn|scan|fold[lr]|vectorized_map|map_structure|custom_gradient|recompute_grad|run|experimental_run_v2)$|^keras\.optimizers\.|^functools\.reduce$|^builtins\.(?:map|filter|sorted|min|max)$/u;

/** Whether something else than the function in which the call stands decides how the callee is run. */
function isFrame({ route, api }: CallEdge, isPublished: boolean): boolean {
  return (
    (route === 'callback' && (isPublished || api === null || !CALLS_AT_ONCE.test(api))) ||
    (route === 'keras' && !isDirect(api))
  );
}

/**
 * Whether a library makes the call while it traces its own graph: `Dataset.map`, `fit`. What the program itself made a
 * graph of is traced, too, where a library calls it at once.
 */
function isInLibraryGraph({ asGraph, route, api, code }: CallEdge, view: ProgramView): boolean {
  if (!asGraph || (route !== 'callback' && route !== 'keras')) {
    return false;
  }
  return !isOwnGraph(code, view) || (api !== null && !isDirect(api) && !CALLS_AT_ONCE.test(api));
}

/** Whether Keras makes the call to learn what a layer gives, not to compute it: each use of the model calls again. */
function isSymbolicCall({ route, callee }: CallEdge): boolean {
  return (
    route === 'keras' &&
    callee !== null &&
    [...callee.arguments.values()].some(value =>
      tensorsOf(value).some(({ type }) => type.form === 'symbolic')
    )
  );
}

const _calledByLibrary = new WeakMap<Subject, boolean>();

/** Whether libraries alone call the function, each in a graph or loop of its own. */
export function isCalledByLibrary(subject: Subject, view: ProgramView): boolean {
  let answer = _calledByLibrary.get(subject);
  if (answer === undefined) {
    const made = subject.arrivals.filter(({ edge }) => !isSymbolicCall(edge));
    answer =
      made.length > 0 &&
      made.every(
        ({ edge }) => isInLibraryGraph(edge, view) || isKerasStep(edge) || isWithWeight(edge)
      );
    _calledByLibrary.set(subject, answer);
  }
  return answer;
}

/** Whether the call stands in a function that libraries alone call, which is no graph of the program's. */
export function isInLibraryCallback({ caller }: Arrival, view: ProgramView): boolean {
  const subject = caller.code === null ? undefined : view.subjectOf.get(caller.code);
  return subject !== undefined && isCalledByLibrary(subject, view);
}

/** What `fit` calls, as a graph or, where it is told so, eagerly. */
function isKerasStep({ route, api }: CallEdge): boolean {
  return route === 'keras' && !isDirect(api);
}

/**
 * What Keras calls with a weight: regularizers and constraints. As an argument of a graph function the weight is a plain
 * tensor: a tape outside loses the penalty, and inside a graph Keras raises (run with Keras 3.15).
 */
function isWithWeight({ route, api, callee }: CallEdge): boolean {
  return (
    route === 'keras' &&
    api === 'keras.layers.Layer.__call__' &&
    callee !== null &&
    callee.code?.name !== 'call' &&
    [...callee.arguments.values()].some(value =>
      tensorsOf(value).some(({ type }) => type.form === 'variable')
    )
  );
}

/** The functions that are covered, by least fixpoint over the callers that the program has. */
export function coveredFunctions(
  view: ProgramView,
  isGraph: (code: FunctionCode) => boolean
): ReadonlySet<FunctionCode> {
  const { callers, blocked } = callersIn(view);
  const covered = new Set<FunctionCode>();
  for (let changed = true; changed;) {
    changed = false;
    for (const [code, set] of callers) {
      if (
        !covered.has(code) &&
        !blocked.has(code) &&
        [...set].every(caller => isGraph(caller) || covered.has(caller))
      ) {
        covered.add(code);
        changed = true;
      }
    }
  }
  return covered;
}

/**
 * The functions that are traced without AutoGraph in some call, but for their own decorators: what Keras runs by itself, and
 * all that this calls, but not what graphs of the program call, which AutoGraph converts with them.
 */
export function unconvertedFunctions(
  view: ProgramView,
  isGraph: (code: FunctionCode) => boolean
): ReadonlySet<FunctionCode> {
  const callees = new Map<FunctionCode, Set<FunctionCode>>();
  const pending: FunctionCode[] = [];
  for (const run of view.reached) {
    for (const { route, code, asGraph } of run.callsIntoProgram) {
      if (code === null) {
        continue;
      }
      if (route === 'keras' && asGraph) {
        pending.push(code);
      } else if (route === 'call' && run.code !== null) {
        callees.set(run.code, (callees.get(run.code) ?? new Set()).add(code));
      }
    }
  }
  const found = new Set<FunctionCode>();
  for (let code = pending.pop(); code !== undefined; code = pending.pop()) {
    if (!found.has(code)) {
      found.add(code);
      pending.push(...(isGraph(code) ? [] : (callees.get(code) ?? [])));
    }
  }
  return found;
}

/** `model(x)` calls `call` as directly as Python does. */
function isDirect(api: string | null): boolean {
  return api === null || api.endsWith('.__call__');
}
