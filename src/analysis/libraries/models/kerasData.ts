/**
 * Keras's helpers for data: one-hot labels, padded sequences, datasets from folders and from series, image
 * generators; and models that are read from elsewhere.
 */
import { joinAll, membersOf } from '../../values/join';
import type { Value } from '../../values/value';
import { configure } from '../generic';
import { toArgument } from '../convert';
import type { CallArguments, FunctionModel, IModelContext, MethodModel } from '../model';
import { isFloatingDType } from '../rules/dtype';
import { toDimensions, toDType, toTensorType } from '../rules/ruleCall';
import type { Dimension, TensorType } from '../rules/tensorType';
import { argument, firstAxis, iteratorOf, knownBoolean, knownInteger } from './arguments';

function shapeOf(ctx: IModelContext, value: Value | null): TensorType['shape'] {
  if (value === null) {
    return null;
  }
  const described = toArgument(ctx, value);
  return described.kind === 'tensor' || described.kind === 'sequence'
    ? toTensorType(described, 'numpy').shape
    : null;
}

function array(ctx: IModelContext, dtype: TensorType['dtype'], shape: TensorType['shape']): Value {
  return ctx.values.tensor({ dtype, shape, form: 'ndarray' }, 'numpy');
}

/** `to_categorical(y, num_classes)`: a row per label; an axis of length one at the end is taken away first. */
const toCategorical: FunctionModel = (ctx, args) => {
  const labels = argument(args, 0, 'x') ?? args.keywords.get('y') ?? null;
  const shape = shapeOf(ctx, labels);
  const classes = knownInteger(argument(args, 1, 'num_classes')) ?? ('unknown' as const);
  const rows =
    shape === null
      ? null
      : shape.length > 1 && shape[shape.length - 1] === 1
        ? shape.slice(0, -1)
        : shape;
  const made = rows === null ? null : [...rows, classes];
  // A tensor stays one: Keras then calls its own `one_hot`.
  return labels !== null && labels.kind === 'tensor' && labels.type.form !== 'ndarray'
    ? ctx.values.tensor({ dtype: 'float32', shape: made, form: 'dense' }, 'tensorflow')
    : array(ctx, 'float64', made);
};

/** `pad_sequences(sequences, maxlen)`: a matrix of 32-bit integers unless another type is asked for. */
const padSequences: FunctionModel = (ctx, args) => {
  const source = argument(args, 0, 'sequences');
  const items = source === null ? null : ctx.items(source);
  const rows = items?.length ?? shapeOf(ctx, source)?.[0] ?? ('unknown' as const);
  const given = argument(args, 1, 'maxlen');
  const lengths = items?.map(item => ctx.items(item)?.length ?? null);
  const longest =
    lengths === undefined || lengths.includes(null) || lengths.length === 0
      ? ('unknown' as const)
      : Math.max(...lengths.map(Number));
  const isGiven = given !== null && !(given.kind === 'constant' && given.type === 'None');
  const dtype = argument(args, 2, 'dtype');
  return array(ctx, dtype === null ? 'int32' : toDType(toArgument(ctx, dtype), 'numpy'), [
    rows,
    isGiven ? (knownInteger(given) ?? 'unknown') : longest
  ]);
};

/** `normalize(x)`: an array of floats for an array, a tensor for all else. */
const normalize: FunctionModel = (ctx, args) => {
  const given = argument(args, 0, 'x');
  return joinAll(
    ctx.values,
    membersOf(given ?? ctx.values.never).map(member => {
      const described = toArgument(ctx, member);
      if (described.kind !== 'tensor' || described.type.form !== 'ndarray') {
        return ctx.values.tensor({ ...toTensorType(described, 'tensorflow'), form: 'dense' });
      }
      const { dtype, shape } = described.type;
      return array(ctx, dtype === null || isFloatingDType(dtype) ? dtype : 'float64', shape);
    })
  );
};

/** A batch axis in front: the batch size where no smaller batch can follow, else open. */
function batchAxis(count: number | null, size: number | null): Dimension {
  return size === null ? 'open' : count !== null && count % size === 0 ? size : 'open';
}

/** `timeseries_dataset_from_array(data, targets, sequence_length)`: windows over the first axis, in batches. */
const timeSeries: FunctionModel = (ctx, args) => {
  const data = argument(args, 0, 'data');
  const targets = argument(args, 1, 'targets');
  const length = knownInteger(argument(args, 2, 'sequence_length')) ?? ('unknown' as const);
  const leaf = (value: Value, front: readonly Dimension[]): Value => {
    const described = toArgument(ctx, value);
    const type =
      described.kind === 'tensor' || described.kind === 'sequence'
        ? toTensorType(described, 'numpy')
        : null;
    return ctx.values.tensor({
      dtype: type?.dtype ?? null,
      shape: type === null || type.shape === null ? null : [...front, ...type.shape.slice(1)],
      form: 'dense'
    });
  };
  const hasTargets = targets !== null && targets !== ctx.values.none;
  const count = windowCount(ctx, args, hasTargets ? targets : null);
  const given = argument(args, 5, 'batch_size');
  const isSingle = given === ctx.values.none;
  const size = given === null ? SERIES_BATCH : knownInteger(given);
  const batches = count === null || size === null ? null : Math.ceil(count / size);
  const element = (batch: Dimension, window: Dimension): Value => {
    const front = isSingle ? [] : [batch];
    const series = data === null ? ctx.values.never : leaf(data, [...front, window]);
    return hasTargets ? ctx.values.tuple([series, leaf(targets, front)]) : series;
  };
  const last = isSingle ? 'open' : batches === 1 && count !== null ? count : batchAxis(count, size);
  return ctx.values.dataset(
    element(last, length),
    isSingle ? count : batches,
    false,
    // The windows are cut by positions that are computed in the graph: their length is open there.
    element('open', 'open'),
    element(batches !== null && batches > 1 && size !== null ? size : last, length),
    undefined,
    count
  );
};

/** Keras's batch size of `timeseries_dataset_from_array` where none is given. */
const SERIES_BATCH = 128;

/** How many windows of a series there are (`keras/src/utils/timeseries_dataset_utils.py`); `null` where it is not known. */
function windowCount(
  ctx: IModelContext,
  args: CallArguments,
  targets: Value | null
): number | null {
  const option = (place: number, name: string, fallback: number): number | null => {
    const given = argument(args, place, name);
    return given === null || given === ctx.values.none ? fallback : knownInteger(given);
  };
  const data = argument(args, 0, 'data');
  const rows = data === null ? null : firstAxis(ctx, data);
  const labels = targets === null ? Infinity : firstAxis(ctx, targets);
  const length = option(2, 'sequence_length', 0);
  const stride = option(3, 'sequence_stride', 1);
  const rate = option(4, 'sampling_rate', 1);
  const start = option(8, 'start_index', 0);
  if (
    typeof rows !== 'number' ||
    typeof labels !== 'number' ||
    length === null ||
    stride === null ||
    rate === null ||
    start === null
  ) {
    return null;
  }
  const end = option(9, 'end_index', rows);
  return end === null
    ? null
    : Math.max(0, Math.ceil(Math.min(end - start - (length - 1) * rate, labels) / stride));
}

/** Labels as a folder's classes give them. */
function folderLabels(ctx: IModelContext, args: CallArguments): Value | null {
  const labels = args.keywords.get('labels');
  const mode = args.keywords.get('label_mode');
  if (
    [labels, mode].some(
      value => value !== undefined && value.kind === 'constant' && value.type === 'None'
    )
  ) {
    return null;
  }
  const text = mode !== undefined && mode.kind === 'constant' ? String(mode.value) : 'int';
  return ctx.values.tensor({
    dtype: text === 'int' ? 'int32' : 'float32',
    shape: text === 'int' ? ['open'] : text === 'binary' ? ['open', 1] : ['open', 'unknown'],
    form: 'dense'
  });
}

/** A dataset of batches, or of single elements where `batch_size` is `None`. */
function folderDataset(ctx: IModelContext, args: CallArguments, type: TensorType): Value {
  ctx.effect({ kind: 'file', construct: 'call' });
  const size = args.keywords.get('batch_size');
  const isSingle = size !== undefined && size.kind === 'constant' && size.type === 'None';
  const single = (value: Value): Value =>
    value.kind === 'tensor' && value.type.shape !== null
      ? ctx.values.tensor({
          dtype: value.type.dtype,
          shape: value.type.shape.slice(1),
          form: value.type.form
        })
      : value;
  const inputs = ctx.values.tensor(type);
  const labels = folderLabels(ctx, args);
  const parts = (labels === null ? [inputs] : [inputs, labels]).map(part =>
    isSingle ? single(part) : part
  );
  const dataset = ctx.values.dataset(parts.length === 1 ? parts[0] : ctx.values.tuple(parts), null);
  const subset = args.keywords.get('subset');
  return subset !== undefined && subset.kind === 'constant' && subset.value === 'both'
    ? ctx.values.tuple([dataset, dataset])
    : dataset;
}

const imageFolder: FunctionModel = (ctx, args) => {
  const size = args.keywords.get('image_size');
  const mode = args.keywords.get('color_mode');
  const text = mode !== undefined && mode.kind === 'constant' ? String(mode.value) : 'rgb';
  const dimensions: readonly Dimension[] =
    size === undefined
      ? [256, 256]
      : (toDimensions(toArgument(ctx, size)) ?? ['unknown', 'unknown']);
  return folderDataset(ctx, args, {
    dtype: 'float32',
    shape: ['open', ...dimensions, text === 'grayscale' ? 1 : text === 'rgba' ? 4 : 3],
    form: 'dense'
  });
};

const textFolder: FunctionModel = (ctx, args) =>
  folderDataset(ctx, args, { dtype: 'string', shape: ['open'], form: 'dense' });

const audioFolder: FunctionModel = (ctx, args) => {
  const length = args.keywords.get('output_sequence_length');
  return folderDataset(ctx, args, {
    dtype: 'float32',
    shape: [
      'open',
      length === undefined ? 'open' : (knownInteger(length) ?? 'open'),
      args.keywords.has('sampling_rate') ? 1 : 'unknown'
    ],
    form: 'dense'
  });
};

const GENERATOR = 'keras.preprocessing.image.ImageDataGenerator';

const imageGenerator: FunctionModel = ctx =>
  ctx.values.object(ctx.allocate('instance', ctx.values.library(GENERATOR)));

/** `generator.flow(x, y, batch_size)`: endless batches of arrays. */
const flow: MethodModel = (ctx, _receiver, args) => {
  ctx.effect({ kind: 'random', construct: 'call' });
  const x = argument(args, 0, 'x');
  const y = argument(args, 1, 'y');
  const given = argument(args, 2, 'batch_size');
  const size = given === null ? 32 : knownInteger(given);
  const part = (value: Value, dtype: TensorType['dtype'] | undefined): Value => {
    const shape = shapeOf(ctx, value);
    const count = shape !== null && typeof shape[0] === 'number' ? shape[0] : null;
    const described = toArgument(ctx, value);
    return array(
      ctx,
      dtype ?? (described.kind === 'tensor' ? described.type.dtype : null),
      shape === null ? null : [batchAxis(count, size), ...shape.slice(1)]
    );
  };
  const images = x === null ? array(ctx, 'float32', null) : part(x, 'float32');
  return iteratorOf(
    ctx,
    ctx.api,
    y === null ? images : ctx.values.tuple([images, part(y, undefined)])
  );
};

const flowFromFolder: MethodModel = (ctx, _receiver, args) => {
  ctx.effect({ kind: 'file', construct: 'call' });
  const size = args.keywords.get('target_size');
  const dimensions: readonly Dimension[] =
    size === undefined
      ? [256, 256]
      : (toDimensions(toArgument(ctx, size)) ?? ['unknown', 'unknown']);
  const mode = args.keywords.get('class_mode');
  const text = mode !== undefined && mode.kind === 'constant' ? String(mode.value) : 'categorical';
  const images = array(ctx, 'float32', ['open', ...dimensions, 3]);
  return iteratorOf(
    ctx,
    ctx.api,
    text === 'null' || text === 'None'
      ? images
      : ctx.values.tuple([
          images,
          array(ctx, 'float32', text === 'categorical' ? ['open', 'unknown'] : ['open'])
        ])
  );
};

/** `img_to_array(image)`, `load_img` read pictures: floating-point, of any size. */
const imageArray: FunctionModel = ctx => array(ctx, 'float32', ['unknown', 'unknown', 'unknown']);

/** `load_model(path)`: a model of which nothing is known. */
const loadModel: FunctionModel = ctx => {
  ctx.effect({ kind: 'file', construct: 'call' });
  return ctx.values.object(ctx.allocate('instance', ctx.values.library('keras.Model')));
};

/** `clone_model(model)`: a model of the same layers. */
const cloneModel: FunctionModel = (ctx, args) => {
  ctx.effect({ kind: 'variable-creation', construct: 'call' });
  return argument(args, 0, 'model') ?? ctx.values.unknown('external', ctx.api);
};

/** `tokenizer.texts_to_sequences(texts)`: lists of numbers. */
const tokenizerSequences: MethodModel = ctx => {
  const list = ctx.allocate('list', null, 'sequences');
  const sequence = ctx.allocate('list', null, 'sequence');
  ctx.write(sequence, '[*]', ctx.values.scalar('int'));
  ctx.write(sequence, 'len', ctx.values.scalar('int'));
  ctx.write(list, '[*]', ctx.values.object(sequence));
  ctx.write(list, 'len', ctx.values.scalar('int'));
  return ctx.values.object(list);
};

/** The channels the classifier of `keras.applications`, by model; a stride of 0 where the size of the map follows no one rule. */
const FEATURES: Readonly<
  Record<string, { readonly channels: number; readonly stride: number; readonly size: number }>
> = {
  MobileNet: { channels: 1024, stride: 32, size: 224 },
  MobileNetV2: { channels: 1280, stride: 32, size: 224 },
  VGG16: { channels: 512, stride: 32, size: 224 },
  VGG19: { channels: 512, stride: 32, size: 224 },
  ResNet50: { channels: 2048, stride: 32, size: 224 },
  ResNet101: { channels: 2048, stride: 32, size: 224 },
  ResNet152: { channels: 2048, stride: 32, size: 224 },
  ResNet50V2: { channels: 2048, stride: 32, size: 224 },
  DenseNet121: { channels: 1024, stride: 32, size: 224 },
  DenseNet169: { channels: 1664, stride: 32, size: 224 },
  DenseNet201: { channels: 1920, stride: 32, size: 224 },
  EfficientNetB0: { channels: 1280, stride: 32, size: 224 },
  InceptionV3: { channels: 2048, stride: 0, size: 299 },
  Xception: { channels: 2048, stride: 0, size: 299 },
  NASNetMobile: { channels: 1056, stride: 0, size: 224 }
};

/** A model of `keras.applications`: images in; classes, features or a feature map out. */
function application(name: string): FunctionModel {
  const { channels, stride, size } = FEATURES[name];
  return (ctx, args) => {
    const { values } = ctx;
    const model = values.object(ctx.allocate('instance', values.library('keras.Model')));
    const entry = ctx.registry.entryOf('keras.Model');
    if (entry !== null) {
      configure(ctx, { ...entry, parameters: [] }, model, { ...args, positional: [] });
    }
    const pooling = args.keywords.get('pooling');
    const hasPooling =
      pooling !== undefined && pooling.kind === 'constant' && pooling.type === 'str';
    const hasTop =
      knownBoolean(args.keywords.get('include_top') ?? args.positional[0] ?? null) !== false;
    const given = args.keywords.get('input_shape');
    const isGiven = given !== undefined && !(given.kind === 'constant' && given.type === 'None');
    const input: readonly Dimension[] = isGiven
      ? (toDimensions(toArgument(ctx, given)) ?? ['unknown', 'unknown', 3])
      : hasTop
        ? [size, size, 3]
        : ['open', 'open', 3];
    const places = input
      .slice(0, 2)
      .map(length =>
        typeof length === 'number'
          ? stride === 0
            ? ('unknown' as const)
            : /^(?:VGG|DenseNet)/u.test(name)
              ? Math.floor(length / stride)
              : Math.ceil(length / stride)
          : length
      );
    const classes = args.keywords.get('classes');
    const output: readonly Dimension[] = hasTop
      ? ['open', classes === undefined ? 1000 : (knownInteger(classes) ?? 'unknown')]
      : hasPooling
        ? ['open', channels]
        : ['open', ...places, channels];
    if (model.kind === 'object') {
      ctx.write(
        model.object,
        '#config:inputs',
        values.tensor({ dtype: 'float32', shape: ['open', ...input], form: 'symbolic' })
      );
      ctx.write(
        model.object,
        '#config:outputs',
        values.tensor({ dtype: 'float32', shape: output, form: 'symbolic' })
      );
    }
    return model;
  };
}

/** `preprocess_input(x)`: the same shape, of floating-point numbers. */
const preprocessed: FunctionModel = (ctx, args) =>
  joinAll(
    ctx.values,
    membersOf(argument(args, 0, 'x') ?? ctx.values.never).map(member =>
      member.kind === 'tensor'
        ? ctx.values.tensor(
            {
              dtype:
                member.type.dtype !== null && member.type.dtype.startsWith('float')
                  ? member.type.dtype
                  : 'float32',
              shape: member.type.shape,
              form: member.type.form
            },
            member.origin
          )
        : member
    )
  );

const FAMILIES = [
  'mobilenet',
  'mobilenet_v2',
  'vgg16',
  'vgg19',
  'resnet',
  'resnet50',
  'resnet_v2',
  'densenet',
  'efficientnet',
  'inception_v3',
  'xception',
  'nasnet'
];

/** `unpack_x_y_sample_weight(data)`: always three parts, `None` for those that are not there. */
const unpackedBatch: FunctionModel = (ctx, args) => {
  const { none } = ctx.values;
  const unpacked = (data: Value): Value => {
    const isPacked =
      data.kind === 'tuple' || (data.kind === 'object' && data.object.kind === 'list');
    const items = isPacked ? ctx.items(data) : [data];
    return items === null || items.length > 3 || data.kind === 'unknown'
      ? ctx.values.unknown('external', ctx.api)
      : ctx.values.tuple([items[0] ?? none, items[1] ?? none, items[2] ?? none]);
  };
  return joinAll(ctx.values, membersOf(argument(args, 0, 'data') ?? none).map(unpacked));
};

/** `pack_x_y_sample_weight(x, y, sample_weight)`: the parts that are there; `x` alone unless it is a tuple. */
const packedBatch: FunctionModel = (ctx, args) => {
  const x = argument(args, 0, 'x') ?? ctx.values.none;
  const y = argument(args, 1, 'y');
  const weight = argument(args, 2, 'sample_weight');
  if (weight !== null && weight !== ctx.values.none) {
    return ctx.values.tuple([x, y ?? ctx.values.none, weight]);
  }
  return y !== null && y !== ctx.values.none
    ? ctx.values.tuple([x, y])
    : x.kind === 'tuple'
      ? ctx.values.tuple([x])
      : x;
};

export const KERAS_DATA_FUNCTIONS: ReadonlyMap<string, FunctionModel> = new Map<
  string,
  FunctionModel
>([
  ['keras.utils.unpack_x_y_sample_weight', unpackedBatch],
  ['keras.utils.pack_x_y_sample_weight', packedBatch],
  ['keras.utils.to_categorical', toCategorical],
  ['keras.utils.normalize', normalize],
  ['keras.utils.pad_sequences', padSequences],
  ['keras.preprocessing.sequence.pad_sequences', padSequences],
  ['keras.utils.timeseries_dataset_from_array', timeSeries],
  ['keras.preprocessing.timeseries_dataset_from_array', timeSeries],
  ['keras.utils.image_dataset_from_directory', imageFolder],
  ['keras.preprocessing.image_dataset_from_directory', imageFolder],
  ['keras.utils.text_dataset_from_directory', textFolder],
  ['keras.preprocessing.text_dataset_from_directory', textFolder],
  ['keras.utils.audio_dataset_from_directory', audioFolder],
  ['keras.utils.img_to_array', imageArray],
  ['keras.preprocessing.image.img_to_array', imageArray],
  [GENERATOR, imageGenerator],
  ['keras.models.clone_model', cloneModel],
  ['keras.models.load_model', loadModel],
  ['keras.saving.load_model', loadModel],
  ...Object.keys(FEATURES).map(name => [`keras.applications.${name}`, application(name)] as const),
  ...FAMILIES.flatMap(family => [
    [`keras.applications.${family}.preprocess_input`, preprocessed] as const,
    ...Object.keys(FEATURES).map(
      name => [`keras.applications.${family}.${name}`, application(name)] as const
    )
  ])
]);

export const KERAS_DATA_METHODS: ReadonlyMap<string, MethodModel> = new Map<string, MethodModel>([
  [`${GENERATOR}.flow`, flow],
  [`${GENERATOR}.flow_from_directory`, flowFromFolder],
  [`${GENERATOR}.flow_from_dataframe`, flowFromFolder],
  ['keras.preprocessing.text.Tokenizer.texts_to_sequences', tokenizerSequences]
]);
