/**
 * Attributes and iteration of values that are no instances of the program's classes.
 */
import { joinAll } from '../values/join';
import type { ValueTable } from '../values/table';
import type { TensorValue, Value } from '../values/value';
import type { IModelContext, IModelRegistry } from './model';
import { elementSpec } from './models/datasetElements';
import { columnNamed } from './models/frameColumns';
import { canonicalName } from './knowledge';
import { namedTupleFields } from './namedTuples';
import { parseDType, type DType } from './rules/dtype';
import { elementCount, type TensorForm } from './rules/tensorType';
import { elementType } from './rules/slicing';

/** The class of the library that a value of this form is an instance of. */
export const TENSOR_OWNERS: Readonly<Record<TensorForm, string>> = {
  dense: 'tensorflow.Tensor',
  symbolic: 'tensorflow.Tensor',
  variable: 'tensorflow.Variable',
  ragged: 'tensorflow.RaggedTensor',
  sparse: 'tensorflow.SparseTensor',
  slices: 'tensorflow.IndexedSlices',
  ndarray: 'numpy.ndarray'
};

const FLOAT_CONSTANTS =
  /^(?:numpy|math|tensorflow\.experimental\.numpy)\.(?:pi|e|inf|nan|tau|Inf|NaN|euler_gamma)$/u;
/** The texts of Python's module `string` (library reference, "string"). */
const TEXT_CONSTANTS: ReadonlyMap<string, string> = new Map([
  ['string.ascii_lowercase', 'abcdefghijklmnopqrstuvwxyz'],
  ['string.ascii_uppercase', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'],
  ['string.ascii_letters', 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'],
  ['string.digits', '0123456789'],
  ['string.hexdigits', '0123456789abcdefABCDEF'],
  ['string.octdigits', '01234567'],
  ['string.punctuation', '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~']
]);
const DTYPE_NAME = /^(tensorflow|numpy)\.(?:compat\.v1\.)?(?:dtypes\.)?([a-z]+\d*_?)$/u;

/** The attribute of a value; `null` where nothing is known of it. */
export function attributeOf(
  ctx: IModelContext,
  registry: IModelRegistry,
  value: Value,
  name: string
): Value | null {
  const { values } = ctx;
  switch (value.kind) {
    case 'library':
      return libraryAttribute(ctx, registry, value.path, name);
    case 'tensor':
      return tensorAttribute(ctx, registry, value, name);
    case 'shape':
      switch (name) {
        case 'rank':
        case 'ndims':
          return value.dimensions === null
            ? values.union([values.none, values.scalar('int')], 4)
            : values.constant('int', value.dimensions.length, false);
        case 'dims':
          return value.dimensions === null ? values.none : value;
        default:
          return values.libraryMethod(value, 'tensorflow.TensorShape', name);
      }
    case 'constant':
      if (name === 'value' && value.type !== 'None') {
        // Of a member of `IntEnum` and the like; numbers and texts themselves have no such attribute.
        return value;
      }
      return value.type === 'None'
        ? null
        : values.libraryMethod(value, `builtins.${value.type}`, name);
    case 'tuple': {
      const named = value.names === null ? -1 : value.names.indexOf(name);
      return named >= 0
        ? (value.items[named] ?? value.rest ?? values.unknown('external', name))
        : name === '_fields' && value.names !== null
          ? values.tuple(value.names.map(field => values.constant('str', field, false)))
          : values.libraryMethod(value, 'builtins.tuple', name);
    }
    case 'dtype':
      return name === 'name'
        ? value.dtype === null
          ? values.scalar('str')
          : values.constant('str', value.dtype, false)
        : name.startsWith('is_')
          ? values.scalar('bool')
          : name === 'min' || name === 'max'
            ? limitOf(ctx, value.dtype)
            : value;
    case 'dataset':
      return name === 'element_spec'
        ? elementSpec(ctx, value)
        : values.libraryMethod(value, 'tensorflow.data.Dataset', name);
    case 'range':
      return name === 'start'
        ? value.start
        : name === 'stop'
          ? value.stop
          : name === 'step'
            ? value.step
            : null;
    case 'wrapper':
      return value.wrapper === 'graph'
        ? values.libraryMethod(value, 'tensorflow.function', name)
        : registry.method(value.api, name) === null
          ? null
          : values.libraryMethod(value, value.api, name);
    case 'object':
      return objectAttribute(ctx, registry, value, name);
    case 'library-method':
      return values.unknown('external', `${value.owner ?? ''}.${value.name}.${name}`);
    default:
      return null;
  }
}

const NUMPY_OF_TENSORFLOW = 'tensorflow.experimental.numpy.';

/** The least and the largest number of a dtype: NumPy's number of floating point dtypes, an `int` of whole ones. */
function limitOf(ctx: IModelContext, dtype: DType): Value {
  const isWhole = dtype !== null && /^u?int\d+$/u.test(dtype);
  const isFloating = dtype !== null && /^float\d+$/u.test(dtype);
  return isWhole
    ? ctx.values.scalar('int')
    : isFloating
      ? ctx.values.tensor({ dtype, shape: [], form: 'ndarray' }, 'numpy')
      : ctx.values.unknown('external', 'tensorflow.DType');
}

/** TensorFlow's NumPy has functions of its own; the dtypes and constants that it shows are NumPy's. */
function sharedName(path: string): string {
  if (!path.startsWith(NUMPY_OF_TENSORFLOW)) {
    return path;
  }
  const name = path.slice(NUMPY_OF_TENSORFLOW.length);
  const shared = `numpy.${name}`;
  return name === 'newaxis' || FLOAT_CONSTANTS.test(shared) || dtypeNamed(name) !== null
    ? shared
    : path;
}

function dtypeNamed(name: string): DType {
  return parseDType(name.replace(/_$/u, ''));
}

/** Makes the value of an attribute of a library; `null` where there is none. */
type AttributeMaker = (values: ValueTable) => Value | null;

/** What the names below the modules and classes of libraries stand for, by the path of the owner. */
const _makers = new WeakMap<IModelRegistry, Map<string, Map<string, AttributeMaker>>>();

function libraryAttribute(
  { values }: IModelContext,
  registry: IModelRegistry,
  owner: string,
  name: string
): Value | null {
  let makers = _makers.get(registry);
  if (makers === undefined) {
    makers = new Map();
    _makers.set(registry, makers);
  }
  let ofOwner = makers.get(owner);
  if (ofOwner === undefined) {
    ofOwner = new Map();
    makers.set(owner, ofOwner);
  }
  let make = ofOwner.get(name);
  if (make === undefined) {
    make = makerOf(registry, owner, name);
    ofOwner.set(name, make);
  }
  return make(values);
}

function makerOf(registry: IModelRegistry, owner: string, name: string): AttributeMaker {
  const path = sharedName(canonicalName(`${owner}.${name}`));
  if (path === 'numpy.newaxis' || path === 'tensorflow.newaxis') {
    return values => values.none;
  }
  const fields = name === '_fields' ? namedTupleFields(owner) : null;
  if (fields !== null) {
    return values => values.tuple(fields.map(field => values.constant('str', field, false)));
  }
  const text = TEXT_CONSTANTS.get(path);
  if (text !== undefined) {
    return values => values.constant('str', text, false);
  }
  if (FLOAT_CONSTANTS.test(path)) {
    return values => values.scalar('float', true);
  }
  const dtype = DTYPE_NAME.exec(path);
  if (dtype !== null && registry.entryOf(path)?.kind !== 'function') {
    const parsed = dtypeNamed(dtype[2]);
    if (parsed !== null) {
      return values => values.dtype(parsed, dtype[1] === 'numpy' ? 'numpy' : 'tensorflow');
    }
  }
  if (name === '__version__' || name === '__name__') {
    return values => values.scalar('str');
  }
  return registry.knows(path) || registry.knows(path.split('.')[0])
    ? values => values.library(path)
    : () => null;
}

function tensorAttribute(
  ctx: IModelContext,
  registry: IModelRegistry,
  value: TensorValue,
  name: string
): Value {
  const { values } = ctx;
  const { type } = value;
  const isArray = type.form === 'ndarray';
  switch (name) {
    case 'shape':
      return isArray && type.shape !== null
        ? values.tuple(
            type.shape.map(size =>
              typeof size === 'number' ? values.constant('int', size, false) : values.scalar('int')
            )
          )
        : values.shape(type.shape);
    case 'dtype':
      return values.dtype(type.dtype, isArray ? 'numpy' : 'tensorflow');
    case 'ndim':
      return type.shape === null
        ? values.scalar('int')
        : values.constant('int', type.shape.length, false);
    case 'size': {
      const count = isArray ? elementCount(type.shape) : null;
      return count === null ? values.scalar('int') : values.constant('int', count, false);
    }
    case 'T':
      return values.tensor(
        {
          dtype: type.dtype,
          shape: type.shape === null ? null : [...type.shape].reverse(),
          form: isArray ? 'ndarray' : 'dense'
        },
        value.origin
      );
    case 'values':
    case 'flat_values':
      return values.tensor({ dtype: type.dtype, shape: contentShape(value, name), form: 'dense' });
    case 'indices':
    case 'dense_shape':
    case 'row_splits':
      return values.tensor({ dtype: 'int64', shape: partShape(value, name), form: 'dense' });
    case 'name':
    case 'device':
    case 'path':
      return values.scalar('str');
    case 'trainable':
      return values.scalar('bool');
    case 'real':
    case 'imag':
      return values.tensor(
        {
          ...type,
          dtype:
            type.dtype === 'complex64'
              ? 'float32'
              : type.dtype === 'complex128'
                ? 'float64'
                : type.dtype,
          form: isArray ? 'ndarray' : 'dense'
        },
        value.origin
      );
    case 'flat': {
      // Its subscripts and elements are those of the array laid out in one axis.
      const size = elementCount(type.shape) ?? 'unknown';
      return values.tensor(
        { dtype: type.dtype, shape: [size], form: isArray ? 'ndarray' : 'dense' },
        value.origin
      );
    }
    case 'itemsize':
    case 'nbytes':
      return values.scalar('int');
    case 'strides':
      return values.tuple([], values.scalar('int'));
    default: {
      const owner = TENSOR_OWNERS[type.form];
      const attribute = registry.attribute(owner, name);
      return attribute === null ? values.libraryMethod(value, owner, name) : attribute(ctx, value);
    }
  }
}

/** The shape of what says where the values of a sparse or ragged tensor stand. */
function partShape({ type }: TensorValue, name: string): TensorValue['type']['shape'] {
  if (type.shape === null) {
    return null;
  }
  if (name === 'row_splits') {
    const [rows] = type.shape;
    return [typeof rows === 'number' ? rows + 1 : rows];
  }
  return type.form !== 'sparse'
    ? null
    : name === 'indices'
      ? ['unknown', type.shape.length]
      : [type.shape.length];
}

/** The shape of the values of a ragged tensor of one ragged axis, or of a sparse one. */
function contentShape({ type }: TensorValue, name: string): TensorValue['type']['shape'] {
  if (type.form === 'sparse') {
    return ['unknown'];
  }
  const isSimple =
    type.form === 'ragged' &&
    type.shape !== null &&
    type.shape.filter(size => size === 'ragged').length === 1 &&
    type.shape[1] === 'ragged';
  return isSimple && type.shape !== null && (name === 'values' || name === 'flat_values')
    ? ['unknown', ...type.shape.slice(2)]
    : null;
}

function objectAttribute(
  ctx: IModelContext,
  registry: IModelRegistry,
  value: Extract<Value, { kind: 'object' }>,
  name: string
): Value | null {
  const { values } = ctx;
  const { object } = value;
  switch (object.kind) {
    case 'list':
    case 'dict':
    case 'set':
      if (name === 'data') {
        // Of a `UserDict` or `UserList`.
        return value;
      }
      if (name === 'maps') {
        // Of a `ChainMap`, which stands as any of its mappings.
        return values.tuple([], value);
      }
      return values.libraryMethod(
        value,
        object.cls !== null && object.cls.kind === 'library'
          ? object.cls.path
          : `builtins.${object.kind}`,
        name
      );
    case 'iterator':
      return values.libraryMethod(value, 'collections.abc.Iterator', name);
    case 'instance': {
      if (object.cls === null || object.cls.kind !== 'library') {
        return null;
      }
      const { path } = object.cls;
      for (const owner of [path, ...registry.ancestors(path)]) {
        const attribute = registry.attribute(owner, name);
        if (attribute !== null) {
          return attribute(ctx, value);
        }
        if (registry.method(owner, name) !== null) {
          return values.libraryMethod(value, owner, name);
        }
      }
      const config = columnNamed(ctx, value, name) ?? ctx.read(object, `#config:${name}`);
      return config ?? values.unknown('external', `${path}.${name}`);
    }
    default:
      return null;
  }
}

/** What iterating over a value yields; `null` where it cannot be told. */
export function iterateValue(ctx: IModelContext, value: Value): Value | null {
  const { values } = ctx;
  switch (value.kind) {
    case 'tensor':
      if (value.type.dtype === 'object' && value.type.shape?.length === 1) {
        return values.unknown('external', 'numpy.object_');
      }
      return values.tensor(
        elementType(value.type),
        value.origin === 'numpy' ? 'numpy' : 'tensorflow'
      );
    case 'tuple':
      return joinAll(values, [...value.items, ...(value.rest === null ? [] : [value.rest])]);
    case 'range':
      return values.scalar('int');
    case 'shape':
      return values.scalar('int');
    case 'dataset':
      return value.element;
    case 'constant':
      return value.type === 'str'
        ? values.scalar('str')
        : value.type === 'bytes'
          ? values.scalar('int')
          : null;
    case 'object': {
      const { object } = value;
      const field =
        object.kind === 'dict'
          ? ['[keys]']
          : ctx.fields(object).filter(name => /^\[(?:\*|\d+)\]$/u.test(name));
      if (object.kind === 'instance') {
        const iterated = ctx.read(object, '#iterated');
        return iterated;
      }
      const parts = field.map(name => ctx.read(object, name)).filter(part => part !== null);
      return parts.length === 0 ? values.never : joinAll(values, parts);
    }
    default:
      return null;
  }
}
