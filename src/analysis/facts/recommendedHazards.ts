/**
 * All hazards that the recommended rules know, of a function and of what it calls.
 */
import type { Activation } from '../interpreter/record';
import type { Expression, FunctionDef, Parameter } from '../syntax/tree';
import { formatTensorType } from '../libraries/rules/tensorType';
import { membersOf } from '../values/join';
import { REVERSED, type HeapObject, type Value } from '../values/value';
import { elementsOf, tensorsOf } from './argumentValues';
import { changedBetween } from './changedBetween';
import { KEPT_LOSS } from './conversionForms';
import { frameArgumentUses } from './frameArguments';
import { type FunctionContext } from './functionContext';
import { invalidNameArguments, unspellableNames } from './invalidNameArguments';
import { kerasSymbolicArguments } from './kerasSymbolicArguments';
import { isOperationResult } from './operationResults';
import {
  callsWhileBuilding,
  changesState,
  runsOnSymbolicInputs,
  usesLateWeights
} from './buildingCalls';
import { leavesLosses, regularizedActivities } from './keptLosses';
import { isStaleForward } from './lazyLayers';
import { numpyOnParameters } from './numpyOnParameters';
import { openAxisReads } from './openAxisReads';
import { hasNoGraphForm, isTakenApart } from './opaqueValues';
import { lostKerasVariables } from './kerasVariables';
import { lostMasks } from './lostMasks';
import { outerTapes } from './outerTapes';
import { returnedNodes, returnedParts } from './returnedParts';
import { causeAt, reachableRuns, type Cause, type ReachedRun } from './reachableRuns';
import { callbackEffects, harmfulEffects } from './recommendedEffects';
import { callCyclesOf } from './callCycles';
import { recursionOf } from './recursion';
import { frozenReads, frozenValues } from './frozenReads';
import { firstRun } from './sideEffects';
import { isOwnGraph, valuesOfParameter, type Subject } from './subject';
import { needsStaticShapeOnly } from './staticShapeCalls';
import { staleVariableReads } from './staleVariableReads';
import { isSymbolicCondition, isTraced } from './graphConditions';
import { ownAttributesOfTensors } from './tensorAttributes';
import { tracedForms } from './tracedForms';
import { bodyOf, symbolicIn } from './symbolicValues';
import { unconvertedForms } from './unconverted';
import { untraceableObjects } from './untraceableObjects';
import { RETURNS } from '../syntax/nodeKinds';
import { walkOwnScope } from '../syntax/walk';

type Hazards = {
  readonly found: ReadonlyMap<string, readonly Cause[]>;
  readonly add: (code: string, ...causes: readonly Cause[]) => void;
  readonly own: (node: { readonly start: number; readonly end: number }, note: string) => Cause;
};

/** Takes hazards, each place once. */
function hazardsIn(subject: Subject): Hazards {
  const found = new Map<string, Cause[]>();
  return {
    found,
    add: (code, ...causes) => {
      if (causes.length > 0) {
        const known = found.get(code) ?? [];
        found.set(code, [
          ...known,
          ...causes.filter(
            cause =>
              !known.some(
                other => other.at.top === cause.at.top && other.at.start === cause.at.start
              )
          )
        ]);
      }
    },
    own: (node, note) => ({
      at: { top: subject.code.top, start: node.start, end: node.end },
      chain: [],
      note
    })
  };
}

/**
 * What keeps a function of which no tensors are known from being a graph: its effects, results that a graph has not,
 * and NumPy on what may be tensors.
 */
export function plainHazards(
  subject: Subject,
  runs: readonly Activation[],
  below: readonly ReachedRun[],
  mayTakeTensors: boolean
): ReadonlyMap<string, readonly Cause[]> {
  const { found, add, own } = hazardsIn(subject);
  harmfulEffects(runs).forEach(({ code, cause }) => add(code, cause));
  returnHazards(
    runs,
    (code, ...causes) => code === 'unsupported-return' && add(code, ...causes),
    own
  );
  untraceable(subject, add, own);
  add('eager-only-call', ...frameArgumentUses(runs, below));
  if (mayTakeTensors) {
    add('numpy-on-parameter', ...numpyOnArguments(subject, runs));
  }
  return found;
}

function namesRefused(node: FunctionDef): readonly Expression[] {
  return [...invalidNameArguments(node), ...unspellableNames(node)];
}

/** NumPy on what arrives, where that may be symbolic. */
function numpyOnArguments(subject: Subject, runs: readonly Activation[]): readonly Cause[] {
  return numpyOnParameters(
    subject,
    runs,
    // Of sizes that vary a trace with a signature, or a relaxed one, knows nothing.
    (run, call) => !haveShapesOfMany(subject) && needsStaticShapeOnly(run, call),
    parameter => !isPlain(runs, parameter)
  );
}

/** A generator or coroutine gives no tensor, whatever it computes. */
function untraceable(subject: Subject, add: Hazards['add'], own: Hazards['own']): void {
  if (subject.node.isGenerator || subject.node.isAsync) {
    add('generator-or-coroutine', own(subject.node.nameSpan, 'this cannot be traced'));
  }
}

/** All hazards of the function and of what it calls, by code. */
export function hazardsOf(
  context: FunctionContext,
  runs: readonly Activation[],
  below: ReturnType<typeof reachableRuns>,
  receiver: Parameter | null
): ReadonlyMap<string, readonly Cause[]> {
  const { subject, view } = context;
  const { found: hazards, add, own } = hazardsIn(subject);
  harmfulEffects(runs).forEach(({ code, cause }) => add(code, cause));
  callbackEffects(below).forEach(({ code, cause }) => add(code, cause));
  const forms = below.flatMap(reached =>
    tracedForms(reached.run)
      .filter(({ isAssumption }) => !isAssumption)
      .map(({ code, node, note }) => ({ code, cause: causeAt(reached, node, note) }))
  );
  const losses = [
    ...forms.flatMap(({ cause }) => (cause.note === KEPT_LOSS ? [cause] : [])),
    ...regularizedActivities(runs)
  ];
  const keepsLosses = losses.length > 0 && leavesLosses(subject, below, view);
  forms.forEach(({ code, cause }) => cause.note !== KEPT_LOSS && add(code, cause));
  if (keepsLosses) {
    add('leaked-tensor', ...losses);
  }
  const isConverted = !isFalse(context.uses.at(-1)?.options.get('autograph'));
  unconvertedForms(runs, context.runsOf, isConverted).forEach(({ code, cause }) =>
    add(code, cause)
  );
  const { traced } = subject.record;
  add('shape-read-may-be-none', ...openAxisReads(runs, below));
  add('shape-read-may-be-none', ...openAxisReads(traced, reachableRuns(traced, isTraced)));
  add('numpy-on-parameter', ...numpyOnArguments(subject, runs));
  add(
    'invalid-name-argument',
    ...namesRefused(subject.node).map(node => own(node, 'this is no name'))
  );
  for (const reached of below) {
    const node = reached.run.code?.node;
    if (node?.kind === 'FunctionDef' && node !== subject.node) {
      add(
        'invalid-name-argument',
        ...namesRefused(node).map(part => causeAt(reached, part, 'this is no name'))
      );
    }
  }
  add('library-differs-in-graph', ...lostMasks(subject, runs, view));
  add('stale-variable-read', ...staleVariableReads(subject, runs, () => true));
  add('keras-symbolic-argument', ...kerasSymbolicArguments(subject, view));
  untraceable(subject, add, own);
  for (const parameter of subject.parameters) {
    if (valuesOfParameter(runs, parameter.name).some(({ value }) => isReversed(value))) {
      add('frozen-value', own(parameter, 'an iterator is advanced'));
    }
  }
  add(
    'untraceable-object',
    ...untraceableObjects(subject, runs, receiver),
    ...lostKerasVariables(subject, runs, below)
  );
  add(
    'eager-only-call',
    ...frameArgumentUses(runs, below),
    ...outerTapes(below),
    ...ownAttributesOfTensors(below, view)
  );
  if (
    isTensorRecursive(context, runs) ||
    below.some(({ run }) => run.isRecursive && decides(run))
  ) {
    add('tensor-recursion', own(subject.node.nameSpan, 'a tensor decides whether it goes on'));
  }
  staleWeights(context, below, add, own);
  returnHazards(runs, add, own);
  const frozen = frozenReads(runs);
  if (frozen.length > 0) {
    add(
      'frozen-attribute',
      own(subject.node.nameSpan, `${frozen.join(', ')} differs between the calls`)
    );
  }
  add('frozen-attribute', ...frozenValues(runs, view), ...changedBetween(subject, view).sure);
  return hazards;
}

function isTensorRecursive(context: FunctionContext, runs: readonly Activation[]): boolean {
  const first = firstRun(runs);
  if (
    first === null ||
    recursionOf(
      first,
      context.subject.code,
      () => true,
      context.runsOf,
      callCyclesOf(context.view)
    ) === null
  ) {
    return false;
  }
  return runs.some(decides);
}

/** Whether a tensor decides how the run goes on. */
function decides(run: Activation): boolean {
  const isSymbolic = symbolicIn(run);
  let found = false;
  walkOwnScope(bodyOf(run), node => {
    if (node.kind === 'If' || node.kind === 'While' || node.kind === 'IfExp') {
      found ||= isSymbolicCondition(node.test, isSymbolic);
    }
  });
  return found;
}

/** A forward pass that Keras traces before the weights are there, as this function or as a graph below it. */
function staleWeights(
  { subject, view, names, allNames }: FunctionContext,
  below: ReturnType<typeof reachableRuns>,
  add: Hazards['add'],
  own: Hazards['own']
): void {
  const isStale = (node: FunctionDef, runs: readonly ReachedRun[]): boolean =>
    isStaleForward(node, view, names, allNames) &&
    (subject.activations.length === 0 ||
      runs.some(({ run }) => run.doubts.length > 0) ||
      usesLateWeights(runs));
  const isSymbolicCall =
    subject.node.name === 'call' &&
    subject.node.enclosingClass !== null &&
    subject.activations.some(runsOnSymbolicInputs);
  if (isStale(subject.node, below) || (isSymbolicCall && changesState(below))) {
    add('stale-weights', own(subject.node.nameSpan, 'Keras traces call to build the layers'));
  } else if (usesLateWeights(below)) {
    add('stale-weights', ...callsWhileBuilding(subject.code, view, allNames));
  }
  for (const reached of below) {
    const { edge, run } = reached;
    const node = run.code?.node;
    if (
      edge?.asGraph === true &&
      isOwnGraph(edge.code, view) &&
      node?.kind === 'FunctionDef' &&
      isStale(
        node,
        reachableRuns([run], () => true)
      )
    ) {
      add('stale-weights', siteOf(reached, 'the model called here is a graph that does not learn'));
    }
  }
}

/** What gives back. */
function returnHazards(
  runs: readonly Activation[],
  add: (code: string, ...causes: readonly Cause[]) => void,
  own: (node: { readonly start: number; readonly end: number }, note: string) => Cause
): void {
  for (const run of runs) {
    walkOwnScope(
      bodyOf(run),
      node => {
        if (node.kind !== 'Return' || node.value === null) {
          return;
        }
        if (returnedNodes(run, node.value).some(part => isOperationResult(run, part))) {
          add('unsupported-return', own(node, 'in a graph this is an operation, no tensor'));
        }
        if (returnedNodes(run, node.value).some(hasUnsortedEntries)) {
          add('unsupported-return', own(node, 'the keys of this dictionary cannot be sorted'));
        }
        for (const [value, member] of returnedParts(run, node.value)) {
          const isOftenTensor = membersOf(value).some(other => other.kind === 'tensor');
          switch (member.kind) {
            case 'constant':
              if ((member.type === 'str' || member.type === 'bytes') && !isOftenTensor) {
                add('unsupported-return', own(node, 'as a graph this is a tensor of bytes'));
              } else if (member.type !== 'None' && !isOftenTensor) {
                add('python-number-result', own(node, 'as a graph this is a tensor'));
              }
              break;
            case 'shape':
              add('python-number-result', own(node, 'as a graph this is no Python value'));
              break;
            case 'tensor':
              if (member.type.form === 'variable') {
                add(
                  'python-number-result',
                  own(node, 'as a graph this is a tensor: the value of now')
                );
              } else if (
                member.type.form === 'ndarray' &&
                member.origin === 'numpy' &&
                !isGiven(run, member)
              ) {
                add('python-number-result', own(node, 'as a graph this is a tensor, no array'));
              }
              break;
            case 'object':
              if (
                (member.object.kind === 'instance' && !isTakenApart(member.object.cls)) ||
                member.object.kind === 'iterator' ||
                member.object.kind === 'set' ||
                isOfClass(member.object, 'collections.Counter')
              ) {
                add('unsupported-return', own(node, 'a graph cannot return this'));
              }
              break;
            default:
              if (hasNoGraphForm(member) || isReversed(member) || isPythonObject(member)) {
                add('unsupported-return', own(node, 'a graph cannot return this'));
              }
              break;
          }
        }
      },
      RETURNS
    );
  }
}

/** Whether a display has both texts and numbers as keys, which Python does not order and TensorFlow sorts (`tf.nest`). */
function hasUnsortedEntries(display: Expression): boolean {
  if (display.kind !== 'Dict') {
    return false;
  }
  const types = display.items.map(({ key }) =>
    key?.kind === 'Constant' ? key.value.type : undefined
  );
  return types.includes('str') && types.some(type => type === 'int' || type === 'float');
}

/** Whether it is an object of Python's standard library: something else than a number, a text or a container. */
function isPythonObject(value: Value): boolean {
  return value.kind === 'unknown' && value.name !== null && PYTHON_OBJECTS.test(value.name);
}

const PYTHON_OBJECTS =
  /^(?:argparse|datetime|decimal|fractions|pathlib|queue|re|sqlite3|subprocess|threading|types|uuid|zoneinfo)\.[A-Za-z]\w*$/u;

function isOfClass({ cls }: HeapObject, path: string): boolean {
  return cls?.kind === 'library' && cls.path === path;
}

function isReversed(value: Value): boolean {
  return membersOf(value).some(member => member.kind === 'tuple' && member.cls === REVERSED);
}

/** Whether tensors of several types reach a parameter. */
function haveShapesOfMany({ parameters, activations }: Subject): boolean {
  return parameters.some(({ name }) => {
    const types = valuesOfParameter(activations, name).flatMap(({ value }) =>
      tensorsOf(value).map(({ type }) => formatTensorType(type))
    );
    return new Set(types).size > 1;
  });
}

/** Containers within containers that are looked into. */
const PLAIN_DEPTH = 3;

/** Whether a parameter is a number, a text or a flag in all runs, or a container of such: it stays that when traced. */
function isPlain(runs: readonly Activation[], { name }: Parameter): boolean {
  const isPlainValue = (value: Value, run: Activation, depth: number): boolean =>
    membersOf(value).every(member => {
      const elements = depth > 0 ? (elementsOf(member, run.contents) ?? []) : [];
      return (
        member.kind === 'constant' ||
        (elements.length > 0 && elements.every(element => isPlainValue(element, run, depth - 1)))
      );
    });
  const values = valuesOfParameter(runs, name);
  return (
    values.length > 0 &&
    values.every(({ value, activation }) => isPlainValue(value, activation, PLAIN_DEPTH))
  );
}

/** Whether a value came as an argument: an array becomes a tensor there already. */
function isGiven(run: Activation, value: Value): boolean {
  return [...run.arguments.values()].some(given => membersOf(given).includes(value));
}

function isFalse(option: Expression | undefined): boolean {
  return option?.kind === 'Constant' && option.value.type === 'bool' && !option.value.value;
}

/** The place of the call by which the run was reached. */
function siteOf(reached: ReachedRun, note: string): Cause {
  const { edge, caller } = reached;
  return edge === null
    ? causeAt(reached, reached.run.top.statement, note)
    : { at: edge.site, chain: caller?.chain ?? [], note };
}
