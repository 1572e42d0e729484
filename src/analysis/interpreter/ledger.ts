/**
 * What an analysis has used of its bounds: contexts of each function, steps of each statement. A run that is replayed
 * costs what it cost when it was made: an analysis after an edit comes to the same bounds as a first one.
 */
import { widen } from '../values/join';
import type { ValueTable } from '../values/table';
import type { FunctionCode, Value } from '../values/value';
import { CONTEXTS_PER_FUNCTION, JOINS_PER_FUNCTION, type Budget } from './budget';
import type { Activation } from './record';

/** The distinct arguments that a function was run with, and their join once there are too many. */
type ContextCount = {
  readonly keys: Set<string>;
  joined: Map<string, Value> | null;
  /** How often the join has grown. */
  rounds: number;
};

/** What a run costs, callees apart. */
export type RunCost = {
  /** Steps of its own body, in all rounds of a recursion. */
  readonly steps: number;
  /** The rounds of a recursion that a further one took the place of: what they called has been counted as well. */
  readonly givenUp: readonly Activation[];
};

/** What all runs of a statement cost together: the arguments of each function, as keys, and the steps. */
type StatementCost = {
  readonly contexts: ReadonlyMap<FunctionCode, ReadonlySet<string>>;
  readonly steps: number;
};

/** What runs cost, by run; what statements cost, by their own run, is found when they are first replayed. */
export type Costs = {
  readonly runs: WeakMap<Activation, RunCost>;
  readonly statements: WeakMap<Activation, StatementCost>;
};

/** Nothing is known of what runs cost. */
export function createCosts(): Costs {
  return { runs: new WeakMap(), statements: new WeakMap() };
}

/** A run in progress: the steps of the statement when it began, and those of its caller's other callees. */
type OpenRun = { readonly start: number; readonly outer: number };

/** Counts contexts over an analysis, and steps for one statement after the other. */
export class Ledger {
  constructor(
    private readonly _values: ValueTable,
    private readonly _budget: Budget,
    private readonly _costs: Costs
  ) {}

  /** The number of the statement run. */
  get statement(): number {
    return this._statement;
  }

  /** Whether a bound on contexts shaped what happened in the statement. */
  get isLimited(): boolean {
    return this._isLimited;
  }

  /** A bound on contexts shapes what happens now. */
  noteLimited(): void {
    this._isLimited = true;
  }

  /** A new top-level statement begins: it has used no steps yet. */
  beginStatement(): void {
    this._statement = nextStatement++;
    if (this._counted.size > 0) {
      this._counted.clear();
    }
    this._isLimited = false;
    this._below = 0;
    this._budget.beginStatement();
  }

  /** Whether a run was made or replayed in the present statement, by itself or below another one. */
  hasCounted(run: Activation): boolean {
    return this._counted.has(run);
  }

  /** Whether a function may be run with further arguments of its own. */
  admits(code: FunctionCode, args: ReadonlyMap<string, Value>): boolean {
    const contexts = this._contexts.get(code);
    return (
      this._isAside ||
      contexts === undefined ||
      contexts.keys.size < CONTEXTS_PER_FUNCTION ||
      contexts.keys.has(this._keyOf(code, args))
    );
  }

  /** Beyond the number of contexts that a function may have, its arguments are joined with all earlier ones. */
  joined(code: FunctionCode, args: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> {
    const contexts = this._contextsOf(code);
    const joined = new Map<string, Value>();
    let changes = false;
    for (const [name, value] of args) {
      const before = contexts.joined?.get(name) ?? this._values.never;
      const after = widen(this._values, before, value);
      changes ||= after !== before;
      joined.set(
        name,
        after === before || contexts.rounds < JOINS_PER_FUNCTION
          ? after
          : this._values.unknown('budget', name)
      );
    }
    contexts.rounds += changes ? 1 : 0;
    contexts.joined = joined;
    return joined;
  }

  /** Counts a run's arguments among those of its function. */
  count(code: FunctionCode, args: ReadonlyMap<string, Value>): void {
    if (!this._isAside) {
      this._contextsOf(code).keys.add(this._keyOf(code, args));
    }
  }

  /**
   * Runs something of which no run is recorded: its contexts do not count, and its steps are those of the run in
   * progress, which costs them again where it is replayed.
   */
  aside<T>(run: () => T): T {
    const wasAside = this._isAside;
    const below = this._below;
    this._isAside = true;
    try {
      return run();
    } finally {
      this._isAside = wasAside;
      this._below = below;
    }
  }

  /** A run begins: gives what `close` needs. */
  open(): OpenRun {
    const outer = this._below;
    this._below = 0;
    return { start: this._budget.ofStatement, outer };
  }

  /**
   * A run is finished: notes what it costs where it is replayed, callees apart.
   *
   * @param givenUp - the rounds of a recursion that came before it.
   */
  close(activation: Activation, { start, outer }: OpenRun, givenUp: readonly Activation[]): void {
    const steps = this._budget.ofStatement - start;
    this._costs.runs.set(activation, { steps: steps - this._below, givenUp });
    if (!this._isAside) {
      this._counted.add(activation);
    }
    this._below = outer + steps;
  }

  /**
   * Counts a run that is replayed, with all below it, as if it were made now.
   *
   * @returns `false`, with nothing counted, where a function would exceed its contexts, or the steps run out before the
   * last call: it is to be run instead.
   */
  replays(root: Activation): boolean {
    const fresh: Activation[] = [];
    const isAside = this._isAside;
    const seen = new Set<Activation>();
    const added = new Map<FunctionCode, Set<string>>();
    const pending = [root];
    for (let run = pending.pop(); run !== undefined; run = pending.pop()) {
      if (seen.has(run) || this._counted.has(run)) {
        continue;
      }
      seen.add(run);
      fresh.push(run);
      if (run.code !== null && !isAside) {
        const key = this._keyOf(run.code, run.arguments);
        const known = this._contexts.get(run.code)?.keys;
        if (known === undefined || !known.has(key)) {
          const keys = added.get(run.code) ?? new Set<string>();
          keys.add(key);
          added.set(run.code, keys);
          if ((known?.size ?? 0) + keys.size > CONTEXTS_PER_FUNCTION) {
            return false;
          }
        }
      }
      pending.push(...this._calleesOf(run));
    }
    if (!this._budget.hasFor(this._stepsOf(fresh))) {
      return false;
    }
    for (const [code, keys] of added) {
      const contexts = this._contextsOf(code);
      keys.forEach(key => contexts.keys.add(key));
    }
    this._charge(fresh);
    return true;
  }

  /** Counts a top-level statement that is replayed as a whole, as `replays` does. */
  replaysStatement(root: Activation): boolean {
    if (root.callsIntoProgram.length === 0) {
      // Most statements of a module call nothing of the program.
      return true;
    }
    const { contexts, steps } = this._costOfStatement(root);
    for (const [code, keys] of contexts) {
      const known = this._contexts.get(code)?.keys;
      let count = known?.size ?? 0;
      for (const key of keys) {
        count += known?.has(key) === true ? 0 : 1;
      }
      if (count > CONTEXTS_PER_FUNCTION) {
        return false;
      }
    }
    if (!this._budget.hasFor(steps)) {
      return false;
    }
    for (const [code, keys] of contexts) {
      const known = this._contextsOf(code).keys;
      keys.forEach(key => known.add(key));
    }
    this._budget.charge(steps);
    return true;
  }

  private _costOfStatement(root: Activation): StatementCost {
    let cost = this._costs.statements.get(root);
    if (cost === undefined) {
      const contexts = new Map<FunctionCode, Set<string>>();
      const runs = new Set([root]);
      // A set gives what is added to it while it is gone through.
      for (const run of runs) {
        if (run.code !== null) {
          const keys = contexts.get(run.code) ?? new Set<string>();
          contexts.set(run.code, keys.add(this._keyOf(run.code, run.arguments)));
        }
        this._calleesOf(run).forEach(callee => runs.add(callee));
      }
      cost = { contexts, steps: this._stepsOf([...runs]) };
      this._costs.statements.set(root, cost);
    }
    return cost;
  }

  /** Counts the steps of runs that are replayed. */
  private _charge(runs: readonly Activation[]): void {
    if (!this._isAside) {
      runs.forEach(run => this._counted.add(run));
    }
    const steps = this._stepsOf(runs);
    this._below += steps;
    this._budget.charge(steps);
  }

  /** The runs that count with a run: what it calls, and the rounds of a recursion that came before it. */
  private _calleesOf(run: Activation): readonly Activation[] {
    return [
      ...run.callsIntoProgram.flatMap(({ callee }) => callee ?? []),
      ...(this._costs.runs.get(run)?.givenUp ?? [])
    ];
  }

  /** Steps of the runs' own bodies. */
  private _stepsOf(runs: readonly Activation[]): number {
    return runs.reduce((sum, run) => sum + (this._costs.runs.get(run)?.steps ?? 0), 0);
  }

  private _contextsOf(code: FunctionCode): ContextCount {
    let contexts = this._contexts.get(code);
    if (contexts === undefined) {
      contexts = { keys: new Set(), joined: null, rounds: 0 };
      this._contexts.set(code, contexts);
    }
    return contexts;
  }

  /**
   * Arguments that differ only in the calls in which their objects were made count once. An initialiser is given a new
   * object by each place that makes one: joined with those of the others, it would no longer be the caller's own.
   */
  private _keyOf({ node }: FunctionCode, args: ReadonlyMap<string, Value>): string {
    const isInitialiser = node.kind === 'FunctionDef' && node.name === '__init__';
    return this._values.outlines.ofArguments(
      isInitialiser ? [...args.values()].slice(1) : args.values()
    );
  }

  /** Steps of the callees of the run in progress. */
  private _below = 0;
  private _statement = 0;
  private _isLimited = false;
  private _isAside = false;
  private readonly _contexts = new Map<FunctionCode, ContextCount>();
  private readonly _counted = new Set<Activation>();
}

/** Numbers statement runs over all analyses. */
let nextStatement = 1;
