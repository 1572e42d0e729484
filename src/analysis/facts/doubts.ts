/**
 * What the runs of a function take for granted: calls, names and files that could not be followed.
 */
import type { Activation, Doubt } from '../interpreter/record';

/** The code of each kind of doubt in the report. */
export const DOUBT_CODES = {
  'unknown-callee': 'unknown-callee',
  'unknown-decorator': 'unknown-decorator',
  'unknown-base': 'unknown-base',
  'unknown-attribute': 'unknown-attribute',
  'unknown-module': 'unknown-module',
  unreadable: 'unreadable-code',
  budget: 'budget-exhausted'
} as const;

/** Places at which the analysis gave up that are told of one function: each says that nobody can tell. */
const CUTS_TOLD = 4;

/** What the runs take for granted, each place once. */
export function doubtsOf(runs: readonly Activation[]): readonly Doubt[] {
  const found = new Map<string, Doubt>();
  for (const run of runs) {
    for (const doubt of run.doubts) {
      const known = found.get(doubt.key);
      if (known === undefined || doubt.chain.length < known.chain.length) {
        found.set(doubt.key, doubt);
      }
    }
  }
  // Runs come in an order that hangs on earlier edits; the code does not.
  const sorted = [...found.values()].sort(
    (one, other) =>
      one.chain.length - other.chain.length ||
      (one.at.top.unit.cell ?? 0) - (other.at.top.unit.cell ?? 0) ||
      one.at.top.offset - other.at.top.offset ||
      one.at.start - other.at.start ||
      (one.name < other.name ? -1 : 1)
  );
  const cuts = sorted.filter(({ kind }) => kind === 'budget').slice(CUTS_TOLD);
  return sorted.filter(doubt => !cuts.includes(doubt));
}
