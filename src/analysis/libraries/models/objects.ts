/**
 * The built-in functions that ask objects for attributes, classes and texts (library reference, "Built-in Functions").
 */
import { attributePlace, joinAll, membersOf } from '../../values/join';
import type { TensorValue, Value } from '../../values/value';
import { TENSOR_OWNERS } from '../attributes';
import type { FunctionModel, IModelContext } from '../model';
import { argument, positional } from './arguments';

export const getattr: FunctionModel = (ctx, args) => {
  const [object, name, fallback] = args.positional;
  if (
    object === undefined ||
    name === undefined ||
    name.kind !== 'constant' ||
    typeof name.value !== 'string'
  ) {
    ctx.doubt('unknown-attribute', 'getattr');
    return ctx.values.unknown('unknown-attribute', 'getattr');
  }
  if (fallback === undefined) {
    return ctx.attribute(object, name.value);
  }
  const given = membersOf(object).map(member => {
    const has = hasattr(ctx, positional([member, name]));
    const isThere = has.kind === 'constant' ? has.value : undefined;
    if (isThere === false) {
      return fallback;
    }
    const own = membersOf(ctx.attribute(member, String(name.value))).filter(
      part => part.kind !== 'unknown' || part.reason !== 'unknown-attribute'
    );
    return joinAll(ctx.values, isThere === true && own.length > 0 ? own : [...own, fallback]);
  });
  return joinAll(ctx.values, given);
};

/** `object.__new__(cls)`: an instance with nothing in it. */
export const newInstance: FunctionModel = (ctx, { positional: [cls] }) =>
  cls?.kind === 'class'
    ? ctx.values.object(ctx.allocate('instance', cls))
    : ctx.values.unknown('external', ctx.api);

export const setattr: FunctionModel = (ctx, args) => {
  const [object, name, value] = args.positional;
  for (const member of object === undefined ? [] : membersOf(object)) {
    const attribute =
      name !== undefined && name.kind === 'constant' && typeof name.value === 'string'
        ? name.value
        : '*';
    const { object: target, field } = attributePlace(member, attribute) ?? {
      object: null,
      field: attribute
    };
    if (target !== null && value !== undefined) {
      ctx.write(target, field, value);
    }
    ctx.effect({ kind: 'write', construct: 'call', object: target, field, value: value ?? null });
  }
  return ctx.values.none;
};

/** Classes of array libraries, of which nothing that Python itself makes is one; `TensorLike` stands for numbers, too. */
const ARRAY_CLASS = /^(?:tensorflow|keras|numpy|torch|jax)\.(?!types\.)/u;

export const isinstance: FunctionModel = (ctx, args) => {
  const [value, type] = args.positional;
  const { values } = ctx;
  if (value === undefined || type === undefined || value.kind === 'unknown') {
    return values.scalar('bool');
  }
  const name = classNameOf(value);
  const wanted = type.kind === 'tuple' ? type.items : [type];
  const own = isOfOwnClass(value, wanted);
  if (own !== null) {
    return values.constant('bool', own, false);
  }
  if (value.kind === 'tensor' && (isNoneOf(value, wanted) || isOtherKind(value, wanted))) {
    return values.constant('bool', false, false);
  }
  if (value.kind === 'tensor' && mayBeNumber(value)) {
    return values.scalar('bool');
  }
  if (name !== null && wanted.every(item => item.kind === 'library')) {
    const isOne = wanted.some(
      item => item.kind === 'library' && (item.path === name || item.path === 'builtins.object')
    );
    if (isOne) {
      return values.constant('bool', true, false);
    }
    if (
      name.startsWith('builtins.') &&
      wanted.every(item => item.kind === 'library' && ARRAY_CLASS.test(item.path))
    ) {
      return values.constant('bool', false, false);
    }
    if (
      name.startsWith('builtins.') &&
      wanted.every(item => item.kind === 'library' && item.path.startsWith('builtins.'))
    ) {
      return values.constant(
        'bool',
        name === 'builtins.bool' &&
          wanted.some(item => item.kind === 'library' && item.path === 'builtins.int'),
        false
      );
    }
  }
  return values.scalar('bool');
};

/** Whether the value is an instance of one of these classes of the program; `null` where that cannot be told. */
function isOfOwnClass(value: Value, wanted: readonly Value[]): boolean | null {
  if (value.kind === 'union' || !wanted.every(item => item.kind === 'class')) {
    return null;
  }
  if (value.kind === 'object' && value.object.cls !== null) {
    const answers = wanted.map(item => derives(value.object.cls, item));
    return answers.includes(true) ? true : answers.includes(null) ? null : false;
  }
  const isAssumed = value.kind === 'tensor' && value.origin === 'parameter';
  return value.kind === 'constant' || (value.kind === 'tensor' && !isAssumed) ? false : null;
}

function derives(cls: Value | null, wanted: Value): boolean | null {
  if (cls === wanted) {
    return true;
  }
  if (cls === null || (cls.kind !== 'class' && cls.kind !== 'library')) {
    return null;
  }
  const answers = cls.kind === 'class' ? cls.bases.map(base => derives(base, wanted)) : [];
  return answers.includes(true) ? true : answers.includes(null) ? null : false;
}

/**
 * Whether a tensor or array is of none of the classes: Python's own, but NumPy's scalars may derive from those. What
 * is only assumed to be a tensor may be anything.
 */
function isNoneOf(value: TensorValue, wanted: readonly Value[]): boolean {
  const { type, origin } = value;
  return (
    (type.form !== 'ndarray' || (type.shape?.length ?? 0) > 0) &&
    type.dtype !== null &&
    origin !== 'parameter' &&
    wanted.every(
      item =>
        item.kind === 'library' &&
        item.path.startsWith('builtins.') &&
        item.path !== 'builtins.object'
    )
  );
}

/** Classes of tensors and arrays of which no value is an instance of two. */
const TENSOR_CLASSES: ReadonlySet<string> = new Set([
  'numpy.ndarray',
  'tensorflow.RaggedTensor',
  'tensorflow.SparseTensor',
  'tensorflow.Tensor',
  'tensorflow.Variable'
]);

/** Whether a tensor or array is of another of TensorFlow's and NumPy's classes than all these. */
function isOtherKind({ type, origin }: TensorValue, wanted: readonly Value[]): boolean {
  const own = TENSOR_OWNERS[type.form];
  return (
    type.dtype !== null &&
    origin !== 'parameter' &&
    TENSOR_CLASSES.has(own) &&
    wanted.every(
      item => item.kind === 'library' && item.path !== own && TENSOR_CLASSES.has(item.path)
    )
  );
}

/** Whether what NumPy made may be one of its numbers, which are no arrays. */
function mayBeNumber({ type }: TensorValue): boolean {
  return type.form === 'ndarray' && type.shape?.length === 0;
}

function classNameOf(value: Value): string | null {
  switch (value.kind) {
    case 'constant':
      return `builtins.${value.type === 'None' ? 'NoneType' : value.type}`;
    case 'tuple':
      return 'builtins.tuple';
    case 'tensor':
      return TENSOR_OWNERS[value.type.form];
    case 'object':
      return value.object.kind === 'list' ||
        value.object.kind === 'dict' ||
        value.object.kind === 'set'
        ? `builtins.${value.object.kind}`
        : null;
    default:
      return null;
  }
}

export const type: FunctionModel = (ctx, args) => {
  const value = argument(args, 0);
  if (value !== null && value.kind === 'object' && value.object.cls !== null) {
    return value.object.cls;
  }
  const name = value === null ? null : classNameOf(value);
  return name === null ? ctx.values.unknown('external', 'type') : ctx.values.library(name);
};

/** Texts of instances of the program's classes are what their own methods make. */
export function followText(ctx: IModelContext, value: Value, names: readonly string[]): void {
  ctx.special(value, names, []);
}

/** The text of a known whole number or text; `null` for anything else. */
export function knownText(value: Value | null): string | null {
  return value !== null &&
    value.kind === 'constant' &&
    (value.type === 'int' || value.type === 'str') &&
    value.value !== undefined
    ? String(value.value)
    : null;
}

/** `str(x)`, `repr(x)`, `format(x)`. */
export function textOf(...names: readonly string[]): FunctionModel {
  return (ctx, args) => {
    const value = argument(args, 0);
    if (value !== null) {
      followText(ctx, value, names);
    }
    const text = ctx.api === 'builtins.str' ? knownText(value) : null;
    return text === null ? ctx.values.scalar('str') : ctx.values.constant('str', text, false);
  };
}

/** `hasattr(x, name)`: known where a number or text is asked for a name of its own class, or a field is there. */
export const hasattr: FunctionModel = (ctx, args) => {
  const [object, name] = args.positional;
  const { values } = ctx;
  if (
    object === undefined ||
    name === undefined ||
    name.kind !== 'constant' ||
    typeof name.value !== 'string'
  ) {
    return values.scalar('bool');
  }
  const { value: field } = name;
  if (object.kind === 'constant' && (object.type === 'int' || object.type === 'float')) {
    return values.constant('bool', NUMBER_ATTRIBUTES.has(field) || field.startsWith('__'), false);
  }
  if (object.kind === 'object' && object.object.kind === 'instance') {
    return ctx.read(object.object, field) === null
      ? values.scalar('bool')
      : values.constant('bool', true, false);
  }
  return values.scalar('bool');
};

/** The public attributes that integers and floating-point numbers have, taken together. */
const NUMBER_ATTRIBUTES: ReadonlySet<string> = new Set([
  'as_integer_ratio',
  'bit_count',
  'bit_length',
  'conjugate',
  'denominator',
  'from_bytes',
  'fromhex',
  'hex',
  'imag',
  'is_integer',
  'numerator',
  'real',
  'to_bytes'
]);
