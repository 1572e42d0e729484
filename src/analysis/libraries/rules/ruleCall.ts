/**
 * One application of a rule: the bound arguments, and the names of the operands the rule is about.
 * Rules read their arguments through these functions.
 */
import type { DType, Flavour, WeakType } from './dtype';
import {
  dtypeOfScalar,
  isFloatingDType,
  parseDType,
  promoteKeras,
  promoteNumPy,
  promoteWeak
} from './dtype';
import type { BoundArguments, RuleArgument, RuleResult, ScalarArgument } from './ruleArgument';
import type { Dimension, TensorForm, TensorType } from './tensorType';
import { joinShapes, repeated, UNKNOWN_TENSOR } from './tensorType';

export type RuleCall = {
  readonly arguments: BoundArguments;
  /** The operands of the rule's text: `matmul(a,b)` has `['a', 'b']`. */
  readonly operands: readonly string[];
  readonly flavour: Flavour;
};

/** A rule family: one law for the shapes and dtypes of many operations. */
export type RuleFamily = (call: RuleCall) => RuleResult;

/** The argument of that name; `null` where it was not supplied and has no default that is known, or is `None`. */
export function argumentOf(call: RuleCall, name: string | undefined): RuleArgument | null {
  const argument = name === undefined ? undefined : call.arguments.get(name);
  return argument === undefined || isNone(argument) ? null : argument;
}

/** Whether the argument is `None`. */
export function isNone(argument: RuleArgument): boolean {
  return argument.kind === 'constant' && argument.type === 'None';
}

/** The argument that the rule's operand at that position names. */
export function operandOf(call: RuleCall, position: number): RuleArgument | null {
  return argumentOf(call, call.operands[position]);
}

/** The tensor type of the operand at that position, unknown where it is absent. */
export function operandType(call: RuleCall, position: number): TensorType {
  const argument = operandOf(call, position);
  return argument === null ? UNKNOWN_TENSOR : toTensorType(argument, call.flavour);
}

/** The tensor type of the argument of that name, `null` where it is absent. */
export function tensorTypeOf(call: RuleCall, name: string): TensorType | null {
  const argument = argumentOf(call, name);
  return argument === null ? null : toTensorType(argument, call.flavour);
}

/** The type of the tensor that an argument is converted to. */
export function toTensorType(argument: RuleArgument, flavour: Flavour): TensorType {
  const form = flavour === 'numpy' ? 'ndarray' : 'dense';
  switch (argument.kind) {
    case 'tensor':
      return argument.type;
    case 'constant': {
      const scalar = weakTypeOf(argument);
      return {
        dtype: scalar === null ? null : scalarDType(argument, scalar, flavour),
        shape: scalar === null ? null : [],
        form
      };
    }
    case 'sequence':
      return sequenceType(argument, flavour, form);
    case 'shape':
      return {
        dtype: flavour === 'numpy' ? 'int64' : 'int32',
        shape: argument.shape === null ? ['unknown'] : [argument.shape.length],
        form
      };
    case 'dtype':
    case 'mapping':
    case 'slice':
    case 'instance':
    case 'unknown':
      return { ...UNKNOWN_TENSOR, form };
  }
}

function scalarDType(argument: ScalarArgument, scalar: WeakType, flavour: Flavour): DType {
  const { value } = argument;
  if (
    scalar === 'int' &&
    flavour !== 'numpy' &&
    (typeof value === 'number' || typeof value === 'bigint')
  ) {
    return value >= 2147483648 || value < -2147483648 ? 'int64' : 'int32';
  }
  return dtypeOfScalar(scalar, flavour);
}

/** The kind of a Python scalar; `null` for `None` and `...`. */
export function weakTypeOf(argument: ScalarArgument): WeakType | null {
  return argument.type === 'None' || argument.type === 'Ellipsis' ? null : argument.type;
}

function sequenceType(
  argument: Extract<RuleArgument, { kind: 'sequence' }>,
  flavour: Flavour,
  form: TensorForm
): TensorType {
  if (argument.items === null) {
    const element = argument.element ? toTensorType(argument.element, flavour) : UNKNOWN_TENSOR;
    return {
      dtype: argument.element ? sequenceDType([argument.element], flavour) : null,
      shape: element.shape === null ? null : ['unknown', ...element.shape],
      form
    };
  }
  if (argument.items.length === 0) {
    return { dtype: flavour === 'numpy' ? 'float64' : 'float32', shape: [0], form };
  }
  const types = argument.items.map(item => toTensorType(item, flavour));
  const shape = types.map(type => type.shape).reduce(joinShapes);
  return {
    dtype: sequenceDType(argument.items, flavour),
    shape: shape === null ? null : [argument.items.length, ...shape],
    form
  };
}

/**
 * The dtype of the one tensor that a sequence of Python becomes. Of arrays TensorFlow reads number by number, as of
 * lists: whole numbers are `int32` whatever the arrays hold, and the first number decides among floats.
 */
export function sequenceDType(given: readonly RuleArgument[], flavour: Flavour): DType {
  if (flavour === 'numpy') {
    return commonDType(asStrong(given), flavour);
  }
  const leaves: RuleArgument[] = [];
  given.forEach(item => pushLeaves(leaves, item));
  const dtypes = leaves.map(leaf =>
    leaf.kind === 'constant' || isArray(leaf) ? toTensorType(leaf, flavour).dtype : null
  );
  if (!leaves.some(isArray) || !dtypes.every(isReal)) {
    return commonDType(given, flavour);
  }
  if (dtypes.some(isFloatingDType)) {
    return isArray(leaves[0]) && isFloatingDType(dtypes[0]) ? dtypes[0] : 'float32';
  }
  if (dtypes.every(dtype => dtype === 'bool')) {
    return 'bool';
  }
  return leaves.some((leaf, i) => leaf.kind === 'constant' && dtypes[i] === 'int64')
    ? 'int64'
    : 'int32';
}

/** The tensor that a list becomes in a dataset: NumPy makes one array of arrays, TensorFlow a tensor of numbers. */
export function componentType(argument: RuleArgument): TensorType {
  const leaves: RuleArgument[] = [];
  pushLeaves(leaves, argument);
  const isOfArrays = leaves.some(
    leaf => leaf.kind === 'tensor' && isArray(leaf) && leaf.type.shape?.length !== 0
  );
  return { ...toTensorType(argument, isOfArrays ? 'numpy' : 'tensorflow'), form: 'dense' };
}

function isArray(item: RuleArgument): boolean {
  return item.kind === 'tensor' && item.type.form === 'ndarray';
}

/** Whether numbers of a dtype are truth values, whole, or floats. */
function isReal(dtype: DType): boolean {
  return dtype === 'bool' || isFloatingDType(dtype) || (dtype !== null && /^u?int/u.test(dtype));
}

/** NumPy makes an array of each item of a list: beside an array, a number of Python is as wide as one of its own. */
function asStrong(given: readonly RuleArgument[]): readonly RuleArgument[] {
  const items: RuleArgument[] = [];
  given.forEach(item => pushLeaves(items, item));
  return items.some(item => item.kind === 'tensor')
    ? items.map(item =>
        item.kind === 'constant' ? { kind: 'tensor', type: toTensorType(item, 'numpy') } : item
      )
    : items;
}

/**
 * The dtype that arguments share once they are tensors. TensorFlow takes the first tensor's (all others must
 * agree), else that of what stands first: `tf.maximum(0.0, array)` is `float32`. NumPy and Keras promote.
 */
export function commonDType(given: readonly RuleArgument[], flavour: Flavour): DType {
  const items = given.some(item => item.kind === 'sequence')
    ? given.flatMap(item => partsOf(item, flavour))
    : given;
  if (flavour === 'tensorflow') {
    const strong = items.filter(item => item.kind === 'tensor');
    const tensor = strong.find(({ type }) => type.form !== 'ndarray');
    if (tensor !== undefined || items.some(item => item.kind === 'unknown')) {
      return (tensor ?? strong.at(0))?.type.dtype ?? null;
    }
    // Each of the others is asked to become what the first one became; numbers of Python alone are one list.
    if (strong.length > 0) {
      return toTensorType(given[0], flavour).dtype;
    }
  }
  if (items.some(item => item.kind === 'unknown')) {
    return null;
  }
  const weak: WeakType[] = [];
  let dtype: DType = null;
  let found = false;
  for (const item of items) {
    const scalar = weakOf(item);
    if (scalar !== null) {
      weak.push(scalar);
      continue;
    }
    const own = toTensorType(item, flavour).dtype;
    dtype = !found
      ? own
      : flavour === 'keras'
        ? promoteKeras(dtype, own)
        : promoteNumPy(dtype, own);
    found = true;
  }
  if (!found) {
    return widestScalar(items, weak, flavour);
  }
  return weak.reduce<DType>((result, scalar) => weakDType(result, scalar, flavour), dtype);
}

/** What an argument adds to a common dtype: lists that hold arrays are a tensor each before anything is compared. */
function partsOf(argument: RuleArgument, flavour: Flavour): readonly RuleArgument[] {
  const leaves: RuleArgument[] = [];
  pushLeaves(leaves, argument);
  const isConverted =
    flavour !== 'numpy' &&
    argument.kind === 'sequence' &&
    leaves.some(isArray) &&
    leaves.every(leaf => leaf.kind === 'constant' || isArray(leaf));
  return isConverted
    ? [
        {
          kind: 'tensor',
          type: { dtype: sequenceDType([argument], flavour), shape: null, form: 'ndarray' }
        }
      ]
    : leaves;
}

/** What nested sequences hold in the end: their dtype is decided by all numbers together. */
function pushLeaves(into: RuleArgument[], item: RuleArgument): void {
  if (item.kind === 'sequence' && item.items === null && item.element) {
    pushLeaves(into, item.element);
  } else if (item.kind === 'sequence' && item.items !== null && item.items.length > 0) {
    item.items.forEach(part => pushLeaves(into, part));
  } else {
    into.push(item);
  }
}

function weakDType(dtype: DType, scalar: WeakType, flavour: Flavour): DType {
  return promoteWeak(dtype, scalar, flavour);
}

function widestScalar(
  items: readonly RuleArgument[],
  weak: readonly WeakType[],
  flavour: Flavour
): DType {
  const order: readonly WeakType[] = ['str', 'bytes', 'complex', 'float', 'int', 'bool'];
  const widest = order.find(type => weak.includes(type));
  if (widest === undefined) {
    return null;
  }
  if (widest === 'int') {
    const dtypes = items.map(item => toTensorType(item, flavour).dtype);
    return dtypes.includes('int64') ? 'int64' : 'int32';
  }
  return dtypeOfScalar(widest, flavour);
}

function weakOf(item: RuleArgument): WeakType | null {
  return item.kind === 'constant' ? weakTypeOf(item) : null;
}

/** A whole number: itself, an open one for a tensor's element, `'unknown'` where only the type is known; `null` for anything else. */
export function toDimension(argument: RuleArgument | null): Dimension | null {
  if (argument === null) {
    return null;
  }
  if (argument.kind === 'constant') {
    if (argument.type === 'None') {
      return 'open';
    }
    if (argument.type !== 'int' && argument.type !== 'float' && argument.type !== 'bool') {
      return null;
    }
    const { value } = argument;
    return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : 'unknown';
  }
  if (argument.kind === 'tensor') {
    if (argument.elements && argument.elements.length === 1) {
      return argument.elements[0];
    }
    return argument.type.form === 'ndarray' ? 'unknown' : 'open';
  }
  return argument.kind === 'unknown' ? 'unknown' : null;
}

/** A known integer; `null` where it is not known. */
export function toInteger(argument: RuleArgument | null): number | null {
  const dimension = toDimension(argument);
  return typeof dimension === 'number' ? dimension : null;
}

/** A known truth value; `null` where it is not known. */
export function toBoolean(argument: RuleArgument | null): boolean | null {
  if (argument === null || argument.kind !== 'constant') {
    return null;
  }
  return typeof argument.value === 'boolean'
    ? argument.value
    : typeof argument.value === 'number'
      ? argument.value !== 0
      : null;
}

/** The option's value: the default where it was not supplied, `null` where it is not known. */
export function booleanOption(call: RuleCall, name: string, ifAbsent: boolean): boolean | null {
  const argument = argumentOf(call, name);
  return argument === null ? ifAbsent : toBoolean(argument);
}

/** A known text; `null` where it is not known. */
export function toText(argument: RuleArgument | null): string | null {
  return argument !== null && argument.kind === 'constant' && typeof argument.value === 'string'
    ? argument.value
    : null;
}

/** A longer vector is no shape. */
const MOST_AXES = 64;

/**
 * A vector of sizes or axes: of a list, tuple, range of known numbers, shape, or tensor with known elements.
 * `null` where not even the length is known. A single number is a vector of one.
 */
export function toDimensions(argument: RuleArgument | null): readonly Dimension[] | null {
  if (argument === null) {
    return null;
  }
  switch (argument.kind) {
    case 'sequence': {
      if (argument.items === null) {
        return null;
      }
      const result: Dimension[] = [];
      for (const item of argument.items) {
        const dimension = toDimension(item);
        if (dimension === null) {
          return null;
        }
        result.push(dimension);
      }
      return result;
    }
    case 'shape':
      return argument.shape;
    case 'tensor': {
      if (argument.elements) {
        return argument.elements;
      }
      const { shape } = argument.type;
      const count = shape !== null && shape.length === 1 ? shape[0] : null;
      if (typeof count === 'number' && count <= MOST_AXES) {
        return repeated<Dimension>(argument.type.form === 'ndarray' ? 'unknown' : 'open', count);
      }
      return shape !== null && shape.length === 0 ? [toDimension(argument) ?? 'unknown'] : null;
    }
    case 'constant': {
      const dimension = toDimension(argument);
      return dimension === null || argument.type === 'None' ? null : [dimension];
    }
    default:
      return null;
  }
}

/** Known whole numbers, all of them; `null` otherwise. */
export function toIntegers(argument: RuleArgument | null): readonly number[] | null {
  const dimensions = toDimensions(argument);
  if (dimensions === null) {
    return null;
  }
  const numbers = dimensions.filter(dimension => typeof dimension === 'number');
  return numbers.length === dimensions.length ? numbers : null;
}

/** The dtype that an argument names: a dtype object, a name, or a Python type. */
export function toDType(argument: RuleArgument | null, flavour: Flavour = 'tensorflow'): DType {
  if (argument === null) {
    return null;
  }
  if (argument.kind === 'dtype') {
    return argument.dtype;
  }
  const text = toText(argument);
  // `float`, the type and the text, has 64 bits for NumPy, as for Python, and 32 for TensorFlow.
  return text === 'float' && flavour !== 'numpy'
    ? 'float32'
    : text === null
      ? null
      : parseDType(text);
}

/** The items of a list or tuple, or of a stacked tensor's first axis as one tensor each; `null` where their number is not known. */
export function toItems(argument: RuleArgument | null): readonly RuleArgument[] | null {
  if (argument === null) {
    return null;
  }
  if (argument.kind === 'sequence') {
    return argument.items;
  }
  if (argument.kind === 'tensor') {
    const { shape } = argument.type;
    if (
      shape !== null &&
      shape.length > 0 &&
      typeof shape[0] === 'number' &&
      shape[0] <= MOST_AXES
    ) {
      const type: TensorType = {
        dtype: argument.type.dtype,
        shape: shape.slice(1),
        form: argument.type.form
      };
      return repeated<RuleArgument>({ kind: 'tensor', type }, shape[0]);
    }
  }
  return null;
}
