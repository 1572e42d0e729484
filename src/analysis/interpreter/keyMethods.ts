/**
 * Special methods that run when an object is a key or an index (Python data model 3.3.1, 3.3.8).
 */
import type { Span } from '../syntax/tree';
import { membersOf } from '../values/join';
import type { Value } from '../values/value';
import { callFound } from './calls';
import type { Frame } from './machine';
import { findDunder } from './operators';

/** Calls `__hash__` and then `__eq__`, or `__index__`, of instances that stand as a key or an index. */
export function callKeyMethods(frame: Frame, key: Value, node: Span): void {
  for (const member of membersOf(key)) {
    if (member.kind !== 'object' || member.object.kind !== 'instance') {
      continue;
    }
    const hash = findDunder(frame, member, '__hash__', node);
    if (hash !== null) {
      callFound(frame, hash, [], node, 'implicit');
      const equal = findDunder(frame, member, '__eq__', node);
      if (equal !== null) {
        callFound(frame, equal, [member], node, 'implicit');
      }
    }
    const index = findDunder(frame, member, '__index__', node);
    if (index !== null) {
      callFound(frame, index, [], node, 'implicit');
    }
  }
}
