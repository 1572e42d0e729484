/**
 * `tf.data`: what the elements of a pipeline are, stage by stage.
 */
import { joinAll, membersOf } from '../../values/join';
import type { DatasetValue, Value } from '../../values/value';
import type { CallArguments, IModelContext, MethodModel } from '../model';
import type { Dimension } from '../rules/tensorType';
import {
  argument,
  asGraph,
  asPython,
  iteratorOf,
  knownBoolean,
  knownInteger,
  positional
} from './arguments';
import {
  asTensor,
  batchedLeaf,
  components,
  datasetIterator,
  elementArguments,
  paddedElement,
  sliceLeaf,
  uneven
} from './datasetElements';
import { arrayValue } from './tensors';

/** The dataset with another number of elements: what is taken from the front is full batches alone. */
function staged(
  ctx: IModelContext,
  dataset: DatasetValue,
  size: number | null,
  repeats: boolean
): DatasetValue {
  const isCut = size !== null && size <= dataset.front && ctx.api.endsWith('.take');
  const keepsOrder = !/\.(?:shuffle|skip|shard)$/u.test(ctx.api);
  return ctx.values.dataset(
    isCut ? dataset.head : dataset.element,
    size,
    dataset.repeated || repeats,
    dataset.traced,
    keepsOrder ? dataset.head : dataset.element,
    keepsOrder ? dataset.front : 0,
    size === dataset.size ? dataset.rows : null
  );
}

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
          ? uneven(ctx, staged(ctx, member, size(member, args), repeats), member.unevenFrom)
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
          ? uneven(ctx, model(ctx, member, args), unevenAfter(ctx, member, args))
          : ctx.values.unknown('external', ctx.api)
      )
    );
}

/** From which axis on the elements differ behind a stage: plain batches put together what is of one size. */
function unevenAfter(
  { api }: IModelContext,
  { unevenFrom }: DatasetValue,
  args: CallArguments
): number | null {
  switch (api.slice(api.lastIndexOf('.') + 1)) {
    case 'padded_batch':
    case 'bucket_by_sequence_length':
      return 1;
    case 'batch':
      return unevenFrom !== null && knownInteger(argument(args, 0, 'batch_size')) === 1
        ? unevenFrom + 1
        : null;
    case 'unbatch':
      return unevenFrom === null ? null : Math.max(0, unevenFrom - 1);
    default:
      return unevenFrom;
  }
}

const mapElements = over((ctx, dataset, args) => {
  const callee = argument(args, 0, 'map_func');
  if (callee === null) {
    return dataset;
  }
  const options = asGraph(ctx, { followedByPublished: true });
  const results = membersOf(dataset.traced).map(element =>
    ctx.call(callee, elementArguments(element), options)
  );
  const traced = mapped(ctx, joinAll(ctx.values, results), 'traced');
  // The graph is traced once, with open axes, and gives elements of the sizes that it is run with.
  const run = (from: Value, form: string): Value =>
    from === dataset.traced
      ? traced
      : mapped(
          ctx,
          joinAll(
            ctx.values,
            membersOf(from).map(element => ctx.estimate(callee, elementArguments(element), options))
          ),
          form
        );
  const element = run(dataset.element, 'element');
  return ctx.values.dataset(
    element,
    dataset.size,
    dataset.repeated,
    traced,
    dataset.head === dataset.element ? element : run(dataset.head, 'head'),
    dataset.front,
    dataset.rows
  );
});

function mapped(ctx: IModelContext, result: Value, form: string): Value {
  return components(ctx, asTuple(ctx, result), leaf => asTensor(ctx, leaf), form);
}

/** A list that a function gives back is an element of several components, as a tuple is; elsewhere it is one tensor. */
function asTuple(ctx: IModelContext, result: Value): Value {
  const { values } = ctx;
  return joinAll(
    values,
    membersOf(result).map(member => {
      if (member.kind !== 'object' || member.object.kind !== 'list') {
        return member;
      }
      const items = ctx.items(member);
      return items === null ? values.tuple([], ctx.iterate(member)) : values.tuple(items);
    })
  );
}

const filterElements = over((ctx, dataset, args) => {
  const callee = argument(args, 0, 'predicate');
  if (callee !== null) {
    ctx.call(
      callee,
      elementArguments(dataset.traced),
      asGraph(ctx, { followedByPublished: false })
    );
  }
  return ctx.values.dataset(dataset.element, null, dataset.repeated, dataset.traced);
});

/** `rejection_resample(class_func, …)`: pairs of an element's class and the element. */
const resampled = over((ctx, dataset, args) => {
  const callee = argument(args, 0, 'class_func');
  const number =
    callee === null
      ? ctx.values.unknown('external', ctx.api)
      : ctx.call(
          callee,
          elementArguments(dataset.traced),
          asGraph(ctx, { followedByPublished: false })
        );
  const paired = (element: Value): Value =>
    ctx.values.tuple([components(ctx, number, leaf => asTensor(ctx, leaf)), element]);
  return ctx.values.dataset(
    paired(dataset.element),
    null,
    dataset.repeated,
    paired(dataset.traced)
  );
});

const flatMap = over((ctx, dataset, args) => {
  const callee = argument(args, 0, 'map_func');
  if (callee === null) {
    return dataset;
  }
  const result = ctx.call(
    callee,
    elementArguments(dataset.traced),
    asGraph(ctx, { followedByPublished: false })
  );
  const over = (part: (made: DatasetValue) => Value): Value =>
    joinAll(
      ctx.values,
      membersOf(result).map(member =>
        member.kind === 'dataset' ? part(member) : ctx.values.unknown('external', ctx.api)
      )
    );
  const sizes = new Set(
    membersOf(result).map(member => (member.kind === 'dataset' ? member.size : null))
  );
  const [each] = sizes;
  return ctx.values.dataset(
    over(made => made.element),
    sizes.size === 1 && each !== null && each > 0 && dataset.size !== null && dataset.size > 0
      ? each * dataset.size
      : null,
    false,
    over(made => made.traced)
  );
});

const reduceElements = over((ctx, dataset, args) => {
  const state = argument(args, 0, 'initial_state') ?? ctx.values.none;
  const callee = argument(args, 1, 'reduce_func');
  const tensor = components(ctx, state, leaf => asTensor(ctx, leaf));
  if (callee !== null) {
    return ctx.call(
      callee,
      positional([tensor, dataset.traced]),
      asGraph(ctx, { followedByPublished: false })
    );
  }
  return tensor;
});

/** Puts an axis of the batch size in front; the last batch may be smaller. */
const batch = over((ctx, dataset, args) => {
  const size = knownInteger(argument(args, 0, 'batch_size'));
  const stageName = ctx.api.slice(ctx.api.lastIndexOf('.') + 1);
  const place = stageName === 'padded_batch' ? 3 : 1;
  const drops = knownBoolean(argument(args, place, 'drop_remainder')) === true;
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
  const shapes = stageName === 'padded_batch' ? argument(args, 1, 'padded_shapes') : null;
  const withAxis = (source: Value, length: Dimension, form: string): Value =>
    components(
      ctx,
      shapes === null ? source : paddedElement(ctx, source, shapes),
      leaf => batchedLeaf(ctx, leaf, length, stageName),
      form
    );
  const isFull = size !== null && count !== null && count > size;
  return ctx.values.dataset(
    withAxis(dataset.element, axis, 'element'),
    size === null || count === null
      ? null
      : drops
        ? Math.floor(count / size)
        : Math.ceil(count / size),
    dataset.repeated,
    withAxis(dataset.traced, drops && size !== null ? size : 'open', 'traced'),
    withAxis(dataset.element, isFull ? size : axis, 'head'),
    undefined,
    size === null || count === null || count === Infinity
      ? null
      : drops
        ? count - (count % size)
        : count
  );
});

const unbatch = over((ctx, dataset) =>
  ctx.values.dataset(
    components(ctx, dataset.element, leaf => sliceLeaf(ctx, leaf)),
    dataset.rows,
    dataset.repeated
  )
);

/** `group_by_window(key_func, reduce_func)`: elements of the datasets that the groups are reduced to. */
const groupByWindow = over((ctx, dataset, args) => {
  const key = argument(args, 0, 'key_func');
  const reduce = argument(args, 1, 'reduce_func');
  const options = asGraph(ctx, { followedByPublished: false });
  if (key !== null) {
    ctx.call(key, elementArguments(dataset.traced), options);
  }
  const group = ctx.values.dataset(dataset.element, null, false, dataset.traced);
  const name = ctx.values.tensor({ dtype: 'int64', shape: [], form: 'dense' });
  const made =
    reduce === null
      ? ctx.values.unknown('external', ctx.api)
      : ctx.call(reduce, positional([name, group]), options);
  const groups = membersOf(made).filter(member => member.kind === 'dataset');
  return groups.length === 0
    ? ctx.values.dataset(ctx.values.unknown('external', ctx.api), null)
    : ctx.values.dataset(
        joinAll(
          ctx.values,
          groups.map(member => member.element)
        ),
        null,
        false,
        joinAll(
          ctx.values,
          groups.map(member => member.traced)
        )
      );
});

/** `bucket_by_sequence_length(element_length_func, …)`: padded batches of elements of like length. */
const bucket = over((ctx, dataset, args) => {
  const length = argument(args, 0, 'element_length_func');
  if (length !== null) {
    ctx.call(
      length,
      elementArguments(dataset.traced),
      asGraph(ctx, { followedByPublished: false })
    );
  }
  const padded = components(ctx, dataset.traced, leaf =>
    batchedLeaf(ctx, leaf, 'open', 'padded_batch')
  );
  return ctx.values.dataset(padded, null);
});

/** `scan(initial_state, scan_func)`: the function gives the next state and an output. */
const scanElements = over((ctx, dataset, args) => {
  const state = components(ctx, argument(args, 0, 'initial_state') ?? ctx.values.none, leaf =>
    asTensor(ctx, leaf)
  );
  const callee = argument(args, 1, 'scan_func');
  const result =
    callee === null
      ? null
      : ctx.call(
          callee,
          positional([state, dataset.traced]),
          asGraph(ctx, { followedByPublished: false })
        );
  const output = result === null ? null : ctx.items(result)?.[1];
  return ctx.values.dataset(
    components(ctx, output ?? ctx.values.unknown('external', ctx.api), leaf => asTensor(ctx, leaf)),
    dataset.size,
    dataset.repeated
  );
});

const enumerateElements = over((ctx, dataset) =>
  ctx.values.dataset(
    ctx.values.tuple([
      ctx.values.tensor({ dtype: 'int64', shape: [], form: 'dense' }),
      dataset.element
    ]),
    dataset.size,
    dataset.repeated,
    ctx.values.tuple([
      ctx.values.tensor({ dtype: 'int64', shape: [], form: 'dense' }),
      dataset.traced
    ])
  )
);

/** `window(size, shift, stride, drop_remainder)`: datasets of so many elements; the last ones may be smaller. */
const windows = over((ctx, dataset, args) => {
  const size = knownInteger(argument(args, 0, 'size'));
  const given = argument(args, 1, 'shift');
  const shift = given === null || given === ctx.values.none ? size : knownInteger(given);
  const step = argument(args, 2, 'stride');
  const stride = step === null ? 1 : knownInteger(step);
  const drops = knownBoolean(argument(args, 3, 'drop_remainder')) === true;
  const count = dataset.size;
  const isKnown = size !== null && shift !== null && stride !== null && count !== null && shift > 0;
  const covered = isKnown ? (size - 1) * stride + 1 : 0;
  const full = isKnown ? Math.max(0, Math.floor((count - covered) / shift) + 1) : null;
  const all = isKnown ? Math.ceil(count / shift) : null;
  return ctx.values.dataset(
    components(ctx, dataset.element, leaf =>
      ctx.values.dataset(leaf, drops || (full !== null && full === all) ? size : null)
    ),
    drops ? full : all
  );
});

/** `rebatch(batch_size, drop_remainder)`: the rows of the batches in batches of another size. */
const rebatch = over((ctx, dataset, args) => {
  const given = argument(args, 0, 'batch_size') ?? argument(args, 0, 'N');
  const size = knownInteger(given);
  const drops = knownBoolean(argument(args, 1, 'drop_remainder')) === true;
  const withAxis = (source: Value, form: string): Value =>
    components(
      ctx,
      source,
      leaf =>
        leaf.kind === 'tensor' && leaf.type.shape !== null
          ? ctx.values.tensor({
              dtype: leaf.type.dtype,
              shape: [drops && size !== null ? size : 'open', ...leaf.type.shape.slice(1)],
              form: leaf.type.form
            })
          : leaf,
      form
    );
  return ctx.values.dataset(
    withAxis(dataset.element, 'element'),
    null,
    dataset.repeated,
    withAxis(dataset.traced, 'traced')
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
      leaf.kind === 'tensor' ? arrayValue(ctx, leaf) : leaf
    )
  )
);

const iterator = over((ctx, dataset) => datasetIterator(ctx, dataset));

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

/** One of so many shards takes every so-manieth element. */
function sharded(dataset: DatasetValue, args: CallArguments): number | null {
  const shards = knownInteger(argument(args, 0, 'num_shards'));
  const index = knownInteger(argument(args, 1, 'index'));
  return shards === null || shards < 1 || index === null || dataset.size === null
    ? null
    : Math.ceil(Math.max(0, dataset.size - index) / shards);
}

const keepSize = (dataset: DatasetValue): number | null => dataset.size;

const STAGES: Readonly<Record<string, MethodModel>> = {
  map: mapElements,
  filter: filterElements,
  group_by_window: groupByWindow,
  bucket_by_sequence_length: bucket,
  scan: scanElements,
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
  shard: stage(sharded),
  snapshot: stage(keepSize),
  ignore_errors: stage(() => null),
  rebatch,
  repeat: stage(times, true),
  take: stage(taken),
  skip: stage(skipped),
  take_while: filterElements,
  unique: stage(() => null),
  rejection_resample: resampled,
  cardinality: ctx => ctx.values.tensor({ dtype: 'int64', shape: [], form: 'dense' }),
  __len__: ctx => ctx.values.scalar('int'),
  get_single_element: over((_ctx, dataset) => dataset.element),
  save: ctx => {
    ctx.effect({ kind: 'file', construct: 'call' });
    return ctx.values.none;
  }
};

export const DATASET_METHODS: ReadonlyMap<string, MethodModel> = new Map(
  Object.entries(STAGES).map(([name, model]) => [`tensorflow.data.Dataset.${name}`, model] as const)
);
