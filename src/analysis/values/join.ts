/**
 * Least upper bounds of values: what an expression may be when either path was taken.
 */
import type { Dimension, TensorType } from '../libraries/rules/tensorType';
import { pairOf, type ValueTable } from './table';
import type { ConstantValue, HeapObject, TensorValue, TupleValue, Value } from './value';
import { CALLABLE_UNION_LIMIT, UNION_LIMIT } from './value';

/** Different constants of one type beyond this number become "any value of the type". */
const CONSTANT_LIMIT = 6;
/** Different tensor types of one dtype, form and rank beyond this number are joined into one. */
const TENSOR_LIMIT = 4;

/** Tuples within tuples keep their places to this depth when they are widened. */
const TUPLE_DEPTH = 3;

/** The value that is one or the other. */
export function join(values: ValueTable, left: Value, right: Value): Value {
  if (left === right || right.kind === 'never') {
    return left;
  }
  if (left.kind === 'never') {
    return right;
  }
  const key = pairOf(left, right);
  let joined = values.joins.get(key);
  if (joined === undefined) {
    joined = joinAll(values, [left, right]);
    values.joins.set(key, joined);
  }
  return joined;
}

/** The value that is one of the given. */
export function joinAll(values: ValueTable, alternatives: readonly Value[]): Value {
  const members = new Set<Value>();
  for (const value of alternatives) {
    for (const member of membersOf(value)) {
      members.add(member);
    }
  }
  if (members.size === 1) {
    return [...members][0];
  }
  const others: Value[] = [];
  const constants = new Map<string, ConstantValue[]>();
  const tensors: TensorValue[] = [];
  let tuples: TupleValue[] = [];
  for (const member of members) {
    if (member.kind === 'constant') {
      const group = constants.get(member.type) ?? [];
      group.push(member);
      constants.set(member.type, group);
    } else if (member.kind === 'tensor') {
      tensors.push(member);
    } else if (member.kind === 'tuple') {
      tuples.push(member);
    } else {
      others.push(member);
    }
  }
  if (tuples.length > 1) {
    tuples = [joinTuples(values, tuples)];
  }
  const joined = others;
  tuples.forEach(tuple => joined.push(tuple));
  for (const group of constants.values()) {
    limitConstants(values, group).forEach(constant => joined.push(constant));
  }
  limitTensors(values, tensors).forEach(tensor => joined.push(tensor));
  return values.union(joined, joined.every(isCallable) ? CALLABLE_UNION_LIMIT : UNION_LIMIT);
}

/** Whether a value is something that a program calls; `None` stands beside such values in tables of handlers. */
function isCallable(value: Value): boolean {
  switch (value.kind) {
    case 'function':
    case 'class':
    case 'method':
    case 'library':
    case 'library-method':
    case 'partial':
    case 'wrapper':
      return true;
    case 'constant':
      return value.type === 'None';
    default:
      return false;
  }
}

/** The alternatives of a value: its members, or itself; nothing for a value that never is. */
export function membersOf(value: Value): readonly Value[] {
  return value.kind === 'union' ? value.members : value.kind === 'never' ? [] : [value];
}

/** The heap object whose fields are the attributes of a value that is no union; `null` where it has none that is kept. */
export function attributeOwner(value: Value): HeapObject | null {
  return value.kind === 'object' || value.kind === 'class' || value.kind === 'module'
    ? value.object
    : null;
}

/** Where an attribute is kept: a field of an object. */
export type AttributePlace = { readonly object: HeapObject; readonly field: string };

/**
 * Where an attribute of a value is kept. Those of a function stand beside the names of the environment in which it was
 * made, under its own name: they are as local as it is. `null` for what keeps none.
 */
export function attributePlace(value: Value, name: string): AttributePlace | null {
  const object = attributeOwner(value);
  if (object !== null) {
    return { object, field: name };
  }
  switch (value.kind) {
    case 'function':
      return { object: value.environment, field: `${value.code.name}.${name}` };
    case 'method':
    case 'wrapper':
      return attributePlace(value.function, name);
    default:
      return null;
  }
}

/**
 * A value at least as wide as both, of which there are only finitely many above any value: what a loop
 * that did not settle is given.
 */
export function widen(values: ValueTable, before: Value, after: Value, depth: number = 0): Value {
  const joined = join(values, before, after);
  if (joined === before || before.kind === 'never') {
    return joined;
  }
  const kept = membersOf(before);
  const widened = membersOf(joined).map(member =>
    kept.includes(member) ? member : widenFrom(values, kept, member, depth)
  );
  return joinAll(values, widened);
}

/** A member that is new: of a tuple that only has other items, these; of a tensor the axes; all of it otherwise. */
function widenFrom(
  values: ValueTable,
  kept: readonly Value[],
  member: Value,
  depth: number
): Value {
  if (member.kind === 'tensor') {
    return widenTensor(values, kept, member);
  }
  const former = member.kind === 'tuple' ? kept.find(value => value.kind === 'tuple') : undefined;
  return member.kind === 'tuple' &&
    former?.kind === 'tuple' &&
    depth < TUPLE_DEPTH &&
    member.rest === null &&
    former.rest === null &&
    former.items.length === member.items.length
    ? values.tuple(
        member.items.map((item, index) => widen(values, former.items[index], item, depth + 1)),
        null,
        member.names,
        member.cls
      )
    : widenMember(values, member);
}

/** The value with every number, text and truth value replaced by "any of its type" where there are several of a type. */
export function generalised(values: ValueTable, value: Value): Value {
  const members = membersOf(value);
  const types = members.map(member => (member.kind === 'constant' ? member.type : null));
  return joinAll(
    values,
    members.map(member =>
      member.kind === 'constant' && types.indexOf(member.type) !== types.lastIndexOf(member.type)
        ? values.scalar(member.type, member.literal)
        : member
    )
  );
}

/** A tensor whose axes are numbers only where all former tensors of its rank have the same one: each changes once. */
function widenTensor(values: ValueTable, kept: readonly Value[], tensor: TensorValue): TensorValue {
  const { dtype, shape, form } = tensor.type;
  const formers = kept.flatMap(value =>
    value.kind === 'tensor' && value.type.shape?.length === shape?.length ? [value.type.shape] : []
  );
  const axes = shape?.map((dimension, axis) =>
    typeof dimension !== 'number' ||
    (formers.length > 0 && formers.every(former => former?.[axis] === dimension))
      ? dimension
      : ('unknown' as const)
  );
  return values.tensor({ dtype, shape: axes ?? null, form }, tensor.origin);
}

function widenMember(values: ValueTable, member: Value): Value {
  switch (member.kind) {
    case 'constant':
      return member.type === 'None' || member.type === 'bool'
        ? member
        : values.scalar(member.type, member.literal);
    case 'tensor':
      return widenTensor(values, [], member);
    case 'tuple':
      return values.tuple(
        [],
        joinAll(values, [...member.items, ...(member.rest === null ? [] : [member.rest])])
      );
    case 'shape':
      return values.shape(null);
    case 'range':
      return values.range(values.scalar('int'), values.scalar('int'), values.scalar('int'));
    case 'dataset':
      return values.dataset(
        member.element,
        null,
        member.repeated,
        member.traced,
        undefined,
        undefined,
        null,
        member.unevenFrom
      );
    case 'method':
    case 'partial':
    case 'wrapper':
    case 'slice':
    case 'unknown':
    case 'dtype':
    case 'function':
    case 'class':
    case 'module':
    case 'library':
    case 'library-method':
    case 'object':
    case 'union':
    case 'never':
      return member;
  }
}

function limitConstants(values: ValueTable, group: readonly ConstantValue[]): readonly Value[] {
  const type = group[0].type;
  const general = group.find(member => member.value === undefined);
  if (group.length === 1) {
    return group;
  }
  if (general !== undefined || group.length > CONSTANT_LIMIT) {
    return [
      values.scalar(
        type,
        group.every(member => member.literal)
      )
    ];
  }
  return group;
}

function limitTensors(values: ValueTable, tensors: readonly TensorValue[]): readonly Value[] {
  if (tensors.length <= 1) {
    return tensors;
  }
  const groups = new Map<string, TensorValue[]>();
  for (const tensor of tensors) {
    const { dtype, form, shape } = tensor.type;
    const key = `${dtype ?? '?'}|${form}|${shape === null ? '?' : shape.length}|${tensor.origin}`;
    const group = groups.get(key) ?? [];
    group.push(tensor);
    groups.set(key, group);
  }
  return groups.size === tensors.length
    ? tensors
    : [...groups.values()].flatMap(group =>
        group.length <= TENSOR_LIMIT
          ? group
          : [
              group.reduce((left, right) =>
                values.tensor(
                  {
                    dtype: left.type.dtype,
                    shape: joinShapes(left.type.shape, right.type.shape),
                    form: left.type.form
                  },
                  left.origin
                )
              )
            ]
      );
}

/** The shape that holds both: an axis that differs is open, since it varies. */
export function joinShapes(
  left: TensorType['shape'],
  right: TensorType['shape']
): TensorType['shape'] {
  if (left === null || right === null || left.length !== right.length) {
    return null;
  }
  return left.map((dimension, axis) => joinDimensions(dimension, right[axis]));
}

function joinDimensions(left: Dimension, right: Dimension): Dimension {
  if (left === right) {
    return left;
  }
  return left === 'unknown' || right === 'unknown' ? 'unknown' : 'open';
}

/** Tuples that were joined, by both: tuples that hold each other twice would be gone through once for each way. */
const _joinedTuples = new WeakMap<TupleValue, WeakMap<TupleValue, TupleValue>>();

function joinTuples(values: ValueTable, tuples: readonly TupleValue[]): TupleValue {
  return tuples.reduce((left, right) => {
    const known = _joinedTuples.get(left)?.get(right);
    if (known !== undefined) {
      return known;
    }
    const joined = joinTwoTuples(values, left, right);
    const byRight = _joinedTuples.get(left) ?? new WeakMap<TupleValue, TupleValue>();
    _joinedTuples.set(left, byRight.set(right, joined));
    return joined;
  });
}

function joinTwoTuples(values: ValueTable, left: TupleValue, right: TupleValue): TupleValue {
  if (left.items.length === right.items.length && left.rest === null && right.rest === null) {
    return values.tuple(
      left.items.map((item, index) => join(values, item, right.items[index])),
      null,
      left.names?.join() === right.names?.join() ? left.names : null,
      left.cls === right.cls ? left.cls : null
    );
  }
  const length = Math.min(left.items.length, right.items.length);
  const rest = [
    ...left.items.slice(length),
    ...right.items.slice(length),
    ...(left.rest === null ? [] : [left.rest]),
    ...(right.rest === null ? [] : [right.rest])
  ];
  return values.tuple(
    left.items.slice(0, length).map((item, index) => join(values, item, right.items[index])),
    rest.length === 0 ? null : joinAll(values, rest)
  );
}
