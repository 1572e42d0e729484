/**
 * Functions whose results the generated rules do not tell, or not for all arguments: columns side by side, sets of
 * numbers, histograms, pictures, ragged stacks.
 */
import { joinAll, membersOf } from '../../values/join';
import type { Value } from '../../values/value';
import { toArgument } from '../convert';
import { genericFunction } from '../generic';
import type { CallArguments, FunctionModel, IModelContext, MethodModel } from '../model';
import { toDimensions, toDType } from '../rules/ruleCall';
import type { Dimension, TensorType } from '../rules/tensorType';
import { argument, knownInteger } from './arguments';
import { PICTURE, tensorOf, typeOfContent } from './tensors';

/** `np.c_[a, b]`, `np.r_[a, b]`: columns side by side, or rows one after another. */
const concatenating: FunctionModel = (ctx, args) => {
  const index = argument(args, 0);
  const parts = index === null ? [] : index.kind === 'tuple' ? index.items : [index];
  const entry = ctx.registry.entryOf('numpy.concatenate');
  if (entry === null || parts.some(part => part.kind === 'slice')) {
    return ctx.values.tensor({ dtype: null, shape: null, form: 'ndarray' }, 'numpy');
  }
  const isColumns = ctx.api.includes('.c_');
  const columns = parts.map(part => {
    const type = part.kind === 'tensor' ? part.type : typeOfContent(ctx, part, 'numpy');
    return type === null
      ? part
      : ctx.values.tensor(
          {
            dtype: type.dtype,
            shape:
              type.shape === null
                ? null
                : isColumns && type.shape.length === 1
                  ? [type.shape[0], 1]
                  : type.shape.length === 0
                    ? isColumns
                      ? [1, 1]
                      : [1]
                    : type.shape,
            form: 'ndarray'
          },
          'numpy'
        );
  });
  return genericFunction(entry)(ctx, {
    positional: [ctx.values.tuple(columns), ctx.values.constant('int', isColumns ? -1 : 0, false)],
    keywords: new Map(),
    starred: null,
    doubleStarred: null
  });
};

/** A library function whose rule tells the dtype, with the shape that the arguments say. */
function withShape(
  path: string,
  shapeOf: (ctx: IModelContext, args: CallArguments) => TensorType['shape']
): FunctionModel {
  return (ctx, args) => {
    const entry = ctx.registry.entryOf(path);
    const result =
      entry === null ? ctx.values.unknown('external', path) : genericFunction(entry)(ctx, args);
    return joinAll(
      ctx.values,
      membersOf(result).map(member =>
        member.kind === 'tensor'
          ? ctx.values.tensor(
              { dtype: member.type.dtype, shape: shapeOf(ctx, args), form: member.type.form },
              member.origin
            )
          : member
      )
    );
  };
}

/** The number that an argument gives, plus `more`; `fallback` where it is not given. */
function sizeFrom(
  position: number,
  name: string,
  fallback: number,
  more: number = 0
): (ctx: IModelContext, args: CallArguments) => TensorType['shape'] {
  return (_ctx, args) => {
    const given = argument(args, position, name);
    const size = given === null ? fallback : knownInteger(given);
    return [size === null ? 'unknown' : size + more];
  };
}

/** Functions over sets of numbers: how many there are depends on the numbers. */
const SET_FUNCTIONS = [
  'intersect1d',
  'union1d',
  'setdiff1d',
  'setxor1d',
  'ma.intersect1d',
  'ma.union1d',
  'ma.setdiff1d',
  'ma.setxor1d',
  'ma.unique'
];

/** `ragged.stack(rows)`: as many rows, each of a length of its own; all axes of dense rows become ragged. */
const raggedStack: FunctionModel = (ctx, args) => {
  const rows = argument(args, 0, 'values');
  const items = rows === null ? null : ctx.items(rows);
  const element = rows === null ? null : ctx.iterate(rows);
  const first = element === null ? undefined : membersOf(element)[0];
  const isPlain = argument(args, 1, 'axis') === null && first?.kind === 'tensor';
  const inner = isPlain && first.type.shape !== null ? first.type.shape : null;
  const isRagged = first?.kind === 'tensor' && first.type.form === 'ragged';
  return ctx.values.tensor({
    dtype: first?.kind === 'tensor' ? first.type.dtype : null,
    shape:
      inner === null || inner.length === 0
        ? null
        : [
            items?.length ?? 'unknown',
            'ragged',
            ...inner.slice(1).map(axis => (isRagged ? axis : 'ragged'))
          ],
    form: 'ragged'
  });
};

/** `tf.bitcast(x, type)`: the same shape where both types are of one size. */
const bitcast: FunctionModel = (ctx, args) => {
  const source = argument(args, 0, 'input');
  const type = argument(args, 1, 'type');
  const from = source === null ? null : tensorOf(source);
  const dtype = type === null ? null : toDType(toArgument(ctx, type));
  const bits = (name: string | null): string | null => /\d+$/u.exec(name ?? '')?.[0] ?? null;
  const isSame =
    from !== null && bits(from.type.dtype) !== null && bits(from.type.dtype) === bits(dtype);
  return ctx.values.tensor({ dtype, shape: isSame ? from.type.shape : null, form: 'dense' });
};

/** Opens or makes a picture. */
const picture: FunctionModel = ctx => {
  ctx.effect({ kind: 'reading', construct: 'call' });
  return ctx.values.object(ctx.allocate('instance', ctx.values.library(PICTURE)));
};

const samePicture: MethodModel = (_ctx, receiver) => receiver;

/** `np.zeros_like(x)` and its kin: the shape of the first argument, unless another is asked for. */
function likeFirst(ctx: IModelContext, args: CallArguments): TensorType['shape'] {
  const asked = args.keywords.get('shape');
  const isAsked = asked !== undefined && !(asked.kind === 'constant' && asked.type === 'None');
  const [first] = args.positional;
  return isAsked
    ? toDimensions(toArgument(ctx, asked))
    : first === undefined
      ? null
      : (typeOfContent(ctx, first, 'numpy')?.shape ?? null);
}

/**
 * `np.histogram(a, bins, range, density, weights)`: counts, and the edges, of which there is one more. Edges that are
 * not given have the dtype of the data, or `float64` where these are whole numbers.
 */
const histogram: FunctionModel = (ctx, args) => {
  const given = argument(args, 1, 'bins');
  const data = argument(args, 0, 'a');
  const own = data === null ? null : (typeOfContent(ctx, data, 'numpy')?.dtype ?? null);
  const isCounted = given === null || given.kind === 'constant';
  const edges = isCounted ? null : typeOfContent(ctx, given, 'numpy');
  const last = edges?.shape?.length === 1 ? edges.shape[0] : 'unknown';
  const bins = given === null ? 10 : (knownInteger(given) ?? 'unknown');
  const array = (dtype: TensorType['dtype'], size: number | 'unknown'): Value =>
    ctx.values.tensor({ dtype, shape: [size], form: 'ndarray' }, 'numpy');
  const isPlain = argument(args, 3, 'density') === null && argument(args, 4, 'weights') === null;
  const sizeOfEdges = isCounted
    ? bins === 'unknown'
      ? bins
      : bins + 1
    : typeof last === 'number'
      ? last
      : 'unknown';
  const dtypeOfEdges = isCounted
    ? own === null || own.startsWith('float')
      ? own
      : 'float64'
    : (edges?.dtype ?? null);
  return ctx.values.tuple([
    array(isPlain ? 'int64' : null, sizeOfEdges === 'unknown' ? sizeOfEdges : sizeOfEdges - 1),
    array(dtypeOfEdges, sizeOfEdges)
  ]);
};

/** `tf.image.resize(images, size, method)`: choosing the nearest pixel keeps the dtype, all else gives floats. */
const resize: FunctionModel = (ctx, args) => {
  const entry = ctx.registry.entryOf('tensorflow.image.resize');
  const images = argument(args, 0, 'images');
  const method = argument(args, 2, 'method');
  const result =
    entry === null ? ctx.values.unknown('external', ctx.api) : genericFunction(entry)(ctx, args);
  const isNearest =
    method !== null &&
    ((method.kind === 'constant' && method.value === 'nearest') ||
      (method.kind === 'library' && method.path.endsWith('.NEAREST_NEIGHBOR')));
  const isKnown = method === null || method.kind === 'constant' || method.kind === 'library';
  const own = images === null ? null : (typeOfContent(ctx, images, 'tensorflow')?.dtype ?? null);
  return isNearest || !isKnown
    ? joinAll(
        ctx.values,
        membersOf(result).map(member =>
          member.kind === 'tensor'
            ? ctx.values.tensor(
                { dtype: isNearest ? own : null, shape: member.type.shape, form: member.type.form },
                member.origin
              )
            : member
        )
      )
    : result;
};

/** `a.transpose(0, 2, 1)`: the axes may be written one by one. */
const transposed: MethodModel = (ctx, receiver, args) => {
  const entry = ctx.registry.entryOf('numpy.transpose');
  const axes = args.positional.length > 1 ? [ctx.values.tuple(args.positional)] : args.positional;
  return entry === null
    ? ctx.values.unknown('external', ctx.api)
    : genericFunction(entry)(ctx, { ...args, positional: [receiver, ...axes] });
};

/** The shape of `tf.math.bincount`: as long as the largest number says, between `minlength` and `maxlength`. */
function countsShape(ctx: IModelContext, args: CallArguments): TensorType['shape'] {
  const axis = argument(args, 6, 'axis');
  const least = knownInteger(argument(args, 2, 'minlength'));
  const most = knownInteger(argument(args, 3, 'maxlength'));
  return axis === null || axis === ctx.values.none || knownInteger(axis) === 0
    ? [least !== null && least === most ? least : 'unknown']
    : null;
}

const counts = withShape('tensorflow.math.bincount', countsShape);

/** `tf.math.bincount`: sums of the weights have their dtype. */
const countsOrWeights: FunctionModel = (ctx, args) => {
  const counted = counts(ctx, args);
  const weights = argument(args, 1, 'weights');
  return weights === null || weights === ctx.values.none || counted.kind !== 'tensor'
    ? counted
    : ctx.values.tensor({
        ...counted.type,
        dtype: typeOfContent(ctx, weights, 'tensorflow')?.dtype ?? null
      });
};

/** `tf.strings.ngrams(data, width)`: rows of joined neighbours, of one width or of several after one another. */
const neighbours: FunctionModel = (ctx, args) => {
  const data = argument(args, 0, 'data');
  const type = data === null ? null : typeOfContent(ctx, data, 'tensorflow');
  const width = knownInteger(argument(args, 1, 'ngram_width'));
  const isPadded = argument(args, 3, 'pad_values') !== null || argument(args, 5) !== null;
  const last = type?.shape?.at(-1);
  const length: Dimension =
    last === 'ragged'
      ? 'ragged'
      : typeof last === 'number' && width !== null && !isPadded && args.keywords.size === 0
        ? Math.max(0, last - width + 1)
        : 'unknown';
  return ctx.values.tensor({
    dtype: 'string',
    shape: type === null || type.shape === null ? null : [...type.shape.slice(0, -1), length],
    form: type?.form === 'ragged' ? 'ragged' : 'dense'
  });
};

/** `tf.nn.crelu(x)`: what is above zero and what is below stand side by side. */
const doubled: FunctionModel = (ctx, args) => {
  const given = argument(args, 0, 'features');
  const type = given === null ? null : typeOfContent(ctx, given, 'tensorflow');
  const axis = argument(args, 1, 'axis');
  const place = axis === null ? -1 : knownInteger(axis);
  const shape = type?.shape ?? null;
  return ctx.values.tensor({
    dtype: type?.dtype ?? null,
    shape:
      shape === null || place === null
        ? null
        : shape.map((size, index) =>
            index === (place < 0 ? place + shape.length : place) && typeof size === 'number'
              ? 2 * size
              : size
          ),
    form: 'dense'
  });
};

/** `tf.random.uniform_candidate_sampler(true_classes, num_true, num_sampled)`: the classes, and how often each is expected. */
const candidates: FunctionModel = (ctx, args) => {
  const classes = argument(args, 0, 'true_classes');
  const count = knownInteger(argument(args, 2, 'num_sampled')) ?? ('unknown' as const);
  const shape =
    (classes === null ? null : typeOfContent(ctx, classes, 'tensorflow'))?.shape ?? null;
  return ctx.values.tuple([
    ctx.values.tensor({ dtype: 'int64', shape: [count], form: 'dense' }),
    ctx.values.tensor({ dtype: 'float32', shape, form: 'dense' }),
    ctx.values.tensor({ dtype: 'float32', shape: [count], form: 'dense' })
  ]);
};

/** `tf.ragged.segment_ids_to_row_splits(ids)`: where each row begins, as 64 bits unless others are asked for. */
const rowSplits: FunctionModel = (ctx, args) => {
  const ids = argument(args, 0, 'segment_ids');
  const dtype = argument(args, 2, 'out_type');
  const own = ids?.kind === 'tensor' ? ids.type.dtype : 'int64';
  return ctx.values.tensor({
    dtype: dtype === null ? own : toDType(toArgument(ctx, dtype)),
    shape: ['unknown'],
    form: 'dense'
  });
};

export const PARTICULAR_FUNCTIONS: ReadonlyMap<string, FunctionModel> = new Map<
  string,
  FunctionModel
>([
  ['tensorflow.bitcast', bitcast],
  ['tensorflow.image.resize', resize],
  ['numpy.histogram', histogram],
  ...['zeros_like', 'ones_like', 'full_like', 'empty_like'].map(
    name => [`numpy.${name}`, withShape(`numpy.${name}`, likeFirst)] as const
  ),
  ['tensorflow.ragged.stack', raggedStack],
  ['tensorflow.math.bincount', countsOrWeights],
  [
    'tensorflow.histogram_fixed_width',
    withShape('tensorflow.histogram_fixed_width', sizeFrom(2, 'nbins', 100))
  ],
  ['numpy.histogram_bin_edges', withShape('numpy.histogram_bin_edges', sizeFrom(1, 'bins', 10, 1))],
  ...SET_FUNCTIONS.map(
    name => [`numpy.${name}`, withShape(`numpy.${name}`, () => ['unknown'])] as const
  ),
  ...['rand', 'randn'].map(name => {
    const path = `tensorflow.experimental.numpy.random.${name}`;
    return [
      path,
      withShape(path, (_ctx, args) =>
        args.starred === null
          ? args.positional.map(size => knownInteger(size) ?? ('unknown' as const))
          : null
      )
    ] as const;
  }),
  ['numpy.c_#item', concatenating],
  ['numpy.r_#item', concatenating],
  ['PIL.Image.open', picture],
  ['tensorflow.strings.ngrams', neighbours],
  ['tensorflow.nn.crelu', doubled],
  ...['uniform', 'log_uniform', 'learned_unigram', 'fixed_unigram'].map(
    name => [`tensorflow.random.${name}_candidate_sampler`, candidates] as const
  ),
  ['tensorflow.ragged.segment_ids_to_row_splits', rowSplits],
  ['keras.utils.load_img', picture],
  ['keras.preprocessing.image.load_img', picture]
]);

export const PARTICULAR_METHODS: ReadonlyMap<string, MethodModel> = new Map<string, MethodModel>([
  ['numpy.ndarray.transpose', transposed],
  ...['resize', 'crop', 'convert', 'rotate', 'transpose', 'filter', 'copy'].map(
    name => [`${PICTURE}.${name}`, samePicture] as const
  )
]);
