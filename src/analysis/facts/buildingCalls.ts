/**
 * Functions that Keras runs while it builds a class by tracing its `call`. A graph function that is traced there for the
 * first time keeps the initialisers of weights that are made meanwhile, as `call` itself would: methods of the model,
 * helpers that get its layers, layers with a `build` of their own inside it (found by running each under TensorFlow 2.21
 * and Keras 3.15).
 */
import type { Activation } from '../interpreter/record';
import type { Call } from '../syntax/tree';
import { membersOf } from '../values/join';
import type { FunctionCode, Value } from '../values/value';
import { elementsOf, tensorsOf } from './argumentValues';
import { hasMethod, isComplete, isStaleForward } from './lazyLayers';
import type { ModuleNames } from './moduleNames';
import { reachableRuns, type Cause, type ReachedRun } from './reachableRuns';
import type { ProgramView } from './subject';

const _building = new WeakMap<ProgramView, ReadonlyMap<FunctionCode, Cause>>();

/** Where the function is called while a class is built; one place, or none. */
export function callsWhileBuilding(
  code: FunctionCode,
  view: ProgramView,
  allNames: readonly ModuleNames[]
): readonly Cause[] {
  let building = _building.get(view);
  if (building === undefined) {
    building = findCalls(view, allNames);
    _building.set(view, building);
  }
  const cause = building.get(code);
  return cause === undefined ? [] : [cause];
}

function findCalls(
  view: ProgramView,
  allNames: readonly ModuleNames[]
): ReadonlyMap<FunctionCode, Cause> {
  const found = new Map<FunctionCode, Cause>();
  for (const { node, activations } of view.subjects) {
    if (
      node.name !== 'call' ||
      node.enclosingClass === null ||
      !(
        activations.some(runsOnSymbolicInputs) ||
        allNames.some(names => isStaleForward(node, view, names, allNames))
      )
    ) {
      continue;
    }
    for (const { run, edge, caller } of reachableRuns(activations, () => true)) {
      if (run.code !== null && edge !== null && !found.has(run.code)) {
        found.set(run.code, {
          at: edge.site,
          chain: caller?.chain ?? [],
          note: 'Keras calls it here while it builds the model'
        });
      }
    }
  }
  return found;
}

/**
 * Whether a run is one that Keras makes on symbolic tensors of its own: functional models are built by such runs, apart
 * from the state, and a graph function keeps the trace that is made then.
 */
export function runsOnSymbolicInputs(run: Activation): boolean {
  const isSymbolic = (value: Value): boolean =>
    tensorsOf(value).some(({ type }) => type.form === 'symbolic');
  return [...run.arguments.values()].some(
    value => isSymbolic(value) || (elementsOf(value, run.contents)?.some(isSymbolic) ?? false)
  );
}

/** What changes a variable: the state of a layer is set apart while Keras builds it, and a trace of then changes nothing. */
const CHANGES_STATE = /\.(?:assign|assign_add|assign_sub|update_state)$/u;

/**
 * Whether a run calls a layer that makes its weights on first use, reads weights that a `build` makes, or changes a
 * variable or a seed.
 */
export function usesLateWeights(below: readonly ReachedRun[]): boolean {
  return (
    changesState(below) || below.some(({ run }) => callsLazyLayer(run) || readsBuiltWeights(run))
  );
}

/** Whether a run changes a variable, or draws numbers whose seed is one. */
export function changesState(below: readonly ReachedRun[]): boolean {
  return below.some(({ run }) =>
    run.calls.some(
      ({ node, api }) =>
        api !== null &&
        (CHANGES_STATE.test(api) ||
          (DRAWS.test(api) && (node === null || !hasFixedSeed(node, run))))
    )
  );
}

/** What draws with a seed that Keras keeps in a variable and changes with each draw. */
const DRAWS =
  /^keras\.random\.(?:beta|binomial|categorical|dropout|gamma|normal|randint|shuffle|truncated_normal|uniform)$/u;

/** A number as the seed is the same for each draw. */
function hasFixedSeed({ keywords }: Call, { values }: Activation): boolean {
  const seed = keywords.find(({ arg }) => arg === 'seed');
  return seed !== undefined && values.get(seed.value)?.kind === 'constant';
}

function callsLazyLayer({ calls, values }: Activation): boolean {
  return calls.some(({ node, callee }) => {
    const called = node === null || callee !== null ? undefined : values.get(node.func);
    return called !== undefined && membersOf(called).some(isLazyLayer);
  });
}

function isLazyLayer(value: Value): boolean {
  if (value.kind === 'library-method') {
    // `super().call(x)` of a class of Keras.
    return value.name === 'call' || value.name === '__call__';
  }
  const cls = value.kind === 'object' ? value.object.cls : null;
  return cls?.kind === 'library' && cls.path.startsWith('keras.') && !isComplete(value);
}

function readsBuiltWeights({ code, arguments: given, values }: Activation): boolean {
  const receiver = code?.node.kind === 'FunctionDef' ? code.node.parameters[0]?.name : undefined;
  const value = receiver === undefined ? undefined : given.get(receiver);
  return (
    value?.kind === 'object' &&
    code?.name !== 'build' &&
    makesWeightsLate(value.object.cls) &&
    [...values.values()].some(read =>
      membersOf(read).some(member => member.kind === 'tensor' && member.type.form === 'variable')
    )
  );
}

/** Whether a class, or one that it is derived from, has a `build`. */
function makesWeightsLate(cls: Value | null): boolean {
  return cls?.kind === 'class'
    ? hasMethod(cls.node, 'build') || cls.bases.some(makesWeightsLate)
    : cls?.kind === 'library' && /^keras\.layers\.(?!Layer$)/u.test(cls.path);
}
