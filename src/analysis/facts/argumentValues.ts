/**
 * What the values that reach a parameter are: tensors, containers of tensors, Python literals.
 */
import type { Contents } from '../interpreter/contents';
import type { TensorType } from '../libraries/rules/tensorType';
import { FIELD_NAMES } from '../libraries/namedTuples';
import { formatShape, formatTensorType } from '../libraries/rules/tensorType';
import { membersOf } from '../values/join';
import { REVERSED, type HeapObject, type TensorValue, type Value } from '../values/value';

/** Fields of containers that say something about them and hold no elements. */
const BOOKKEEPING: ReadonlySet<string> = new Set(['len', '[keys]', 'over']);

/** The tensors and arrays that the value may be. */
export function tensorsOf(value: Value): readonly TensorValue[] {
  if (value.kind === 'union') {
    return value.members.filter(member => member.kind === 'tensor');
  }
  return value.kind === 'tensor' ? [value] : NO_TENSORS;
}

const NO_TENSORS: readonly TensorValue[] = [];

/**
 * The elements of a container: those of a tuple, of an instance of a named tuple's class, of a list, dict, set or
 * iterator; `null` for other values.
 */
export function elementsOf(value: Value, contents: Contents): readonly Value[] | null {
  if (value.kind === 'tuple') {
    return value.cls === REVERSED
      ? null
      : value.rest === null
        ? value.items
        : [...value.items, value.rest];
  }
  if (value.kind !== 'object') {
    return null;
  }
  const held = contents.get(value.object);
  if (!isContainer(value.object) && held?.has(FIELD_NAMES) !== true) {
    return null;
  }
  return [...(held ?? [])].flatMap(([field, element]) =>
    BOOKKEEPING.has(field) || field.startsWith('#') ? [] : [element]
  );
}

function isContainer(object: HeapObject): boolean {
  return (
    object.kind === 'list' ||
    object.kind === 'dict' ||
    object.kind === 'set' ||
    (object.kind === 'iterator' &&
      object.cls?.kind === 'library' &&
      /(?:^|\.)enumerate$/u.test(object.cls.path))
  );
}

/** Whether a value is a container in which, at some depth, a tensor stands (specification 2.1, phase 3). */
export function holdsTensor(value: Value, contents: Contents): boolean {
  const visited = new Set<Value | HeapObject>();
  const visit = (candidate: Value): boolean => {
    const held = candidate.kind === 'object' ? candidate.object : candidate;
    if (visited.has(held)) {
      return false;
    }
    visited.add(held);
    return (elementsOf(candidate, contents) ?? []).some(element =>
      membersOf(element).some(member => member.kind === 'tensor' || visit(member))
    );
  };
  return membersOf(value).some(visit);
}

/** Whether the value is a literal, or an object that holds one at some depth (specification 3). */
export function containsLiteral(value: Value, contents: Contents): boolean {
  return containsValue(
    value,
    contents,
    candidate =>
      candidate.kind === 'constant' &&
      candidate.literal &&
      (candidate.type === 'int' ||
        candidate.type === 'float' ||
        candidate.type === 'complex' ||
        candidate.type === 'str' ||
        candidate.type === 'bytes')
  );
}

/** Whether the value is one that is looked for, or an object that holds one at some depth, fields of instances included. */
export function containsValue(
  value: Value,
  contents: Contents,
  isWanted: (candidate: Value) => boolean
): boolean {
  const visited = new Set<Value | HeapObject>();
  const visit = (candidate: Value): boolean => {
    if (isWanted(candidate)) {
      return true;
    }
    if (candidate.kind === 'tuple') {
      if (visited.has(candidate)) {
        return false;
      }
      visited.add(candidate);
    }
    switch (candidate.kind) {
      case 'union':
        return candidate.members.some(visit);
      case 'tuple':
        return candidate.items.some(visit) || (candidate.rest !== null && visit(candidate.rest));
      case 'object': {
        if (visited.has(candidate.object)) {
          return false;
        }
        visited.add(candidate.object);
        return [...(contents.get(candidate.object) ?? [])].some(
          ([field, held]) => !BOOKKEEPING.has(field) && !field.startsWith('#') && visit(held)
        );
      }
      default:
        return false;
    }
  };
  return visit(value);
}

/** Values texts of the report for what is no tensor: `int 3`, `list[float32 (2,)]`, `dataset`. */
export function describeValue(value: Value, contents: Contents, depth: number = 0): string {
  switch (value.kind) {
    case 'tensor':
      return formatTensorType(value.type);
    case 'constant':
      if (value.type === 'None' || value.type === 'Ellipsis') {
        return value.type;
      }
      return value.value === undefined || value.type === 'str' || value.type === 'bytes'
        ? value.type
        : value.type === 'bool'
          ? `bool ${value.value === true ? 'True' : 'False'}`
          : `${value.type} ${String(value.value)}`;
    case 'tuple':
      return value.cls === REVERSED
        ? 'iterator'
        : `${value.cls?.replace('builtins.', '') ?? 'tuple'}[${describeElements(value, contents, depth)}]`;
    case 'object':
      return describeObject(value, contents, depth);
    case 'union':
      return value.members.map(member => describeValue(member, contents, depth)).join(' | ');
    case 'dataset':
      return 'dataset';
    case 'shape':
      return `shape ${formatShape(value.dimensions)}`;
    case 'dtype':
      return `dtype ${value.dtype ?? '?'}`;
    case 'library':
      return value.path;
    case 'class':
      return `class ${value.name}`;
    case 'function':
    case 'method':
    case 'partial':
    case 'wrapper':
    case 'library-method':
      return 'function';
    case 'module':
      return `module ${value.name}`;
    case 'range':
      return 'range';
    case 'slice':
      return 'slice';
    case 'unknown':
    case 'never':
      return 'unknown';
  }
}

/** Elements beyond this depth are not spelled out. */
const TEXT_DEPTH = 3;

function describeElements(value: Value, contents: Contents, depth: number): string {
  const elements = elementsOf(value, contents) ?? [];
  return depth >= TEXT_DEPTH
    ? '…'
    : elements.map(element => describeValue(element, contents, depth + 1)).join(', ');
}

function describeObject(
  value: Extract<Value, { kind: 'object' }>,
  contents: Contents,
  depth: number
): string {
  const { object } = value;
  switch (object.kind) {
    case 'list':
    case 'set':
      return `${object.kind}[${describeElements(value, contents, depth)}]`;
    case 'dict': {
      const fields = [...(contents.get(object) ?? [])].filter(
        ([field]) => !BOOKKEEPING.has(field) && !field.startsWith('#')
      );
      return depth >= TEXT_DEPTH
        ? 'dict'
        : `{${fields
            .map(
              ([field, held]) => `${keyText(field)}: ${describeValue(held, contents, depth + 1)}`
            )
            .join(', ')}}`;
    }
    case 'iterator':
      return 'iterator';
    case 'instance':
      return object.cls?.kind === 'class'
        ? object.cls.name
        : object.cls?.kind === 'library'
          ? object.cls.path
          : 'object';
    default:
      return object.kind;
  }
}

function keyText(field: string): string {
  return field === '[*]' ? '…' : field.slice(1, -1);
}

/** Whether both are the same type as far as signatures go. */
export function isArray(type: TensorType): boolean {
  return type.form === 'ndarray';
}
