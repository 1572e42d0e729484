/**
 * Operators, with the special methods of the program's own classes (language reference 3.3.8).
 */
import type { BinaryOperator, CompareOperator, Expression, Span } from '../syntax/tree';
import { binaryOperation, compareOperation, operandsFit, unaryOperation } from '../libraries';
import { generalised, joinAll, membersOf } from '../values/join';
import type { ValueTable } from '../values/table';
import type { Value } from '../values/value';
import type { FoundFunction } from './attributes';
import { findInClass } from './attributes';
import { callFound } from './calls';
import { dataClassOf } from './dataClasses';
import { itemsOf } from './iteration';
import type { Frame } from './machine';
import { noteEffect, placeOf } from './machine';
import { createModelContext } from './modelContext';

const BINARY_NAMES: Readonly<Record<BinaryOperator, string>> = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'truediv',
  '//': 'floordiv',
  '%': 'mod',
  '@': 'matmul',
  '**': 'pow',
  '<<': 'lshift',
  '>>': 'rshift',
  '|': 'or',
  '^': 'xor',
  '&': 'and'
};

const COMPARE_NAMES: Readonly<Record<CompareOperator, string>> = {
  '==': 'eq',
  '!=': 'ne',
  '<': 'lt',
  '<=': 'le',
  '>': 'gt',
  '>=': 'ge',
  is: 'is_',
  'is not': 'is_not',
  in: 'contains',
  'not in': 'contains'
};

/** The comparison that the right operand is asked for where the left one has none (Python data model 3.3.1). */
const REFLECTED: Readonly<
  Record<Exclude<CompareOperator, 'is' | 'is not' | 'in' | 'not in'>, string>
> = {
  '==': 'eq',
  '!=': 'ne',
  '<': 'gt',
  '<=': 'ge',
  '>': 'lt',
  '>=': 'le'
};

const UNARY_NAMES = { '+': 'pos', '-': 'neg', '~': 'invert' } as const;

/** Combinations of alternatives to which an operator is applied with the constants told apart. */
const PAIR_LIMIT = 16;

/** A special method that a class of the program defines, or several of them; `null` where the value has none of its own. */
export function findDunder(
  frame: Frame,
  value: Value,
  name: string,
  _node: Span
): FoundFunction | null {
  const found = findInClass(frame, value, name);
  if (found === null) {
    return null;
  }
  const functions = membersOf(found).filter(
    member => member.kind === 'function' || member.kind === 'wrapper'
  );
  return functions.length === 0
    ? null
    : { function: joinAll(frame.machine.values, functions), receiver: value };
}

/** `left op right`; `isInPlace` for an augmented assignment. */
export function binaryWithDunders(
  frame: Frame,
  op: BinaryOperator,
  left: Value,
  right: Value,
  node: Expression | (Span & { readonly kind: 'AugAssign' }),
  isInPlace = false
): Value {
  const fits = (first: Value, second: Value): boolean => operandsFit(op, first, second);
  return overPairs(
    frame,
    left,
    right,
    (first, second) => {
      const name = BINARY_NAMES[op];
      const own =
        (isInPlace ? findDunder(frame, first, `__i${name}__`, node) : null) ??
        findDunder(frame, first, `__${name}__`, node);
      if (own !== null) {
        return callFound(frame, own, [second], node, 'implicit');
      }
      const reflected = findDunder(frame, second, `__r${name}__`, node);
      if (reflected !== null) {
        return callFound(frame, reflected, [first], node, 'implicit');
      }
      const api = `operator.${name}`;
      const result = binaryOperation(createModelContext(frame, node, api), op, first, second);
      noteOperator(frame, api, [first, second], result, node);
      return result;
    },
    fits
  );
}

/** `+x`, `-x` and `~x`. */
export function unaryWithDunders(
  frame: Frame,
  op: '+' | '-' | '~',
  operand: Value,
  node: Expression
): Value {
  const own = findDunder(frame, operand, `__${UNARY_NAMES[op]}__`, node);
  return own === null
    ? unaryOperation(createModelContext(frame, node, `operator.${UNARY_NAMES[op]}`), op, operand)
    : callFound(frame, own, [], node, 'implicit');
}

/** `left op right` of a comparison. */
export function compareWithDunders(
  frame: Frame,
  op: CompareOperator,
  left: Value,
  right: Value,
  node: Expression
): Value {
  return overPairs(frame, left, right, (first, second) => {
    const name = COMPARE_NAMES[op];
    const isContainment = op === 'in' || op === 'not in';
    if (op !== 'is' && op !== 'is not') {
      const own = findDunder(frame, isContainment ? second : first, `__${name}__`, node);
      if (own !== null) {
        return callFound(frame, own, [isContainment ? first : second], node, 'implicit');
      }
      const reflected =
        op === 'in' || op === 'not in'
          ? null
          : findDunder(frame, second, `__${REFLECTED[op]}__`, node);
      if (reflected !== null) {
        return callFound(frame, reflected, [first], node, 'implicit');
      }
      compareItems(frame, first, second, node);
      compareFields(frame, first, node);
    }
    if (isContainment && second.kind === 'object' && second.object.kind === 'iterator') {
      noteEffect(frame, node, { kind: 'iterator', construct: 'iteration', object: second.object });
    }
    const api = `operator.${name}`;
    const result = compareOperation(createModelContext(frame, node, api), op, first, second);
    noteOperator(frame, api, [first, second], result, node);
    return result;
  });
}

/** Comparisons of lists and tuples, and `in`, compare what stands in them. */
function compareItems(frame: Frame, first: Value, second: Value, node: Expression): void {
  for (const [container, other] of [
    [second, first],
    [first, second]
  ] as const) {
    const mayHold = container.kind === 'tuple' || container.kind === 'object';
    for (const item of (mayHold ? itemsOf(frame, container) : null) ?? []) {
      const equal = findDunder(frame, item, '__eq__', node);
      if (equal !== null) {
        callFound(frame, equal, [other], node, 'implicit');
      }
    }
  }
}

/** The name under which the comparison of a field is noted that a data class makes by itself. */
export const FIELD_COMPARISON = 'dataclasses.field#compared';

/** Comparisons of data classes compare their fields, as tuples: Python asks each result for its truth value. */
function compareFields(frame: Frame, first: Value, node: Expression): void {
  const cls = first.kind === 'object' ? first.object.cls : null;
  if (first.kind !== 'object' || cls?.kind !== 'class' || dataClassOf(cls.node) === null) {
    return;
  }
  const { heap } = frame.machine;
  for (const name of heap.fields(first.object)) {
    const field = heap.read(first.object, name);
    if (field?.kind === 'tensor') {
      noteOperator(frame, FIELD_COMPARISON, [field], field, node);
    }
  }
}

/** Notes an operation of Python's operators where a tensor takes part. */
export function noteOperator(
  frame: Frame,
  api: string,
  operands: readonly Value[],
  result: Value,
  node: Expression | (Span & { readonly kind: 'AugAssign' })
): void {
  if (operands.some(operand => operand.kind === 'tensor')) {
    frame.builder.noteOperation({
      api,
      site: placeOf(frame, node),
      node: node as Expression,
      arguments: operands,
      keywords: new Map(),
      receiver: null,
      result,
      count: frame.count,
      onImpossiblePath: frame.impossible > 0
    });
  }
}

function overPairs(
  frame: Frame,
  left: Value,
  right: Value,
  apply: (first: Value, second: Value) => Value,
  fits: (first: Value, second: Value) => boolean = () => true
): Value {
  if (left.kind !== 'union' && right.kind !== 'union') {
    return left.kind === 'never' || right.kind === 'never'
      ? frame.machine.values.never
      : apply(left, right);
  }
  const pairs = pairsOf(frame.machine.values, left, right);
  // Alternatives that would raise an error together do not meet, as long as there are others that do.
  const fitting = pairs.filter(([first, second]) => fits(first, second));
  const results = (fitting.length === 0 ? pairs : fitting).map(([first, second]) =>
    apply(first, second)
  );
  return joinAll(frame.machine.values, results);
}

/** Every alternative on the left with every one on the right; constants of a type are one where there are many. */
function pairsOf(
  values: ValueTable,
  left: Value,
  right: Value
): readonly (readonly [Value, Value])[] {
  const isMany = membersOf(left).length * membersOf(right).length > PAIR_LIMIT;
  const [firsts, seconds] = [left, right].map(side =>
    membersOf(isMany ? generalised(values, side) : side)
  );
  return firsts.flatMap(first => seconds.map(second => [first, second] as const));
}
