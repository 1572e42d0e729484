/**
 * What was found out about a function is kept as long as everything that it was found out from is the same: after
 * a key press nearly all functions keep theirs.
 */
import type { Activation } from '../interpreter/record';
import type { Places } from '../syntax/positions';
import type { FunctionCode } from '../values/value';
import { changedBetween } from './changedBetween';
import type { FunctionContext } from './functionContext';
import { kerasSymbolicArguments } from './kerasSymbolicArguments';
import { areSame } from './moduleNames';

type Remembered<T> = {
  readonly inputs: readonly unknown[];
  readonly places: Places;
  /** The runs of other functions that were asked for. */
  readonly runs: ReadonlyMap<FunctionCode, readonly Activation[]>;
  readonly result: T;
};

/** Keeps one result for each function. */
export class ReportMemory<T extends object> {
  /**
   * The result for a function: the one that is kept, or a new one.
   *
   * @param make - reads nothing but the context: its subject, names, positions, and `runsOf`.
   */
  recall(context: FunctionContext, make: (context: FunctionContext) => T): T {
    const { positions, subject } = context;
    if (context.uses.some(use => use.options.has('input_signature'))) {
      // What a signature says is looked up in the whole module.
      return make(context);
    }
    const inputs = inputsOf(context);
    const known = this._results.get(subject.code);
    if (
      known !== undefined &&
      areSame(known.inputs, inputs) &&
      positions.areStill(known.places) &&
      [...known.runs].every(([code, runs]) => areSame(runs, context.runsOf(code)))
    ) {
      return known.result;
    }
    const runs = new Map<FunctionCode, readonly Activation[]>();
    const runsOf = (code: FunctionCode): readonly Activation[] => {
      const found = context.runsOf(code);
      runs.set(code, found);
      return found;
    };
    const { result, places } = positions.noting(() => make({ ...context, runsOf }));
    this._results.set(subject.code, { inputs, places, runs, result });
    return result;
  }

  private readonly _results = new WeakMap<FunctionCode, Remembered<T>>();
}

/** All that a result hangs on, but for places and the runs of other functions: compared by identity. */
function inputsOf(context: FunctionContext): readonly unknown[] {
  const { subject, view } = context;
  const { record } = subject;
  return [
    view.options.rules,
    view.options.inferSignatures,
    context.names,
    context.isCovered,
    context.ordinal,
    record.assumed,
    ...context.allNames,
    ...record.decorators,
    ...record.decoratorCallees.values(),
    ...record.wrappings.flatMap(wrapping => [wrapping.api, wrapping.at.start, wrapping.by]),
    ...subject.arrivals.flatMap(({ activation, edge, caller }) => [activation, edge, caller]),
    // Followed through the assignments of the whole document.
    ...kerasSymbolicArguments(subject, view).flatMap(({ at }) => [at.top, at.start]),
    // Found in what other statements do between the calls.
    ...(view.options.rules === 'recommended'
      ? Object.values(changedBetween(subject, view)).flatMap(causes => [
          '|',
          ...causes.flatMap(({ at }) => [at.top, at.start])
        ])
      : [])
  ];
}
