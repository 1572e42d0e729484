/**
 * `tf.data.experimental`: functions that make a transformation for `Dataset.apply`. Datasets have methods for the same.
 */
import type { Value } from '../../values/value';
import type { CallArguments, FunctionModel, IModelContext } from '../model';
import { argument, asPython, positional } from './arguments';

const EXPERIMENTAL = 'tensorflow.data.experimental';

/** What a transformation does to a dataset: the methods that it stands for, with their arguments. */
type Steps = (
  args: CallArguments
) => readonly { readonly method: string; readonly args: CallArguments }[];

const same =
  (method: string): Steps =>
  args => [{ method, args }];

/** The arguments by name, those that are given. */
function named(given: Readonly<Record<string, Value | null>>): CallArguments {
  const keywords = Object.entries(given).flatMap(([name, value]): [string, Value][] =>
    value === null ? [] : [[name, value]]
  );
  return { ...positional([]), keywords: new Map(keywords) };
}

const TRANSFORMATIONS: Readonly<Record<string, Steps>> = {
  bucket_by_sequence_length: same('bucket_by_sequence_length'),
  copy_to_device: () => [],
  dense_to_ragged_batch: same('ragged_batch'),
  enumerate_dataset: same('enumerate'),
  group_by_window: same('group_by_window'),
  ignore_errors: same('ignore_errors'),
  map_and_batch: args => [
    { method: 'map', args: named({ map_func: argument(args, 0, 'map_func') }) },
    {
      method: 'batch',
      args: named({
        batch_size: argument(args, 1, 'batch_size'),
        drop_remainder: argument(args, 3, 'drop_remainder')
      })
    }
  ],
  parallel_interleave: args => [
    { method: 'interleave', args: named({ map_func: argument(args, 0, 'map_func') }) }
  ],
  prefetch_to_device: () => [],
  rejection_resample: same('rejection_resample'),
  scan: same('scan'),
  shuffle_and_repeat: args => [
    { method: 'repeat', args: named({ count: argument(args, 1, 'count') }) }
  ],
  snapshot: same('snapshot'),
  take_while: same('take_while'),
  unbatch: same('unbatch'),
  unique: same('unique')
};

/** What `Dataset.apply` calls: the arguments of the transformation, and the dataset behind them. */
function transform(steps: Steps): FunctionModel {
  return (ctx, args) => {
    const dataset = args.positional.at(-1);
    const given = { ...args, positional: args.positional.slice(0, -1) };
    return dataset === undefined
      ? ctx.values.unknown('external', ctx.api)
      : steps(given).reduce((source, step) => callMethod(ctx, source, step), dataset);
  };
}

function callMethod(
  ctx: IModelContext,
  dataset: Value,
  { method, args }: ReturnType<Steps>[number]
): Value {
  return ctx.call(
    ctx.attribute(dataset, method),
    args,
    asPython(ctx, { followedByPublished: false })
  );
}

/** What is called with a dataset later is no name of the library itself. */
const applied = (name: string): string => `${EXPERIMENTAL}.${name}#apply`;

export const DATASET_TRANSFORMATIONS: readonly (readonly [string, FunctionModel])[] =
  Object.entries(TRANSFORMATIONS).flatMap(([name, steps]): (readonly [string, FunctionModel])[] => [
    [
      `${EXPERIMENTAL}.${name}`,
      (ctx, args) =>
        ctx.values.partial(ctx.values.library(applied(name)), args.positional, args.keywords)
    ],
    [applied(name), transform(steps)]
  ]);
