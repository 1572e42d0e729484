/**
 * Names whose value has one outline after one way through a graph condition or loop and another after the other way:
 * AutoGraph makes one structure of both and refuses (`spec/tracing-truth.md`, section 2).
 */
import type { Activation } from '../interpreter/record';
import type { Statement } from '../syntax/tree';
import { membersOf } from '../values/join';
import { edgesAt } from './callsOfNode';
import { areUnlike, inWords, kindAt, outlineAt, type Outline } from './outlines';

/**
 * The outlines of the names that a block binds by assignments of its own level; the last one counts.
 *
 * @param entering - what the names are when the block begins, for `name += value`.
 */
export function kindsAfter(
  run: Activation,
  block: readonly Statement[],
  before: ReadonlyMap<string, Outline> = new Map(),
  entering: ReadonlyMap<string, Outline> = before
): ReadonlyMap<string, Outline> {
  const kinds = new Map(before);
  block.forEach(statement => addKinds(run, statement, kinds, entering));
  return kinds;
}

/** Adds the outline of the name that a statement binds by itself to those of the statements before it. */
export function addKinds(
  run: Activation,
  statement: Statement,
  kinds: Map<string, Outline>,
  entering: ReadonlyMap<string, Outline>
): void {
  if (statement.kind === 'Assign' && statement.targets.length === 1) {
    const [target] = statement.targets;
    if (target?.kind === 'Name') {
      kinds.set(target.id, outlineAt(run, statement.value));
    } else if (target?.kind === 'Tuple') {
      const { value } = statement;
      const parts =
        value.kind === 'Tuple' && value.elts.length === target.elts.length ? value.elts : null;
      target.elts.forEach((part, index) => {
        if (part.kind === 'Name') {
          kinds.set(part.id, parts === null ? null : outlineAt(run, parts[index]));
        }
      });
    }
  } else if (statement.kind === 'AugAssign' && statement.target.kind === 'Name') {
    const { id } = statement.target;
    const before = kinds.get(id) ?? entering.get(id) ?? null;
    kinds.set(id, combined(before, kindAt(run, statement.value), statement.op));
  }
}

/** The kind of `name op= value`: a number takes the dtype of what it meets. */
function combined(left: Outline, right: Outline, op: string): Outline {
  if (typeof left !== 'string' || typeof right !== 'string' || op === '/') {
    return left === right ? left : null;
  }
  return left === right || (left.startsWith('float') && right.startsWith('int'))
    ? left
    : left.startsWith('int') && right.startsWith('float')
      ? right
      : null;
}

/** Names that TensorFlow can make no one structure of, with what they are on both sides, in words. */
export function disagreeing(
  left: ReadonlyMap<string, Outline>,
  right: ReadonlyMap<string, Outline>
): readonly { readonly name: string; readonly kinds: readonly [string, string] }[] {
  return [...left].flatMap(([name, outline]) => {
    const other = right.get(name) ?? null;
    return areUnlike(outline, other)
      ? [{ name, kinds: [inWords(outline), inWords(other)] as const }]
      : [];
  });
}

/** Operations whose result is longer, or has more axes, than what they are given. */
const GROWING =
  /^(?:tensorflow(?:\.experimental\.numpy)?|keras\.(?:ops|backend)|numpy)\.(?:concat|concatenate|append|stack|hstack|vstack|pad|tile|repeat|expand_dims)$/u;

/**
 * Names that each pass of a block makes longer: `ys = tf.concat([ys, [y]], 0)`. A graph loop keeps the shape of what it
 * carries (`spec/tracing-truth.md`, section 2), unless `set_loop_options` says otherwise.
 */
export function grownNames(run: Activation, block: readonly Statement[]): readonly string[] {
  return block.flatMap((statement, index) => {
    const tuple = growingTuple(run, statement);
    if (tuple !== null) {
      return [tuple];
    }
    if (statement.kind !== 'Assign' || statement.value.kind !== 'Call') {
      return [];
    }
    const { targets, value } = statement;
    const [target] = targets;
    const [first] = value.args;
    const parts = first?.kind === 'List' || first?.kind === 'Tuple' ? first.elts : value.args;
    return target?.kind === 'Name' &&
      parts.some(part => part.kind === 'Name' && part.id === target.id) &&
      edgesAt(run, value).some(({ api }) => api !== null && GROWING.test(api)) &&
      !block.slice(index + 1).some(later => givesShape(run, later, target.id))
      ? [target.id]
      : [];
  });
}

/** Operations whose result has the shape that they are told. */
const SHAPING = /^(?:tensorflow|keras\.ops)\.(?:ensure_shape|reshape)$/u;

/** Whether a statement says which shape the name has from then on. */
function givesShape(run: Activation, statement: Statement, name: string): boolean {
  const call =
    (statement.kind === 'Expr' || statement.kind === 'Assign') && statement.value.kind === 'Call'
      ? statement.value
      : null;
  if (call === null) {
    return false;
  }
  if (statement.kind === 'Assign') {
    const [target] = statement.targets;
    return (
      target.kind === 'Name' &&
      target.id === name &&
      edgesAt(run, call).some(({ api }) => api !== null && SHAPING.test(api))
    );
  }
  const { func } = call;
  return (
    func.kind === 'Attribute' &&
    func.attr === 'set_shape' &&
    func.value.kind === 'Name' &&
    func.value.id === name
  );
}

/** The name of `parts = parts + (part,)`, where each pass gives a tuple of another structure; `null` for others. */
function growingTuple(run: Activation, statement: Statement): string | null {
  if (statement.kind !== 'Assign' || statement.value.kind !== 'BinOp') {
    return null;
  }
  const { targets, value } = statement;
  const [target] = targets;
  const result = run.values.get(value);
  const isGrowing =
    value.op === '+' &&
    target.kind === 'Name' &&
    [value.left, value.right].some(part => part.kind === 'Name' && part.id === target.id) &&
    result !== undefined &&
    membersOf(result).some(({ kind }) => kind === 'tuple');
  return isGrowing ? target.id : null;
}
