/**
 * Operators over values that are no instances of the program's classes: Python's own arithmetic, and tensors'.
 */
import type { BinaryOperator, CompareOperator } from '../syntax/tree';
import { joinAll } from '../values/join';
import type { ConstantValue, Value } from '../values/value';
import { ITEMS_KEPT, TEXT_KEPT } from '../values/value';
import { toArgument } from './convert';
import type { IModelContext } from './model';
import { addItems } from './models/mappings';
import { joinedPath } from './models/paths';
import { broadcastArguments, valueForm } from './rules/elementwise';
import { matmulShape } from './rules/linear';
import type { DType, Flavour } from './rules/dtype';
import { isIntegerDType } from './rules/dtype';
import type { Dimension } from './rules/tensorType';
import { broadcastShapes } from './rules/tensorType';

/** `left op right`. */
export function binaryOperation(
  ctx: IModelContext,
  op: BinaryOperator,
  left: Value,
  right: Value
): Value {
  const { values } = ctx;
  const table = tableOperation(ctx, op, left, right, false);
  if (table !== null) {
    return table;
  }
  if (left.kind === 'tensor' || right.kind === 'tensor') {
    return tensorBinary(ctx, op, left, right);
  }
  const path = op === '/' ? joinedPath(left, right) : null;
  if (path !== null) {
    return path;
  }
  if (left.kind === 'constant' && right.kind === 'constant') {
    return foldBinary(ctx, op, left, right);
  }
  if (left.kind === 'tuple' && right.kind === 'tuple' && op === '+') {
    return left.rest === null && left.items.length + right.items.length <= ITEMS_KEPT
      ? values.tuple([...left.items, ...right.items], right.rest)
      : values.tuple(
          left.items,
          joinAll(values, [
            ...(left.rest === null ? [] : [left.rest]),
            ...right.items,
            ...(right.rest === null ? [] : [right.rest])
          ])
        );
  }
  if (left.kind === 'tuple' && op === '*') {
    const times = right.kind === 'constant' && typeof right.value === 'number' ? right.value : null;
    return times !== null && left.rest === null && times * left.items.length <= 64 && times >= 0
      ? values.tuple(Array.from({ length: times }, () => left.items).flat())
      : values.tuple(
          [],
          joinAll(values, [...left.items, ...(left.rest === null ? [] : [left.rest])])
        );
  }
  if (op === '+' && (left.kind === 'shape' || right.kind === 'shape')) {
    const first = dimensionsOf(ctx, left);
    const second = dimensionsOf(ctx, right);
    return values.shape(first === null || second === null ? null : [...first, ...second]);
  }
  if (
    left.kind === 'object' &&
    (op === '+' || op === '*' || op === '|' || op === '-' || op === '&')
  ) {
    return combineContainers(ctx, op, left, right);
  }
  if (right.kind === 'object' && op === '*') {
    return combineContainers(ctx, op, right, left);
  }
  if (left.kind === 'constant' && left.type === 'str' && op === '%') {
    const formatted = right.kind === 'tuple' ? right.items : [right];
    formatted.forEach(part => ctx.special(part, ['__str__', '__repr__'], []));
    return values.scalar('str');
  }
  const unknown = left.kind === 'unknown' ? left : right.kind === 'unknown' ? right : null;
  return unknown ?? values.unknown('external', ctx.api);
}

/** The result where an operand is an instance of a library class that has a model of operators: a data frame. */
function tableOperation(
  ctx: IModelContext,
  op: string,
  left: Value,
  right: Value,
  compares: boolean
): Value | null {
  for (const operand of [left, right]) {
    if (operand.kind === 'object' && operand.object.cls?.kind === 'library') {
      const model = ctx.registry.method(operand.object.cls.path, '__array_ufunc__');
      if (model !== null) {
        const text = ctx.values.constant('str', op, false);
        return model(ctx, operand, {
          positional: [left, right, text, ctx.values.constant('bool', compares, false)],
          keywords: new Map(),
          starred: null,
          doubleStarred: null
        });
      }
    }
  }
  return null;
}

/** Whether `left op right` can be: tensors whose known shapes do not go together raise an error. */
export function operandsFit(op: BinaryOperator, left: Value, right: Value): boolean {
  if (left.kind !== 'tensor' || right.kind !== 'tensor') {
    return true;
  }
  const [a, b] = [left.type.shape, right.type.shape];
  if (a === null || b === null || left.type.form === 'sparse' || right.type.form === 'sparse') {
    return true;
  }
  if (op !== '@') {
    return broadcastShapes(a, b) !== undefined;
  }
  const inner = [a[a.length - 1], b[Math.max(0, b.length - 2)]];
  return inner[0] === inner[1] || inner.some(size => typeof size !== 'number');
}

function dimensionsOf(ctx: IModelContext, value: Value): readonly Dimension[] | null {
  if (value.kind === 'shape') {
    return value.dimensions;
  }
  const items = ctx.items(value);
  return items === null
    ? null
    : items.map(item =>
        item.kind === 'constant' && typeof item.value === 'number'
          ? item.value
          : item.kind === 'constant' && item.type === 'None'
            ? ('open' as const)
            : ('unknown' as const)
      );
}

function combineContainers(
  ctx: IModelContext,
  op: BinaryOperator,
  left: Extract<Value, { kind: 'object' }>,
  right: Value
): Value {
  const { values } = ctx;
  if (left.object.kind !== 'list' && left.object.kind !== 'set' && left.object.kind !== 'dict') {
    return values.unknown('external', ctx.api);
  }
  const result = ctx.allocate(left.object.kind, null, `operator:${op}`);
  if (left.object.kind === 'dict') {
    addItems(ctx, result, left);
    addItems(ctx, result, right);
    return values.object(result);
  }
  const first = ctx.items(left);
  const second = op === '+' ? ctx.items(right) : null;
  const times =
    op === '*' && right.kind === 'constant' && typeof right.value === 'number' ? right.value : null;
  const items =
    first === null
      ? null
      : op === '+' && second !== null && first.length + second.length <= ITEMS_KEPT
        ? [...first, ...second]
        : times !== null && times * first.length <= 64
          ? Array.from({ length: Math.max(0, times) }, () => first).flat()
          : null;
  if (items !== null) {
    ctx.writeAll(
      result,
      items.map((item, index) => [`[${index}]`, item] as const)
    );
    ctx.write(result, 'len', values.constant('int', items.length, false));
    return values.object(result);
  }
  for (const part of op === '*' ? [left] : [left, right]) {
    const element = ctx.iterate(part);
    if (element !== null && element.kind !== 'never') {
      const before = ctx.read(result, '[*]');
      ctx.write(result, '[*]', before === null ? element : joinAll(values, [before, element]));
    }
  }
  if (left.object.kind === 'list') {
    ctx.write(result, 'len', values.scalar('int'));
  }
  return values.object(result);
}

/** Whether the operation follows NumPy's rules: arrays and Python numbers only. */
function isNumPy(left: Value, right: Value): boolean {
  const isArrayOrPython = (value: Value): boolean =>
    value.kind !== 'tensor' || value.type.form === 'ndarray';
  return isArrayOrPython(left) && isArrayOrPython(right);
}

function tensorBinary(ctx: IModelContext, op: BinaryOperator, left: Value, right: Value): Value {
  const { values } = ctx;
  const flavour = isNumPy(left, right)
    ? 'numpy'
    : [left, right].some(value => value.kind === 'tensor' && value.type.form === 'symbolic')
      ? 'keras'
      : 'tensorflow';
  const first = toArgument(ctx, left);
  const second = toArgument(ctx, right);
  const type = broadcastArguments([first, second], flavour);
  const origin = flavour === 'numpy' ? 'numpy' : 'tensorflow';
  if (op === '@') {
    const shape = matmulShape(
      left.kind === 'tensor' ? left.type.shape : null,
      right.kind === 'tensor' ? right.type.shape : null
    );
    return values.tensor({ dtype: type.dtype, shape, form: type.form }, origin);
  }
  const elements = elementsOf(op, left, right);
  return values.tensor(
    { dtype: divided(op, type.dtype, flavour), shape: type.shape, form: type.form },
    origin,
    elements
  );
}

/** True division of integers gives floats: float64 in NumPy and TensorFlow, those of Keras for its symbolic tensors. */
function divided(op: BinaryOperator, dtype: DType, flavour: Flavour): DType {
  if (op !== '/' || dtype === null) {
    return dtype;
  }
  if (isIntegerDType(dtype) || dtype === 'bool') {
    return flavour === 'keras'
      ? 'float32'
      : flavour === 'tensorflow' &&
          (dtype === 'int8' || dtype === 'int16' || dtype === 'uint8' || dtype === 'uint16')
        ? 'float32'
        : 'float64';
  }
  return dtype;
}

function elementsOf(op: BinaryOperator, left: Value, right: Value): readonly Dimension[] | null {
  const first = scalarElement(left);
  const second = scalarElement(right);
  if (typeof first !== 'number' || typeof second !== 'number') {
    return null;
  }
  const result = arithmetic(op, first, second);
  return result === null || !Number.isSafeInteger(result) ? null : [result];
}

function scalarElement(value: Value): Dimension | null {
  if (value.kind === 'constant' && value.type === 'int' && typeof value.value === 'number') {
    return value.value;
  }
  return value.kind === 'tensor' &&
    value.elements?.length === 1 &&
    value.type.shape !== null &&
    value.type.shape.length === 0
    ? value.elements[0]
    : null;
}

function arithmetic(op: BinaryOperator, left: number, right: number): number | null {
  switch (op) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return right === 0 ? null : left / right;
    case '//':
      return right === 0 ? null : Math.floor(left / right);
    case '%':
      return right === 0 ? null : left - right * Math.floor(left / right);
    case '**':
      return left ** right;
    case '<<':
      return left * 2 ** right;
    case '>>':
      return Math.floor(left / 2 ** right);
    case '|':
      return Math.abs(left) < 2 ** 31 && Math.abs(right) < 2 ** 31 ? left | right : null;
    case '^':
      return Math.abs(left) < 2 ** 31 && Math.abs(right) < 2 ** 31 ? left ^ right : null;
    case '&':
      return Math.abs(left) < 2 ** 31 && Math.abs(right) < 2 ** 31 ? left & right : null;
    case '@':
      return null;
  }
}

function foldBinary(
  ctx: IModelContext,
  op: BinaryOperator,
  left: ConstantValue,
  right: ConstantValue
): Value {
  const { values } = ctx;
  const isLiteral = left.literal && right.literal;
  if (left.type === 'str' && op === '%') {
    return values.scalar('str', isLiteral);
  }
  if (left.type === 'str' || left.type === 'bytes') {
    const type = left.type;
    if (op === '+' && typeof left.value === 'string' && typeof right.value === 'string') {
      const text = left.value + right.value;
      return text.length <= TEXT_KEPT
        ? values.constant(type, text, isLiteral)
        : values.scalar(type, isLiteral);
    }
    if (op === '*' && typeof left.value === 'string' && typeof right.value === 'number') {
      const length = left.value.length * right.value;
      return length >= 0 && length <= TEXT_KEPT
        ? values.constant(type, left.value.repeat(right.value), isLiteral)
        : values.scalar(type, isLiteral);
    }
    return values.scalar(type, isLiteral);
  }
  if (right.type === 'str') {
    return values.scalar('str', isLiteral);
  }
  if (left.type === 'None' || right.type === 'None') {
    return values.unknown('external', ctx.api);
  }
  const isBitwise = op === '|' || op === '&' || op === '^';
  const type =
    left.type === 'complex' || right.type === 'complex'
      ? 'complex'
      : left.type === 'float' || right.type === 'float' || op === '/'
        ? 'float'
        : isBitwise && left.type === 'bool' && right.type === 'bool'
          ? 'bool'
          : 'int';
  const first = Number(left.value);
  const second = Number(right.value);
  const result =
    left.value === undefined || right.value === undefined || type === 'complex'
      ? null
      : arithmetic(op, first, second);
  if (result === null || (type === 'int' && !Number.isSafeInteger(result))) {
    return values.scalar(op === '**' && type === 'int' && second < 0 ? 'float' : type, isLiteral);
  }
  return type === 'bool'
    ? values.constant('bool', result !== 0, isLiteral)
    : values.constant(type, result, isLiteral);
}

/** `op operand`. */
export function unaryOperation(
  ctx: IModelContext,
  op: '+' | '-' | '~' | 'not',
  operand: Value
): Value {
  const { values } = ctx;
  if (operand.kind === 'tensor') {
    const type = {
      dtype: operand.type.dtype,
      shape: operand.type.shape,
      form: valueForm(operand.type.form)
    };
    if (op === 'not') {
      return operand.type.form === 'ndarray'
        ? values.scalar('bool')
        : values.tensor({ dtype: 'bool', shape: operand.type.shape, form: 'dense' });
    }
    const elements =
      op === '-' && operand.elements !== null
        ? operand.elements.map(element => (typeof element === 'number' ? -element : element))
        : null;
    return values.tensor(
      type,
      operand.origin === 'parameter' ? 'tensorflow' : operand.origin,
      elements
    );
  }
  if (
    operand.kind === 'constant' &&
    (operand.type === 'int' || operand.type === 'float' || operand.type === 'bool')
  ) {
    const type = operand.type === 'bool' ? 'int' : operand.type;
    if (operand.value === undefined) {
      return values.scalar(type, operand.literal);
    }
    const number = Number(operand.value);
    return values.constant(
      type,
      op === '-' ? -number : op === '~' ? ~number : number,
      operand.literal
    );
  }
  return operand.kind === 'unknown' ? operand : values.unknown('external', ctx.api);
}

/** `left op right` of a comparison. */
export function compareOperation(
  ctx: IModelContext,
  op: CompareOperator,
  left: Value,
  right: Value
): Value {
  const { values } = ctx;
  const isEquality = op === '==' || op === '!=';
  if (isEquality && isEnumerated(ctx, left) && isEnumerated(ctx, right)) {
    return values.constant('bool', (left === right) === (op === '=='), false);
  }
  if (op === 'is' || op === 'is not') {
    const same =
      isEnumerated(ctx, left) && isEnumerated(ctx, right) ? left === right : identical(left, right);
    return same === null
      ? values.scalar('bool')
      : values.constant('bool', same === (op === 'is'), false);
  }
  if (op === 'in' || op === 'not in') {
    return containment(ctx, op, left, right);
  }
  const table = tableOperation(ctx, op, left, right, true);
  if (table !== null) {
    return table;
  }
  if (left.kind === 'tensor' || right.kind === 'tensor') {
    if (
      (left.kind === 'constant' && left.type === 'None') ||
      (right.kind === 'constant' && right.type === 'None')
    ) {
      return values.scalar('bool');
    }
    const numpy = isNumPy(left, right);
    const type = broadcastArguments(
      [toArgument(ctx, left), toArgument(ctx, right)],
      numpy ? 'numpy' : 'tensorflow'
    );
    return values.tensor(
      { dtype: 'bool', shape: type.shape, form: type.form },
      numpy ? 'numpy' : 'tensorflow'
    );
  }
  if (
    left.kind === 'constant' &&
    right.kind === 'constant' &&
    left.value !== undefined &&
    right.value !== undefined
  ) {
    const result = compareConstants(op, left, right);
    return result === null ? values.scalar('bool') : values.constant('bool', result, false);
  }
  if (
    left.kind === 'dtype' &&
    right.kind === 'dtype' &&
    left.dtype !== null &&
    right.dtype !== null
  ) {
    return values.constant('bool', (left.dtype === right.dtype) === (op === '=='), false);
  }
  return values.scalar('bool');
}

/** Where the namespace of an enumeration keeps its members, in order. */
export const ENUMERATION_MEMBERS = '#members';

/** Whether the value is a member of an enumeration: there is one object of each. */
function isEnumerated(ctx: IModelContext, value: Value): boolean {
  return (
    value.kind === 'object' &&
    value.object.cls?.kind === 'class' &&
    ctx.read(value.object.cls.object, ENUMERATION_MEMBERS) !== null
  );
}

function identical(left: Value, right: Value): boolean | null {
  const isNone = (value: Value): boolean => value.kind === 'constant' && value.type === 'None';
  if (isNone(left) && isNone(right)) {
    return true;
  }
  if (isNone(left) || isNone(right)) {
    const other = isNone(left) ? right : left;
    return other.kind === 'unknown' ? null : false;
  }
  if (
    left.kind === 'constant' &&
    left.type === 'bool' &&
    right.kind === 'constant' &&
    right.type === 'bool'
  ) {
    return left.value === undefined || right.value === undefined
      ? null
      : left.value === right.value;
  }
  return (left.kind === 'class' || left.kind === 'library' || left.kind === 'function') &&
    left.kind === right.kind
    ? left === right
    : null;
}

function containment(ctx: IModelContext, op: 'in' | 'not in', left: Value, right: Value): Value {
  const { values } = ctx;
  const items = ctx.items(right);
  if (
    items !== null &&
    left.kind === 'constant' &&
    left.value !== undefined &&
    items.every(item => item.kind === 'constant' && item.value !== undefined)
  ) {
    const found = items.some(
      item => item.kind === 'constant' && item.type === left.type && item.value === left.value
    );
    return values.constant('bool', found === (op === 'in'), false);
  }
  return values.scalar('bool');
}

function compareConstants(
  op: CompareOperator,
  left: ConstantValue,
  right: ConstantValue
): boolean | null {
  const isText = left.type === 'str' && right.type === 'str';
  const isNumber = (value: ConstantValue): boolean =>
    value.type === 'int' || value.type === 'float' || value.type === 'bool';
  if (!isText && !(isNumber(left) && isNumber(right))) {
    const same = left.type === right.type && left.value === right.value;
    return op === '==' ? same : op === '!=' ? !same : null;
  }
  const first = isText ? String(left.value) : Number(left.value);
  const second = isText ? String(right.value) : Number(right.value);
  switch (op) {
    case '==':
      return first === second;
    case '!=':
      return first !== second;
    case '<':
      return first < second;
    case '<=':
      return first <= second;
    case '>':
      return first > second;
    case '>=':
      return first >= second;
    default:
      return null;
  }
}
