/**
 * `tf.data`: where datasets come from, and the arrays of `keras.datasets`.
 */
import { joinAll, membersOf } from '../../values/join';
import type { Value } from '../../values/value';
import { toArgument } from '../convert';
import type { FunctionModel, IModelContext } from '../model';
import { toDType, toTensorType } from '../rules/ruleCall';
import type { Dimension, TensorType } from '../rules/tensorType';
import { argument, asPython, knownBoolean, knownInteger, positional } from './arguments';
import { CSV_DATASET_FUNCTIONS } from './csvDatasets';
import { DATASET_TRANSFORMATIONS } from './datasetTransformations';
import {
  asTensor,
  components,
  leadingSize,
  sliceLeaf,
  specValue,
  uneven,
  withShapes
} from './datasetElements';
import { arrayValue } from './tensors';

const fromTensorSlices: FunctionModel = (ctx, args) => {
  const source = argument(args, 0, 'tensors') ?? ctx.values.unknown('external', ctx.api);
  return ctx.values.dataset(
    components(ctx, source, leaf => sliceLeaf(ctx, leaf)),
    leadingSize(ctx, source)
  );
};

const fromTensors: FunctionModel = (ctx, args) =>
  ctx.values.dataset(
    components(ctx, argument(args, 0, 'tensors') ?? ctx.values.unknown('external', ctx.api), leaf =>
      asTensor(ctx, leaf)
    ),
    1
  );

const rangeDataset: FunctionModel = (ctx, args) => {
  const numbers = args.positional.map(knownInteger);
  const [first, second, third] = numbers;
  const size =
    numbers.includes(null) || first === undefined || first === null
      ? null
      : second === undefined || second === null
        ? first
        : Math.ceil((second - first) / (third ?? 1));
  return ctx.values.dataset(wholeNumber(ctx, args.keywords.get('output_type') ?? null), size);
};

/** `counter(start, step, dtype)`: numbers without an end. */
const countedElements: FunctionModel = (ctx, args) =>
  ctx.values.dataset(wholeNumber(ctx, argument(args, 2, 'dtype')), Infinity);

const singleElement: FunctionModel = (ctx, args) => {
  const dataset = argument(args, 0, 'dataset');
  return dataset?.kind === 'dataset' ? dataset.element : ctx.values.unknown('external', ctx.api);
};

/** One number of the dtype that is asked for, `int64` otherwise. */
function wholeNumber(ctx: IModelContext, dtype: Value | null): Value {
  return ctx.values.tensor({
    dtype: dtype === null ? 'int64' : toDType(toArgument(ctx, dtype)),
    shape: [],
    form: 'dense'
  });
}

/** What a declared structure holds in fact: the shapes of what is yielded, where they say more. */
function narrowed(ctx: IModelContext, declared: Value, yielded: Value): Value {
  if (declared.kind === 'tuple') {
    const parts = yielded.kind === 'tuple' && yielded.rest === null ? yielded.items : [];
    return parts.length === declared.items.length
      ? ctx.values.tuple(
          declared.items.map((item, index) => narrowed(ctx, item, parts[index])),
          null,
          declared.names
        )
      : declared;
  }
  if (declared.kind !== 'tensor' || declared.type.form !== 'dense') {
    return declared;
  }
  const described = toArgument(ctx, yielded);
  const shape =
    described.kind === 'tensor' || described.kind === 'constant' || described.kind === 'sequence'
      ? toTensorType(described, 'tensorflow').shape
      : null;
  const known = declared.type.shape;
  return shape === null || (known !== null && known.length !== shape.length)
    ? declared
    : ctx.values.tensor({
        dtype: declared.type.dtype,
        shape: shape.map((size, axis) => {
          const own = known?.[axis];
          return typeof own === 'number' || size === 'unknown' ? (own ?? size) : size;
        }),
        form: declared.type.form
      });
}

const fromGenerator: FunctionModel = (ctx, args) => {
  const generator = argument(args, 0, 'generator');
  const given = args.keywords.get('args');
  const passed = (given === undefined ? [] : (ctx.items(given) ?? [])).map(value => {
    // They go through tensors: the generator gets what NumPy makes of these.
    const tensor = asTensor(ctx, value);
    return tensor.kind === 'tensor' ? arrayValue(ctx, tensor) : tensor;
  });
  const made =
    generator === null
      ? null
      : ctx.call(generator, positional(passed), asPython(ctx, { followedByPublished: true }));
  const signature = args.keywords.get('output_signature') ?? argument(args, 1, 'output_types');
  const yielded = made === null ? null : ctx.iterate(made);
  const shapes = argument(args, 2, 'output_shapes');
  if (signature === null) {
    return ctx.values.dataset(
      components(ctx, yielded ?? ctx.values.unknown('external', ctx.api), leaf =>
        asTensor(ctx, leaf)
      ),
      null
    );
  }
  const traced = withShapes(ctx, specValue(ctx, signature), shapes);
  const element = yielded === null ? traced : narrowed(ctx, traced, yielded);
  return uneven(ctx, ctx.values.dataset(element, null, false, traced), firstUnevenAxis(traced));
};

/** What a generator yields may be of any size where the signature leaves an axis open; a first one that all parts have is a batch's. */
function firstUnevenAxis(declared: Value): number {
  const shapes = partsOf(declared).map(part => (part.kind === 'tensor' ? part.type.shape : null));
  const areSequences =
    shapes.some(shape => shape?.length === 0 || typeof shape?.[0] === 'number') ||
    shapes.every(shape => shape?.length === 1);
  return areSequences ? 0 : 1;
}

function partsOf(value: Value): readonly Value[] {
  return membersOf(value).flatMap(member =>
    member.kind === 'tuple' ? member.items.flatMap(partsOf) : [member]
  );
}

const strings: FunctionModel = ctx =>
  ctx.values.dataset(ctx.values.tensor({ dtype: 'string', shape: [], form: 'dense' }), null);

const zipDatasets: FunctionModel = (ctx, args) => {
  const given =
    args.positional.length === 1 ? args.positional[0] : ctx.values.tuple(args.positional);
  const sizes: (number | null)[] = [];
  const element = ctx.mapStructure(given, leaf => {
    if (leaf.kind === 'dataset') {
      sizes.push(leaf.size);
      return leaf.element;
    }
    return leaf;
  });
  const traced =
    given.kind === 'tuple'
      ? ctx.mapStructure(given, leaf => (leaf.kind === 'dataset' ? leaf.traced : leaf))
      : element;
  return ctx.values.dataset(
    element,
    sizes.length === 0 || sizes.includes(null) ? null : Math.min(...sizes.map(Number)),
    false,
    traced
  );
};

const choose: FunctionModel = (ctx, args) => {
  const sources = ctx.iterate(argument(args, 0, 'datasets') ?? ctx.values.never);
  const datasets =
    sources === null ? [] : membersOf(sources).filter(source => source.kind === 'dataset');
  return datasets.length === 0
    ? ctx.values.dataset(ctx.values.unknown('external', ctx.api), null)
    : ctx.values.dataset(
        joinAll(
          ctx.values,
          datasets.map(source => source.element)
        ),
        datasets.every(source => source.size === Infinity) ? Infinity : null,
        false,
        joinAll(
          ctx.values,
          datasets.map(source => source.traced)
        )
      );
};

/** The arrays that `keras.datasets` gives: (x_train, y_train), (x_test, y_test). */
function loaded(
  train: number,
  test: number,
  x: readonly Dimension[] | null,
  xType: TensorType['dtype'],
  y: readonly Dimension[],
  yType: TensorType['dtype']
): FunctionModel {
  return ctx => {
    const array = (count: number, shape: readonly Dimension[], dtype: TensorType['dtype']): Value =>
      ctx.values.tensor({ dtype, shape: [count, ...shape], form: 'ndarray' }, 'numpy');
    const part = (count: number): Value =>
      ctx.values.tuple([array(count, x ?? [], xType), array(count, y, yType)]);
    return ctx.values.tuple([part(train), part(test)]);
  };
}

/** An element of a dataset of the catalogue that is not split into inputs and labels: tensors by their names. */
function namedFeatures(ctx: IModelContext, tensor: Value): Value {
  const features = ctx.allocate('dict', null, 'features');
  ctx.write(features, '[*]', tensor);
  ctx.write(features, '[keys]', ctx.values.scalar('str'));
  return ctx.values.object(features);
}

const catalogue: FunctionModel = (ctx, args) => {
  ctx.effect({ kind: 'file', construct: 'call' });
  const given = args.keywords.get('as_supervised');
  const supervised = given === undefined ? false : knownBoolean(given);
  const tensor = ctx.values.tensor({ dtype: null, shape: null, form: 'dense' });
  const element =
    supervised === null
      ? ctx.values.unknown('external', ctx.api)
      : supervised
        ? ctx.values.tuple([tensor, tensor])
        : namedFeatures(ctx, tensor);
  const dataset = ctx.values.dataset(element, null);
  const split = args.keywords.get('split');
  const parts = split === undefined ? null : ctx.items(split);
  const info = ctx.values.unknown('external', 'tensorflow_datasets.core.DatasetInfo');
  const result =
    split === undefined
      ? ((): Value => {
          const dict = ctx.allocate('dict', null, 'splits');
          ctx.write(dict, '[*]', dataset);
          ctx.write(dict, '[keys]', ctx.values.scalar('str'));
          return ctx.values.object(dict);
        })()
      : parts === null
        ? dataset
        : ctx.values.tuple(parts.map(() => dataset));
  return knownBoolean(args.keywords.get('with_info') ?? null) === true
    ? ctx.values.tuple([result, info])
    : result;
};

const KERAS_DATASETS: readonly (readonly [string, FunctionModel])[] = [
  ['mnist', loaded(60000, 10000, [28, 28], 'uint8', [], 'uint8')],
  ['fashion_mnist', loaded(60000, 10000, [28, 28], 'uint8', [], 'uint8')],
  ['cifar10', loaded(50000, 10000, [32, 32, 3], 'uint8', [1], 'uint8')],
  ['cifar100', loaded(50000, 10000, [32, 32, 3], 'uint8', [1], 'int64')],
  ['imdb', loaded(25000, 25000, null, 'object', [], 'int64')],
  ['reuters', loaded(8982, 2246, null, 'object', [], 'int64')],
  ['boston_housing', loaded(404, 102, [13], 'float64', [], 'float64')],
  ['california_housing', loaded(16512, 4128, [8], 'float32', [], 'float32')]
];

const CONSTRUCTORS: readonly (readonly [string, FunctionModel])[] = [
  ['from_tensor_slices', fromTensorSlices],
  ['from_tensors', fromTensors],
  ['range', rangeDataset],
  [
    'random',
    ctx =>
      ctx.values.dataset(ctx.values.tensor({ dtype: 'int64', shape: [], form: 'dense' }), Infinity)
  ],
  ['counter', countedElements],
  ['from_generator', fromGenerator],
  ['list_files', strings],
  ['zip', zipDatasets],
  ['choose_from_datasets', choose],
  ['sample_from_datasets', choose],
  [
    'load',
    ctx => ctx.values.dataset(ctx.values.unknown('external', 'tensorflow.data.Dataset.load'), null)
  ]
];

export const DATASET_FUNCTIONS: ReadonlyMap<string, FunctionModel> = new Map<string, FunctionModel>(
  [
    ...CONSTRUCTORS.flatMap(([name, model]) => [
      [`tensorflow.data.Dataset.${name}`, model] as const,
      [`tensorflow.compat.v1.data.Dataset.${name}`, model] as const
    ]),
    ['tensorflow.data.experimental.choose_from_datasets', choose],
    ['tensorflow.data.experimental.sample_from_datasets', choose],
    ...CSV_DATASET_FUNCTIONS,
    ...DATASET_TRANSFORMATIONS,
    ['tensorflow.data.experimental.Counter', countedElements],
    ['tensorflow.data.experimental.get_single_element', singleElement],
    ['tensorflow.data.TextLineDataset', strings],
    ['tensorflow.data.TFRecordDataset', strings],
    ['tensorflow.data.FixedLengthRecordDataset', strings],
    ...KERAS_DATASETS.map(([name, model]) => [`keras.datasets.${name}.load_data`, model] as const),
    ['tensorflow_datasets.load', catalogue]
  ]
);
