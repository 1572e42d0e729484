/**
 * What a graph can neither return nor carry through a condition or loop.
 */
import { dataClassOf } from '../interpreter/dataClasses';
import { namedTupleFields } from '../libraries';
import type { Value } from '../values/value';

/** Whether it is something of Python that has no form in a graph at all. Objects and constants are told apart elsewhere. */
export function hasNoGraphForm(value: Value): boolean {
  switch (value.kind) {
    case 'function':
    case 'method':
    case 'partial':
    case 'wrapper':
    case 'class':
    case 'module':
    case 'library':
    case 'library-method':
    case 'dataset':
    case 'range':
    case 'slice':
    case 'dtype':
      return true;
    default:
      return false;
  }
}

/** Whether instances of the class are taken apart by TensorFlow (`tf.experimental.ExtensionType`, tf.org guide "Extension types"). */
export function isExtensionType(cls: Value | null): boolean {
  return (
    cls !== null &&
    ((cls.kind === 'library' && /\.(?:Batchable)?ExtensionType$/u.test(cls.path)) ||
      (cls.kind === 'class' && cls.bases.some(isExtensionType)))
  );
}

/** Whether a graph takes instances of the class apart: named tuples (`class Batch(NamedTuple)`), and classes of attrs. */
export function isRecordClass(cls: Value | null): boolean {
  return (
    cls !== null &&
    ((cls.kind === 'library' &&
      (cls.path === 'typing.NamedTuple' || namedTupleFields(cls.path) !== null)) ||
      (cls.kind === 'class' &&
        (cls.bases.some(isRecordClass) || dataClassOf(cls.node)?.library === 'attrs')))
  );
}

/** Whether a graph returns instances of the class: records, extension types, and assets, which are tensors of their path. */
export function isTakenApart(cls: Value | null): boolean {
  return (
    isExtensionType(cls) ||
    isRecordClass(cls) ||
    (cls?.kind === 'library' && /^tensorflow\.saved_model\.Asset$/u.test(cls.path))
  );
}
