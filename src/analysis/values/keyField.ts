/**
 * Under which field of a dict's object the value of a key stands.
 */
import type { Value } from './value';

/** The field of a key, the same for keys that are equal, such as `1` and `1.0`; `null` for one that is not known. */
export function keyField(key: Value): string | null {
  if (key.kind !== 'constant' || key.value === undefined) {
    return null;
  }
  switch (key.type) {
    case 'str':
      return `['${String(key.value)}']`;
    case 'bool':
      return key.value === true ? '[True]' : '[False]';
    case 'None':
      return '[None]';
    default:
      return `[${String(key.value)}]`;
  }
}
