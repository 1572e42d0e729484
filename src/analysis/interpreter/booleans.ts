/**
 * Boolean operations and chains of comparisons.
 */
import type { Compare, Expression } from '../syntax/tree';
import { join, joinAll, membersOf } from '../values/join';
import type { Value } from '../values/value';
import { evaluate, inArm } from './expressions';
import type { Frame } from './machine';
import { compareWithDunders } from './operators';
import { narrow, testedTruth, truthOf } from './truth';

/** Operands of one `and` or `or` that are told apart; those behind may run or not, all of them together. */
const OPERANDS_KNOWN = 100;

/** `a and b`, `a or b` (language reference 6.11): the operand that decides, or the last one. */
export function evaluateBoolean(
  frame: Frame,
  op: 'and' | 'or',
  operands: readonly Expression[],
  position: number = 0
): Value {
  const first = operands[position];
  const { values, heap } = frame.machine;
  const value = evaluate(frame, first);
  if (position + 1 === operands.length) {
    return value;
  }
  if (position >= OPERANDS_KNOWN) {
    const rest = operands.slice(position + 1);
    const others = inArm(frame, false, () =>
      joinAll(
        values,
        rest.map(operand => evaluate(frame, operand))
      )
    );
    heap.apply(heap.joinPaths([new Map(), others.writes]));
    return join(values, value, others.value);
  }
  if (frame.machine.registry.joinsDecidedArms) {
    const arm = inArm(frame, false, () => evaluateBoolean(frame, op, operands, position + 1));
    heap.apply(heap.joinPaths([new Map(), arm.writes]));
    return join(values, value, arm.value);
  }
  const truth = testedTruth(frame, value, first);
  const stops = truth !== null && truth === (op === 'or');
  const arm = inArm(frame, stops, () => {
    narrow(frame, first, op === 'and');
    return evaluateBoolean(frame, op, operands, position + 1);
  });
  if (stops) {
    return value;
  }
  if (truth !== null) {
    heap.apply(arm.writes);
    return arm.value;
  }
  heap.apply(heap.joinPaths([new Map(), arm.writes]));
  const isKept = (member: Value): boolean => truthOf(frame, member) !== (op === 'and');
  return join(values, joinAll(values, membersOf(value).filter(isKept)), arm.value);
}

/** `a < b < c` (language reference 6.10). */
export function evaluateCompare(frame: Frame, node: Compare): Value {
  const { values } = frame.machine;
  let left = evaluate(frame, node.left);
  let result: Value = values.never;
  for (const [position, op] of node.ops.entries()) {
    const right = evaluate(frame, node.comparators[position]);
    const outcome = compareWithDunders(frame, op, left, right, node);
    result = position === 0 ? outcome : joinComparison(frame, result, outcome);
    left = right;
  }
  return result;
}

/** A chain `a < b < c` is the conjunction of its links. */
function joinComparison(frame: Frame, left: Value, right: Value): Value {
  const first = truthOf(frame, left);
  return first === false ? left : first === true ? right : join(frame.machine.values, left, right);
}
