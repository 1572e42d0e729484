/**
 * Whether a signature can be written with the names that a file imports (specification 9.2).
 */
import type { Statement } from '../syntax/tree';
import type { Signature, SignaturePart } from './graph/signature';

/**
 * Whether the file's unindented imports reach the classes and dtypes that the signature needs. Where a function becomes
 * a graph the missing import is written with all that is needed, but not where one is only reconfigured.
 */
export function canSpell(signature: Signature, body: readonly Statement[]): boolean {
  const listed = new Set<string>();
  for (const statement of body) {
    if (statement.kind === 'Import') {
      if (statement.names.some(({ name }) => name === 'tensorflow')) {
        return true;
      }
    } else if (
      statement.kind === 'ImportFrom' &&
      statement.level === 0 &&
      statement.module === 'tensorflow'
    ) {
      for (const { name, asname } of statement.names) {
        if (name === '*') {
          return true;
        }
        if (asname === null || asname === name) {
          listed.add(name);
        }
      }
    }
  }
  return listed.has('function') && signature.flatMap(namesIn).every(name => listed.has(name));
}

function namesIn(part: SignaturePart): readonly string[] {
  if (part.kind === 'sequence') {
    return part.parts.flatMap(namesIn);
  }
  const cls = { dense: 'TensorSpec', ragged: 'RaggedTensorSpec', sparse: 'SparseTensorSpec' };
  return [cls[part.form], ...(part.dtype === null ? [] : [part.dtype])];
}
