/**
 * Recursion (specification 5).
 */
import type { Activation, CallEdge } from '../interpreter/record';
import type { Location } from '../syntax/tree';
import type { FunctionCode } from '../values/value';

/**
 * The chain of calls by which the function comes to call itself, outermost first; `null` where it does not.
 *
 * @param runsOf - the runs of another function.
 */
export function recursionOf(
  first: Activation,
  code: FunctionCode,
  follows: (edge: CallEdge) => boolean,
  runsOf: (code: FunctionCode) => readonly Activation[]
): readonly Location[] | null {
  const visited = new Set<Activation>([first]);
  const pending: { readonly run: Activation; readonly chain: readonly Location[] }[] = [
    { run: first, chain: [] }
  ];
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    for (const edge of next.run.calls) {
      if (!follows(edge)) {
        continue;
      }
      const chain = [...next.chain, edge.site];
      if (edge.code === code) {
        return chain;
      }
      // Where the interpreter cut a recursion, any run of the callee shows what it calls.
      const callees =
        edge.callee !== null ? [edge.callee] : edge.code === null ? [] : runsOf(edge.code);
      for (const callee of callees) {
        if (!visited.has(callee)) {
          visited.add(callee);
          pending.push({ run: callee, chain });
        }
      }
    }
  }
  return first.isRecursive ? [] : null;
}
