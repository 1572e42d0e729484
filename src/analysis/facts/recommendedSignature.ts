/**
 * What the recommended rules say of signatures: the one that is written, and the one that all calls fit.
 */
import type { Activation } from '../interpreter/record';
import type { SignatureRelation, Ternary } from '../report';
import type { Expression, Parameter } from '../syntax/tree';
import type { FunctionContext } from './functionContext';
import { compareSignatures, type Signature, type SignaturePart } from './graph/signature';
import { excludesACall } from './graph/signatureFit';
import { readSignature } from './graph/suppliedSignature';
import { tensorsOf } from './argumentValues';
import { dtypeOfNumbers } from './numbersAsTensors';
import { examined, type Cause } from './reachableRuns';
import type { Retracing } from './retracing';
import {
  inferSignature,
  type ParameterEvidence,
  type SignatureInference
} from './signatureInference';
import { valuesOfParameter } from './subject';
import { needsNumbers, partsByName, unresolvedStaticReads } from './staticAxisReads';

/** What is known of the parameters before signatures are looked at. */
export type SignatureSubject = {
  readonly context: FunctionContext;
  /** The runs of all calls, or the one with assumed arguments where there are none. */
  readonly runs: readonly Activation[];
  /** Without the receiver of a method. */
  readonly parameters: readonly Parameter[];
  readonly evidence: ReadonlyMap<
    Parameter,
    { readonly tensor: Ternary; readonly isContainer: boolean }
  >;
  readonly supplied: ReadonlyMap<Parameter, boolean | null>;
  readonly isVariadic: boolean;
  readonly retracing: Retracing;
  /** Whether the function, or what it calls, does with variables what no tensor allows. */
  readonly needsVariables: () => boolean;
  /** The `input_signature` of a graph function. */
  readonly written: Expression | null;
};

export type SignatureFacts = {
  /** What is written, where it can be read. */
  readonly written: Signature | null;
  readonly inference: SignatureInference;
  /** Whether the body needs the size of an axis that a signature or fewer traces would leave open; `null` where none would. */
  readonly needsAxes: Ternary;
  /** Whether there is a signature that all calls fit, and the body would not. */
  readonly isWithheld: boolean;
  /** Where the body reads what the written signature leaves open. */
  readonly openReads: readonly Cause[];
  /** The written one beside the calls; `null` where it can only be said that what is inferred is wider. */
  readonly relation: SignatureRelation | null;
  /** Whether the inferred signature takes as tensors all the Python numbers that vary. */
  readonly takesNumbers: boolean;
};

/** Looks at both signatures of a function. */
export function signatureFacts(about: SignatureSubject): SignatureFacts {
  const { context, parameters, isVariadic, retracing } = about;
  const { subject } = context;
  const written = about.written === null ? null : readSignature(about.written, context.body, 'all');
  const readsOpen = (parts: ReadonlyMap<string, SignaturePart>): readonly Cause[] =>
    unresolvedStaticReads(subject, examined(about.runs), parts, () => true, [], needsNumbers);
  const plain = infer(about, new Map());
  const numbers = retracing.onValues.size > 0 && !isVariadic ? scalarsFor(about) : null;
  const scalar = numbers === null ? null : infer(about, numbers);
  const takesNumbers =
    scalar !== null && scalar.signature !== null && readsOpen(scalar.parts).length === 0;
  const inference = isVariadic
    ? { ...plain, signature: null, absence: 'tensor-container-unsupported' as const }
    : takesNumbers
      ? scalar
      : plain;
  const mayOpenAxes = inference.signature !== null || retracing.onShapes.size > 0;
  const needsAxes = mayOpenAxes ? readsOpen(inference.parts).length > 0 : null;
  const compared =
    written !== null && inference.signature !== null
      ? compareSignatures(written, inference.signature)
      : null;
  // What is inferred may be wider than what arrives: a signature is too narrow only where a call surely does not fit.
  const isTooNarrow = written !== null && excludesACall(written, parameters, subject.activations);
  const names = parameters.map(({ name }) => name);
  return {
    written,
    inference,
    needsAxes,
    isWithheld: inference.signature !== null && needsAxes === true,
    openReads: written === null ? [] : readsOpen(partsByName(names, written)),
    relation: isTooNarrow || compared === 'agreement' || compared === 'broader' ? compared : null,
    takesNumbers
  };
}

function infer(
  { context: { subject }, parameters, evidence, supplied }: SignatureSubject,
  numbers: ReadonlyMap<string, NonNullable<ParameterEvidence['number']>>
): SignatureInference {
  return inferSignature(
    parameters.map(parameter => {
      const entry = evidence.get(parameter);
      return {
        parameter,
        isTensor: entry?.tensor === true,
        isContainer: entry?.isContainer ?? false,
        isHintOnly: false,
        supplied: supplied.get(parameter) ?? null,
        isSuppliedByKeras: false,
        pin: undefined,
        number: numbers.get(parameter.name)
      };
    }),
    subject.activations,
    subject.activations,
    { isSpeculative: subject.activations.length === 0, dtypes: 'all' }
  );
}

/** Dtypes for the numbers among the arguments; `null` where some that vary cannot be tensors. */
function scalarsFor({
  context: { subject },
  parameters,
  evidence,
  retracing,
  needsVariables
}: SignatureSubject): ReadonlyMap<string, NonNullable<ParameterEvidence['number']>> | null {
  const hasVariable = subject.activations.some(run =>
    parameters.some(({ name }) =>
      valuesOfParameter([run], name).some(({ value }) =>
        tensorsOf(value).some(({ type }) => type.form === 'variable')
      )
    )
  );
  if ((hasVariable && needsVariables()) || parameters.some(({ kind }) => kind === 'keyword-only')) {
    return null;
  }
  const found = new Map<string, NonNullable<ParameterEvidence['number']>>();
  for (const parameter of parameters) {
    if (evidence.get(parameter)?.tensor === false) {
      const dtype = dtypeOfNumbers(subject, parameter.name);
      if (dtype !== null) {
        found.set(parameter.name, dtype);
      }
    }
  }
  return [...retracing.onValues.keys()].every(name => found.has(name)) ? found : null;
}
