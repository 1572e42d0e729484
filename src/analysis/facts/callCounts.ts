/**
 * How often a function is called: by one run of another, by the whole program.
 */
import type { Activation } from '../interpreter/record';
import type { FunctionCode } from '../values/value';
import type { ProgramView } from './subject';

/** A run never changes, and calls only runs that were finished before. */
const _below = new WeakMap<Activation, Map<FunctionCode, number | null>>();

/** How often one run calls the function, itself or through what it calls; `null` where a loop does not tell. */
export function callsBelow(run: Activation, code: FunctionCode): number | null {
  const counts = _below.get(run) ?? new Map<FunctionCode, number | null>();
  _below.set(run, counts);
  let calls = counts.get(code);
  if (calls === undefined) {
    calls = 0;
    for (const { callee, code: called, count } of run.callsIntoProgram) {
      const below = callee === null ? 0 : callsBelow(callee, code);
      // Of a recursion that was cut nobody knows how often it recurs.
      const each = called !== code ? below : callee === null || below === null ? null : below + 1;
      if (each !== 0) {
        calls = each === null || count === null || calls === null ? null : calls + each * count;
      }
    }
    counts.set(code, calls);
  }
  return calls;
}

/** How often the program calls the function as it stands, from its first cell to its last; `null` where that is open. */
export function callsInProgram(code: FunctionCode, view: ProgramView): number | null {
  let calls = 0;
  for (const runs of view.record.statements.values()) {
    for (const run of runs) {
      const below = callsBelow(run, code);
      if (below === null) {
        return null;
      }
      calls += below;
    }
  }
  return calls === 0 ? null : calls;
}
