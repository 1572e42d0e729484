/**
 * Functions of the program: their values, and running them.
 *
 * A run is kept with what it read from outside; the same function with the same arguments in the same state
 * is not run again but replayed.
 */
import { isLongBody } from '../syntax/bodyLength';
import type { FunctionDef, Lambda, Location, Parameters } from '../syntax/tree';
import { join, joinAll, widen } from '../values/join';
import { visitObjects } from '../values/mentions';
import type { FunctionCode, FunctionValue, HeapObject, Value } from '../values/value';
import { bindingsOf } from './bindings';
import { CALL_DEPTH, COUNTED_RECURSION_DEPTH, RECURSION_DEPTH } from './budget';
import type { Contents } from './contents';
import { contentsOf, joinContents } from './contents';
import { evaluate } from './expressions';
import type { Heap } from './heap';
import type { ActiveCall, Environment, Frame, Machine, MemoEntry } from './machine';
import { ActivationBuilder, extendContext, noteDoubt, placeOf } from './machine';
import type { Place, Reads, Writes } from './places';
import type { Activation, Effect } from './record';
import { goesDown, settledArguments } from './recursiveArguments';
import { executeBlock } from './statements';

/** Sites of the call string of ordinary functions, and of forward methods of models. */
const CONTEXT_DEPTH = 2;
const MODEL_CONTEXT_DEPTH = 3;
/** Finished runs of one function with the same arguments that are kept. */
const ENTRIES_KEPT = 64;
/** Rounds of a recursion before its result is widened. */
const RECURSION_ROUNDS = 3;

/** The value of a `def` or `lambda`: its defaults are evaluated now. */
export function createFunction(frame: Frame, node: FunctionDef | Lambda): FunctionValue {
  const { machine } = frame;
  const defaults = new Map<string, Value>();
  for (const parameter of node.parameters) {
    if (parameter.default !== null) {
      defaults.set(parameter.name, evaluate(frame, parameter.default));
    }
  }
  const environment = enclosingEnvironment(frame.environment);
  const value = machine.values.function(
    machine.values.code(frame.top, node),
    environment.object,
    defaults,
    frame.environment.kind === 'class' ? frame.environment.object : frame.definingClass
  );
  machine.environments.set(environment.object, environment);
  frame.builder.definitions.add(value);
  return value;
}

/** Functions do not see the names of the class body around them. */
function enclosingEnvironment(environment: Environment): Environment {
  return environment.kind === 'class' && environment.parent !== null
    ? enclosingEnvironment(environment.parent)
    : environment;
}

/** A run of a function, seen from the call. */
export type FunctionRun = {
  readonly activation: Activation | null;
  readonly result: Value;
};

/**
 * Runs a function with arguments bound to its parameters, or replays a run that was made in the same state.
 * `activation` is `null` where a recursion or the depth of calls was cut.
 */
export function runFunction(
  frame: Frame,
  fn: FunctionValue,
  given: ReadonlyMap<string, Value>,
  site: Location
): FunctionRun {
  const { machine } = frame;
  const { code } = fn;
  const active = machine.callStack.filter(call => call.code === code);
  if (frame.impossible > 0 && active.length > 0) {
    // What a path that is never taken would give does not matter; that it recurs does.
    markRecursive(machine, code);
    return { activation: null, result: machine.values.never };
  }
  if (
    machine.callStack.some(call => call.wasCut) &&
    [...given.values()].some(value => value.kind === 'never')
  ) {
    // What a recursive call gives is not known yet: what is called with it waits for the next round.
    return { activation: null, result: machine.values.never };
  }
  const last = active.at(-1);
  const bound =
    last !== undefined &&
    active.length === recursionLimit(machine, last, given) - 1 &&
    !machine.registry.joinsDecidedArms
      ? settledArguments(machine, last.arguments, given)
      : given;
  const keyOf = (values: ReadonlyMap<string, Value>): string =>
    `${fn.id}|${[...values.values()].map(value => value.id).join(',')}`;
  const isActive = (ofCall: string): boolean => active.some(call => call.key === ofCall);
  const ownKey = keyOf(bound);
  // A call that is cut uses none of the function's contexts: a replayed run does not tell of it.
  if (active.length >= recursionLimit(machine, last, bound) || isActive(ownKey)) {
    return cutRecursion(frame, code, active);
  }
  const isAdmitted = machine.ledger.admits(code, bound);
  if (!isAdmitted) {
    markLimited(machine);
  }
  const args = isAdmitted ? bound : machine.ledger.joined(code, bound);
  const key = isAdmitted ? ownKey : keyOf(args);
  if (!isAdmitted && isActive(key)) {
    return cutRecursion(frame, code, active);
  }
  if (machine.callStack.length >= CALL_DEPTH || machine.budget.isRunningOut) {
    noteDoubt(frame, { start: site.start, end: site.end }, 'budget', code.name);
    frame.builder.isPartial = true;
    if (machine.budget.isRunningOut) {
      markLimited(machine);
    }
    markCutByDepth(machine);
    return { activation: null, result: machine.values.unknown('budget', code.name) };
  }
  if (active.length > 0) {
    markRecursive(machine, code);
  }
  const isForward =
    fn.definingClass !== null && (code.name.endsWith('.call') || code.name.endsWith('.__call__'));
  const context = extendContext(
    machine,
    frame.context,
    site,
    isForward ? MODEL_CONTEXT_DEPTH : CONTEXT_DEPTH
  );
  if (isAdmitted) {
    machine.ledger.count(code, args);
  }
  const replayed = replay(machine, key, context);
  if (replayed !== null) {
    return { activation: replayed, result: replayed.result };
  }
  const stepsBefore = machine.ledger.open();
  let entry = runOnce(machine, fn, args, { key, context, isAdmitted });
  const givenUp: Activation[] = [];
  // Of the functions that call each other in a circle only those that are taken for granted are run again for themselves.
  for (let round = 0; entry.wasAssumed && active.length === 0; round++) {
    const assumed = machine.assumptions.get(code) ?? machine.values.never;
    const next =
      round < RECURSION_ROUNDS
        ? join(machine.values, assumed, entry.memo.activation.result)
        : widen(machine.values, assumed, entry.memo.activation.result);
    if (next === assumed || round > 2 * RECURSION_ROUNDS) {
      break;
    }
    machine.assumptions.set(code, next);
    givenUp.push(entry.memo.activation);
    entry = runOnce(machine, fn, args, { key, context, isAdmitted });
  }
  if (!entry.wasCut || !machine.callStack.some(call => call.wasCut)) {
    const { statement } = machine.ledger;
    const entries = (machine.memo.calls.get(key) ?? []).filter(
      known => known.onlyIn === null || known.onlyIn === statement
    );
    entries.push(entry.memo);
    machine.memo.calls.set(key, entries.slice(-ENTRIES_KEPT));
  }
  if (active.length === 0) {
    machine.assumptions.delete(code);
  }
  raise(machine, entry.memo.height);
  machine.heap.apply(entry.memo.writes);
  const { activation } = entry.memo;
  machine.ledger.close(activation, stepsBefore, givenUp);
  const isCut = entry.wasCut && active.length === 0 && activation.result.kind === 'never';
  return {
    activation,
    result: isCut ? machine.values.unknown('budget', code.name) : activation.result
  };
}

/** A recursion over known numbers or into containers ends by itself where tests are decided, and is followed further. */
function recursionLimit(
  machine: Machine,
  above: ActiveCall | undefined,
  bound: ReadonlyMap<string, Value>
): number {
  const ends =
    !machine.registry.joinsDecidedArms &&
    ([...bound.values()].some(
      value => value.kind === 'constant' && value.type === 'int' && value.value !== undefined
    ) ||
      (above !== undefined && goesDown(machine, above.arguments, bound)));
  return ends ? COUNTED_RECURSION_DEPTH : RECURSION_DEPTH;
}

function cutRecursion(
  frame: Frame,
  code: FunctionCode,
  active: readonly ActiveCall[]
): FunctionRun {
  const { machine } = frame;
  markRecursive(machine, code);
  active.forEach(call => {
    call.wasCut = true;
  });
  active[0].wasAssumed = true;
  const outermost = machine.callStack.indexOf(active[0]);
  machine.callStack.slice(outermost).forEach(call => {
    call.wasCut = true;
  });
  return { activation: null, result: machine.assumptions.get(code) ?? machine.values.never };
}

function markRecursive(machine: Machine, code: FunctionCode): void {
  const first = machine.callStack.findIndex(call => call.code === code);
  machine.callStack.slice(first).forEach(call => {
    call.builder.isRecursive = call.builder.isRecursive || call.code === code;
  });
}

/** The functions that a run and all runs below it ran. */
const _codesBelow = new WeakMap<Activation, ReadonlySet<FunctionCode>>();

function codesBelow(run: Activation): ReadonlySet<FunctionCode> {
  let codes = _codesBelow.get(run);
  if (codes === undefined) {
    const found = new Set<FunctionCode>();
    if (run.code !== null) {
      found.add(run.code);
    }
    for (const edge of run.callsIntoProgram) {
      if (edge.callee !== null) {
        codesBelow(edge.callee).forEach(code => found.add(code));
      }
    }
    codes = found;
    _codesBelow.set(run, codes);
  }
  return codes;
}

/** A replayed run recurs into the calls in progress just as it would if it were made now. */
function markRecursionsInto(machine: Machine, run: Activation): void {
  if (machine.callStack.length > 0) {
    const codes = codesBelow(run);
    for (const { code, builder } of machine.callStack) {
      builder.isRecursive = builder.isRecursive || codes.has(code);
    }
  }
}

/** A bound shapes the calls in progress: their runs hold for the present statement only. */
function markLimited(machine: Machine): void {
  machine.ledger.noteLimited();
  machine.callStack.forEach(call => {
    call.wasLimited = true;
  });
}

/** The bound on nested calls shapes the calls in progress. */
function markCutByDepth(machine: Machine): void {
  machine.callStack.forEach(call => {
    call.wasCutByDepth = true;
  });
}

/** The call in progress has called what has so many levels of calls below it. */
function raise(machine: Machine, height: number): void {
  const caller = machine.callStack.at(-1);
  if (caller !== undefined) {
    caller.height = Math.max(caller.height, height + 1);
  }
}

/** Whether the bounds on nested calls would let the run be made here as it was made. */
function isWithinDepth(machine: Machine, { height, cutAt }: MemoEntry): boolean {
  const { length } = machine.callStack;
  return cutAt === null ? length + height < CALL_DEPTH : length === cutAt;
}

/** Whether the run would recur into the calls in progress, where a run made now would be cut. */
function recurs(machine: Machine, run: Activation): boolean {
  if (machine.callStack.length === 0) {
    return false;
  }
  const codes = codesBelow(run);
  return machine.callStack.some(({ code }) => codes.has(code));
}

function replay(machine: Machine, key: string, context: string): Activation | null {
  const { statement } = machine.ledger;
  for (const entry of machine.memo.calls.get(key) ?? []) {
    if (
      (entry.context === null || entry.context === context) &&
      (entry.onlyIn === null || entry.onlyIn === statement) &&
      isWithinDepth(machine, entry) &&
      (machine.ledger.hasCounted(entry.activation) || !recurs(machine, entry.activation)) &&
      machine.budget.mayCompare(entry.reads.places.length) &&
      machine.heap.holds(entry.reads) &&
      machine.ledger.replays(entry.activation)
    ) {
      if (entry.onlyIn !== null) {
        markLimited(machine);
      }
      if (entry.cutAt !== null) {
        markCutByDepth(machine);
      }
      raise(machine, entry.height);
      markRecursionsInto(machine, entry.activation);
      machine.heap.apply(entry.writes);
      return entry.activation;
    }
  }
  return null;
}

function runOnce(
  machine: Machine,
  fn: FunctionValue,
  args: ReadonlyMap<string, Value>,
  {
    key,
    context,
    isAdmitted
  }: { readonly key: string; readonly context: string; readonly isAdmitted: boolean }
): { readonly memo: MemoEntry; readonly wasCut: boolean; readonly wasAssumed: boolean } {
  machine.budget.beginRun();
  const { code } = fn;
  const { node } = code;
  const outer = machine.environments.get(fn.environment);
  const object = machine.values.heapObject(
    'environment',
    null,
    { top: code.top, start: node.start, end: node.end },
    '',
    `${fn.id}@${context}`
  );
  const builder = new ActivationBuilder(machine.values);
  const environment: Environment = {
    kind: 'function',
    object,
    bindings: bindingsOf(code.top, node),
    parent: outer ?? null,
    module: outer?.module ?? missingModule(code)
  };
  const baseDepth = machine.heap.depth;
  machine.heap.openActivation();
  builder.allocations.add(object);
  for (const parameter of node.parameters) {
    // The dict of `**kwargs` is made anew for each call (language reference 8.7).
    const keywords = parameter.kind === 'var-keyword' ? args.get(parameter.name) : undefined;
    if (keywords?.kind === 'object') {
      builder.allocations.add(keywords.object);
    }
  }
  const frame: Frame = {
    machine,
    environment,
    builder,
    code,
    top: code.top,
    definingClass: fn.definingClass,
    receiver: firstArgument(node.parameters, args),
    context,
    baseDepth,
    returns: [],
    loop: null,
    repeated: new Map(),
    counters: new Map(),
    count: 1,
    uncertain: 0,
    impossible: 0
  };
  const call: ActiveCall = {
    code,
    key,
    arguments: args,
    builder,
    wasCut: false,
    wasAssumed: false,
    wasLimited: !isAdmitted,
    height: 0,
    wasCutByDepth: false
  };
  const depth = machine.callStack.length;
  machine.callStack.push(call);
  let isClosed = false;
  try {
    args.forEach((value, name) => machine.heap.write(object, name, value));
    const contents = contentsOf(machine.heap, describedArguments(node, args));
    let result: Value;
    const paths: Writes[] = [];
    if (node.kind === 'Lambda') {
      result = evaluate(frame, node.body);
      paths.push(machine.heap.writesSince(baseDepth));
    } else {
      if (isLongBody(node.body)) {
        noteDoubt(frame, node, 'budget', code.name);
        builder.isPartial = true;
      }
      const completes = executeBlock(frame, node.body);
      if (completes) {
        paths.push(machine.heap.writesSince(baseDepth));
      }
      paths.push(...frame.returns.map(entry => entry.writes));
      result = joinAll(machine.values, [
        ...frame.returns.map(entry => entry.value),
        ...(completes ? [machine.values.none] : [])
      ]);
      if (paths.length === 0) {
        paths.push(machine.heap.writesSince(baseDepth));
      }
      if (node.isGenerator) {
        result = generatorObject(frame, fn, result);
        paths.splice(0, paths.length, machine.heap.writesSince(baseDepth));
      }
    }
    const { reads, writes } = machine.heap.finishActivation(paths);
    isClosed = true;
    return {
      memo: {
        ...finish(frame, { values: args, contents }, result, reads, writes),
        onlyIn: call.wasLimited ? machine.ledger.statement : null,
        height: call.height,
        cutAt: call.wasCutByDepth ? depth : null
      },
      wasCut: call.wasCut,
      wasAssumed: call.wasAssumed
    };
  } finally {
    if (!isClosed) {
      while (machine.heap.depth > baseDepth) {
        machine.heap.close();
      }
    }
    machine.callStack.pop();
  }
}

/** The field of a generator that holds what its body returns, and `yield from` gives. */
export const GENERATOR_RESULT = '#returned';

/** The iterator that a generator function returns: what it yields is what its body yields. */
function generatorObject(frame: Frame, fn: FunctionValue, returned: Value): Value {
  const { values, heap } = frame.machine;
  const object = values.heapObject(
    'iterator',
    values.library('types.GeneratorType'),
    placeOf(frame, fn.code.node),
    'generator',
    frame.context
  );
  heap.noteAllocation(object);
  frame.builder.allocations.add(object);
  heap.add(object, '[*]', frame.builder.yielded ?? values.unknown('external'));
  heap.add(object, GENERATOR_RESULT, returned);
  return values.object(object);
}

/** Makes the record of a finished run, and drops what nobody can see any more. */
export function finish(
  frame: Frame,
  args: { readonly values: ReadonlyMap<string, Value>; readonly contents: Contents },
  result: Value,
  reads: Reads,
  writes: Writes
): MemoEntry {
  const { builder } = frame;
  const made = new Map<number, HeapObject>();
  builder.allocations.forEach(object => made.set(object.id, object));
  const { heap } = frame.machine;
  const escaping = escapingObjects(heap, made, result, writes);
  const effects: Effect[] = [];
  const localEffects: Effect[] = [];
  for (const effect of builder.effects) {
    const isOwn = effect.object !== null && made.has(effect.object.id);
    (isOwn ? localEffects : effects).push(effect);
  }
  const activation: Activation = {
    code: frame.code,
    top: frame.top,
    arguments: args.values,
    contents: args.contents,
    result,
    returned: joinContents(frame.returns.map(entry => entry.contents)),
    values: builder.values,
    calls: builder.calls,
    callsIntoProgram: builder.calls.filter(({ code }) => code !== null),
    effects,
    localEffects,
    operations: builder.operations,
    doubts: builder.doubts,
    outerReads: builder.outerReads,
    isPartial: builder.isPartial,
    isRecursive: builder.isRecursive,
    allocations: escaping,
    wrappings: builder.wrappings,
    definitions: [...builder.definitions]
  };
  return {
    activation,
    reads,
    writes: made.size === 0 ? writes : writesSeen(heap, writes, made, escaping),
    context: escaping.size === 0 ? null : frame.context,
    onlyIn: null,
    height: 0,
    cutAt: null
  };
}

/** What a run writes to objects that outlive it. */
function writesSeen(
  heap: Heap,
  writes: Writes,
  made: ReadonlyMap<number, HeapObject>,
  escaping: ReadonlySet<HeapObject>
): Writes {
  const seen = new Map<Place, Value>();
  writes.forEach((value, place) => {
    const object = made.get(heap.ownerOf(place));
    if (object === undefined || escaping.has(object)) {
      seen.set(place, value);
    }
  });
  return seen;
}

/** Of a run that makes nothing. */
const NO_OBJECTS: ReadonlySet<HeapObject> = new Set();

/** The objects made during a run that its result or its writes to older objects lead to. */
function escapingObjects(
  heap: Heap,
  made: ReadonlyMap<number, HeapObject>,
  result: Value,
  writes: Writes
): ReadonlySet<HeapObject> {
  if (made.size === 0) {
    return NO_OBJECTS;
  }
  const held = new Map<HeapObject, Value[]>();
  const escaping = new Set<HeapObject>();
  const pending: HeapObject[] = [];
  const visit = (object: HeapObject): void => {
    if (made.has(object.id) && !escaping.has(object)) {
      escaping.add(object);
      pending.push(object);
    }
  };
  writes.forEach((value, place) => {
    const owner = made.get(heap.ownerOf(place));
    if (owner === undefined) {
      visitObjects(value, visit);
    } else {
      const list = held.get(owner);
      if (list === undefined) {
        held.set(owner, [value]);
      } else {
        list.push(value);
      }
    }
  });
  visitObjects(result, visit);
  for (let object = pending.pop(); object !== undefined; object = pending.pop()) {
    held.get(object)?.forEach(value => visitObjects(value, visit));
    if (object.cls !== null) {
      visitObjects(object.cls, visit);
    }
  }
  return escaping;
}

/** The arguments but for the receiver. */
function describedArguments(
  node: FunctionCode['node'],
  args: ReadonlyMap<string, Value>
): readonly Value[] {
  const isMethod = node.parameters[0]?.name === 'self';
  const described: Value[] = [];
  args.forEach((value, name) => {
    if (!isMethod || name !== 'self') {
      described.push(value);
    }
  });
  return described;
}

function firstArgument(parameters: Parameters, args: ReadonlyMap<string, Value>): Value | null {
  const first = parameters.find(
    parameter => parameter.kind === 'positional-only' || parameter.kind === 'positional'
  );
  return first === undefined ? null : (args.get(first.name) ?? null);
}

function missingModule(code: FunctionCode): never {
  throw new Error(`the function ${code.name} has no environment`);
}
