/**
 * Runs a project: each module's statements in order, then the functions that no call reached.
 */
import { firstSettings, ROUTE_DECORATOR } from '../libraries';
import type { IModelRegistry } from '../libraries/model';
import type { ModuleSource } from '../program';
import type { FunctionDef, TopStatement, UnitTree } from '../syntax/tree';
import { walk } from '../syntax/walk';
import type { ValueTable } from '../values/table';
import type { ClassValue, FunctionCode, FunctionValue, HeapObject, Value } from '../values/value';
import { runAssumed } from './assumed';
import { MODULE_BINDINGS, namesBoundBy } from './bindings';
import { Budget, isExhaustion } from './budget';
import { ChangedPlaces, type StatementRun } from './changedPlaces';
import { NO_CONTENTS } from './contents';
import { functionsOf } from './definitions';
import { finish } from './functions';
import { FieldNumbers, Heap } from './heap';
import { MODULE_NAMES } from './imports';
import { createCosts, Ledger, type Costs } from './ledger';
import type { Environment, Frame, Machine, Memo, MemoEntry, ModulePlace } from './machine';
import { ActivationBuilder } from './machine';
import type {
  Activation,
  Arrival,
  CallEdge,
  FunctionRecord,
  GraphWrapping,
  ProgramRecord
} from './record';
import { ImportOrder } from './importOrder';
import { packageMark } from './moduleSearch';
import { namespacesOf, packageFolders, placesByName } from './modulesByName';
import { executeStatement } from './statements';

/** A module and the trees of its units, in order. */
export type ModuleTree = {
  readonly source: ModuleSource;
  readonly units: readonly UnitTree[];
};

/** What outlives one analysis: values, finished runs, and what closures look up. */
export type InterpreterStore = {
  readonly values: ValueTable;
  /** The numbers of field names, by which finished runs know what they read and wrote. */
  readonly fields: FieldNumbers;
  readonly memo: Memo;
  /** Whether the statements are run again after edits. */
  readonly isForEdits: boolean;
  readonly environments: Map<HeapObject, Environment>;
  readonly resolutionOrders: Map<ClassValue, readonly Value[]>;
  readonly costs: Costs;
  readonly places: Map<string, ModulePlace>;
  /** The statements of the module that was run alone the last time. */
  readonly lastRuns: WeakMap<ModulePlace, readonly StatementRun[]>;
};

/** An empty store over a table of values. */
export function createStore(
  values: ValueTable,
  { isForEdits }: Pick<InterpreterStore, 'isForEdits'>
): InterpreterStore {
  return {
    values,
    isForEdits,
    fields: new FieldNumbers(),
    memo: { calls: new Map(), statements: new WeakMap() },
    environments: new Map(),
    resolutionOrders: new Map(),
    costs: createCosts(),
    places: new Map(),
    lastRuns: new WeakMap()
  };
}

/** Finished runs of one statement or call that are kept. */
const ENTRIES_KEPT = 8;

/** Runs all modules, those that others import first. */
export function runProgram(
  store: InterpreterStore,
  registry: IModelRegistry,
  modules: readonly ModuleTree[]
): ProgramRecord {
  const places = new Map<ModuleTree, ModulePlace>();
  for (const module of modules) {
    places.set(module, placeOfModule(store, module.source));
  }
  const byName = placesByName(places);
  const budget = new Budget(
    modules.reduce(
      (sum, module) =>
        sum + module.units.reduce((count, unit) => count + unit.statements.length, 0),
      0
    ),
    modules.length
  );
  const machine: Machine = {
    values: store.values,
    heap: new Heap(store.values, store.fields),
    registry,
    budget,
    ledger: new Ledger(store.values, budget, store.costs),
    moduleTable: store.values.heapObject('module', null, null, '#modules'),
    memo: store.memo,
    isForEdits: store.isForEdits,
    callStack: [],
    environments: store.environments,
    assumptions: new Map(),
    instances: new Map(),
    resolutionOrders: store.resolutionOrders
  };
  const { object, entries } = firstSettings(store.values);
  machine.heap.writeAll(object, entries);
  for (const [name, place] of byName) {
    machine.heap.write(machine.moduleTable, name, store.values.module(place.object, place.name));
  }
  const packages = packageFolders(places.values());
  for (const folder of packages) {
    machine.heap.write(machine.moduleTable, packageMark(folder), store.values.none);
  }
  for (const name of namespacesOf(byName, registry)) {
    const object = store.values.heapObject('module', null, null, `namespace ${name}`);
    machine.heap.write(machine.moduleTable, name, store.values.module(object, name));
  }
  const statements = new Map<string, Activation[]>();
  const roots: Activation[] = [];
  const order = new ImportOrder(places, byName, packages, (module, place, reach) => {
    if (modules.length > 1) {
      // Another module may import all of them.
      machine.heap.write(
        place.object,
        MODULE_NAMES,
        store.values.tuple(
          [...namesOf(module)].map(name => store.values.constant('str', name, false))
        )
      );
    }
    // Modules may hang on each other, and what isolated units store is gone behind them.
    const isPlain =
      modules.length === 1 && module.source.units.every(unit => unit.execution !== 'isolated');
    const before = isPlain ? (store.lastRuns.get(place) ?? []) : [];
    const statementRuns = runModule(machine, module, place, before, reach);
    const runs = statementRuns.map(({ entry }) => entry.activation);
    store.lastRuns.set(place, isPlain ? statementRuns : []);
    statements.set(module.source.document, [
      ...(statements.get(module.source.document) ?? []),
      ...runs
    ]);
    roots.push(...runs);
  });
  modules.forEach(module => {
    order.begin(module);
  });
  const record = recordFunctions(machine, modules, roots);
  return { ...record, statements, isTight: budget.isTight };
}

/** The names that a module's statements bind. */
function namesOf(module: ModuleTree): ReadonlySet<string> {
  const names = new Set<string>();
  for (const unit of module.units) {
    for (const top of unit.statements) {
      namesBoundBy(top).forEach(name => names.add(name));
    }
  }
  return names;
}

function placeOfModule(store: InterpreterStore, source: ModuleSource): ModulePlace {
  const name = source.importNames[0] ?? '__main__';
  const key = `${source.document}|${name}|${source.isPackage ? 1 : 0}`;
  let place = store.places.get(key);
  if (place === undefined) {
    place = {
      document: source.document,
      name,
      isPackage: source.isPackage,
      object: store.values.heapObject('module', null, null, key)
    };
    store.places.set(key, place);
  }
  return place;
}

/**
 * Runs a module's statements in order.
 *
 * @param reach - called before a statement is run.
 */
function runModule(
  machine: Machine,
  module: ModuleTree,
  place: ModulePlace,
  before: readonly StatementRun[],
  reach: (top: TopStatement) => void
): readonly StatementRun[] {
  const { heap, values } = machine;
  heap.write(place.object, '__name__', values.scalar('str'));
  heap.write(place.object, '__file__', values.scalar('str'));
  heap.write(place.object, '__doc__', values.scalar('str'));
  const environment: Environment = {
    kind: 'module',
    object: place.object,
    bindings: MODULE_BINDINGS,
    parent: null,
    module: place
  };
  machine.environments.set(place.object, environment);
  const runs: StatementRun[] = [];
  const isolated = new Set(
    module.source.units.filter(unit => unit.execution === 'isolated').map(unit => unit.id)
  );
  const tops = module.units.flatMap(unit => unit.statements);
  const changed = new ChangedPlaces(before, tops);
  for (const unit of module.units) {
    const isIsolated = isolated.has(unit.unit.id);
    if (isIsolated) {
      // What is imported for the first time stays behind the unit.
      unit.statements.forEach(reach);
      heap.openBranch();
    }
    for (const top of unit.statements) {
      if (!isIsolated) {
        reach(top);
      }
      const unaffected = changed.unaffected(runs.length);
      const entry = runStatement(machine, environment, top, unaffected);
      changed.note(runs.length, entry);
      runs.push({ top, entry });
    }
    if (isIsolated) {
      heap.close();
    }
  }
  return runs;
}

/**
 * Runs a statement, or replays a run that was made in the same state.
 *
 * @param unaffected - a run that is known to have been made in the same state.
 */
function runStatement(
  machine: Machine,
  environment: Environment,
  top: TopStatement,
  unaffected: MemoEntry | null
): MemoEntry {
  const { heap, memo, ledger } = machine;
  ledger.beginStatement();
  if (unaffected?.onlyIn === null && ledger.replaysStatement(unaffected.activation)) {
    heap.apply(unaffected.writes);
    return unaffected;
  }
  const known = memo.statements.get(top) ?? [];
  for (const entry of known) {
    if (
      entry.onlyIn === null &&
      heap.holds(entry.reads) &&
      ledger.replaysStatement(entry.activation)
    ) {
      heap.apply(entry.writes);
      return entry;
    }
  }
  const entry = executeTop(machine, environment, top);
  if (machine.isForEdits) {
    memo.statements.set(top, [entry, ...known].slice(0, ENTRIES_KEPT));
  }
  heap.apply(entry.writes);
  return entry;
}

function executeTop(machine: Machine, environment: Environment, top: TopStatement): MemoEntry {
  const { heap } = machine;
  const builder = new ActivationBuilder(machine.values);
  const baseDepth = heap.depth;
  const frame: Frame = {
    machine,
    environment,
    builder,
    code: null,
    top,
    definingClass: null,
    receiver: null,
    context: '',
    baseDepth,
    returns: [],
    loop: null,
    repeated: new Map(),
    counters: new Map(),
    count: 1,
    uncertain: 0,
    impossible: 0
  };
  if (machine.isForEdits) {
    heap.openActivation();
  } else {
    heap.openBranch();
  }
  try {
    executeStatement(frame, top.statement);
  } catch (error) {
    if (!isExhaustion(error)) {
      throw error;
    }
    while (heap.depth > baseDepth + 1) {
      heap.close();
    }
    machine.callStack.length = 0;
    builder.isPartial = true;
    builder.noteDoubt({
      kind: 'budget',
      at: { top, start: top.statement.start, end: top.statement.end },
      chain: [],
      name: ''
    });
  }
  const { reads, writes } = heap.finishActivation([heap.writesSince(baseDepth)]);
  const entry = finish(
    frame,
    { values: new Map(), contents: NO_CONTENTS },
    machine.values.none,
    reads,
    writes
  );
  return machine.ledger.isLimited ? { ...entry, onlyIn: machine.ledger.statement } : entry;
}

/** Collects, for every function, the calls that reach it; runs those that none reaches once. */
function recordFunctions(
  machine: Machine,
  modules: readonly ModuleTree[],
  roots: readonly Activation[]
): Pick<ProgramRecord, 'functions' | 'reached'> {
  const places = modules.flatMap(module =>
    functionsOf(module.units).map(({ top, node }) => ({
      top,
      node,
      code: machine.values.code(top, node),
      document: module.source.document
    }))
  );
  const reached = new Arrivals();
  roots.forEach(root => reached.follow(root));
  collectInstances(machine, reached.visited);
  const tops = new Map(roots.map(root => [root.top, root]));
  const tested = new Set(
    modules.map(({ source }) => source.document).filter(document => isTestFile(document))
  );
  const initialised = new Set(
    places.flatMap(({ document, node }) =>
      tested.has(document) && node.name === '__init__' && node.enclosingClass !== null
        ? [classKey(document, node)]
        : []
    )
  );
  for (const place of places) {
    const runner = tops.get(place.top);
    if (runner === undefined) {
      continue;
    }
    const { document, node, code } = place;
    if (tested.has(document) && isTest(node) && !initialised.has(classKey(document, node))) {
      followEntry(machine, reached, code, runner, 'pytest');
    } else if (
      decoratorValues(code, reached.definitionOf(code)?.by).some(
        decorator => decorator.kind === 'library' && decorator.path === ROUTE_DECORATOR
      )
    ) {
      followEntry(machine, reached, code, runner, ROUTE_DECORATOR);
    }
  }
  const assumed = new Arrivals();
  const assumedRuns = new Map<FunctionCode, Activation>();
  for (const { code, node } of places) {
    // What a function defines has decorators, which are known only when it is run.
    if (!machine.registry.assumesArguments && !definesFunctions(node)) {
      continue;
    }
    const fn = (reached.definitionOf(code) ?? assumed.definitionOf(code))?.value;
    if (reached.of(code).length > 0 || fn === undefined) {
      continue;
    }
    machine.ledger.beginStatement();
    const run = guarded(machine, () => runAssumed(machine, fn));
    if (run !== null) {
      assumedRuns.set(code, run);
      assumed.follow(run);
    }
  }
  const wrappings = new Map<FunctionCode, GraphWrapping[]>();
  const noteWrappings = (activation: Activation): void => {
    for (const wrapping of activation.wrappings) {
      const list = wrappings.get(wrapping.code) ?? [];
      list.push({ ...wrapping, by: activation });
      wrappings.set(wrapping.code, list);
    }
  };
  reached.visited.forEach(noteWrappings);
  assumed.visited.forEach(activation => {
    if (!reached.visited.has(activation)) {
      noteWrappings(activation);
    }
  });
  const functions = places.map(({ code }): FunctionRecord => {
    const arrivals = reached.of(code);
    const definer = (reached.definitionOf(code) ?? assumed.definitionOf(code))?.by;
    return {
      code,
      arrivals,
      activations: activationsOf(arrivals),
      assumedArrivals: assumed.of(code),
      assumed: arrivals.length === 0 ? (assumedRuns.get(code) ?? null) : null,
      wrappings: wrappings.get(code) ?? [],
      decorators: decoratorValues(code, definer),
      decoratorCallees: decoratorCallees(code, definer)
    };
  });
  return { functions, reached: reached.visited };
}

const NO_ACTIVATIONS: readonly Activation[] = [];

/** The runs that calls arrive at, each once. */
function activationsOf(arrivals: readonly Arrival[]): readonly Activation[] {
  switch (arrivals.length) {
    case 0:
      return NO_ACTIVATIONS;
    case 1:
      return [arrivals[0].activation];
    default:
      return [...new Set(arrivals.map(({ activation }) => activation))];
  }
}

/** Notes the instances that outlive the runs that made them. */
function collectInstances(machine: Machine, runs: ReadonlySet<Activation>): void {
  for (const run of runs) {
    for (const object of run.allocations) {
      if (object.kind === 'instance' && object.cls?.kind === 'class') {
        const made = machine.instances.get(object.cls) ?? new Set();
        machine.instances.set(object.cls, made.add(machine.values.object(object)));
      }
    }
  }
}

const NO_VALUES: readonly Value[] = [];

/** What a function's decorators evaluated to in the run that defined it. */
function decoratorValues(code: FunctionCode, definer: Activation | undefined): readonly Value[] {
  return code.node.kind === 'Lambda' || definer === undefined || code.node.decorators.length === 0
    ? NO_VALUES
    : code.node.decorators.flatMap(decorator => definer.values.get(decorator.expression) ?? []);
}

const NO_CALLEES: ReadonlyMap<number, Value> = new Map();

/** What a function's decorators call, in the run that defined it. */
function decoratorCallees(
  code: FunctionCode,
  definer: Activation | undefined
): ReadonlyMap<number, Value> {
  if (code.node.kind === 'Lambda' || code.node.decorators.length === 0) {
    return NO_CALLEES;
  }
  const callees = new Map<number, Value>();
  for (const { expression, start } of code.node.decorators) {
    const value = definer?.values.get(expression.kind === 'Call' ? expression.func : expression);
    if (value !== undefined) {
      callees.set(start, value);
    }
  }
  return callees;
}

/** Runs, giving up where the budget is spent. */
function guarded<T>(machine: Machine, run: () => T | null): T | null {
  const depth = machine.heap.depth;
  try {
    return run();
  } catch (error) {
    if (!isExhaustion(error)) {
      throw error;
    }
    while (machine.heap.depth > depth) {
      machine.heap.close();
    }
    machine.callStack.length = 0;
    return null;
  }
}

/** Whether a function or method is defined within the function. */
function definesFunctions(node: FunctionDef): boolean {
  return !walk(node, inner =>
    inner !== node && inner.kind === 'FunctionDef' ? 'stop' : undefined
  );
}

/** The class around a method; a test runner makes no instance of a class that has an initialiser of its own. */
function classKey(document: string, node: FunctionDef): string {
  return `${document}\u0000${node.qualifiedName.split('.').slice(0, -1).join('.')}`;
}

/** The files in which a test runner looks for tests (specification 0.3). */
function isTestFile(document: string): boolean {
  return /^(?:test_.*|.*_test)\.py$/u.test(document.split('/').pop() ?? '');
}

/** Test functions of such a file that a test runner calls. */
function isTest({ name, enclosingClass }: FunctionDef): boolean {
  return (
    name.startsWith('test') && (enclosingClass === null || /^Test|Test$/u.test(enclosingClass))
  );
}

/** Follows the call of a function that a framework makes when the program has run. */
function followEntry(
  machine: Machine,
  reached: Arrivals,
  code: FunctionCode,
  runner: Activation,
  api: string
): void {
  const fn = reached.definitionOf(code)?.value;
  if (fn === undefined || reached.of(code).length > 0) {
    return;
  }
  machine.ledger.beginStatement();
  const activation = guarded(machine, () => runAssumed(machine, fn));
  if (activation === null || code.node.kind === 'Lambda') {
    return;
  }
  const edge: CallEdge = {
    route: 'callback',
    site: { top: code.top, start: code.node.nameSpan.start, end: code.node.nameSpan.end },
    node: null,
    callee: activation,
    api,
    isUnknown: false,
    supplied: new Set(),
    argumentNodes: new Map(),
    asGraph: false,
    followedByPublished: true,
    count: 1,
    code,
    onImpossiblePath: false
  };
  reached.add({ activation, edge, caller: runner });
  reached.follow(activation);
}

/** The value of a `def`, and the run that evaluated it. */
type Definition = { readonly value: FunctionValue; readonly by: Activation };

/** Gathers calls by the code that they reach. */
class Arrivals {
  /** Follows all calls below an activation, in the order in which the program makes them. */
  follow(root: Activation): void {
    const pending = [root];
    for (let caller = pending.pop(); caller !== undefined; caller = pending.pop()) {
      if (this.visited.has(caller)) {
        continue;
      }
      this.visited.add(caller);
      for (const value of caller.definitions) {
        if (!this._definitions.has(value.code)) {
          this._definitions.set(value.code, { value, by: caller });
        }
      }
      const edges = caller.callsIntoProgram;
      for (const edge of edges) {
        if (edge.callee !== null) {
          this.add({ activation: edge.callee, edge, caller });
        }
      }
      for (let index = edges.length - 1; index >= 0; index--) {
        const { callee } = edges[index];
        if (callee !== null) {
          pending.push(callee);
        }
      }
    }
  }

  add(arrival: Arrival): void {
    const { code } = arrival.activation;
    if (code !== null) {
      const list = this._byCode.get(code) ?? [];
      list.push(arrival);
      this._byCode.set(code, list);
    }
  }

  of(code: FunctionCode): readonly Arrival[] {
    return this._byCode.get(code) ?? [];
  }

  /** The first value that a `def` had, and the run that made it. */
  definitionOf(code: FunctionCode): Definition | undefined {
    return this._definitions.get(code);
  }

  readonly visited = new Set<Activation>();
  private readonly _definitions = new Map<FunctionCode, Definition>();
  private readonly _byCode = new Map<FunctionCode, Arrival[]>();
}
