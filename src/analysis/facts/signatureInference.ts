/**
 * Infers an input signature from what reaches the parameters (specification 8).
 */
import type { Activation } from '../interpreter/record';
import type { Dimension, DType, TensorType } from '../libraries/rules/tensorType';
import type { SignatureAbsence } from '../report';
import type { Parameter } from '../syntax/tree';
import { membersOf } from '../values/join';
import type { HeapObject, Value } from '../values/value';
import { elementsOf, tensorsOf } from './argumentValues';
import { PUBLISHED_DTYPES } from './graph/suppliedSignature';
import type { Signature, SignaturePart, TensorSpec } from './graph/signature';

/** What is known of a parameter when its specification is asked for. */
export type ParameterEvidence = {
  readonly parameter: Parameter;
  readonly isTensor: boolean;
  readonly isContainer: boolean;
  /** Whether the only evidence is a type hint. */
  readonly isHintOnly: boolean;
  /** Whether some call supplies it; `null` where that cannot be told. */
  readonly supplied: boolean | null;
  /** `training` or `mask` of a Keras `call`: Keras passes it itself. */
  readonly isSuppliedByKeras: boolean;
  /** The dtype that operators in the body pin it to (7.7). */
  readonly pin: DType | undefined;
  /** The dtype of the scalar tensors that are to come in place of Python's numbers. */
  readonly number?: DType | undefined;
};

/** A whole signature, or why there is none. */
export type SignatureInference = {
  readonly signature: Signature | null;
  readonly absence: SignatureAbsence | null;
  /** The specification of each parameter that has one, also where the whole has none. */
  readonly parts: ReadonlyMap<string, SignaturePart>;
  /** Why a parameter blocks the signature. */
  readonly blocked: ReadonlyMap<string, SignatureAbsence>;
  /** Parameters in the order of the signature's parts. */
  readonly names: readonly string[];
};

/** How far a signature goes. */
export type SignatureOptions = {
  readonly isSpeculative: boolean;
  readonly dtypes: SignatureDTypes;
  /** Lists that give no specification although their elements are known. */
  readonly isOpenList?: (object: HeapObject) => boolean;
};

/** Which dtypes can stand in a specification. */
export type SignatureDTypes = 'published' | 'all';

/**
 * Infers the signature.
 *
 * @param activations - all runs; `conforming` those whose call is not expected to fail.
 */
export function inferSignature(
  evidence: readonly ParameterEvidence[],
  activations: readonly Activation[],
  conforming: readonly Activation[],
  options: SignatureOptions
): SignatureInference {
  const parts = new Map<string, SignaturePart>();
  const blocked = new Map<string, SignatureAbsence>();
  const omitted: string[] = [];
  const names: string[] = [];
  if (options.isSpeculative) {
    return { signature: null, absence: 'speculative-tensor-parameter', parts, blocked, names };
  }
  for (const entry of evidence) {
    const { name } = entry.parameter;
    const result = inferPart(entry, activations, conforming, options);
    if (result === 'omitted') {
      omitted.push(name);
    } else if (typeof result === 'string') {
      blocked.set(name, result);
    } else {
      for (const earlier of omitted.splice(0)) {
        blocked.set(earlier, 'defaulted-parameter-precedes-spec');
      }
      parts.set(name, result);
      names.push(name);
    }
  }
  const inOrder = evidence.flatMap(entry => blocked.get(entry.parameter.name) ?? []);
  const [absence] = inOrder;
  return {
    signature: absence === undefined ? [...parts.values()] : null,
    absence: absence ?? null,
    parts,
    blocked,
    names
  };
}

function inferPart(
  entry: ParameterEvidence,
  activations: readonly Activation[],
  conforming: readonly Activation[],
  options: SignatureOptions
): SignaturePart | SignatureAbsence | 'omitted' {
  const { parameter } = entry;
  if (entry.number !== undefined) {
    return { kind: 'tensor', form: 'dense', dtype: entry.number, shape: [] };
  }
  if (!entry.isTensor) {
    if (parameter.default === null) {
      return 'non-tensor-parameter';
    }
    if (entry.isSuppliedByKeras) {
      return 'defaulted-parameter-supplied';
    }
    return entry.supplied === false ? 'omitted' : 'defaulted-parameter-supplied';
  }
  const all = typesOf(activations, parameter.name);
  const types = typesOf(conforming, parameter.name);
  if (all.length > 0 && types.length === 0) {
    return 'expected-failure-evidence-only';
  }
  if (types.length === 0) {
    if (entry.isContainer) {
      return sequencePart(conforming, parameter.name, options);
    }
    return 'type-hint-without-dtype';
  }
  if (entry.isContainer && hasSequence(conforming, parameter.name)) {
    return 'tensor-container-unsupported';
  }
  if (options.dtypes === 'all' && mayBeNone(conforming, parameter.name)) {
    return 'defaulted-parameter-supplied';
  }
  const spec = joinTypes(types, entry.pin, options.dtypes);
  // `tf.RaggedTensorSpec` of no known rank raises.
  return options.dtypes === 'all' &&
    typeof spec !== 'string' &&
    spec.form === 'ragged' &&
    spec.shape === null
    ? 'tensor-container-unsupported'
    : spec;
}

/** Whether some call gives `None` as well, for which no specification of a tensor stands. */
function mayBeNone(activations: readonly Activation[], name: string): boolean {
  return activations.some(run => {
    const value = run.arguments.get(name);
    return (
      value !== undefined &&
      membersOf(value).some(member => member.kind === 'constant' && member.type === 'None')
    );
  });
}

function typesOf(activations: readonly Activation[], name: string): readonly TensorType[] {
  return activations.flatMap(run => {
    const value = run.arguments.get(name);
    return value === undefined ? [] : tensorsOf(value).map(tensor => tensor.type);
  });
}

function hasSequence(activations: readonly Activation[], name: string): boolean {
  return activations.some(run => {
    const value = run.arguments.get(name);
    return (
      value !== undefined &&
      membersOf(value).some(member => elementsOf(member, run.contents) !== null)
    );
  });
}

/** The join of the types that one parameter takes (8.3). */
export function joinTypes(
  types: readonly TensorType[],
  pin: DType | undefined,
  dtypes: SignatureDTypes
): TensorSpec | SignatureAbsence {
  const seen = new Set(types.map(type => (isModelled(type.dtype, dtypes) ? type.dtype : null)));
  const [first] = seen;
  let dtype: DType = pin ?? null;
  if (pin === undefined) {
    const known = [...seen].filter(entry => entry !== null);
    if (known.length > 1) {
      return 'heterogeneous-dtype';
    }
    if (seen.size > 1 || first === null) {
      return 'unknown-dtype';
    }
    dtype = first;
  }
  const sparse = types.filter(type => type.form === 'sparse').length;
  if (sparse !== 0 && sparse !== types.length) {
    return 'heterogeneous-sparsity';
  }
  const isRagged = types.every(type => type.form === 'ragged');
  if (dtypes === 'all' && !isRagged && types.some(type => type.form === 'ragged')) {
    return 'heterogeneous-sparsity';
  }
  const shapes = types.map(type => type.shape);
  const [shape] = shapes;
  const axes: Dimension[] | null =
    shape === null || shapes.some(other => other === null || other.length !== shape.length)
      ? null
      : shape.map((axis, index) => {
          const all = new Set(shapes.map(other => other?.[index] ?? 'unknown'));
          return all.size === 1 && (typeof axis === 'number' || axis === 'ragged') ? axis : 'open';
        });
  const hasRaggedAxis = axes?.includes('ragged') ?? false;
  return {
    kind: 'tensor',
    form: sparse > 0 ? 'sparse' : isRagged || hasRaggedAxis ? 'ragged' : 'dense',
    dtype,
    shape: axes
  };
}

function isModelled(dtype: DType, dtypes: SignatureDTypes): boolean {
  return (
    dtype !== null &&
    (dtypes === 'published'
      ? PUBLISHED_DTYPES.has(dtype)
      : dtype !== 'object' && dtype !== 'resource' && dtype !== 'variant')
  );
}

/** The nested specification of a sequence parameter (8.4). */
function sequencePart(
  activations: readonly Activation[],
  name: string,
  { dtypes, isOpenList }: SignatureOptions
): SignaturePart | SignatureAbsence {
  const rows: (readonly Value[])[] = [];
  const kinds = new Set<Value['kind']>();
  for (const run of activations) {
    const value = run.arguments.get(name);
    for (const member of value === undefined ? [] : membersOf(value)) {
      const row =
        member.kind === 'object' && isOpenList?.(member.object) === true
          ? null
          : indexedElements(member, run);
      if (row === null) {
        return 'tensor-container-unsupported';
      }
      rows.push(row);
      kinds.add(member.kind);
    }
  }
  const [first] = rows;
  if (dtypes === 'all' && kinds.size > 1) {
    return 'tensor-container-unsupported';
  }
  if (first === undefined || rows.some(row => row.length === 0)) {
    return 'tensor-container-unsupported';
  }
  if (rows.some(row => row.length !== first.length)) {
    return 'heterogeneous-arity';
  }
  const parts: SignaturePart[] = [];
  for (const index of first.keys()) {
    const column = rows.map(row => row[index]);
    if (column.some(value => membersOf(value).some(member => member.kind !== 'tensor'))) {
      return 'tensor-container-unsupported';
    }
    const spec = joinTypes(
      column.flatMap(value => tensorsOf(value).map(tensor => tensor.type)),
      undefined,
      dtypes
    );
    if (typeof spec === 'string') {
      return 'tensor-container-unsupported';
    }
    parts.push(spec);
  }
  return { kind: 'sequence', isTuple: dtypes === 'all' && kinds.has('tuple'), parts };
}

/** The elements of a list or tuple whose indices are known one by one; `null` for anything else. */
function indexedElements(value: Value, run: Activation): readonly Value[] | null {
  if (value.kind === 'tuple') {
    return value.rest === null && value.cls === null ? value.items : null;
  }
  if (value.kind !== 'object' || value.object.kind !== 'list') {
    return null;
  }
  const fields = run.contents.get(value.object);
  if (fields === undefined || fields.has('[*]')) {
    return null;
  }
  const items: Value[] = [];
  for (let index = 0; ; index++) {
    const item = fields.get(`[${index}]`);
    if (item === undefined) {
      break;
    }
    items.push(item);
  }
  return items;
}
