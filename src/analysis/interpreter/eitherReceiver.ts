/**
 * Methods of one of several containers: `(train if training else test).pop('label')` changes one of them.
 */
import type { Value } from '../values/value';
import { inArm } from './expressions';
import type { Frame } from './machine';

/** Runs the call of one of several callees; what it changes in a list or dict is one of the states that may follow. */
export function onEither(frame: Frame, callee: Value, run: () => Value): Value {
  const receiver = callee.kind === 'library-method' ? callee.receiver : null;
  if (
    receiver?.kind !== 'object' ||
    (receiver.object.kind !== 'list' && receiver.object.kind !== 'dict')
  ) {
    return run();
  }
  const { heap } = frame.machine;
  const { value, writes } = inArm(frame, false, run);
  heap.apply(heap.joinPaths([writes, new Map()]));
  return value;
}
