/**
 * What a program that has run says of its functions: the calls that reach each of them, and, where none does, a run with
 * assumed arguments.
 */
import { ROUTE_DECORATOR } from '../libraries';
import type { FunctionDef } from '../syntax/tree';
import { walk } from '../syntax/walk';
import type { FunctionCode, FunctionValue, Value } from '../values/value';
import { activationsOf, Arrivals } from './arrivals';
import { runAssumed, runTraced } from './assumed';
import { isExhaustion } from './budget';
import { functionsOf } from './definitions';
import type { Machine } from './machine';
import type { ModuleTree } from './program';
import type {
  Activation,
  Arrival,
  CallEdge,
  FunctionRecord,
  GraphWrapping,
  ProgramRecord
} from './record';

/** Collects, for every function, the calls that reach it; runs those that none reaches once. */
export function recordFunctions(
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
      traced: tracedRuns(machine, reached.definitionOf(code)?.value, arrivals),
      wrappings: wrappings.get(code) ?? [],
      decorators: decoratorValues(code, definer),
      decoratorCallees: decoratorCallees(code, definer)
    };
  });
  return { functions, reached: reached.visited };
}

/** Calls of one function that are run once more as they are traced. */
const TRACED_LIMIT = 3;

/** Runs of the function as it is traced with what the calls give. */
function tracedRuns(
  machine: Machine,
  fn: FunctionValue | undefined,
  arrivals: readonly Arrival[]
): readonly Activation[] {
  if (!machine.registry.assumesArguments || fn === undefined) {
    return [];
  }
  const runs: Activation[] = [];
  for (const activation of activationsOf(arrivals)) {
    if (runs.length < TRACED_LIMIT) {
      machine.ledger.beginStatement();
      const run = guarded(machine, () => runTraced(machine, fn, activation));
      if (run !== null) {
        runs.push(run);
      }
    }
  }
  return runs;
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
