/**
 * Input signatures: their parts, how they are written, and how two of them relate (specification 8.6, 8.7).
 */
import type { Dimension, DType, Shape } from '../../libraries/rules/tensorType';
import type { SignatureRelation } from '../../report';

/** The specification of one tensor. */
export type TensorSpec = {
  readonly kind: 'tensor';
  readonly form: 'dense' | 'ragged' | 'sparse';
  readonly dtype: DType;
  readonly shape: Shape;
};

/** What stands for one parameter: a tensor, or a sequence of parts. */
export type SignaturePart = TensorSpec | SequenceSpec;
export type SequenceSpec = {
  readonly kind: 'sequence';
  /** Whether it stands for a tuple: TensorFlow takes no list for it, nor a tuple for a list. */
  readonly isTuple: boolean;
  readonly parts: readonly SignaturePart[];
};

/** The parts in the order of the parameters. */
export type Signature = readonly SignaturePart[];

/** The normal form of the report: `[tf.TensorSpec(shape=(None, 3), dtype=tf.float32)]`. */
export function formatSignature(signature: Signature): string {
  return `[${signature.map(formatPart).join(', ')}]`;
}

/** One part in normal form. */
export function formatPart(part: SignaturePart): string {
  if (part.kind === 'sequence') {
    return part.isTuple ? formatTuple(part.parts) : formatSignature(part.parts);
  }
  const name =
    part.form === 'ragged'
      ? 'RaggedTensorSpec'
      : part.form === 'sparse'
        ? 'SparseTensorSpec'
        : 'TensorSpec';
  return `tf.${name}(shape=${formatSpecShape(part.shape)}, dtype=tf.${part.dtype ?? 'float32'})`;
}

function formatTuple(parts: readonly SignaturePart[]): string {
  return parts.length === 1
    ? `(${formatPart(parts[0])},)`
    : `(${parts.map(formatPart).join(', ')})`;
}

function formatSpecShape(shape: Shape): string {
  if (shape === null) {
    return 'None';
  }
  const axes = shape.map(axis => (typeof axis === 'number' ? String(axis) : 'None'));
  return axes.length === 1 ? `(${axes[0]},)` : `(${axes.join(', ')})`;
}

/** How the signature that is written relates to the one that the calls ask for. */
export function compareSignatures(supplied: Signature, inferred: Signature): SignatureRelation {
  if (supplied.length !== inferred.length) {
    return 'incomparable';
  }
  return combine(supplied.map((part, index) => compareParts(part, inferred[index])));
}

function compareParts(supplied: SignaturePart, inferred: SignaturePart): SignatureRelation {
  if (supplied.kind === 'sequence' || inferred.kind === 'sequence') {
    return supplied.kind === 'sequence' && inferred.kind === 'sequence'
      ? compareSignatures(supplied.parts, inferred.parts)
      : 'incomparable';
  }
  // An open axis is an open axis, ragged or not.
  if ((supplied.form === 'sparse') !== (inferred.form === 'sparse')) {
    return 'incomparable';
  }
  const dtype: SignatureRelation =
    supplied.dtype === inferred.dtype
      ? 'agreement'
      : supplied.dtype === null
        ? 'broader'
        : inferred.dtype === null
          ? 'tighter'
          : 'incomparable';
  return combine([dtype, compareShapes(supplied.shape, inferred.shape)]);
}

function compareShapes(supplied: Shape, inferred: Shape): SignatureRelation {
  if (supplied === null || inferred === null) {
    return supplied === inferred ? 'agreement' : supplied === null ? 'broader' : 'tighter';
  }
  if (supplied.length !== inferred.length) {
    return 'incomparable';
  }
  return combine(supplied.map((axis, index) => compareAxes(axis, inferred[index])));
}

function compareAxes(supplied: Dimension, inferred: Dimension): SignatureRelation {
  if (typeof supplied === 'number' && typeof inferred === 'number') {
    return supplied === inferred ? 'agreement' : 'incomparable';
  }
  return typeof supplied === 'number'
    ? 'tighter'
    : typeof inferred === 'number'
      ? 'broader'
      : 'agreement';
}

/** Agreement is neutral; two different other results are incomparable. */
function combine(relations: readonly SignatureRelation[]): SignatureRelation {
  const others = new Set(relations.filter(relation => relation !== 'agreement'));
  const [only] = others;
  return others.size === 0 ? 'agreement' : others.size === 1 ? only : 'incomparable';
}
