/**
 * The runs below a function, each with the chain of calls that leads to it.
 */
import type { Activation, CallEdge } from '../interpreter/record';
import type { Location } from '../syntax/tree';
import type { FunctionCode } from '../values/value';

/** A run and the call sites that lead to it from the function examined, outermost first. */
export class ReachedRun {
  /** @param caller - the run by whose `edge` it was found first; both `null` for the runs that a search begins with. */
  constructor(
    readonly run: Activation,
    readonly caller: ReachedRun | null = null,
    readonly edge: CallEdge | null = null
  ) {}

  get chain(): readonly Location[] {
    const chain = this.edge === null ? [] : [this.edge.site];
    for (let above = this.caller; above !== null; above = above.caller) {
      if (above.edge !== null) {
        chain.push(above.edge.site);
      }
    }
    return chain.reverse();
  }
}

/** Runs that are looked at below one function: of one that has more nobody can tell. */
export const REACHED_LIMIT = 1000;
/** The same where the interpreter itself gave up: what is found there no longer decides. */
const REACHED_WHERE_CUT = 100;
/** Runs of one function that are looked at there. */
const RUNS_WHERE_CUT = 8;

/** The runs of a function that rules look at: all of them, or few where the interpreter gave up in one. */
export function examined(runs: readonly Activation[]): readonly Activation[] {
  return runs.some(run => run.isPartial) ? runs.slice(0, RUNS_WHERE_CUT) : runs;
}

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
  const found = roots.map(run => new ReachedRun(run));
  const limit = reachOf(roots);
  for (let index = 0; index < found.length && found.length < limit; index++) {
    const caller = found[index];
    for (const edge of caller.run.callsIntoProgram) {
      if (!follows(edge)) {
        continue;
      }
      for (const callee of calleesOf(edge, runsOf)) {
        if (!visited.has(callee)) {
          visited.add(callee);
          found.push(new ReachedRun(callee, caller, edge));
        }
      }
    }
  }
  return found;
}

/** How many runs are looked at, those that the search begins with included. */
export function reachOf(roots: readonly Activation[]): number {
  return roots.some(run => run.isPartial) ? REACHED_WHERE_CUT : roots.length + REACHED_LIMIT;
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
