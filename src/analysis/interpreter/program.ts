/**
 * Runs a project: each module's statements in order.
 */
import { firstSettings } from '../libraries';
import type { IModelRegistry } from '../libraries/model';
import type { ModuleSource } from '../program';
import type { TopStatement, UnitTree } from '../syntax/tree';
import type { ValueTable } from '../values/table';
import type { ClassValue, HeapObject, Value } from '../values/value';
import { MODULE_BINDINGS, namesBoundBy } from './bindings';
import { Budget, isExhaustion } from './budget';
import { ChangedPlaces, type StatementRun } from './changedPlaces';
import { NO_CONTENTS } from './contents';
import { recordFunctions } from './functionRecords';
import { finish } from './functions';
import { Heap } from './heap';
import { MODULE_NAMES } from './imports';
import { createCosts, Ledger, type Costs } from './ledger';
import type { Environment, Frame, Machine, Memo, MemoEntry, ModulePlace } from './machine';
import { ActivationBuilder } from './machine';
import type { Activation, ProgramRecord } from './record';
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
  /** Its places have the numbers by which finished runs know what they read and wrote. */
  readonly heap: Heap;
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
    heap: new Heap(values),
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
  store.heap.clear();
  const machine: Machine = {
    values: store.values,
    heap: store.heap,
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
