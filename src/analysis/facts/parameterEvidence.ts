/**
 * Whether a parameter is a tensor, and what tells so: a hint, the calls, or how the body uses it.
 */
import type { Contents } from '../interpreter/contents';
import type { Activation } from '../interpreter/record';
import type { Evidence, Ternary } from '../report';
import type { Parameter } from '../syntax/tree';
import { membersOf } from '../values/join';
import type { HeapObject } from '../values/value';
import { holdsTensor, tensorsOf } from './argumentValues';
import { tensorEvidence, type FunctionContext } from './functionContext';
import { isExtensionType, isRecordClass } from './opaqueValues';
import type { Subject } from './subject';
import { isTensorHint } from './tensorHints';
import { tensorUse, type TensorUse } from './tensorUses';

/** What tells that a parameter is a tensor. */
export type ParameterEvidence = {
  readonly tensor: Ternary;
  readonly isContainer: boolean;
  readonly evidence: readonly Evidence[];
  /** Where the body uses the parameter as a tensor, if nothing else tells. */
  readonly use: TensorUse | null;
};

/** What the calls, a hint and the body tell of a parameter. */
export function evidenceOf(
  context: FunctionContext,
  runs: readonly Activation[],
  parameter: Parameter,
  isReached: boolean
): ParameterEvidence {
  const held = tensorEvidence(runs, parameter.name);
  const isContainer = held.isContainer || runs.some(run => isTakenApart(run, parameter));
  const found = { ...held, isContainer };
  const isHinted = isTensorHint(parameter.annotation, context.names, 'all');
  const evidence: Evidence[] = [];
  if (isHinted) {
    evidence.push('hint');
  }
  if (found.isDirect && isReached) {
    evidence.push('call');
  } else if (found.isDirect && !isHinted) {
    evidence.push('context');
  }
  if (found.isContainer && !found.isDirect) {
    evidence.push('container');
  }
  const isHanded = isReached && isHandedTensors(context.subject, parameter);
  if (isHanded && evidence.length === 0) {
    evidence.push('call');
  }
  const use = isHanded
    ? null
    : runs.reduce<TensorUse | null>((found, run) => found ?? tensorUse(run, parameter.name), null);
  if (use !== null && evidence.length === 0) {
    evidence.push('context');
  }
  const isUnknown =
    runs.length === 0 ||
    runs.some(run =>
      membersOf(run.arguments.get(parameter.name) ?? { kind: 'never', id: 0 }).some(
        member => member.kind === 'unknown'
      )
    );
  return {
    tensor: evidence.length > 0 ? true : isUnknown ? null : false,
    isContainer: (found.isContainer || use?.isItem === true) && !found.isDirect,
    evidence,
    use
  };
}

/**
 * Whether Keras alone calls the function, and hands tensors to the parameter: `Layer.__call__` refuses anything else as
 * its first argument, and the steps of `fit`, `evaluate` and `predict` get batches.
 */
function isHandedTensors({ node, receiver, arrivals }: Subject, parameter: Parameter): boolean {
  return (
    receiver !== null &&
    HANDED_TENSORS.has(node.name) &&
    node.parameters[1] === parameter &&
    arrivals.every(({ edge }) => edge.route === 'keras')
  );
}

const HANDED_TENSORS: ReadonlySet<string> = new Set([
  'call',
  'train_step',
  'test_step',
  'predict_step'
]);

/** Of `*args` and `**kwargs`, a tuple and a dictionary of what arrives, those that hold tensors. */
export function variadicEvidence(
  context: FunctionContext,
  runs: readonly Activation[],
  isReached: boolean
): ReadonlyMap<Parameter, ParameterEvidence> {
  const found = new Map<Parameter, ParameterEvidence>();
  for (const parameter of context.subject.node.parameters) {
    if (parameter.kind === 'var-positional' || parameter.kind === 'var-keyword') {
      const entry = evidenceOf(context, runs, parameter, isReached);
      if (entry.tensor === true) {
        found.set(parameter, entry);
      }
    }
  }
  return found;
}

/** Whether a graph takes what arrives apart, so that what it holds are the tensors. */
function isTakenApart(run: Activation, parameter: Parameter): boolean {
  const value = run.arguments.get(parameter.name);
  return (
    value !== undefined &&
    membersOf(value).some(member => {
      switch (member.kind) {
        case 'object':
          return isExtensionType(member.object.cls) || isRecord(member.object, run.contents);
        // A graph is traced with what the elements of a dataset are (`DatasetSpec`).
        case 'dataset':
          return holdsTensor(member.element, run.contents) || tensorsOf(member.element).length > 0;
        default:
          return false;
      }
    })
  );
}

/** Whether it is a named tuple, or an object of attrs, that holds tensors. */
function isRecord(object: HeapObject, contents: Contents): boolean {
  return (
    isRecordClass(object.cls) &&
    [...(contents.get(object)?.values() ?? [])].some(
      field => tensorsOf(field).length > 0 || holdsTensor(field, contents)
    )
  );
}
