/**
 * Python's operators as functions (library reference, "operator"): handed to `reduce`, `accumulate` and `map`.
 */
import type { BinaryOperator } from '../../syntax/tree';
import { joinAll, membersOf } from '../../values/join';
import { binaryOperation } from '../operators';
import type { FunctionModel } from '../model';

const OPERATORS: readonly (readonly [string, BinaryOperator])[] = [
  ['add', '+'],
  ['sub', '-'],
  ['mul', '*'],
  ['truediv', '/'],
  ['floordiv', '//'],
  ['mod', '%'],
  ['pow', '**'],
  ['matmul', '@'],
  ['and_', '&'],
  ['or_', '|'],
  ['xor', '^']
];

function applying(op: BinaryOperator): FunctionModel {
  return (ctx, { positional: [left, right] }) =>
    left === undefined || right === undefined
      ? ctx.values.unknown('external', ctx.api)
      : joinAll(
          ctx.values,
          membersOf(left).flatMap(one =>
            membersOf(right).map(other => binaryOperation(ctx, op, one, other))
          )
        );
}

export const OPERATOR_FUNCTIONS: readonly (readonly [string, FunctionModel])[] = OPERATORS.map(
  ([name, op]) => [`operator.${name}`, applying(op)] as const
);
