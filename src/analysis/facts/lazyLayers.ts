/**
 * Whether a Keras class holds layers whose weights are made on first use: only such a class is built by a trace of
 * `call` (found by running classes of each kind under TensorFlow 2.21 and Keras 3.15).
 */
import type { Activation } from '../interpreter/record';
import type { Call, ClassDef, Expression, FunctionDef } from '../syntax/tree';
import type { WalkedNode } from '../syntax/children';
import { walkOwnScope, type NodeKinds } from '../syntax/walk';
import { membersOf } from '../values/join';
import type { Value } from '../values/value';
import { edgesAt } from './callsOfNode';
import { classOf, importedBaseSegments, type ModuleNames } from './moduleNames';
import { reachableRuns } from './reachableRuns';
import type { ProgramView } from './subject';
import { bodyOf } from './symbolicValues';

/** Layers without weights and without state. */
const WEIGHTLESS =
  /^keras\.layers\.(?:ReLU|LeakyReLU|ELU|Softmax|Activation|Flatten|Reshape|Permute|RepeatVector|Rescaling|Add|Subtract|Multiply|Average|Maximum|Minimum|Concatenate|Dot|Identity|(?:Global)?(?:Max|Average)Pool(?:ing)?[123]D|ZeroPadding[123]D|Cropping[123]D|UpSampling[123]D)$/u;

/** Objects that are no layers: nothing is built of them. */
const NO_LAYER =
  /^keras\.(?:losses|metrics|optimizers|initializers|regularizers|constraints|callbacks|random)\./u;

/** Models that are made of tensors, with all their weights. */
export const FUNCTIONAL = /^keras\.(?:models\.)?(?:Model|Functional)$/u;

/**
 * A Keras `call` whose class does not override `__call__`, and holds layers without weights when it is first called:
 * any that it keeps where it has no `build`, else those that `build` itself makes and leaves so.
 */
export function isStaleForward(
  node: FunctionDef,
  view: ProgramView,
  names: ModuleNames,
  allNames: readonly ModuleNames[]
): boolean {
  const cls = node.name === 'call' ? classOf(names, node) : null;
  if (cls === null) {
    return false;
  }
  const bases = importedBaseSegments(cls, allNames);
  const isKeras = bases.has('Model') || bases.has('Layer') || bases.has('Sequential');
  return (
    isKeras &&
    !hasMethod(cls, '__call__') &&
    (hasMethod(cls, 'build') ? makesLazyLayers(cls, view) : mayHoldLazyLayers(cls, view))
  );
}

/** Whether `build` keeps layers that it does not build in turn. */
function makesLazyLayers(cls: ClassDef, view: ProgramView): boolean {
  const build = methodOf(cls, 'build');
  const runs = build === undefined ? [] : (runsByNode(view).get(build) ?? []);
  return runs.some(
    run =>
      keepsLazyLayer(run) &&
      walkOwnScope(
        bodyOf(run),
        node => (node.kind === 'Call' && isBuilding(node) ? 'stop' : undefined),
        CALLS
      )
  );
}

/** `self.inner.build(shape)`. */
function isBuilding({ func }: Call): boolean {
  return func.kind === 'Attribute' && func.attr === 'build' && func.value.kind === 'Attribute';
}

const CALLS: NodeKinds = new Set(['Call'] as const);

function methodOf(cls: ClassDef, name: string): FunctionDef | undefined {
  return cls.body.find(
    (statement): statement is FunctionDef =>
      statement.kind === 'FunctionDef' && statement.name === name
  );
}

/** Whether the class itself has a method of the name. */
export function hasMethod(cls: ClassDef, name: string): boolean {
  return methodOf(cls, name) !== undefined;
}

/**
 * Whether what `__init__` and all that it calls keep may be such a layer. Where the class has no `__init__` of its own,
 * or no call reached it, it may.
 */
function mayHoldLazyLayers(cls: ClassDef, view: ProgramView): boolean {
  const initializer = methodOf(cls, '__init__');
  const runs = initializer === undefined ? [] : (runsByNode(view).get(initializer) ?? []);
  const below = reachableRuns(runs, () => true);
  return runs.length === 0 || below.some(({ run }) => keepsLazyLayer(run));
}

const _runs = new WeakMap<ProgramView, ReadonlyMap<FunctionDef, readonly Activation[]>>();

function runsByNode(view: ProgramView): ReadonlyMap<FunctionDef, readonly Activation[]> {
  let runs = _runs.get(view);
  if (runs === undefined) {
    runs = new Map(view.subjects.map(({ node, activations }) => [node, activations]));
    _runs.set(view, runs);
  }
  return runs;
}

/** A run never changes, and after an edit most are as before. */
const _keeps = new WeakMap<Activation, boolean>();

function keepsLazyLayer(run: Activation): boolean {
  let keeps = _keeps.get(run);
  if (keeps === undefined) {
    keeps = !walkOwnScope(
      bodyOf(run),
      node => (storesLazyLayer(run, node) ? 'stop' : undefined),
      STORING
    );
    _keeps.set(run, keeps);
  }
  return keeps;
}

/** What may store a layer in an attribute. */
const STORING: NodeKinds = new Set(['Call', 'Assign', 'AnnAssign'] as const);

function storesLazyLayer(run: Activation, node: WalkedNode): boolean {
  if (node.kind === 'Call') {
    return edgesAt(run, node).some(({ api }) => api === 'builtins.setattr');
  }
  const isStored =
    (node.kind === 'Assign' && node.targets.some(holdsAttribute)) ||
    (node.kind === 'AnnAssign' && node.target.kind === 'Attribute');
  if (!isStored || node.value === null) {
    return false;
  }
  const value = run.values.get(node.value);
  return value === undefined || membersOf(value).some(member => !isComplete(member));
}

/** `self.first`, or `self.first, self.second`. */
function holdsAttribute(target: Expression): boolean {
  switch (target.kind) {
    case 'Attribute':
      return true;
    case 'Tuple':
    case 'List':
      return target.elts.some(holdsAttribute);
    case 'Starred':
      return holdsAttribute(target.value);
    default:
      return false;
  }
}

/** Whether nothing of a value is a layer, or all its weights are made with it. */
export function isComplete(value: Value): boolean {
  switch (value.kind) {
    case 'constant':
    case 'tensor':
    case 'function':
    case 'method':
    case 'library':
    case 'shape':
    case 'dtype':
    case 'range':
      return true;
    case 'object': {
      const { cls } = value.object;
      return (
        cls?.kind === 'library' &&
        (FUNCTIONAL.test(cls.path) || WEIGHTLESS.test(cls.path) || NO_LAYER.test(cls.path))
      );
    }
    case 'tuple':
      return value.rest === null && value.items.every(isComplete);
    default:
      return false;
  }
}
