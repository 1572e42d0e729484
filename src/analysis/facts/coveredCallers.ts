/**
 * Functions all of whose callers are traced already (specification 7.9).
 */
import type { FunctionCode } from '../values/value';
import type { ProgramView } from './subject';

/** Who calls a function, and the functions that are called by what is never traced: a cell, a framework's loop. */
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
  const callers = new Map<FunctionCode, Set<FunctionCode>>();
  const blocked = new Set<FunctionCode>();
  for (const run of view.reached) {
    for (const edge of run.callsIntoProgram) {
      const { code } = edge;
      if (code === null || (view.options.rules === 'published' && !edge.followedByPublished)) {
        continue;
      }
      const isFrame = edge.route === 'callback' || (edge.route === 'keras' && !isDirect(edge.api));
      if (run.code === null || isFrame) {
        blocked.add(code);
      } else if (run.code !== code) {
        const set = callers.get(code) ?? new Set<FunctionCode>();
        set.add(run.code);
        callers.set(code, set);
      }
    }
  }
  for (const subject of view.subjects) {
    if (subject.arrivals.some(arrival => arrival.caller.code === null)) {
      blocked.add(subject.code);
    }
  }
  return { callers, blocked };
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

/** `model(x)` calls `call` as directly as Python does. */
function isDirect(api: string | null): boolean {
  return api === null || api.endsWith('.__call__');
}
