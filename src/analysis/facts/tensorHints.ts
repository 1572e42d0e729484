/**
 * Annotations that say "tensor" (specification 2.1, phase 1).
 */
import type { Expression } from '../syntax/tree';
import { walk } from '../syntax/walk';
import { importedPath, type ModuleNames } from './moduleNames';

const TENSOR_CLASSES: ReadonlySet<string> = new Set([
  'Tensor',
  'RaggedTensor',
  'SparseTensor',
  'Variable',
  'IndexedSlices'
]);

/** Which spellings count: the published tool sees dotted attributes only. */
export type HintSpellings = 'attributes' | 'all';

/** Whether the annotation, or a part of it, is a tensor class of TensorFlow. */
export function isTensorHint(
  annotation: Expression | null,
  names: ModuleNames,
  spellings: HintSpellings
): boolean {
  if (annotation === null) {
    return false;
  }
  let found = false;
  walk(annotation, node => {
    if (node.kind === 'Attribute' || (spellings === 'all' && node.kind === 'Name')) {
      found ||= isTensorClass(importedPath(names, node) ?? starPath(names, node));
    } else if (spellings === 'all' && node.kind === 'Constant' && node.value.type === 'str') {
      found ||= textParts(node.value.value).some(part => {
        const [root, ...rest] = part.split('.');
        const path = names.imports.get(root);
        return isTensorClass(path === undefined ? null : [path, ...rest].join('.'));
      });
    }
    return found ? 'stop' : undefined;
  });
  return found;
}

function starPath(names: ModuleNames, node: Expression): string | null {
  return node.kind === 'Name' && names.stars.includes('tensorflow')
    ? `tensorflow.${node.id}`
    : null;
}

function isTensorClass(path: string | null): boolean {
  if (path === null) {
    return false;
  }
  const parts = path.split('.');
  return (
    parts.length > 1 && parts[0] === 'tensorflow' && TENSOR_CLASSES.has(parts[parts.length - 1])
  );
}

function textParts(text: string): readonly string[] {
  return text.match(/[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*/gu) ?? [];
}
