/**
 * The star of a row with one item: the grammar takes `[*f(x)]` for a call of `*f`, and `[*a + b]` for a sum of `*a` and
 * `b`. In Python the star stands before the whole item (language reference 6.15, `starred_expression`).
 */
import type { Expression } from './tree';

/** The expression with a star that its first operand begins with before the whole of it. */
export function withStarOutside(expression: Expression): Expression {
  const first = firstOperand(expression);
  if (first?.kind !== 'Starred') {
    return expression;
  }
  const { start, end } = expression;
  return { kind: 'Starred', start, end, value: withFirstOperand(expression, first.value) };
}

/** What an expression begins with, of the kinds that may follow a star without brackets. */
function firstOperand(expression: Expression): Expression | null {
  switch (expression.kind) {
    case 'Call':
      return expression.func;
    case 'Attribute':
    case 'Subscript':
      return expression.value;
    case 'BinOp':
      return expression.left;
    default:
      return null;
  }
}

function withFirstOperand(expression: Expression, first: Expression): Expression {
  const { start } = first;
  switch (expression.kind) {
    case 'Call':
      return { ...expression, start, func: first };
    case 'Attribute':
    case 'Subscript':
      return { ...expression, start, value: first };
    case 'BinOp':
      return { ...expression, start, left: first };
    default:
      return expression;
  }
}
