/**
 * Datasets of the rows of CSV files: the columns are told by the program, or stand in the file alone.
 */
import type { Value } from '../../values/value';
import type { FunctionModel, IModelContext } from '../model';
import type { DType } from '../rules/dtype';
import { toDType } from '../rules/ruleCall';
import { toArgument } from '../convert';
import type { Dimension } from '../rules/tensorType';
import { argument, knownInteger } from './arguments';
import { typeOfContent } from './tensors';

function column(ctx: IModelContext, dtype: DType, shape: readonly Dimension[]): Value {
  return ctx.values.tensor({ dtype, shape, form: 'dense' });
}

/** `CsvDataset(files, record_defaults)`: rows as tuples; a default, or its dtype, says what a column holds. */
const rows: FunctionModel = (ctx, args) => {
  const defaults = argument(args, 1, 'record_defaults');
  const items = defaults === null ? null : ctx.items(defaults);
  const hasOwn = args.keywords.has('select_cols') || args.keywords.has('exclude_cols');
  const columns = items?.map(item =>
    column(
      ctx,
      item.kind === 'dtype'
        ? toDType(toArgument(ctx, item))
        : (typeOfContent(ctx, item, 'tensorflow')?.dtype ?? null),
      []
    )
  );
  return ctx.values.dataset(
    columns === undefined || hasOwn
      ? ctx.values.tuple([], column(ctx, null, []))
      : ctx.values.tuple(columns),
    null
  );
};

/** `make_csv_dataset(pattern, batch_size, label_name)`: batches of columns by name, and of the label. */
const batches: FunctionModel = (ctx, args) => {
  ctx.effect({ kind: 'file', construct: 'call' });
  const size = knownInteger(argument(args, 1, 'batch_size'));
  const epochs = argument(args, 10, 'num_epochs');
  // Only a last batch can be smaller, and without a number of epochs there is none.
  const isEndless = epochs === null || epochs === ctx.values.none;
  const one = column(ctx, null, [isEndless && size !== null ? size : 'open']);
  const columns = ctx.allocate('dict', null, 'columns');
  const names = argument(args, 2, 'column_names');
  const label = argument(args, 4, 'label_name');
  const known = (names === null ? null : ctx.items(names))?.filter(name => name !== label);
  for (const name of known ?? [null]) {
    const isText = name?.kind === 'constant' && typeof name.value === 'string';
    ctx.write(columns, isText ? `['${String(name.value)}']` : '[*]', one);
  }
  ctx.write(columns, '[keys]', ctx.values.scalar('str'));
  const features = ctx.values.object(columns);
  const hasLabel = label !== null && label !== ctx.values.none;
  return ctx.values.dataset(hasLabel ? ctx.values.tuple([features, one]) : features, null);
};

export const CSV_DATASET_FUNCTIONS: readonly (readonly [string, FunctionModel])[] = [
  ['tensorflow.data.experimental.CsvDataset', rows],
  ['tensorflow.data.experimental.make_csv_dataset', batches]
];
