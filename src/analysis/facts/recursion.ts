/**
 * Recursion (specification 5).
 */
import type { Activation, CallEdge } from '../interpreter/record';
import type { Location } from '../syntax/tree';
import type { FunctionCode } from '../values/value';
import type { CallCycles } from './callCycles';
import { calleesOf, ReachedRun } from './reachableRuns';

/** Runs that are searched for the call back. */
const RUNS_SEARCHED = 20_000;
/** The same where the interpreter itself gave up. */
const RUNS_WHERE_CUT = 500;

/**
 * The chain of calls by which the function comes to call itself, outermost first; `null` where it does not.
 *
 * @param runsOf - the runs of another function.
 * @param cycles - the circles of the program's calls, out of which no chain leads back.
 */
export function recursionOf(
  first: Activation,
  code: FunctionCode,
  follows: (edge: CallEdge) => boolean,
  runsOf: (code: FunctionCode) => readonly Activation[],
  cycles: CallCycles
): readonly Location[] | null {
  const cycle = cycles.get(code);
  if (cycle === undefined) {
    return null;
  }
  const visited = new Set<Activation>([first]);
  const pending = [new ReachedRun(first)];
  // Where the interpreter gave up, a recursion that is far away is not looked for.
  const limit = first.isPartial ? RUNS_WHERE_CUT : RUNS_SEARCHED;
  for (let index = 0; index < pending.length && index < limit; index++) {
    const next = pending[index];
    for (const edge of next.run.callsIntoProgram) {
      if (!follows(edge)) {
        continue;
      }
      if (edge.code === code) {
        return [...next.chain, edge.site];
      }
      for (const callee of calleesOf(edge, runsOf)) {
        const isInCycle = callee.code !== null && cycles.get(callee.code) === cycle;
        if (isInCycle && !visited.has(callee)) {
          visited.add(callee);
          pending.push(new ReachedRun(callee, next, edge));
        }
      }
    }
  }
  return null;
}
