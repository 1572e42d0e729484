/**
 * The runs below a function, each with the chain of calls that leads to it.
 */
import type { Activation, CallEdge } from '../interpreter/record';
import type { Location } from '../syntax/tree';

/** A run and the call sites that lead to it from the function examined, outermost first. */
export type ReachedRun = { readonly run: Activation; readonly chain: readonly Location[] };

/** All runs below the given ones, themselves included, nearest first. */
export function reachableRuns(
  roots: readonly Activation[],
  follows: (edge: CallEdge) => boolean
): readonly ReachedRun[] {
  const visited = new Set<Activation>(roots);
  const found: ReachedRun[] = roots.map(run => ({ run, chain: [] }));
  for (let index = 0; index < found.length; index++) {
    const { run, chain } = found[index];
    for (const edge of run.calls) {
      if (edge.callee !== null && follows(edge) && !visited.has(edge.callee)) {
        visited.add(edge.callee);
        found.push({ run: edge.callee, chain: [...chain, edge.site] });
      }
    }
  }
  return found;
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
