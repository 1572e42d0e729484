/**
 * What the interpreter's functions share: the machine (one per analysis), frames (one per activation) and
 * the activation under construction.
 */
import type {
  Call,
  ClassDef,
  Expression,
  Location,
  Span,
  Statement,
  TopStatement
} from '../syntax/tree';
import type { IModelRegistry } from '../libraries/model';
import { join } from '../values/join';
import type { ValueTable } from '../values/table';
import type { ClassValue, FunctionCode, FunctionValue, HeapObject, Value } from '../values/value';
import type { IBindings } from './bindings';
import type { Budget } from './budget';
import type { Contents } from './contents';
import type { Counter } from './counters';
import type { Heap } from './heap';
import type { Ledger } from './ledger';
import type { Reads, Writes } from './places';
import type { Activation, CallEdge, Doubt, Effect, Operation, Wrapping } from './record';

/** Where names live: a module, a class body, a function's activation or a comprehension. */
export type Environment = {
  readonly kind: 'module' | 'class' | 'function' | 'comprehension';
  readonly object: HeapObject;
  readonly bindings: IBindings;
  readonly parent: Environment | null;
  readonly module: ModulePlace;
};

/** A module of the project while it is run. */
export type ModulePlace = {
  readonly document: string;
  /** `__main__` for a notebook or the name under which it is imported. */
  readonly name: string;
  readonly isPackage: boolean;
  readonly object: HeapObject;
};

/** A finished run that may be replayed. */
export type MemoEntry = {
  readonly activation: Activation;
  readonly reads: Reads;
  readonly writes: Writes;
  /** The context in which its objects were made; `null` where no object outlives it, so that any context may share it. */
  readonly context: string | null;
  /** The statement run outside of which the entry is not to be replayed, since a bound shaped it; `null` for most. */
  readonly onlyIn: number | null;
  /** Levels of calls below it. */
  readonly height: number;
  /** How many calls were in progress when it was made, where the bound on their number shaped it; `null` for most. */
  readonly cutAt: number | null;
};

/** A call in progress. */
export type ActiveCall = {
  readonly code: FunctionCode;
  readonly key: string;
  readonly arguments: ReadonlyMap<string, Value>;
  readonly builder: ActivationBuilder;
  /** Set when a call below was cut because it recursed into this one, or into one around it. */
  wasCut: boolean;
  /** Set when a call that was cut was given what this one is taken to return. */
  wasAssumed: boolean;
  /** Set when a bound on the contexts of a function shaped what happened below. */
  wasLimited: boolean;
  /** Levels of calls below, so far. */
  height: number;
  /** Set when the bound on nested calls shaped what happened below. */
  wasCutByDepth: boolean;
};

/** Everything that one analysis owns. */
export type Machine = {
  readonly values: ValueTable;
  readonly heap: Heap;
  readonly registry: IModelRegistry;
  readonly budget: Budget;
  /** The object whose fields are the project's modules, by the dotted names under which they can be imported. */
  readonly moduleTable: HeapObject;
  readonly memo: Memo;
  /** Whether runs of statements are replayed after edits: what they read is noted for that alone. */
  readonly isForEdits: boolean;
  readonly callStack: ActiveCall[];
  /** Environments of the functions that closures may see, by their object. */
  readonly environments: Map<HeapObject, Environment>;
  /** What a recursive call is assumed to give, by code. */
  readonly assumptions: Map<FunctionCode, Value>;
  /** What the present top-level statement has used of its bounds. */
  readonly ledger: Ledger;
  /** Instances that the program makes, by class: known once all statements have been run. */
  readonly instances: Map<ClassValue, Set<Value>>;
  /** Method resolution orders, by class. */
  readonly resolutionOrders: Map<ClassValue, readonly Value[]>;
};

/** Finished runs by what they ran; survives edits. */
export type Memo = {
  readonly calls: Map<string, MemoEntry[]>;
  readonly statements: WeakMap<TopStatement, MemoEntry[]>;
};

/** The innermost loop that a `break` or `continue` leaves. */
export type LoopExit = {
  readonly depth: number;
  readonly breaks: Writes[];
  readonly continues: Writes[];
};

/** What one statement read from outside and wrote, when control went on after it. */
export type StatementRun = {
  readonly reads: Reads;
  readonly writes: Writes;
  /** On what kind of path that was. */
  readonly uncertain: number;
  readonly impossible: number;
};

/** One activation in progress. */
export type Frame = {
  readonly machine: Machine;
  readonly environment: Environment;
  readonly builder: ActivationBuilder;
  readonly code: FunctionCode | null;
  readonly top: TopStatement;
  /** The class in whose body the function stands, for `super()`. */
  readonly definingClass: HeapObject | null;
  /** The first argument, for `super()`. */
  readonly receiver: Value | null;
  /** The call string: the sites that led here, innermost first. */
  readonly context: string;
  /** Depth of the state before the activation began. */
  readonly baseDepth: number;
  readonly returns: {
    readonly value: Value;
    readonly contents: Contents;
    readonly writes: Writes;
  }[];
  loop: LoopExit | null;
  /** What the statements of the bodies of its loops did the last time. */
  readonly repeated: Map<Statement, StatementRun>;
  /** The names that count known ranges at the present place. */
  readonly counters: Map<string, Counter>;
  /** How often the present place is run per activation; `null` unknown. */
  count: number | null;
  /** Greater than 0 on a path that may not be taken. */
  uncertain: number;
  /** Greater than 0 on a path that the known values exclude. */
  impossible: number;
};

/** Places at which the analysis gave up that one run names: any of them says that nobody can tell. */
const CUTS_KEPT = 4;
/** Other things of one kind that a run takes for granted. */
const DOUBTS_KEPT = 200;

/** Call chains longer than this are cut at the cause's end. */
const CHAIN_LIMIT = 12;

/** The path on which a call stands. */
type PathOfCall = {
  /** Whether each run of the body makes the call. */
  readonly isCertain: boolean;
  readonly onImpossiblePath: boolean;
};

/** Collects what an activation leaves behind. */
export class ActivationBuilder {
  constructor(private readonly _values: ValueTable) {}

  /** Notes what an expression evaluated to. */
  noteValue(node: Expression, value: Value): void {
    const before = this.values.get(node);
    if (before !== value) {
      this.values.set(node, before === undefined ? value : join(this._values, before, value));
    }
  }

  noteCall(edge: CallEdge): void {
    const at = listAt(
      (this._callsAt ??= new Map<Call | number, number[]>()),
      edge.node ?? edge.site.start
    );
    const known = at.find(other => isSameCall(this._calls[other], edge));
    if (known === undefined) {
      at.push(this._calls.length);
      this._calls.push(edge);
    } else if (this._calls[known].onImpossiblePath && !edge.onImpossiblePath) {
      this._calls[known] = edge;
    }
  }

  /** What an effect is known by. */
  keyOfEffect({
    kind,
    cause,
    object,
    field
  }: Pick<Effect, 'kind' | 'cause' | 'object' | 'field'>): string {
    return `${kind}|${this._values.identityOf(cause.top)}:${cause.start}|${object?.id ?? ''}|${field ?? ''}`;
  }

  /** Notes an effect of the run itself. */
  noteEffect(effect: Effect): void {
    const effects = (this._effects ??= new Map<string, Effect>());
    const known = effects.get(effect.key);
    if (known === undefined || (known.onImpossiblePath && !effect.onImpossiblePath)) {
      effects.set(effect.key, effect);
    }
  }

  /** Notes an effect of a callee; whether it is certain and possible depends on the call too. */
  inheritEffect(effect: Effect, at: Location, call: PathOfCall): void {
    const onImpossiblePath = effect.onImpossiblePath || call.onImpossiblePath;
    const effects = (this._effects ??= new Map<string, Effect>());
    const known = effects.get(effect.key);
    if (known === undefined || (known.onImpossiblePath && !onImpossiblePath)) {
      effects.set(effect.key, {
        key: effect.key,
        kind: effect.kind,
        cause: effect.cause,
        chain: [at, ...effect.chain.slice(0, CHAIN_LIMIT - 1)],
        object: effect.object,
        field: effect.field,
        value: effect.value,
        api: effect.api,
        construct: effect.construct,
        isCertain: effect.isCertain && call.isCertain,
        inFunction: effect.inFunction,
        onImpossiblePath
      });
    }
  }

  noteOperation(operation: Operation): void {
    const at = listAt(
      (this._operationsAt ??= new Map<Operation['node'], Operation[]>()),
      operation.node
    );
    if (!at.some(other => isSameOperation(other, operation))) {
      at.push(operation);
      this._operations.push(operation);
    }
  }

  /** Notes what the run itself takes for granted. */
  noteDoubt(doubt: Omit<Doubt, 'key'>): void {
    const key = `${doubt.kind}|${doubt.name}|${this._values.identityOf(doubt.at.top)}:${doubt.at.start}`;
    if (this._mayDoubt(doubt.kind, key)) {
      const { kind, at, chain, name } = doubt;
      (this._doubts ??= new Map<string, Doubt>()).set(key, { key, kind, at, chain, name });
    }
  }

  /** Notes what a callee takes for granted. */
  inheritDoubt(doubt: Doubt, at: Location): void {
    if (this._mayDoubt(doubt.kind, doubt.key)) {
      const { key, kind, name } = doubt;
      const chain = [at, ...doubt.chain.slice(0, CHAIN_LIMIT - 1)];
      (this._doubts ??= new Map<string, Doubt>()).set(key, {
        key,
        kind,
        at: doubt.at,
        chain,
        name
      });
    }
  }

  /** Whether a further doubt is kept; it counts from now on. */
  private _mayDoubt(kind: Doubt['kind'], key: string): boolean {
    const counts = (this._counts ??= new Map<Doubt['kind'], number>());
    const count = counts.get(kind) ?? 0;
    if (count >= (kind === 'budget' ? CUTS_KEPT : DOUBTS_KEPT) || this._doubts?.has(key) === true) {
      return false;
    }
    counts.set(kind, count + 1);
    return true;
  }

  noteWrapping(wrapping: Wrapping): void {
    const key = `${this._values.identityOf(wrapping.code)}|${wrapping.form}|${wrapping.at.start}`;
    (this._wrappings ??= new Map<string, Wrapping>()).set(key, wrapping);
  }

  get calls(): readonly CallEdge[] {
    return this._calls;
  }
  get effects(): Iterable<Effect> {
    return this._effects?.values() ?? NOTHING;
  }
  get operations(): readonly Operation[] {
    return this._operations;
  }
  get doubts(): readonly Doubt[] {
    return this._doubts === null ? NOTHING : [...this._doubts.values()];
  }
  get wrappings(): readonly Wrapping[] {
    return this._wrappings === null ? NOTHING : [...this._wrappings.values()];
  }

  readonly values = new Map<Expression, Value>();
  readonly outerReads = new Map<string, Value>();
  readonly allocations = new Set<HeapObject>();
  readonly definitions = new Set<FunctionValue>();
  /** What `yield` has given, joined; `null` where the body has not yielded. */
  yielded: Value | null = null;
  isPartial = false;
  isRecursive = false;
  private readonly _calls: CallEdge[] = [];
  private readonly _operations: Operation[] = [];
  // Most runs call little and do nothing else: what they need for more is made when they come to it.
  /** Positions in the calls, by the node that makes them or the place of an implicit call. */
  private _callsAt: Map<Call | number, number[]> | null = null;
  private _effects: Map<string, Effect> | null = null;
  private _operationsAt: Map<Operation['node'], Operation[]> | null = null;
  private _counts: Map<Doubt['kind'], number> | null = null;
  private _doubts: Map<string, Doubt> | null = null;
  private _wrappings: Map<string, Wrapping> | null = null;
}

const NOTHING: readonly never[] = [];

function listAt<Key, Item>(lists: Map<Key, Item[]>, at: Key): Item[] {
  let list = lists.get(at);
  if (list === undefined) {
    list = [];
    lists.set(at, list);
  }
  return list;
}

function isSameCall(one: CallEdge, other: CallEdge): boolean {
  return (
    one.callee === other.callee &&
    one.code === other.code &&
    one.api === other.api &&
    one.site.start === other.site.start &&
    one.site.end === other.site.end &&
    one.route === other.route &&
    one.asGraph === other.asGraph
  );
}

function isSameOperation(one: Operation, other: Operation): boolean {
  return (
    one.api === other.api &&
    one.receiver === other.receiver &&
    one.arguments.length === other.arguments.length &&
    one.arguments.every((argument, position) => argument === other.arguments[position])
  );
}

/** The place of a node that the frame is evaluating. */
export function placeOf(frame: Frame, node: Span): Location {
  return { top: frame.top, start: node.start, end: node.end };
}

/** The call string below a site: at most `depth` sites, innermost first. */
export function extendContext(
  machine: Machine,
  context: string,
  site: Location,
  depth: number
): string {
  const own = machine.values.siteOf(site);
  const outer = firstSites(context, depth - 1);
  return outer === '' ? own : `${own}<${outer}`;
}

function firstSites(context: string, count: number): string {
  let end = 0;
  for (let sites = 0; sites < count; sites++) {
    end = context.indexOf('<', end + 1);
    if (end < 0) {
      return context;
    }
  }
  return context.slice(0, end);
}

/** States an effect of the frame's own body. */
export function noteEffect(
  frame: Frame,
  node: Span,
  effect: Pick<Effect, 'kind' | 'construct'> &
    Partial<Pick<Effect, 'object' | 'field' | 'value' | 'api'>>
): void {
  const { builder } = frame;
  const { kind, object = null, field = null } = effect;
  const cause = placeOf(frame, node);
  builder.noteEffect({
    key: builder.keyOfEffect({ kind, cause, object, field }),
    kind,
    cause,
    chain: [],
    object,
    field,
    value: effect.value ?? null,
    api: effect.api ?? null,
    construct: effect.construct,
    isCertain: frame.uncertain === 0,
    inFunction: frame.code,
    onImpossiblePath: frame.impossible > 0
  });
}

/** States something that the frame's run takes for granted. */
export function noteDoubt(frame: Frame, node: Span, kind: Doubt['kind'], name: string): void {
  if (frame.impossible === 0) {
    frame.builder.noteDoubt({ kind, at: placeOf(frame, node), chain: [], name });
  }
}

/** What a call needs to know of the place where it stands. */
export type CallPlace = {
  readonly span: Span;
  readonly node: Call | null;
};

/** A class body or function body, whose statements bind names. */
export type BodyOwner = ClassDef | { readonly body: readonly Statement[] };
