/**
 * Whether a parameter is a tensor, and what tells so: a hint, the calls, or how the body uses it.
 */
import type { Activation } from '../interpreter/record';
import type { Evidence, Ternary } from '../report';
import type { Parameter } from '../syntax/tree';
import { membersOf } from '../values/join';
import { tensorEvidence, type FunctionContext } from './functionContext';
import { isExtensionType } from './opaqueValues';
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
  // A graph takes an extension type apart: its fields are the tensors.
  const isContainer = held.isContainer || runs.some(run => isExtension(run, parameter));
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
  const use = runs.reduce<TensorUse | null>(
    (found, run) => found ?? tensorUse(run, parameter.name),
    null
  );
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
    isContainer: found.isContainer && !found.isDirect,
    evidence,
    use
  };
}

function isExtension(run: Activation, parameter: Parameter): boolean {
  const value = run.arguments.get(parameter.name);
  return (
    value !== undefined &&
    membersOf(value).some(member => member.kind === 'object' && isExtensionType(member.object.cls))
  );
}
