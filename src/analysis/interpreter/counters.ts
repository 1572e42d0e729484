/**
 * Windows that slide: in `for i in range(len(x) - n): x[i:i + n]` every slice has `n` items, though `i` is any number.
 *
 * While a loop goes over a range that is known, its name is a counter: where the bounds of a slice are that name and
 * known numbers, and the first and last windows lie within the axis, the length of the slice is their difference.
 */
import type { Assign, BinOp, Expression, Statement } from '../syntax/tree';
import { walk } from '../syntax/walk';
import type { Value } from '../values/value';
import { evaluate } from './expressions';
import type { Frame } from './machine';

/** The least and the greatest number that a counter is. */
export type Counter = { readonly least: number; readonly greatest: number };

/** `name + offset`; the name is `null` where the number is known. */
type Sum = { readonly name: string | null; readonly offset: number };

/** Runs something while the target, which is bound, counts what the iterable gives, where both are of that form. */
export function whileCounting<T>(
  frame: Frame,
  { target, iter }: { readonly target: Expression; readonly iter: Expression },
  iterable: Value,
  body: readonly Statement[],
  run: () => T
): T {
  if (target.kind !== 'Name') {
    return run();
  }
  const { id } = target;
  const outer = frame.counters.get(id);
  // The elements of an array of drawn numbers lie within the bounds of all of them.
  const drawn = iter.kind === 'Name' ? frame.counters.get(iter.id) : undefined;
  const isBoundAnew = body.some(statement => binds(statement, id));
  setCounter(frame, id, isBoundAnew ? undefined : (counterOf(iterable) ?? drawn));
  try {
    return run();
  } finally {
    setCounter(frame, id, outer);
  }
}

/** Functions that draw whole numbers, and whether the second argument is among them. */
const DRAWS: ReadonlyMap<string, { readonly includesLast: boolean }> = new Map([
  ['numpy.random.randint', { includesLast: false }],
  ['random.randrange', { includesLast: false }],
  ['random.randint', { includesLast: true }]
]);

/** `name = np.random.randint(low, high)`: the name is one of the numbers between, on whatever path it is used. */
export function noteDrawn(frame: Frame, { targets, value }: Assign): void {
  const [target] = targets;
  if (
    frame.uncertain > 0 ||
    // In a further round of a loop, statements that bind the name anew may be replayed unseen.
    frame.loop !== null ||
    targets.length !== 1 ||
    target.kind !== 'Name' ||
    value.kind !== 'Call' ||
    // To evaluate `data.map(f).map` again would make its calls a second time, of what the name is bound to by now.
    !isDottedName(value.func) ||
    value.args.length === 0 ||
    value.args.length > 3 ||
    value.keywords.some(({ arg }) => arg !== 'size')
  ) {
    return;
  }
  const callee = evaluate(frame, value.func);
  const draws = callee.kind === 'library' ? DRAWS.get(callee.path) : undefined;
  const [first, second] = value.args.map(argument => sumOf(frame, argument));
  if (draws === undefined || (second === undefined && draws.includesLast)) {
    return;
  }
  const [low, high] = second === undefined ? [KNOWN_ZERO, first] : [first, second];
  if (low?.name === null && high?.name === null) {
    const greatest = draws.includesLast ? high.offset : high.offset - 1;
    setCounter(frame, target.id, { least: low.offset, greatest });
  }
}

/** `np.random.randint`: names alone. */
function isDottedName(node: Expression): boolean {
  return node.kind === 'Attribute' && (node.value.kind === 'Name' || isDottedName(node.value));
}

const KNOWN_ZERO: Sum = { name: null, offset: 0 };

function setCounter(frame: Frame, name: string, counter: Counter | undefined): void {
  if (counter === undefined) {
    frame.counters.delete(name);
  } else {
    frame.counters.set(name, counter);
  }
}

function counterOf(iterable: Value): Counter | undefined {
  if (iterable.kind !== 'range') {
    return undefined;
  }
  const [start, stop, step] = [iterable.start, iterable.stop, iterable.step].map(knownNumber);
  if (start === null || stop === null || step === null || step <= 0 || stop <= start) {
    return undefined;
  }
  return { least: start, greatest: start + step * (Math.ceil((stop - start) / step) - 1) };
}

function knownNumber(value: Value): number | null {
  return value.kind === 'constant' && typeof value.value === 'number' ? value.value : null;
}

/** Whether a statement binds the name anew. */
export function binds(statement: Statement, name: string): boolean {
  return !walk(statement, node => {
    const targets =
      node.kind === 'Assign'
        ? node.targets
        : node.kind === 'AugAssign' || node.kind === 'AnnAssign' || node.kind === 'For'
          ? [node.target]
          : [];
    const isBound =
      targets.some(target => mentions(target, name)) ||
      (node.kind === 'NamedExpr' && node.target.id === name);
    return isBound ? 'stop' : undefined;
  });
}

function mentions(expression: Expression, name: string): boolean {
  return !walk(expression, node => (node.kind === 'Name' && node.id === name ? 'stop' : undefined));
}

/**
 * The index with each window that slides along an axis of known size as a slice of the same length from the start:
 * the shape that comes of both is the same. `null` where there is none.
 */
export function resolvedWindows(
  frame: Frame,
  index: { readonly node: Expression; readonly value: Value },
  object: Value
): Value | null {
  const shape = object.kind === 'tensor' ? object.type.shape : null;
  if (frame.counters.size === 0 || shape === null) {
    return null;
  }
  const { node, value } = index;
  if (node.kind === 'Slice') {
    return resolved(frame, node, shape[0]);
  }
  if (
    node.kind !== 'Tuple' ||
    value.kind !== 'tuple' ||
    value.items.length !== node.elts.length ||
    !value.items.every(item => item.kind === 'slice' || item.kind === 'constant')
  ) {
    return null;
  }
  // Every index so far takes one axis: a number, or a slice. `...` and `None` do not.
  const isPlain = value.items.every(item => item.kind === 'slice' || knownNumber(item) !== null);
  const items = node.elts.map((element, axis) =>
    isPlain && element.kind === 'Slice' ? resolved(frame, element, shape[axis]) : null
  );
  return items.every(item => item === null)
    ? null
    : frame.machine.values.tuple(value.items.map((item, axis) => items[axis] ?? item));
}

function resolved(
  frame: Frame,
  { lower, upper, step }: Extract<Expression, { kind: 'Slice' }>,
  size: unknown
): Value | null {
  if (lower === null || upper === null || step !== null || typeof size !== 'number') {
    return null;
  }
  const from = sumOf(frame, lower);
  const to = sumOf(frame, upper);
  if (from === null || to === null || from.name === null || from.name !== to.name) {
    return null;
  }
  const counter = frame.counters.get(from.name);
  const length = to.offset - from.offset;
  if (
    counter === undefined ||
    length <= 0 ||
    counter.least + from.offset < 0 ||
    counter.greatest + to.offset > size
  ) {
    return null;
  }
  const { values } = frame.machine;
  return values.slice(
    values.constant('int', 0, false),
    values.constant('int', length, false),
    null
  );
}

/** An expression as a counter and a number; `null` where it is something else. */
function sumOf(frame: Frame, expression: Expression): Sum | null {
  switch (expression.kind) {
    case 'Name':
      if (frame.counters.has(expression.id)) {
        return { name: expression.id, offset: 0 };
      }
      return known(frame, expression);
    case 'Constant':
      return known(frame, expression);
    case 'Attribute':
      return expression.value.kind === 'Name' ? known(frame, expression) : null;
    case 'BinOp':
      return sumOfBoth(frame, expression);
    case 'Call':
      return expression.func.kind === 'Name' &&
        expression.func.id === 'len' &&
        expression.args.length === 1 &&
        expression.args[0].kind === 'Name'
        ? known(frame, expression)
        : null;
    case 'Subscript':
      // `x.shape[0]`
      return expression.value.kind === 'Attribute' && expression.value.value.kind === 'Name'
        ? known(frame, expression)
        : null;
    default:
      return null;
  }
}

function sumOfBoth(frame: Frame, { op, left, right }: BinOp): Sum | null {
  const one = sumOf(frame, left);
  const other = sumOf(frame, right);
  if (one === null || other === null) {
    return null;
  }
  if (op === '+' && (one.name === null || other.name === null)) {
    return { name: one.name ?? other.name, offset: one.offset + other.offset };
  }
  return op === '-' && other.name === null
    ? { name: one.name, offset: one.offset - other.offset }
    : op === '*' && one.name === null && other.name === null
      ? { name: null, offset: one.offset * other.offset }
      : null;
}

function known(frame: Frame, expression: Expression): Sum | null {
  const number = knownNumber(evaluate(frame, expression));
  return number === null ? null : { name: null, offset: number };
}
