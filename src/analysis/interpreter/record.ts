/**
 * What a run leaves behind: the annotated program that facts and rules read.
 *
 * An activation is one abstract run of a function's body for one combination of arguments; activations are
 * immutable, memoised, and shared by all calls that have the same arguments and read the same state.
 */
import type { Call, Expression, Location, Statement, TopStatement } from '../syntax/tree';
import type { FunctionCode, FunctionValue, HeapObject, Value } from '../values/value';
import type { Contents } from './contents';

/** How control came from the site to the callee. */
export type CallRoute =
  /** A call as written. */
  | 'call'
  /** A library function was handed the callee and calls it (`Dataset.map`, `functools.reduce`, `tf.cond`). */
  | 'callback'
  /** The Keras protocol: `model(x)` reaches `call` and `build`; `fit` reaches `train_step`. */
  | 'keras'
  /** A dunder method, a property, a context manager, an iterator. */
  | 'implicit'
  /** A decorator is applied to the function it decorates. */
  | 'decorator';

/** A call that one activation makes. */
export type CallEdge = {
  readonly route: CallRoute;
  /** The call's location (for an implicit call, of the expression that causes it). */
  readonly site: Location;
  /** The node that is called; `null` where there is none (property, operator). */
  readonly node: Call | null;
  /** The activation of the callee, where it is code of the program. */
  readonly callee: Activation | null;
  /** The public dotted name where it is a library function; for a callback the function that calls back. */
  readonly api: string | null;
  /** True where nothing is known of the callee: not code of the program and not a known library name. */
  readonly isUnknown: boolean;
  /** Names of the parameters that the call passes explicitly; `null` where nothing is known of what it passes. */
  readonly supplied: ReadonlySet<string> | null;
  /** Names of the parameters that a `*args` or `**kwargs` of the call may pass; none where absent. */
  readonly hidden?: ReadonlySet<string>;
  /** The argument expressions by parameter name, where they can be told. */
  readonly argumentNodes: ReadonlyMap<string, Expression>;
  /** Whether the callee is called as a graph function (`tf.function` object), directly here. */
  readonly asGraph: boolean;
  /** Whether the published tool follows such a call (specification 0.3): callbacks it does not follow are false. */
  readonly followedByPublished: boolean;
  /** How often one run of the caller's body makes the call, where the loops say; `null` unknown. */
  readonly count: number | null;
  /** The code that is called, also where a recursion was cut and `callee` is `null`. */
  readonly code: FunctionCode | null;
  /** Whether it stands on a path that the known values exclude (`if False:`); `published` counts it all the same. */
  readonly onImpossiblePath: boolean;
};

export type EffectKind =
  /** A store to an attribute, a subscript, a global or nonlocal name, `del` of one. */
  | 'write'
  /** A method that changes its receiver or an argument (`append`, `update`, `shuffle`). */
  | 'mutation'
  | 'print'
  | 'log'
  | 'plot'
  | 'progress'
  /** A file is opened, written or removed. */
  | 'file'
  /** What a file or a variable of the environment holds is read. */
  | 'reading'
  | 'network'
  | 'input'
  /** Python or NumPy randomness (drawn once when traced). */
  | 'random'
  | 'time'
  | 'environment'
  /** A Python iterator is advanced. */
  | 'iterator'
  /** Process-wide or library state is changed. */
  | 'global-state'
  /** A `tf.Variable`, layer, optimizer or metric is created. */
  | 'variable-creation'
  /** A layer computes a loss of its outputs and keeps it (`activity_regularizer`). */
  | 'loss'
  /** A layer or a loss reads the mask that a tensor brings along. */
  | 'mask'
  /** Something that nothing is known of was called. */
  | 'unknown-call';

/** Something that a body does besides computing its result. */
export type Effect = {
  /** What it is, to what, and where: a run and all that inherit the effect from it know it by this. */
  readonly key: string;
  readonly kind: EffectKind;
  /** Where it happens. */
  readonly cause: Location;
  /** The call sites from the activation that holds this effect down to the cause, outermost first; empty where it is its own. */
  readonly chain: readonly Location[];
  /** The object that is written, if it is one. */
  readonly object: HeapObject | null;
  /** The attribute, name or `[*]` that is written. */
  readonly field: string | null;
  /** What is written. */
  readonly value: Value | null;
  /** The public dotted name of the API that does it (`builtins.print`, `builtins.list.append`). */
  readonly api: string | null;
  /** The construct, as specification 4.2 counts: only these count in `published`. */
  readonly construct:
    | 'attribute'
    | 'subscript'
    | 'global'
    | 'nonlocal'
    | 'delete'
    | 'augmented'
    | 'append'
    | 'print'
    | 'call'
    | 'iteration';
  /** Whether it surely happens in every run of the body (no branch, no loop that may be empty). */
  readonly isCertain: boolean;
  /** The code whose body holds the cause; `null` at cell level. */
  readonly inFunction: FunctionCode | null;
  /** Whether it stands on a path that the known values exclude. */
  readonly onImpossiblePath: boolean;
};

/** A library operation that a body performs itself. */
export type Operation = {
  /** Public dotted name; for a Python operator on tensors `operator.add` and its like. */
  readonly api: string;
  readonly site: Location;
  readonly node: Expression | Statement;
  readonly arguments: readonly Value[];
  readonly keywords: ReadonlyMap<string, Value>;
  /** The receiver of a method. */
  readonly receiver: Value | null;
  readonly result: Value;
  /** How often one run of the body performs it, where the loops say; `null` unknown. */
  readonly count: number | null;
  readonly onImpossiblePath: boolean;
};

/** Something taken for granted in a run. */
export type Doubt = {
  /** What it is and where, as for an effect. */
  readonly key: string;
  readonly kind:
    | 'unknown-callee'
    | 'unknown-decorator'
    | 'unknown-base'
    | 'unknown-attribute'
    | 'unknown-module'
    | 'unreadable'
    | 'budget';
  readonly at: Location;
  readonly chain: readonly Location[];
  /** The name as written or its dotted name. */
  readonly name: string;
};

/** One abstract run of a body. */
export type Activation = {
  /** `null` for a top-level statement. */
  readonly code: FunctionCode | null;
  /** The top-level statement that is run, or that holds the code. */
  readonly top: TopStatement;
  /** Argument values at entry by parameter name; `*args` a tuple, `**kwargs` a dict. */
  readonly arguments: ReadonlyMap<string, Value>;
  /** What the containers and instances among the arguments hold at entry (the receiver's own not included). */
  readonly contents: Contents;
  readonly result: Value;
  /** What the lists, sets and dictionaries in the result hold, as `return` statements give them back. */
  readonly returned: Contents;
  /** What each expression of the body evaluated to, joined over its evaluations in this run; nested functions not included. */
  readonly values: ReadonlyMap<Expression, Value>;
  readonly calls: readonly CallEdge[];
  /** Those of the calls that reach code of the program. */
  readonly callsIntoProgram: readonly CallEdge[];
  /** Own effects and those of callees, but for effects on objects that were made during this run. */
  readonly effects: readonly Effect[];
  /** Own effects on objects that were made during this run (harmless to callers). */
  readonly localEffects: readonly Effect[];
  readonly operations: readonly Operation[];
  readonly doubts: readonly Doubt[];
  /** Names of other scopes that the body reads (closure and global), with what they held. */
  readonly outerReads: ReadonlyMap<string, Value>;
  /** Whether the run was cut (recursion or budget), so that `result` may be too narrow. */
  readonly isPartial: boolean;
  /** Whether it recurs: the same code was entered again below it. */
  readonly isRecursive: boolean;
  /** Objects made during the run that outlive it. */
  readonly allocations: ReadonlySet<HeapObject>;
  /** Functions that the run's own body makes graph functions of. */
  readonly wrappings: readonly Wrapping[];
  /** The `def`s and `lambda`s that the run's own body evaluates. */
  readonly definitions: readonly FunctionValue[];
};

/** A function object becomes a graph function. */
export type Wrapping = {
  readonly code: FunctionCode;
  readonly api: string;
  readonly form: 'decorator' | 'call' | 'partial';
  readonly at: Location;
  readonly call: Call | null;
};

/** An activation seen from one caller. */
export type Arrival = {
  readonly activation: Activation;
  readonly edge: CallEdge;
  /** The activation that makes the call. */
  readonly caller: Activation;
};

/** All that is known of one function of the program. */
export type FunctionRecord = {
  readonly code: FunctionCode;
  /** Every call that reaches it from the program's own top level. */
  readonly arrivals: readonly Arrival[];
  /** The distinct activations of `arrivals`. */
  readonly activations: readonly Activation[];
  /** Calls that reach it only from runs with assumed arguments (of functions that no call reaches). */
  readonly assumedArrivals: readonly Arrival[];
  /**
   * The run with assumed arguments (hints, defaults, context) that is made where no call reaches it;
   * `null` otherwise.
   */
  readonly assumed: Activation | null;
  /** Runs as it is traced, for calls whose tensors have known elements: a graph knows none of them. */
  readonly traced: readonly Activation[];
  /** Every wrapping of the function object as a graph function, decorators and calls (`fast = tf.function(step)`). */
  readonly wrappings: readonly GraphWrapping[];
  /** Values that the decorators evaluated to, in source order. */
  readonly decorators: readonly Value[];
  /** What each decorator calls (`f` of `@f(…)`), by its position in the source; absent where it was not evaluated. */
  readonly decoratorCallees: ReadonlyMap<number, Value>;
};

/** One place where a function becomes a graph function. */
export type GraphWrapping = {
  /** Public dotted name of the API. */
  readonly api: string;
  readonly form: 'decorator' | 'call' | 'partial';
  readonly at: Location;
  readonly call: Call | null;
  /** The activation that does it: in a loop or in a function it happens anew each time. */
  readonly by: Activation;
};

/** The annotated program. */
export type ProgramRecord = {
  /** One entry per `def` of the project, in source order, document by document. */
  readonly functions: readonly FunctionRecord[];
  /** The runs of top-level statements, by document, in execution order. */
  readonly statements: ReadonlyMap<string, readonly Activation[]>;
  /** All runs below the statements, and below the tests that a test runner calls. */
  readonly reached: ReadonlySet<Activation>;
  /** Whether it came to the bounds of a whole analysis, or might have as a first one. */
  readonly isTight: boolean;
};
