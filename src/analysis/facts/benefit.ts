/**
 * Why a function that may be a graph would not gain as one: too little to save, or too few calls for a trace.
 */
import type { Activation } from '../interpreter/record';
import { callsBelow, callsInProgram } from './callCounts';
import { definedAnewIn } from './nestedDefinitions';
import type { ProgramView, Subject } from './subject';
import { tracingMilliseconds, unrollingMilliseconds } from './tracingCosts';
import { eagerCost, GRAPH_CALL, mayPay, type EagerCost } from './worth';

/** Unrolling loops that takes less than this while tracing, in milliseconds, hardly anyone notices. */
const NOTICED = 1000;

/** How many times as much as the calls save tracing has to cost to say that they do not pay: there may be some more. */
const CLEARLY = 3;

/** Says why a graph would not pay; `null` where it may. */
export function missingBenefit(
  subject: Subject,
  runs: readonly Activation[],
  view: ProgramView
): string | null {
  const costs = runs.map(eagerCost);
  return costs.some(mayPay) ? tooFewCalls(subject, view) : tooLittleToSave(costs);
}

function tooLittleToSave(costs: readonly EagerCost[]): string {
  const [most] = [...costs].sort((one, other) => other.dispatch - one.dispatch);
  const { operations, dispatch } = most ?? { operations: 0, dispatch: 0 };
  const started = operations === 1 ? 'one operation' : `${Math.round(operations)} operations`;
  return `It would be safe as a graph, and would not pay: a graph saves the starting of operations (${started} here, about ${dispatch.toFixed(2)} ms), and a graph call alone costs 0.2 ms.`;
}

const _tooFew = new WeakMap<Subject, string | null>();

/** Says that the calls of one trace are too few to make up for it; `null` where they are not, or are not known. */
export function tooFewCalls(subject: Subject, view: ProgramView): string | null {
  let reason = _tooFew.get(subject);
  if (reason === undefined) {
    reason =
      subject.activations.length === 0
        ? null
        : (tooFewOfDefinition(subject, view) ?? tooFewInProgram(subject, view));
    _tooFew.set(subject, reason);
  }
  return reason;
}

/** Whether so many calls save less than one trace costs, whichever of the runs they make. */
function isTooFew(calls: number, runs: readonly Activation[]): boolean {
  return runs.every(
    run =>
      !eagerCost(run).isOpen &&
      CLEARLY * calls * Math.max(0, eagerCost(run).dispatch - GRAPH_CALL) < tracingMilliseconds(run)
  );
}

/** A nested function is another one in each call of the function around it, and traced anew. */
function tooFewOfDefinition(subject: Subject, view: ProgramView): string | null {
  const outer = definedAnewIn(subject, view);
  const calls = (outer?.activations ?? []).map(run => callsBelow(run, subject.code));
  const most = calls.reduce<number | null>(
    (sum, count) => (sum === null || count === null ? null : Math.max(sum, count)),
    0
  );
  return outer === null || most === null || most === 0 || !isTooFew(most, subject.activations)
    ? null
    : `It would be safe as a graph, and would not pay: each call of \`${outer.node.name}\` defines it anew and would trace it anew, which takes longer than ${most === 1 ? 'the one call' : `the ${most} calls`} in it.`;
}

/** Tracing a loop of Python that is unrolled may take much longer than running it. */
function tooFewInProgram({ code, activations: runs }: Subject, view: ProgramView): string | null {
  const isUnrolled = runs.every(run => unrollingMilliseconds(run) >= NOTICED);
  const calls = isUnrolled ? callsInProgram(code, view) : null;
  if (calls === null || !isTooFew(calls, runs)) {
    return null;
  }
  const seconds = Math.min(...runs.map(tracingMilliseconds)) / 1000;
  const times = calls === 1 ? 'once' : `${calls} times`;
  return `It would be safe as a graph, and would not pay: it is called ${times} here, and tracing takes longer than that, about ${seconds.toFixed(0)} s, since its loops of Python are unrolled.`;
}
