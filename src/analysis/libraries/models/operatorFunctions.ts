/**
 * Python's operators as functions (library reference, "operator"): handed to `reduce`, `accumulate` and `map`; and as
 * the special methods of tensors and arrays (language reference 3.3.8).
 */
import type { BinaryOperator, CompareOperator } from '../../syntax/tree';
import { joinAll, membersOf } from '../../values/join';
import type { Value } from '../../values/value';
import { binaryOperation, compareOperation, unaryOperation } from '../operators';
import type { FunctionModel, IModelContext, MethodModel } from '../model';
import { subscriptValue } from '../subscripts';

const BINARY: readonly (readonly [string, BinaryOperator])[] = [
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
  ['xor', '^'],
  ['lshift', '<<'],
  ['rshift', '>>']
];

const COMPARING: readonly (readonly [string, CompareOperator])[] = [
  ['eq', '=='],
  ['ne', '!='],
  ['lt', '<'],
  ['le', '<='],
  ['gt', '>'],
  ['ge', '>=']
];

const UNARY = [
  ['neg', '-'],
  ['pos', '+'],
  ['invert', '~']
] as const;

type Operation = (ctx: IModelContext, left: Value, right: Value) => Value;

type NamedOperation = readonly [name: string, operation: Operation];

/** Arithmetic, by the names of the functions; its special methods have reflected forms. */
const ARITHMETIC: readonly NamedOperation[] = BINARY.map(([name, op]) => [
  name,
  (ctx, left, right) => binaryOperation(ctx, op, left, right)
]);

/** Comparisons and subscripts. */
const OTHERS: readonly NamedOperation[] = [
  ...COMPARING.map(([name, op]): NamedOperation => [
    name,
    (ctx, left, right) => compareOperation(ctx, op, left, right)
  ]),
  ['getitem', subscriptValue]
];

/** `operator.and_` asks `__and__`. */
function specialName(api: string): string {
  return `__${api.replace(/^.*\./u, '').replace(/_$/u, '')}__`;
}

/** `left + right`, as Python adds the items of a sequence: by the special methods of the program's own classes. */
export function sumOf(ctx: IModelContext, left: Value, right: Value): Value {
  return joinAll(
    ctx.values,
    membersOf(left).flatMap(one =>
      membersOf(right).map(
        other =>
          ctx.special(one, ['__add__'], [other]) ??
          ctx.special(other, ['__radd__'], [one]) ??
          binaryOperation(ctx, '+', one, other)
      )
    )
  );
}

/** An operation on each alternative of two operands. */
function overBoth(
  ctx: IModelContext,
  operate: Operation,
  left: Value | undefined,
  right: Value | undefined
): Value {
  return left === undefined || right === undefined
    ? ctx.values.unknown('external', ctx.api)
    : joinAll(
        ctx.values,
        membersOf(left).flatMap(one =>
          membersOf(right).map(
            other => ctx.special(one, [specialName(ctx.api)], [other]) ?? operate(ctx, one, other)
          )
        )
      );
}

function overOne(ctx: IModelContext, op: '-' | '+' | '~', operand: Value | undefined): Value {
  return operand === undefined
    ? ctx.values.unknown('external', ctx.api)
    : joinAll(
        ctx.values,
        membersOf(operand).map(
          member =>
            ctx.special(member, [specialName(ctx.api)], []) ?? unaryOperation(ctx, op, member)
        )
      );
}

/** `iadd(t, u)`: tensors and numbers are made anew; what lists and arrays make of it in place is not followed. */
function inPlace(operate: Operation): Operation {
  return (ctx, left, right) => {
    const isMadeAnew =
      left.kind === 'constant' || (left.kind === 'tensor' && left.type.form !== 'ndarray');
    if (isMadeAnew) {
      return operate(ctx, left, right);
    }
    ctx.doubt('unknown-callee', ctx.api);
    return ctx.values.unknown('external', ctx.api);
  };
}

/** `divmod(a, b)`: quotient and remainder. */
const quotientAndRemainder: FunctionModel = (ctx, { positional: [left, right] }) =>
  ctx.values.tuple(
    (['//', '%'] as const).map(op =>
      overBoth(ctx, (_, one, other) => binaryOperation(ctx, op, one, other), left, right)
    )
  );

export const OPERATOR_FUNCTIONS: readonly (readonly [string, FunctionModel])[] = [
  ['builtins.divmod', quotientAndRemainder],
  ...[...ARITHMETIC, ...OTHERS].map(([name, operate]): readonly [string, FunctionModel] => [
    `operator.${name}`,
    (ctx, { positional: [left, right] }) => overBoth(ctx, operate, left, right)
  ]),
  ...ARITHMETIC.map(([name, operate]): readonly [string, FunctionModel] => [
    `operator.i${name.replace(/_$/u, '')}`,
    (ctx, { positional: [left, right] }) => overBoth(ctx, inPlace(operate), left, right)
  ]),
  ...UNARY.map(([name, op]): readonly [string, FunctionModel] => [
    `operator.${name}`,
    (ctx, { positional: [operand] }) => overOne(ctx, op, operand)
  ])
];

/** `t.__add__(u)`, `t.__radd__(u)`, `t.__neg__()`. */
export const OPERATOR_METHODS: readonly (readonly [string, MethodModel])[] = [
  'tensorflow.Tensor',
  'tensorflow.Variable',
  'tensorflow.RaggedTensor',
  'numpy.ndarray'
].flatMap((owner): readonly (readonly [string, MethodModel])[] => [
  ...[...ARITHMETIC, ...OTHERS].map(([name, operate]): readonly [string, MethodModel] => [
    `${owner}.__${name.replace(/_$/u, '')}__`,
    (ctx, receiver, { positional: [other] }) => overBoth(ctx, operate, receiver, other)
  ]),
  ...ARITHMETIC.map(([name, operate]): readonly [string, MethodModel] => [
    `${owner}.__r${name.replace(/_$/u, '')}__`,
    (ctx, receiver, { positional: [other] }) => overBoth(ctx, operate, other, receiver)
  ]),
  ...UNARY.map(([name, op]): readonly [string, MethodModel] => [
    `${owner}.__${name}__`,
    (ctx, receiver) => overOne(ctx, op, receiver)
  ])
]);
