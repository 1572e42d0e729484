/**
 * What was found out about a function is kept as long as everything that it was found out from is the same: after
 * a key press nearly all functions keep theirs.
 */
import type { Activation, Arrival } from '../interpreter/record';
import type { CellTexts, Places } from '../syntax/positions';
import { Positions } from '../syntax/positions';
import type { Location } from '../syntax/tree';
import type { FunctionCode } from '../values/value';
import { tooFewCalls } from './benefit';
import { callsWhileBuilding } from './buildingCalls';
import { changedBetween, NOTHING_CHANGED } from './changedBetween';
import { isInLibraryCallback } from './coveredCallers';
import { executedFor } from './executedTexts';
import type { FunctionContext } from './functionContext';
import { kerasSymbolicArguments } from './kerasSymbolicArguments';
import { areSame, classOf } from './moduleNames';
import { isCalledOnce, isCalledRepeatedly } from './repeatedCalls';
import { replacedFor } from './replacedNames';
import { steadyArguments } from './steadyArguments';
import { unknownDecorators } from './unknownDecorators';

/** All that a result hangs on, but for places and the runs of other functions: compared by identity. */
type Inputs = {
  readonly single: readonly unknown[];
  readonly allNames: readonly unknown[];
  readonly arrivals: readonly Arrival[];
  /** Found in what other statements do between the calls, and through the assignments of the whole document. */
  readonly elsewhere: readonly Location[];
};

type Remembered<T> = {
  readonly inputs: Inputs;
  readonly places: Places;
  /** The runs of other functions that were asked for. */
  readonly runs: ReadonlyMap<FunctionCode, readonly Activation[]>;
  readonly result: T;
};

/** What reports are made with: positions, and results by function. */
export interface IReportMemory<T extends object> {
  /** Positions in the texts, with what is still true of those before. */
  positionsOf(texts: CellTexts): Positions;

  /**
   * The result for a function: the one that is kept, or a new one.
   *
   * @param make - reads nothing but the context: its subject, names, positions, and `runsOf`.
   */
  recall(context: FunctionContext, make: (context: FunctionContext) => T): T;
}

/** Keeps nothing: for a project that is analysed once. */
export class UnusedReportMemory<T extends object> implements IReportMemory<T> {
  positionsOf(texts: CellTexts): Positions {
    return new Positions(texts, null);
  }

  recall(context: FunctionContext, make: (context: FunctionContext) => T): T {
    return make(context);
  }
}

/** Keeps one result for each function, and where statements stand. */
export class ReportMemory<T extends object> implements IReportMemory<T> {
  positionsOf(texts: CellTexts): Positions {
    this._positions = new Positions(texts, this._positions);
    return this._positions;
  }

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
      areSameInputs(known.inputs, inputs) &&
      positions.areStill(known.places) &&
      areStillRuns(known.runs, context)
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

  private _positions: Positions | null = null;
  private readonly _results = new WeakMap<FunctionCode, Remembered<T>>();
}

function inputsOf(context: FunctionContext): Inputs {
  const { subject, view } = context;
  const { record } = subject;
  const { sure, possible } =
    view.options.rules === 'recommended' ? changedBetween(subject, view) : NOTHING_CHANGED;
  const executed = executedFor(subject, view);
  return {
    single: [
      view.options.rules,
      view.options.inferSignatures,
      context.names,
      context.isCovered,
      context.isUnconverted,
      context.ordinal,
      record.assumed,
      ...record.traced,
      sure.length,
      possible.length,
      ...subject.arrivals.flatMap(arrival => [
        arrival.caller.code !== null && isCalledRepeatedly(arrival.caller.code, view),
        arrival.caller.code !== null && isCalledOnce(arrival.caller.code, view),
        isInLibraryCallback(arrival, view)
      ]),
      ...executed.map(({ words }) => (words === null ? '' : [...words].join(' '))),
      tooFewCalls(subject, view),
      ...steadyArguments(subject, view),
      ...record.decorators,
      ...record.decoratorCallees.values(),
      ...record.wrappings.flatMap(wrapping => [wrapping.api, wrapping.at.start, wrapping.by])
    ],
    allNames: context.allNames,
    arrivals: subject.arrivals,
    elsewhere: [
      ...replacedFor(subject, view),
      ...unknownDecorators(subject, classOf(context.names, subject.node), view),
      ...sure,
      ...possible,
      ...executed,
      ...kerasSymbolicArguments(subject, view),
      ...callsWhileBuilding(subject.code, view, context.allNames)
    ].map(({ at }) => at)
  };
}

function areSameInputs(known: Inputs, inputs: Inputs): boolean {
  return (
    areSame(known.single, inputs.single) &&
    areSame(known.allNames, inputs.allNames) &&
    known.arrivals.length === inputs.arrivals.length &&
    known.arrivals.every(({ activation, edge, caller }, index) => {
      const other = inputs.arrivals[index];
      return activation === other.activation && edge === other.edge && caller === other.caller;
    }) &&
    known.elsewhere.length === inputs.elsewhere.length &&
    known.elsewhere.every(({ top, start }, index) => {
      const other = inputs.elsewhere[index];
      return top === other.top && start === other.start;
    })
  );
}

function areStillRuns(
  runs: ReadonlyMap<FunctionCode, readonly Activation[]>,
  context: FunctionContext
): boolean {
  for (const [code, before] of runs) {
    if (!areSame(before, context.runsOf(code))) {
      return false;
    }
  }
  return true;
}
