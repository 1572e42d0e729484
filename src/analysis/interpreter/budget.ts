/**
 * The bounds within which the program is run. They are counted, never timed, so that the same program
 * always gives the same answer.
 */
import { isStackExhaustion } from '../stackExhaustion';

/** Thrown where a budget is spent; caught at the statement or function that spent it. */
export class BudgetSpent extends Error {
  constructor() {
    super('budget spent');
  }
}

/**
 * Whether an error says that the analysis has no more steps, or that JavaScript has no more stack: both end in "cannot
 * tell" for what was being run.
 */
export function isExhaustion(error: unknown): boolean {
  return error instanceof BudgetSpent || isStackExhaustion(error);
}

/** Expressions and statements that one top-level statement may evaluate, callees included. */
export const STEPS_PER_STATEMENT = 300_000;
/** The same for one analysis: for any program, and more for each top-level statement and each document beside the first. */
const STEPS_PER_ANALYSIS = 300_000;
const STEPS_FOR_EACH_STATEMENT = 130;
const STEPS_FOR_EACH_DOCUMENT = 20_000;
/** However large the program is: what is kept of so many steps takes about two to three gigabytes. */
const MOST_STEPS = 10_000_000;
/** Places compared for replays, for each step that an analysis may take. */
const COMPARISONS_PER_STEP = 4;
/** The part of its steps that a statement may spend before it enters no more functions, so that it comes to its end. */
const PART_FOR_CALLS = 0.5;
/** What a run takes besides its body. */
const STEPS_OF_A_RUN = 30;
/** Nested calls; deeper ones give an unknown value. */
export const CALL_DEPTH = 48;
/** Distinct activations of one function before its arguments are joined. */
export const CONTEXTS_PER_FUNCTION = 32;
/** How often joined arguments may grow before what still grows is unknown. */
export const JOINS_PER_FUNCTION = 8;
/** Rounds of a loop before what still changes is widened. */
export const ROUNDS_BEFORE_WIDENING = 3;
/** Rounds of a loop in all. */
export const ROUNDS = 8;
/** Items of a list or tuple that a loop visits one by one. */
export const UNROLLED_ITEMS = 12;
/** Entries of one function on the call stack before a recursion is cut. */
export const RECURSION_DEPTH = 3;

/** The same where a known whole number is handed on, which such recursions count down. */
export const COUNTED_RECURSION_DEPTH = 12;

/** Counts the steps of one analysis. */
export class Budget {
  /**
   * @param statements - how many top-level statements there are.
   * @param documents - how many documents they stand in.
   */
  constructor(statements: number, documents: number) {
    this._limit = Math.min(
      MOST_STEPS,
      STEPS_PER_ANALYSIS +
        statements * STEPS_FOR_EACH_STATEMENT +
        Math.max(0, documents - 1) * STEPS_FOR_EACH_DOCUMENT
    );
  }

  /** Counts one step; throws `BudgetSpent` when there are none left. */
  step(): void {
    this._total++;
    if (this._total > this._limit) {
      this._isSpent = true;
    }
    if (++this._statement > STEPS_PER_STATEMENT || this._isSpent) {
      throw new BudgetSpent();
    }
  }

  /** Counts several steps at once. */
  steps(count: number): void {
    this._total += count;
    this._statement += count;
    this.step();
  }

  /** Counts what beginning and finishing a run takes, however short its body is. */
  beginRun(): void {
    this.steps(STEPS_OF_A_RUN);
  }

  /** Counts the steps of a run that is replayed: for the statement alone, since they cost no time. */
  charge(steps: number): void {
    this._statement += steps;
    if (this._statement > STEPS_PER_STATEMENT) {
      throw new BudgetSpent();
    }
  }

  /** Counts the fields that are compared before a run is replayed; when there were too many, all is run anew. */
  mayCompare(places: number): boolean {
    this._compared += places;
    if (this._compared > COMPARISONS_PER_STEP * this._limit) {
      this._isCrowded = true;
    }
    return !this._isCrowded;
  }

  /** Whether the steps that are left are for what has been begun: no more functions are entered. */
  get isRunningOut(): boolean {
    return this._statement > PART_FOR_CALLS * STEPS_PER_STATEMENT;
  }

  /** Whether functions may still be entered after so many steps more. */
  hasFor(steps: number): boolean {
    return this._statement + steps <= PART_FOR_CALLS * STEPS_PER_STATEMENT;
  }

  /** Steps of the present statement so far. */
  get ofStatement(): number {
    return this._statement;
  }

  /** A new top-level statement begins. */
  beginStatement(): void {
    this._ofStatements += this._statement;
    this._statement = 0;
  }

  /**
   * Whether the analysis was cut, or might be if nothing were replayed: then only one in which nothing is left from
   * before says what a first one says.
   */
  get isTight(): boolean {
    return this._isSpent || this._isCrowded || this._ofStatements + this._statement > this._limit;
  }

  private readonly _limit: number;
  private _total = 0;
  private _compared = 0;
  private _statement = 0;
  /** Steps of all statements before the present one, those of replayed runs included. */
  private _ofStatements = 0;
  private _isSpent = false;
  /** Whether there were more comparisons than may be made. */
  private _isCrowded = false;
}
