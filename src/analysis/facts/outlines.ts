/**
 * The structure of what the ways through a graph condition give: TensorFlow flattens it (`tf.nest`), and refuses ways
 * that give containers of other kinds, lengths or keys, or tensors of other dtypes (found by running each under
 * TensorFlow 2.21).
 */
import type { Activation } from '../interpreter/record';
import type { Expression } from '../syntax/tree';
import { membersOf } from '../values/join';
import type { Value } from '../values/value';

/** What a value would be as a result of a graph condition: `None`, or a dtype. */
export type Kind = string;

/** A kind, or a container by its keys or places; `null` where it is open or varies. */
export type Outline = Kind | ContainerOutline | null;

type ContainerOutline = {
  readonly kind: 'tuple' | 'list' | 'dict';
  /** `null` where it is not known what it holds. */
  readonly parts: ReadonlyMap<string, Outline> | null;
};

const DTYPE_OF_CONSTANT: ReadonlyMap<string, Kind> = new Map([
  ['None', 'None'],
  ['int', 'int32'],
  ['float', 'float32'],
  ['bool', 'bool'],
  ['str', 'string']
]);

/** The kind that an expression had in the run; `null` where it is open or varies. */
export function kindAt(run: Activation, node: Expression): Kind | null {
  const value = run.values.get(node);
  return value === undefined
    ? node.kind === 'Constant'
      ? (DTYPE_OF_CONSTANT.get(node.value.type) ?? null)
      : null
    : kindOf(value);
}

/** Whether a number needs 64 bits: TensorFlow makes int64 of it. */
function isLarge(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) >= 2 ** 31;
}

/** The kind of a value; `null` where it is open or varies. */
export function kindOf(value: Value): Kind | null {
  const kinds = new Set<Kind | null>(
    membersOf(value).map(member =>
      member.kind === 'tensor'
        ? member.type.dtype
        : member.kind === 'constant'
          ? isLarge(member.value)
            ? 'int64'
            : (DTYPE_OF_CONSTANT.get(member.type) ?? null)
          : null
    )
  );
  const [only] = kinds;
  return kinds.size === 1 && only !== undefined ? only : null;
}

/** The outline that an expression had in the run; what a display holds is told by its text. */
export function outlineAt(run: Activation, node: Expression): Outline {
  const value = run.values.get(node);
  return (
    displayOutline(run, node) ?? (value === undefined ? kindAt(run, node) : singleOutline(value))
  );
}

/** The outlines of all that an expression may have been in the run. */
export function outlinesAt(run: Activation, node: Expression): readonly Outline[] {
  const display = displayOutline(run, node);
  const value = run.values.get(node);
  return display !== null ? [display] : value === undefined ? [null] : outlinesOf(value);
}

/** The outlines of all that a value may be. */
export function outlinesOf(value: Value): readonly Outline[] {
  return membersOf(value).map(singleOutline);
}

function displayOutline(run: Activation, node: Expression): ContainerOutline | null {
  switch (node.kind) {
    case 'Tuple':
    case 'List':
      return {
        kind: node.kind === 'List' ? 'list' : 'tuple',
        parts: node.elts.some(({ kind }) => kind === 'Starred')
          ? null
          : new Map(node.elts.map((part, index) => [String(index), outlineAt(run, part)]))
      };
    case 'Dict': {
      const parts = new Map<string, Outline>();
      for (const { key, value } of node.items) {
        if (key?.kind !== 'Constant' || key.value.type !== 'str') {
          return { kind: 'dict', parts: null };
        }
        parts.set(key.value.value, outlineAt(run, value));
      }
      return { kind: 'dict', parts };
    }
    default:
      return null;
  }
}

/** The outline of a value; a container that is one of several things is open. */
function singleOutline(value: Value): Outline {
  switch (value.kind) {
    case 'tuple':
      return {
        kind: 'tuple',
        parts:
          value.rest === null
            ? new Map(value.items.map((item, index) => [String(index), singleOutline(item)]))
            : null
      };
    case 'object': {
      const { kind } = value.object;
      return kind === 'list' || kind === 'dict' ? { kind, parts: null } : null;
    }
    default:
      return kindOf(value);
  }
}

/** Whether TensorFlow can make no one structure of the two; what is open fits everything. */
export function areUnlike(left: Outline, right: Outline): boolean {
  if (left === null || right === null) {
    return false;
  }
  if (typeof left === 'string' || typeof right === 'string') {
    return left !== right;
  }
  if (left.kind !== right.kind) {
    return true;
  }
  const [one, other] = [left.parts, right.parts];
  return (
    one !== null &&
    other !== null &&
    (one.size !== other.size ||
      [...one].some(([key, part]) => !other.has(key) || areUnlike(part, other.get(key) ?? null)))
  );
}

/** Two of the outlines that are unlike, in words; `null` where all are alike. */
export function unlikeAmong(outlines: readonly Outline[]): string | null {
  for (const [index, one] of outlines.entries()) {
    for (const other of outlines.slice(index + 1)) {
      if (areUnlike(one, other)) {
        return `${inWords(one)} or ${inWords(other)}`;
      }
    }
  }
  return null;
}

/** An outline as it is written in a note. */
export function inWords(outline: Outline): string {
  if (outline === null || typeof outline === 'string') {
    return outline ?? '…';
  }
  const { kind, parts } = outline;
  if (parts === null) {
    return `a ${kind}`;
  }
  const written = [...parts].map(([key, part]) =>
    kind === 'dict' ? `${key}: ${inWords(part)}` : inWords(part)
  );
  return `a ${kind} of ${written.length === 0 ? 'nothing' : written.join(', ')}`;
}
