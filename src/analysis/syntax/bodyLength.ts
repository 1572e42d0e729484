/**
 * How long the body of a function is: what is asked of every pair of statements is not asked of very long ones.
 */
import type { Statement } from './tree';
import { walkOwnScope } from './walk';

/** Nodes of a body, nested functions apart, beyond which the analysis says that it cannot tell. */
export const LONG_BODY_NODES = 12_000;

/** Levels of conditions and loops, summed over the nodes of a body, beyond which it says so too. */
const NESTED_NODES = 60_000;

const _long = new WeakMap<readonly Statement[], boolean>();

/** Whether a body has more nodes than `LONG_BODY_NODES`, or too many of them deep in conditions and loops. */
export function isLongBody(body: readonly Statement[]): boolean {
  let isLong = _long.get(body);
  if (isLong === undefined) {
    let nodes = 0;
    let levels = 0;
    // Where the conditions and loops around the present node end; nodes come in the order of the text.
    const ends: number[] = [];
    isLong = !walkOwnScope(body, node => {
      while (ends.length > 0 && ends[ends.length - 1] <= node.start) {
        ends.pop();
      }
      levels += ends.length;
      if (node.kind === 'If' || node.kind === 'For' || node.kind === 'While') {
        ends.push(node.end);
      }
      return ++nodes > LONG_BODY_NODES || levels > NESTED_NODES ? 'stop' : undefined;
    });
    _long.set(body, isLong);
  }
  return isLong;
}
