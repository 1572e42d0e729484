/**
 * How long the body of a function is: what is asked of every pair of statements is not asked of very long ones.
 */
import type { Statement } from './tree';
import { walkOwnScope } from './walk';

/** Nodes of a body, nested functions apart, beyond which the analysis says that it cannot tell. */
export const LONG_BODY_NODES = 12_000;

const _long = new WeakMap<readonly Statement[], boolean>();

/** Whether a body has more nodes than `LONG_BODY_NODES`. */
export function isLongBody(body: readonly Statement[]): boolean {
  let isLong = _long.get(body);
  if (isLong === undefined) {
    let nodes = 0;
    isLong = !walkOwnScope(body, () => (++nodes > LONG_BODY_NODES ? 'stop' : undefined));
    _long.set(body, isLong);
  }
  return isLong;
}
