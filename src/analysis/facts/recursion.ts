/**
 * Recursion (specification 5).
 */
import type { Activation, CallEdge } from '../interpreter/record';
import type { Location } from '../syntax/tree';
import type { FunctionCode } from '../values/value';

/** The chain of calls by which the function comes to call itself, outermost first; `null` where it does not. */
export function recursionOf(
  first: Activation,
  code: FunctionCode,
  follows: (edge: CallEdge) => boolean
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
      if (edge.callee !== null && !visited.has(edge.callee)) {
        visited.add(edge.callee);
        pending.push({ run: edge.callee, chain });
      }
    }
  }
  return first.isRecursive ? [] : null;
}
