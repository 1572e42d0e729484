/**
 * A function under examination, and the program around it as one rule set sees it.
 */
import type { Activation, Arrival, FunctionRecord, ProgramRecord } from '../interpreter/record';
import type { AnalysisOptions } from '../program';
import type { FunctionDef, Parameter } from '../syntax/tree';
import type { FunctionCode, Value } from '../values/value';

/** The program as a rule set sees it: which runs are reached, and from where. */
export type ProgramView = {
  readonly record: ProgramRecord;
  readonly options: AnalysisOptions;
  /** Runs that are reached from cell or module level. */
  readonly reached: ReadonlySet<Activation>;
  readonly subjects: readonly Subject[];
  readonly subjectOf: ReadonlyMap<FunctionCode, Subject>;
  /** Whether some reached run makes a Keras symbolic tensor. */
  readonly hasSymbolicInputs: boolean;
};

/** The API that makes Keras symbolic tensors. */
export const KERAS_INPUT = /^keras\.(?:.*\.)?Input$/u;

/** A function with the calls that reach it. */
export type Subject = {
  readonly record: FunctionRecord;
  readonly code: FunctionCode;
  readonly node: FunctionDef;
  readonly arrivals: readonly Arrival[];
  /** Its runs; empty where it has no node in the published tool's call graph. */
  readonly activations: readonly Activation[];
  /** The first positional parameter that is named `self`. */
  readonly receiver: Parameter | null;
  /** The parameters that the published analysis knows: neither the receiver nor `*args` and `**kwargs`. */
  readonly parameters: readonly Parameter[];
};

/**
 * The view of a rule set. In `published`, a run is reached only through calls that the published tool follows
 * (specification 0.3).
 */
export function viewProgram(record: ProgramRecord, options: AnalysisOptions): ProgramView {
  const reached = options.rules === 'recommended' ? record.reached : followedRuns(record);
  const followsAll = options.rules === 'recommended';
  const subjects: Subject[] = [];
  const subjectOf = new Map<FunctionCode, Subject>();
  for (const entry of record.functions) {
    const { node } = entry.code;
    if (node.kind !== 'FunctionDef') {
      continue;
    }
    // Every call of a run that is reached is an arrival.
    const arrivals = followsAll
      ? entry.arrivals
      : entry.arrivals.filter(
          ({ caller, edge }) => reached.has(caller) && edge.followedByPublished
        );
    const subject: Subject = {
      record: entry,
      code: entry.code,
      node,
      arrivals,
      activations: followsAll
        ? entry.activations
        : [...new Set(arrivals.map(arrival => arrival.activation))],
      receiver: receiverOf(node),
      parameters: modelledParameters(node)
    };
    subjects.push(subject);
    subjectOf.set(entry.code, subject);
  }
  return {
    record,
    options,
    reached,
    subjects,
    subjectOf,
    hasSymbolicInputs: someRun(reached, makesSymbolicInput)
  };
}

/** The runs that the published tool reaches: through calls that it follows only. */
function followedRuns(record: ProgramRecord): ReadonlySet<Activation> {
  const byCaller = new Map<Activation, Arrival[]>();
  for (const entry of record.functions) {
    for (const arrival of entry.arrivals) {
      const list = byCaller.get(arrival.caller) ?? [];
      list.push(arrival);
      byCaller.set(arrival.caller, list);
    }
  }
  const reached = new Set<Activation>();
  const pending: Activation[] = [...record.statements.values()].flat();
  for (let caller = pending.pop(); caller !== undefined; caller = pending.pop()) {
    if (reached.has(caller)) {
      continue;
    }
    reached.add(caller);
    for (const arrival of byCaller.get(caller) ?? []) {
      if (arrival.edge.followedByPublished) {
        pending.push(arrival.activation);
      }
    }
    for (const edge of caller.callsIntoProgram) {
      if (edge.callee !== null && edge.followedByPublished) {
        pending.push(edge.callee);
      }
    }
  }
  return reached;
}

function someRun(runs: ReadonlySet<Activation>, holds: (run: Activation) => boolean): boolean {
  for (const run of runs) {
    if (holds(run)) {
      return true;
    }
  }
  return false;
}

const _makingInputs = new WeakMap<Activation, boolean>();

/** Whether a run's own body makes a Keras symbolic tensor; a run never changes. */
function makesSymbolicInput(run: Activation): boolean {
  let makes = _makingInputs.get(run);
  if (makes === undefined) {
    makes = run.calls.some(({ api }) => api !== null && KERAS_INPUT.test(api));
    _makingInputs.set(run, makes);
  }
  return makes;
}

/** The receiver as the published tool has it: the first positional parameter, if it is called `self` (1.2). */
export function receiverOf(node: FunctionDef): Parameter | null {
  const first = node.parameters[0];
  return first !== undefined &&
    (first.kind === 'positional' || first.kind === 'positional-only') &&
    first.name === 'self'
    ? first
    : null;
}

/** The parameters that count: positional and keyword-only, the receiver and variadic ones left out (1.2). */
export function modelledParameters(node: FunctionDef): readonly Parameter[] {
  const receiver = receiverOf(node);
  return node.parameters.filter(
    parameter =>
      parameter !== receiver &&
      parameter.kind !== 'var-positional' &&
      parameter.kind !== 'var-keyword'
  );
}

/**
 * The runs that some call on a path makes that the known values allow; all where there is none such. In
 * `load(x, size) if size else x` the call with the `None` of a default is none.
 */
export function possibleRuns({ arrivals, activations }: Subject): readonly Activation[] {
  const possible = new Set<Activation>();
  for (const { activation, edge } of arrivals) {
    if (!edge.onImpossiblePath) {
      possible.add(activation);
    }
  }
  return possible.size === 0 || possible.size === activations.length
    ? activations
    : activations.filter(run => possible.has(run));
}

/** All values that a parameter has in the given runs, with the run. */
export function valuesOfParameter(
  activations: readonly Activation[],
  name: string
): readonly { readonly value: Value; readonly activation: Activation }[] {
  const found: { readonly value: Value; readonly activation: Activation }[] = [];
  for (const activation of activations) {
    const value = activation.arguments.get(name);
    if (value !== undefined) {
      found.push({ value, activation });
    }
  }
  return found;
}

/** Whether the program itself makes a graph of the function somewhere. */
export function isOwnGraph(code: FunctionCode | null, view: ProgramView): boolean {
  const subject = code === null ? undefined : view.subjectOf.get(code);
  return subject !== undefined && subject.record.wrappings.length > 0;
}

/** The runs that begin below a run, itself included, through calls that pass the filter. */
export function runsBelow(
  root: Activation,
  follows: (edge: Activation['calls'][number]) => boolean = () => true
): ReadonlySet<Activation> {
  const found = new Set<Activation>();
  const pending = [root];
  for (let run = pending.pop(); run !== undefined; run = pending.pop()) {
    if (!found.has(run)) {
      found.add(run);
      for (const edge of run.callsIntoProgram) {
        if (edge.callee !== null && follows(edge)) {
          pending.push(edge.callee);
        }
      }
    }
  }
  return found;
}

/** Whether the published tool follows the call. */
export function isFollowedByPublished(edge: Activation['calls'][number]): boolean {
  return edge.followedByPublished;
}

/** The runs of a function of the program, by its code; those of a `lambda` too. */
export function runsIn(view: ProgramView): (code: FunctionCode) => readonly Activation[] {
  return code => view.subjectOf.get(code)?.activations ?? lambdaRuns(view).get(code) ?? [];
}

type RunsByCode = ReadonlyMap<FunctionCode, readonly Activation[]>;

const _lambdaRuns = new WeakMap<ProgramView, RunsByCode>();

/** The runs of every `lambda`, which is no subject of its own: a recursion may have been cut in one. */
function lambdaRuns(view: ProgramView): RunsByCode {
  let found = _lambdaRuns.get(view);
  if (found === undefined) {
    const runs = new Map<FunctionCode, Activation[]>();
    for (const run of view.record.reached) {
      if (run.code?.node.kind === 'Lambda') {
        const ofCode = runs.get(run.code) ?? [];
        ofCode.push(run);
        runs.set(run.code, ofCode);
      }
    }
    found = runs;
    _lambdaRuns.set(view, found);
  }
  return found;
}
