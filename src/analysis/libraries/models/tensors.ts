/**
 * Functions that make or take tensors in ways that rules alone do not tell, and the methods of tensors and arrays.
 */
import { joinAll } from '../../values/join';
import type { TensorValue, Value } from '../../values/value';
import { toArgument } from '../convert';
import { bindArguments, evaluate } from '../knowledge';
import { genericFunction } from '../generic';
import type { CallArguments, FunctionModel, IModelContext, MethodModel } from '../model';
import { parseDType, type DType } from '../rules/dtype';
import { toDimensions, toDType } from '../rules/ruleCall';
import { reshaped } from '../rules/reshaping';
import type { RuleArgument } from '../rules/ruleArgument';
import type { Dimension, TensorType } from '../rules/tensorType';
import { frameArray } from './frames';
import { argument, asPython, listOfUnknownLength, positional } from './arguments';

/** The value, where it is a tensor. */
export function tensorOf(value: Value): TensorValue | null {
  return value.kind === 'tensor' ? value : null;
}

/** The known elements of a list of integers, for tensors that hold shapes. */
function integerElements(ctx: IModelContext, value: Value | null): readonly Dimension[] | null {
  if (value === null) {
    return null;
  }
  if (value.kind === 'constant') {
    return value.type === 'int' && typeof value.value === 'number' ? [value.value] : null;
  }
  if (value.kind === 'tensor') {
    return value.elements;
  }
  const items = ctx.items(value);
  if (items === null || items.length > 16) {
    return null;
  }
  const elements = items.map(item => {
    const known =
      item.kind === 'constant' || item.kind === 'tensor' ? integerElements(ctx, item) : null;
    return known?.length === 1 ? known[0] : null;
  });
  return elements.every(element => element !== null) ? elements : null;
}

/** A conversion: the tensor keeps the elements of a small integer argument. */
function converting(name: string, form: TensorType['form']): FunctionModel {
  return (ctx, args) => {
    const value = argument(args, 0, name);
    const isFirst = args.positional.length > 0;
    const again = (other: Value): Value =>
      converting(name, form)(ctx, {
        ...args,
        positional: isFirst ? [other, ...args.positional.slice(1)] : [],
        keywords: isFirst ? args.keywords : new Map([...args.keywords, [name, other]])
      });
    const table = value === null ? null : frameArray(ctx, value);
    if (table !== null) {
      return again(ctx.values.tensor(table, 'numpy'));
    }
    const dtype =
      args.keywords.get('dtype') ??
      (form === 'ndarray' || ctx.api.endsWith('.constant') ? args.positional[1] : undefined);
    const shape = args.keywords.get('shape');
    const flavour = form === 'ndarray' ? 'numpy' : 'tensorflow';
    const entry = ctx.registry.entryOf(ctx.api);
    const base =
      entry === null || value === null
        ? null
        : evaluate(
            entry,
            bindArguments(
              entry,
              args.positional.map(item => toArgument(ctx, item)),
              new Map([...args.keywords].map(([key, item]) => [key, toArgument(ctx, item)]))
            )
          );
    if (value !== null && value.kind === 'union') {
      return joinAll(ctx.values, value.members.map(again));
    }
    const own =
      value === null ? null : (typeOfPicture(value) ?? typeOfContent(ctx, value, flavour));
    const given = dtype === undefined ? null : toDType(toArgument(ctx, dtype), flavour);
    const type: TensorType =
      base !== null && base.kind === 'tensor'
        ? base.type
        : { dtype: given ?? own?.dtype ?? null, shape: own?.shape ?? null, form };
    if (form === 'ndarray' && dtype !== undefined && dtype !== ctx.values.none) {
      const known = ofOtherElements(given, toArgument(ctx, dtype), type);
      if (known !== null) {
        return ctx.values.tensor(known, 'numpy');
      }
    }
    const sized = shape === undefined ? null : toDimensions(toArgument(ctx, shape));
    return ctx.values.tensor(
      {
        dtype: type.dtype ?? given ?? own?.dtype ?? null,
        shape: sized ?? type.shape ?? own?.shape ?? null,
        form:
          form === 'ndarray' || form === 'variable'
            ? form
            : type.form === 'ndarray' || type.form === 'variable'
              ? 'dense'
              : type.form
      },
      form === 'ndarray' ? 'numpy' : 'tensorflow',
      integerElements(ctx, value)
    );
  };
}

/**
 * An array whose elements are told to be something that is no number: dates, records, objects. `null` where they are
 * numbers, or nobody can tell.
 */
function ofOtherElements(dtype: DType, written: RuleArgument, type: TensorType): TensorType | null {
  const { shape, form } = type;
  if (dtype === 'object') {
    // Rows of different lengths are elements themselves.
    const isEven = shape?.every(size => typeof size === 'number') === true;
    return { dtype, shape: isEven ? shape : null, form };
  }
  if (dtype !== null) {
    return null;
  }
  // The innermost tuples are the elements of an array of records.
  const isText = written.kind === 'constant' && written.type === 'str';
  return { dtype: null, shape: isText || (shape?.length ?? 0) < 2 ? shape : null, form };
}

/** The array of a picture of the imaging library: bytes. */
function typeOfPicture(value: Value): TensorType | null {
  return value.kind === 'object' &&
    value.object.cls?.kind === 'library' &&
    value.object.cls.path === PICTURE
    ? { dtype: 'uint8', shape: null, form: 'ndarray' }
    : null;
}

export const PICTURE = 'PIL.Image.Image';

/** The tensor type that a value has once it is converted; `null` where it cannot be told. */
export function typeOfContent(
  ctx: IModelContext,
  value: Value,
  flavour: 'numpy' | 'tensorflow'
): TensorType | null {
  const described = toArgument(ctx, value);
  if (
    described.kind === 'unknown' ||
    described.kind === 'instance' ||
    described.kind === 'mapping'
  ) {
    return null;
  }
  if (described.kind === 'tensor') {
    return described.type;
  }
  const tensor = evaluate({ ...IDENTITY, flavour }, new Map([['x', described]]));
  return tensor.kind === 'tensor' ? tensor.type : null;
}

/** An entry whose result is its argument as a tensor. */
const IDENTITY = {
  name: '',
  kind: 'function',
  parameters: null,
  returns: 'tensor',
  returnedClass: null,
  dtypeRule: null,
  shapeRule: 'same(x)',
  pythonArguments: [],
  stateful: false,
  random: false,
  underTracing: 'works',
  createsVariables: false,
  callbacks: [],
  effects: [],
  category: null,
  bases: [],
  layerRule: null,
  tensorFlow1: false,
  wildcard: false,
  computesArrays: false
} as const;

const variable: FunctionModel = (ctx, args) => {
  ctx.effect({ kind: 'variable-creation', construct: 'call' });
  const initial = argument(args, 0, 'initial_value');
  if (initial !== null && (initial.kind === 'function' || initial.kind === 'partial')) {
    const made = ctx.call(initial, positional([]), asPython(ctx, { followedByPublished: false }));
    const type = typeOfContent(ctx, made, 'tensorflow');
    return ctx.values.tensor({
      dtype: type?.dtype ?? null,
      shape: type?.shape ?? null,
      form: 'variable'
    });
  }
  const given = args.keywords.get('dtype');
  const own = initial === null ? null : typeOfContent(ctx, initial, 'tensorflow');
  const dtype = given === undefined ? (own?.dtype ?? null) : toDType(toArgument(ctx, given));
  // `tf.Variable([[0]], shape=[None, 1])`: the axes that later values may have otherwise.
  const wider = args.keywords.get('shape');
  const shape =
    wider === undefined || wider === ctx.values.none
      ? (own?.shape ?? null)
      : toDimensions(toArgument(ctx, wider));
  return ctx.values.tensor({ dtype, shape, form: 'variable' });
};

/** `keras.Variable(initializer, shape, dtype)`: of the type of the value given, or of that shape. */
const kerasVariable: FunctionModel = (ctx, args) => {
  ctx.effect({ kind: 'variable-creation', construct: 'call' });
  const initial = argument(args, 0, 'initializer');
  const shape = argument(args, 1, 'shape');
  const given = argument(args, 2, 'dtype');
  const isDrawn = shape !== null && shape !== ctx.values.none;
  const own = isDrawn || initial === null ? null : typeOfContent(ctx, initial, 'tensorflow');
  return ctx.values.tensor(
    {
      dtype:
        given !== null && given !== ctx.values.none
          ? toDType(toArgument(ctx, given))
          : isDrawn
            ? 'float32'
            : (own?.dtype ?? null),
      shape: isDrawn ? toDimensions(toArgument(ctx, shape)) : (own?.shape ?? null),
      form: 'variable'
    },
    'keras'
  );
};

/** How many bits an element takes; `null` where the name does not tell. */
function bitsOf(dtype: TensorType['dtype']): number | null {
  const digits = /\d+$/u.exec(dtype ?? '');
  return digits === null ? null : Number(digits[0]);
}

/** `array.view(dtype)`: the same bytes, read as another dtype. */
const viewed: MethodModel = (ctx, receiver, args) => {
  const given = argument(args, 0, 'dtype');
  if (given === null || receiver.kind !== 'tensor') {
    return receiver;
  }
  const { shape, dtype: before } = receiver.type;
  const dtype = toDType(toArgument(ctx, given), 'numpy');
  const isSameSize = bitsOf(dtype) !== null && bitsOf(dtype) === bitsOf(before);
  return ctx.values.tensor(
    {
      dtype,
      shape: shape === null || isSameSize ? shape : [...shape.slice(0, -1), 'unknown'],
      form: 'ndarray'
    },
    'numpy'
  );
};

/** `tf.placeholder(dtype, shape)` of TensorFlow 1: without a shape it is of any. */
const placeholder: FunctionModel = (ctx, args) => {
  const dtype = argument(args, 0, 'dtype');
  const given = argument(args, 1, 'shape');
  const isGiven = given !== null && !(given.kind === 'constant' && given.type === 'None');
  return ctx.values.tensor({
    dtype: dtype === null ? null : toDType(toArgument(ctx, dtype)),
    shape: isGiven ? toDimensions(toArgument(ctx, given)) : null,
    form: 'dense'
  });
};

/** An initializer called with a shape: `keras.initializers.GlorotUniform()((2, 3))`. */
const initialized: MethodModel = (ctx, _receiver, args) => {
  const given = argument(args, 0, 'shape');
  const dtype = argument(args, 1, 'dtype');
  const isTyped = dtype !== null && !(dtype.kind === 'constant' && dtype.type === 'None');
  return ctx.values.tensor({
    dtype: isTyped ? toDType(toArgument(ctx, dtype)) : 'float32',
    shape: given === null ? null : toDimensions(toArgument(ctx, given)),
    form: 'dense'
  });
};

/** `tf.shape(x)`: a vector whose elements are the axes. */
const shape: FunctionModel = (ctx, args) => {
  const value = argument(args, 0, 'input');
  const outType = argument(args, 1, 'out_type');
  const dtype = outType === null ? 'int32' : toDType(toArgument(ctx, outType));
  const described = value === null ? null : tensorOf(value);
  const dimensions = described?.type.shape ?? null;
  return ctx.values.tensor(
    { dtype, shape: dimensions === null ? ['unknown'] : [dimensions.length], form: 'dense' },
    'tensorflow',
    dimensions
  );
};

/** The shape that an argument says; `null` where it says none. */
export function shapeArgument(ctx: IModelContext, value: Value): readonly Dimension[] | null {
  return toDimensions(toArgument(ctx, value));
}

const tensorShape: FunctionModel = (ctx, args) => {
  const dims = argument(args, 0, 'dims');
  return ctx.values.shape(dims === null ? null : toDimensions(toArgument(ctx, dims)));
};

const dtypeOf: FunctionModel = (ctx, args) => {
  const value = argument(args, 0);
  const flavour = ctx.api.startsWith('numpy') ? 'numpy' : 'tensorflow';
  return ctx.values.dtype(
    value === null ? null : toDType(toArgument(ctx, value), flavour),
    flavour
  );
};

/** `np.float32(x)` and the like: a scalar array. */
function arrayScalar(dtype: string): FunctionModel {
  return (ctx, args) => {
    const value = argument(args, 0);
    const own = value === null ? null : typeOfContent(ctx, value, 'numpy');
    return ctx.values.tensor(
      { dtype: parseDType(dtype), shape: own?.shape ?? [], form: 'ndarray' },
      'numpy'
    );
  };
}

/** The array of a tensor: of one text it is `bytes`, of several an array of objects. */
export function arrayValue(ctx: IModelContext, { type, elements }: TensorValue): Value {
  if (type.dtype !== 'string') {
    return ctx.values.tensor(
      { dtype: type.dtype, shape: type.shape, form: 'ndarray' },
      'numpy',
      elements
    );
  }
  const array = ctx.values.tensor({ dtype: 'object', shape: type.shape, form: 'ndarray' }, 'numpy');
  return type.shape === null
    ? joinAll(ctx.values, [ctx.values.scalar('bytes'), array])
    : type.shape.length === 0
      ? ctx.values.scalar('bytes')
      : array;
}

const numpyOf: MethodModel = (ctx, receiver) => {
  const tensor = tensorOf(receiver);
  return tensor === null
    ? ctx.values.tensor({ dtype: null, shape: null, form: 'ndarray' }, 'numpy')
    : arrayValue(ctx, tensor);
};

const same: MethodModel = (ctx, receiver) => {
  const tensor = tensorOf(receiver);
  return tensor === null
    ? ctx.values.unknown('external', ctx.api)
    : ctx.values.tensor(
        {
          dtype: tensor.type.dtype,
          shape: tensor.type.shape,
          form: tensor.type.form === 'variable' ? 'dense' : tensor.type.form
        },
        tensor.origin
      );
};

const getShape: MethodModel = (ctx, receiver) =>
  ctx.values.shape(tensorOf(receiver)?.type.shape ?? null);

/** `x.set_shape(s)`: what is known of the tensor from there on cannot be told per name; the call has no effect here. */
const nothing: MethodModel = ctx => ctx.values.none;

const assign: MethodModel = (_ctx, receiver) => receiver;

const item: MethodModel = (ctx, receiver) => {
  const dtype = tensorOf(receiver)?.type.dtype ?? null;
  return dtype === null
    ? ctx.values.unknown('external', ctx.api)
    : ctx.values.scalar(
        dtype === 'bool'
          ? 'bool'
          : dtype.startsWith('float')
            ? 'float'
            : dtype === 'string'
              ? 'bytes'
              : 'int'
      );
};

const astype: MethodModel = (ctx, receiver, args) => {
  const tensor = tensorOf(receiver);
  const dtype = argument(args, 0, 'dtype');
  return tensor === null || dtype === null
    ? ctx.values.unknown('external', ctx.api)
    : ctx.values.tensor(
        {
          dtype: toDType(toArgument(ctx, dtype), 'numpy'),
          shape: tensor.type.shape,
          form: tensor.type.form
        },
        tensor.origin
      );
};

const reshape: MethodModel = (ctx, receiver, args) => {
  const tensor = tensorOf(receiver);
  if (tensor === null) {
    return ctx.values.unknown('external', ctx.api);
  }
  const target: Value =
    args.positional.length === 1
      ? args.positional[0]
      : ctx.values.tuple(args.positional, args.starred);
  return ctx.values.tensor(
    {
      dtype: tensor.type.dtype,
      shape: reshaped(tensor.type.shape, toDimensions(toArgument(ctx, target))),
      form: tensor.type.form
    },
    tensor.origin
  );
};

/** A method of arrays that a function of the same name computes: `a.sum(axis=0)` is `np.sum(a, axis=0)`. */
function asFunction(name: string): MethodModel {
  return (ctx, receiver, args) => {
    const entry = ctx.registry.entryOf(`numpy.${name}`);
    return entry === null
      ? ctx.values.tensor({ dtype: null, shape: null, form: 'ndarray' }, 'numpy')
      : genericFunction(entry)(ctx, { ...args, positional: [receiver, ...args.positional] });
  };
}

const changing: MethodModel = ctx => {
  ctx.effect({ kind: 'mutation', construct: 'call' });
  return ctx.values.none;
};

const flatten: MethodModel = (ctx, receiver) => {
  const tensor = tensorOf(receiver);
  return tensor === null
    ? ctx.values.unknown('external', ctx.api)
    : ctx.values.tensor(
        {
          dtype: tensor.type.dtype,
          shape: reshaped(tensor.type.shape, [-1]),
          form: tensor.type.form
        },
        tensor.origin
      );
};

/** `ragged.to_tensor(default_value, shape)`: rows padded to the longest, or to the length that `shape` says. */
const toDense: MethodModel = (ctx, receiver, args) => {
  const tensor = tensorOf(receiver);
  const shape = args.keywords.get('shape');
  const wanted = shape === undefined ? null : toDimensions(toArgument(ctx, shape));
  return ctx.values.tensor({
    dtype: tensor?.type.dtype ?? null,
    shape:
      tensor === null || tensor.type.shape === null
        ? null
        : tensor.type.shape.map((size, axis) => {
            const given = wanted?.[axis];
            return typeof given === 'number' ? given : size === 'ragged' ? 'open' : size;
          }),
    form: 'dense'
  });
};

const asList: MethodModel = (ctx, receiver) => {
  if (receiver.kind !== 'shape' || receiver.dimensions === null) {
    return listOfUnknownLength(
      ctx,
      ctx.values.union([ctx.values.none, ctx.values.scalar('int')], 4)
    );
  }
  const items = ctx.items(receiver) ?? [];
  const list = ctx.allocate('list', null, 'as_list');
  items.forEach((entry, index) => ctx.write(list, `[${index}]`, entry));
  ctx.write(list, 'len', ctx.values.constant('int', items.length, false));
  return ctx.values.object(list);
};

const concatenateShapes: MethodModel = (ctx, receiver, args: CallArguments) => {
  const other = argument(args, 0);
  const left = receiver.kind === 'shape' ? receiver.dimensions : null;
  const right = other === null ? null : toDimensions(toArgument(ctx, other));
  return ctx.values.shape(left === null || right === null ? null : [...left, ...right]);
};

const ARRAY_FUNCTIONS = [
  'all',
  'any',
  'argmax',
  'argmin',
  'argsort',
  'clip',
  'cumsum',
  'cumprod',
  'max',
  'mean',
  'min',
  'prod',
  'repeat',
  'round',
  'squeeze',
  'std',
  'sum',
  'swapaxes',
  'take',
  'var',
  'nonzero',
  'dot'
];

const ARRAY_SCALARS = [
  'float16',
  'float32',
  'float64',
  'int8',
  'int16',
  'int32',
  'int64',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
  'bool_',
  'complex64',
  'complex128'
];

export const TENSOR_FUNCTIONS: ReadonlyMap<string, FunctionModel> = new Map<string, FunctionModel>([
  ['tensorflow.constant', converting('value', 'dense')],
  ['tensorflow.convert_to_tensor', converting('value', 'dense')],
  ['numpy.array', converting('object', 'ndarray')],
  ['numpy.asarray', converting('a', 'ndarray')],
  ['tensorflow.Variable', variable],
  ['keras.Variable', kerasVariable],
  ['tensorflow.shape', shape],
  ['tensorflow.compat.v1.placeholder', placeholder],
  ['tensorflow.TensorShape', tensorShape],
  ['tensorflow.as_dtype', dtypeOf],
  ['tensorflow.dtypes.as_dtype', dtypeOf],
  ['numpy.dtype', dtypeOf],
  ...ARRAY_SCALARS.map(name => [`numpy.${name}`, arrayScalar(name.replace(/_$/u, ''))] as const)
]);

export const TENSOR_METHODS: ReadonlyMap<string, MethodModel> = new Map<string, MethodModel>([
  ...['Tensor', 'Variable', 'RaggedTensor', 'SparseTensor'].flatMap(
    owner =>
      [
        [`tensorflow.${owner}.numpy`, numpyOf],
        [`tensorflow.${owner}.get_shape`, getShape],
        [`tensorflow.${owner}.set_shape`, nothing]
      ] as const
  ),
  ['keras.initializers.Initializer.__call__', initialized],
  ['keras.Initializer.__call__', initialized],
  ...['constant', 'ones', 'zeros', 'random_normal', 'random_uniform'].map(
    name => [`tensorflow.${name}_initializer.__call__`, initialized] as const
  ),
  ['tensorflow.Tensor.eval', numpyOf],
  ['tensorflow.Tensor.cpu', same],
  ['tensorflow.Tensor.gpu', same],
  // `variable[i].assign(x)`: the slice remembers its variable.
  ['tensorflow.Tensor.assign', assign],
  ['tensorflow.Tensor.item', item],
  ['tensorflow.Variable.assign', assign],
  ['tensorflow.Variable.assign_add', assign],
  ['tensorflow.Variable.assign_sub', assign],
  ['tensorflow.Variable.read_value', same],
  ['tensorflow.Variable.value', same],
  ['tensorflow.Variable.initialized_value', same],
  ['tensorflow.RaggedTensor.to_tensor', toDense],
  ['numpy.ndarray.numpy', same],
  ['numpy.ndarray.item', item],
  ['numpy.ndarray.astype', astype],
  ['numpy.ndarray.reshape', reshape],
  ['numpy.ndarray.flatten', flatten],
  ['numpy.ndarray.ravel', flatten],
  ['numpy.ndarray.copy', same],
  ['numpy.ndarray.view', viewed],
  ['numpy.ndarray.sort', changing],
  ['numpy.ndarray.fill', changing],
  ['numpy.ndarray.put', changing],
  ['numpy.ndarray.resize', changing],
  ['numpy.ndarray.itemset', changing],
  ['numpy.ndarray.tobytes', ctx => ctx.values.scalar('bytes')],
  ...ARRAY_FUNCTIONS.map(name => [`numpy.ndarray.${name}`, asFunction(name)] as const),
  ['tensorflow.TensorShape.as_list', asList],
  ['tensorflow.TensorShape.concatenate', concatenateShapes],
  ['tensorflow.TensorShape.num_elements', ctx => ctx.values.scalar('int')],
  ['tensorflow.TensorShape.is_fully_defined', ctx => ctx.values.scalar('bool')],
  ['tensorflow.TensorShape.assert_has_rank', nothing],
  ['tensorflow.TensorShape.assert_is_compatible_with', nothing]
]);
