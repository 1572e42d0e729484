/**
 * `tf.data`: what the elements of a pipeline are, stage by stage.
 */
import { joinAll, membersOf } from '../../values/join';
import type { DatasetValue, Value } from '../../values/value';
import { toArgument } from '../convert';
import type { CallArguments, FunctionModel, IModelContext, MethodModel } from '../model';
import { toDimensions, toDType, toTensorType } from '../rules/ruleCall';
import type { Dimension, TensorType } from '../rules/tensorType';
import {
  argument,
  asGraph,
  asPython,
  iteratorOf,
  knownBoolean,
  knownInteger,
  positional
} from './arguments';

/** A leaf of an element as the tensor that a dataset makes of it. */
function asTensor(ctx: IModelContext, value: Value): Value {
  if (value.kind === 'tensor') {
    return ctx.values.tensor(
      {
        ...value.type,
        form:
          value.type.form === 'ndarray' || value.type.form === 'variable'
            ? 'dense'
            : value.type.form
      },
      'tensorflow'
    );
  }
  if (value.kind === 'dataset') {
    return value;
  }
  const described = toArgument(ctx, value);
  if (described.kind === 'constant' && described.type !== 'None') {
    return ctx.values.tensor({ ...toTensorType(described, 'tensorflow'), form: 'dense' });
  }
  return value.kind === 'constant'
    ? value
    : ctx.values.tensor({ dtype: null, shape: null, form: 'dense' });
}

/** A list is one tensor, as TensorFlow converts it; tuples and dicts keep their structure. */
function components(ctx: IModelContext, value: Value, leaf: (value: Value) => Value): Value {
  if (value.kind === 'tuple') {
    return ctx.values.tuple(
      value.items.map(item => components(ctx, item, leaf)),
      value.rest === null ? null : components(ctx, value.rest, leaf)
    );
  }
  if (value.kind === 'object' && value.object.kind === 'dict') {
    const copy = ctx.allocate('dict', null, `element:${value.object.id}`);
    for (const field of ctx.fields(value.object)) {
      const stored = ctx.read(value.object, field);
      if (stored !== null) {
        ctx.write(copy, field, field === '[keys]' ? stored : components(ctx, stored, leaf));
      }
    }
    return ctx.values.object(copy);
  }
  if (value.kind === 'object' && value.object.kind === 'list') {
    const described = toArgument(ctx, value);
    return described.kind === 'sequence'
      ? leaf(ctx.values.tensor({ ...toTensorType(described, 'tensorflow'), form: 'dense' }))
      : leaf(value);
  }
  if (value.kind === 'union') {
    return joinAll(
      ctx.values,
      value.members.map(member => components(ctx, member, leaf))
    );
  }
  return leaf(value);
}

function sliceLeaf(ctx: IModelContext, value: Value): Value {
  const tensor = asTensor(ctx, value);
  return tensor.kind === 'tensor'
    ? ctx.values.tensor({
        ...tensor.type,
        shape: tensor.type.shape === null ? null : tensor.type.shape.slice(1)
      })
    : tensor;
}

/** The size of the first axis of the first component. */
function leadingSize(ctx: IModelContext, value: Value): number | null {
  let size: number | null = null;
  components(ctx, value, leaf => {
    const tensor = asTensor(ctx, leaf);
    if (
      size === null &&
      tensor.kind === 'tensor' &&
      tensor.type.shape !== null &&
      typeof tensor.type.shape[0] === 'number'
    ) {
      size = tensor.type.shape[0];
    }
    return leaf;
  });
  return size;
}

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
  const dtype = args.keywords.get('output_type');
  const [first, second, third] = numbers;
  const size =
    numbers.includes(null) || first === undefined || first === null
      ? null
      : second === undefined || second === null
        ? first
        : Math.ceil((second - first) / (third ?? 1));
  return ctx.values.dataset(
    ctx.values.tensor({
      dtype: dtype === undefined ? 'int64' : toDType(toArgument(ctx, dtype)),
      shape: [],
      form: 'dense'
    }),
    size
  );
};

function specValue(ctx: IModelContext, spec: Value): Value {
  return components(ctx, spec, leaf => {
    if (
      leaf.kind === 'object' &&
      leaf.object.kind === 'instance' &&
      leaf.object.cls?.kind === 'library'
    ) {
      const shape = ctx.read(leaf.object, '#config:shape');
      const dtype = ctx.read(leaf.object, '#config:dtype');
      const path = leaf.object.cls.path;
      const type: TensorType = {
        dtype: dtype === null ? 'float32' : toDType(toArgument(ctx, dtype)),
        shape: shape === null ? null : toDimensions(toArgument(ctx, shape)),
        form: path.includes('Ragged') ? 'ragged' : path.includes('Sparse') ? 'sparse' : 'dense'
      };
      return ctx.values.tensor(type);
    }
    return leaf.kind === 'dtype'
      ? ctx.values.tensor({ dtype: leaf.dtype, shape: null, form: 'dense' })
      : ctx.values.tensor({ dtype: null, shape: null, form: 'dense' });
  });
}

const fromGenerator: FunctionModel = (ctx, args) => {
  const generator = argument(args, 0, 'generator');
  const given = args.keywords.get('args');
  const passed = given === undefined ? [] : (ctx.items(given) ?? []);
  const made =
    generator === null
      ? null
      : ctx.call(generator, positional(passed), asPython(ctx, { followedByPublished: true }));
  const signature = args.keywords.get('output_signature') ?? args.keywords.get('output_types');
  const yielded = made === null ? null : ctx.iterate(made);
  return ctx.values.dataset(
    signature !== undefined
      ? specValue(ctx, signature)
      : components(ctx, yielded ?? ctx.values.unknown('external', ctx.api), leaf =>
          asTensor(ctx, leaf)
        ),
    null
  );
};

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
  return ctx.values.dataset(
    element,
    sizes.length === 0 || sizes.includes(null) ? null : Math.min(...sizes.map(Number))
  );
};

const choose: FunctionModel = (ctx, args) => {
  const sources = ctx.iterate(argument(args, 0, 'datasets') ?? ctx.values.never);
  const elements =
    sources === null
      ? []
      : membersOf(sources).flatMap(source => (source.kind === 'dataset' ? [source.element] : []));
  return ctx.values.dataset(
    elements.length === 0 ? ctx.values.unknown('external', ctx.api) : joinAll(ctx.values, elements),
    null
  );
};

/** A stage that leaves the elements as they are. */
function stage(
  size: (dataset: DatasetValue, args: CallArguments) => number | null,
  repeats = false
): MethodModel {
  return (ctx, receiver, args) =>
    joinAll(
      ctx.values,
      membersOf(receiver).map(member =>
        member.kind === 'dataset'
          ? ctx.values.dataset(member.element, size(member, args), member.repeated || repeats)
          : ctx.values.unknown('external', ctx.api)
      )
    );
}

function over(
  model: (ctx: IModelContext, dataset: DatasetValue, args: CallArguments) => Value
): MethodModel {
  return (ctx, receiver, args) =>
    joinAll(
      ctx.values,
      membersOf(receiver).map(member =>
        member.kind === 'dataset'
          ? model(ctx, member, args)
          : ctx.values.unknown('external', ctx.api)
      )
    );
}

/** The arguments that a callback of a dataset gets: the parts of a tuple one by one. */
function elementArguments(element: Value): CallArguments {
  return element.kind === 'tuple' && element.rest === null
    ? positional(element.items)
    : positional([element]);
}

const mapElements = over((ctx, dataset, args) => {
  const callee = argument(args, 0, 'map_func');
  if (callee === null) {
    return dataset;
  }
  const results = membersOf(dataset.element).map(element =>
    ctx.call(callee, elementArguments(element), asGraph(ctx, { followedByPublished: true }))
  );
  return ctx.values.dataset(
    components(ctx, joinAll(ctx.values, results), leaf => asTensor(ctx, leaf)),
    dataset.size,
    dataset.repeated
  );
});

const filterElements = over((ctx, dataset, args) => {
  const callee = argument(args, 0, 'predicate');
  if (callee !== null) {
    ctx.call(
      callee,
      elementArguments(dataset.element),
      asGraph(ctx, { followedByPublished: false })
    );
  }
  return ctx.values.dataset(dataset.element, null, dataset.repeated);
});

const flatMap = over((ctx, dataset, args) => {
  const callee = argument(args, 0, 'map_func');
  if (callee === null) {
    return dataset;
  }
  const result = ctx.call(
    callee,
    elementArguments(dataset.element),
    asGraph(ctx, { followedByPublished: false })
  );
  const elements = membersOf(result).map(member =>
    member.kind === 'dataset' ? member.element : ctx.values.unknown('external', ctx.api)
  );
  return ctx.values.dataset(joinAll(ctx.values, elements), null);
});

const reduceElements = over((ctx, dataset, args) => {
  const state = argument(args, 0, 'initial_state') ?? ctx.values.none;
  const callee = argument(args, 1, 'reduce_func');
  const tensor = components(ctx, state, leaf => asTensor(ctx, leaf));
  if (callee !== null) {
    return ctx.call(
      callee,
      positional([tensor, dataset.element]),
      asGraph(ctx, { followedByPublished: false })
    );
  }
  return tensor;
});

/** Puts an axis of the batch size in front; the last batch may be smaller. */
const batch = over((ctx, dataset, args) => {
  const size = knownInteger(argument(args, 0, 'batch_size'));
  const drops = knownBoolean(argument(args, 1, 'drop_remainder')) === true;
  const isPadded = ctx.api.endsWith('padded_batch');
  const count = dataset.size;
  const isEven = size !== null && count !== null && (count === Infinity || count % size === 0);
  const axis: Dimension =
    size === null
      ? 'open'
      : drops || isEven
        ? size
        : count !== null && count < size
          ? count
          : 'open';
  const element = components(ctx, dataset.element, leaf =>
    leaf.kind === 'tensor'
      ? ctx.values.tensor({
          ...leaf.type,
          shape:
            leaf.type.shape === null
              ? null
              : [
                  axis,
                  ...leaf.type.shape.map(dimension =>
                    isPadded && dimension !== 'open' && typeof dimension !== 'number'
                      ? ('open' as const)
                      : dimension
                  )
                ]
        })
      : leaf
  );
  return ctx.values.dataset(
    element,
    size === null || count === null
      ? null
      : drops
        ? Math.floor(count / size)
        : Math.ceil(count / size),
    dataset.repeated
  );
});

const unbatch = over((ctx, dataset) =>
  ctx.values.dataset(
    components(ctx, dataset.element, leaf => sliceLeaf(ctx, leaf)),
    null,
    dataset.repeated
  )
);

const enumerateElements = over((ctx, dataset) =>
  ctx.values.dataset(
    ctx.values.tuple([
      ctx.values.tensor({ dtype: 'int64', shape: [], form: 'dense' }),
      dataset.element
    ]),
    dataset.size,
    dataset.repeated
  )
);

const windows = over((ctx, dataset, args) => {
  const size = knownInteger(argument(args, 0, 'size'));
  const drops = knownBoolean(args.keywords.get('drop_remainder') ?? null) === true;
  return ctx.values.dataset(
    components(ctx, dataset.element, leaf => ctx.values.dataset(leaf, drops ? size : null)),
    null
  );
});

const concatenate = over((ctx, dataset, args) => {
  const other = argument(args, 0, 'dataset');
  const elements =
    other === null
      ? []
      : membersOf(other).flatMap(member => (member.kind === 'dataset' ? [member] : []));
  return ctx.values.dataset(
    joinAll(ctx.values, [dataset.element, ...elements.map(entry => entry.element)]),
    elements.length === 1 && dataset.size !== null && elements[0].size !== null
      ? dataset.size + elements[0].size
      : null
  );
});

const asNumpy = over((ctx, dataset) =>
  iteratorOf(
    ctx,
    'tensorflow.data.NumpyIterator',
    components(ctx, dataset.element, leaf =>
      leaf.kind === 'tensor' ? ctx.values.tensor({ ...leaf.type, form: 'ndarray' }, 'numpy') : leaf
    )
  )
);

const iterator = over((ctx, dataset) =>
  iteratorOf(ctx, 'tensorflow.data.Iterator', dataset.element)
);

const apply = over((ctx, dataset, args) => {
  const callee = argument(args, 0, 'transformation_func');
  return callee === null
    ? dataset
    : ctx.call(callee, positional([dataset]), asPython(ctx, { followedByPublished: false }));
});

function times(dataset: DatasetValue, args: CallArguments): number | null {
  const count = knownInteger(argument(args, 0, 'count'));
  const given = argument(args, 0, 'count');
  if (given === null || count === -1 || (given.kind === 'constant' && given.type === 'None')) {
    return Infinity;
  }
  return count === null || dataset.size === null ? null : dataset.size * count;
}

function taken(dataset: DatasetValue, args: CallArguments): number | null {
  const count = knownInteger(argument(args, 0, 'count'));
  return count === null
    ? null
    : dataset.size === null
      ? null
      : count < 0
        ? dataset.size
        : Math.min(count, dataset.size);
}

function skipped(dataset: DatasetValue, args: CallArguments): number | null {
  const count = knownInteger(argument(args, 0, 'count'));
  return count === null || dataset.size === null ? null : Math.max(0, dataset.size - count);
}

const keepSize = (dataset: DatasetValue): number | null => dataset.size;

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

const catalogue: FunctionModel = (ctx, args) => {
  ctx.effect({ kind: 'file', construct: 'call' });
  const supervised = knownBoolean(args.keywords.get('as_supervised') ?? null) === true;
  const tensor = ctx.values.tensor({ dtype: null, shape: null, form: 'dense' });
  const element = supervised
    ? ctx.values.tuple([tensor, tensor])
    : ctx.values.unknown('external', ctx.api);
  const dataset = ctx.values.dataset(element, null);
  const split = args.keywords.get('split');
  const parts = split === undefined ? null : ctx.items(split);
  const info = ctx.values.unknown('external', 'tensorflow_datasets.core.DatasetInfo');
  const result =
    split === undefined
      ? ((): Value => {
          const dict = ctx.allocate('dict', null, 'splits');
          ctx.write(dict, '[*]', dataset);
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

const STAGES: Readonly<Record<string, MethodModel>> = {
  map: mapElements,
  filter: filterElements,
  flat_map: flatMap,
  interleave: flatMap,
  reduce: reduceElements,
  batch,
  padded_batch: batch,
  ragged_batch: batch,
  unbatch,
  enumerate: enumerateElements,
  window: windows,
  concatenate,
  as_numpy_iterator: asNumpy,
  __iter__: iterator,
  make_one_shot_iterator: iterator,
  apply,
  shuffle: stage(keepSize),
  cache: stage(keepSize),
  prefetch: stage(keepSize),
  with_options: stage(keepSize),
  shard: stage(() => null),
  snapshot: stage(keepSize),
  ignore_errors: stage(() => null),
  rebatch: batch,
  repeat: stage(times, true),
  take: stage(taken),
  skip: stage(skipped),
  take_while: filterElements,
  rejection_resample: filterElements,
  cardinality: ctx => ctx.values.tensor({ dtype: 'int64', shape: [], form: 'dense' }),
  __len__: ctx => ctx.values.scalar('int'),
  get_single_element: over((_ctx, dataset) => dataset.element),
  save: ctx => {
    ctx.effect({ kind: 'file', construct: 'call' });
    return ctx.values.none;
  }
};

const CONSTRUCTORS: readonly (readonly [string, FunctionModel])[] = [
  ['from_tensor_slices', fromTensorSlices],
  ['from_tensors', fromTensors],
  ['range', rangeDataset],
  [
    'random',
    ctx =>
      ctx.values.dataset(ctx.values.tensor({ dtype: 'int64', shape: [], form: 'dense' }), Infinity)
  ],
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
    ['tensorflow.data.TextLineDataset', strings],
    ['tensorflow.data.TFRecordDataset', strings],
    ['tensorflow.data.FixedLengthRecordDataset', strings],
    ...KERAS_DATASETS.map(([name, model]) => [`keras.datasets.${name}.load_data`, model] as const),
    ['tensorflow_datasets.load', catalogue]
  ]
);

export const DATASET_METHODS: ReadonlyMap<string, MethodModel> = new Map(
  Object.entries(STAGES).map(([name, model]) => [`tensorflow.data.Dataset.${name}`, model] as const)
);
