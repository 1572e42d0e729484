/**
 * The runs below a function, each with the chain of calls that leads to it.
 */
import type { Activation, CallEdge } from '../interpreter/record';
import type { Location } from '../syntax/tree';
import type { FunctionCode } from '../values/value';

/** A run and the call sites that lead to it from the function examined, outermost first. */
export type ReachedRun = {
  readonly run: Activation;
  readonly chain: readonly Location[];
  /** The run by whose call it was found first, and that call; `null` for the runs that the search began with. */
  readonly caller: ReachedRun | null;
  readonly edge: CallEdge | null;
};

/** Runs that are looked at below one function. */
const REACHED_LIMIT = 4000;
/** The same where the interpreter itself gave up: what is found there no longer decides. */
const REACHED_WHERE_CUT = 100;

/**
 * All runs below the given ones, themselves included, nearest first, up to a limit.
 *
 * @param runsOf - the runs of a function, to go on where a recursion was cut; left out, the search ends there.
 */
export function reachableRuns(
  roots: readonly Activation[],
  follows: (edge: CallEdge) => boolean,
  runsOf: (code: FunctionCode) => readonly Activation[] = () => []
): readonly ReachedRun[] {
  const visited = new Set<Activation>(roots);
  const found: ReachedRun[] = roots.map(run => ({ run, chain: [], caller: null, edge: null }));
  const limit = roots.some(run => run.isPartial) ? REACHED_WHERE_CUT : REACHED_LIMIT;
  for (let index = 0; index < found.length && found.length < limit; index++) {
    const caller = found[index];
    for (const edge of caller.run.calls) {
      if (!follows(edge)) {
        continue;
      }
      for (const callee of calleesOf(edge, runsOf)) {
        if (!visited.has(callee)) {
          visited.add(callee);
          found.push({ run: callee, chain: [...caller.chain, edge.site], caller, edge });
        }
      }
    }
  }
  return found;
}

/** The runs that a call leads to; where the interpreter cut a recursion, all runs of the callee. */
export function calleesOf(
  edge: CallEdge,
  runsOf: (code: FunctionCode) => readonly Activation[]
): readonly Activation[] {
  if (edge.callee !== null) {
    return [edge.callee];
  }
  return edge.code === null ? [] : runsOf(edge.code);
}

/** A place in a run, with the chain that leads there; the cause first. */
export type Cause = {
  readonly at: Location;
  readonly chain: readonly Location[];
  readonly note: string;
};

/** The cause at a node of a reached run. */
export function causeAt(
  reached: ReachedRun,
  node: { readonly start: number; readonly end: number },
  note: string
): Cause {
  return {
    at: { top: reached.run.code?.top ?? reached.run.top, start: node.start, end: node.end },
    chain: reached.chain,
    note
  };
}
