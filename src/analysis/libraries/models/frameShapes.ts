/**
 * pandas: methods that compute element by element, or move rows and columns, and what is left of a table's size.
 */
import type { Value } from '../../values/value';
import type { AttributeModel, IModelContext, MethodModel } from '../model';
import type { DType } from '../rules/dtype';
import { isFloatingDType, isIntegerDType } from '../rules/dtype';
import { argument, knownBoolean } from './arguments';
import {
  columnsOf,
  describe,
  elementOf,
  FRAME,
  frameOf,
  isOf,
  SERIES,
  similarTable,
  store,
  UNKNOWN_TABLE
} from './frames';

function dtypeOf(ctx: IModelContext, table: Value): DType | null {
  return table.kind === 'object' ? describe(ctx, table.object).dtype : null;
}

/** Numbers between which some may be missing: integers become floating point numbers. */
function withMissing(dtype: DType | null): DType | null {
  return dtype === null || isFloatingDType(dtype)
    ? dtype
    : isIntegerDType(dtype)
      ? 'float64'
      : null;
}

/** Rows moved by others: what moves in is missing, unless it is given or the labels are moved instead. */
const shifted: MethodModel = (ctx, receiver, args) =>
  similarTable(
    ctx,
    receiver,
    args.keywords.has('fill_value') || args.keywords.has('freq') || args.positional.length > 1
      ? null
      : withMissing(dtypeOf(ctx, receiver))
  );

/** `clip(lower, upper)`: whole numbers stay whole where the bounds are. */
const clipped: MethodModel = (ctx, receiver, args) => {
  const dtype = dtypeOf(ctx, receiver);
  const bounds = [...args.positional, ...args.keywords.values()];
  const areWhole = bounds.every(
    bound => bound.kind === 'constant' && (bound.type === 'int' || bound.type === 'None')
  );
  return similarTable(
    ctx,
    receiver,
    areWhole || (dtype !== null && isFloatingDType(dtype)) ? dtype : null
  );
};

/** The same rows and columns, of the dtype that the table's own gives. */
function elementwise(change: (dtype: DType | null) => DType | null): MethodModel {
  return (ctx, receiver) => similarTable(ctx, receiver, change(dtypeOf(ctx, receiver)));
}

/** `reset_index(drop)`: the same rows; the index is a column of its own unless it is dropped. */
const resetIndex: MethodModel = (ctx, receiver, args) => {
  if (receiver.kind !== 'object') {
    return ctx.values.unknown('external', ctx.api);
  }
  const table = describe(ctx, receiver.object);
  const drop = args.keywords.get('drop') ?? null;
  const isDropped = knownBoolean(drop) === true;
  if (isOf(receiver, SERIES)) {
    return isDropped
      ? store(ctx, SERIES, table, ctx.api, elementOf(ctx, receiver))
      : frameOf(ctx, { ...UNKNOWN_TABLE, rows: table.rows }, new Map(), ctx.api);
  }
  const columns = columnsOf(ctx, receiver.object);
  return isDropped
    ? frameOf(ctx, table, columns, ctx.api)
    : frameOf(ctx, { ...UNKNOWN_TABLE, rows: table.rows }, columns, ctx.api);
};

/** `set_index(name)`: the same rows, without the columns that become the index. */
const setIndex: MethodModel = (ctx, receiver, args) => {
  const keys = argument(args, 0, 'keys');
  const given = keys === null ? null : keys.kind === 'constant' ? [keys] : ctx.items(keys);
  if (receiver.kind !== 'object' || given === null || !isOf(receiver, FRAME)) {
    return frameOf(ctx, UNKNOWN_TABLE, new Map(), ctx.api);
  }
  const names = given.flatMap(key => (key.kind === 'constant' ? [String(key.value)] : []));
  const isDropped = !args.keywords.has('drop');
  const all = columnsOf(ctx, receiver.object);
  const kept = isDropped ? [...all].filter(([name]) => !names.includes(name)) : [...all];
  const { rows, columns } = describe(ctx, receiver.object);
  return frameOf(
    ctx,
    {
      rows,
      columns:
        isDropped && typeof columns === 'number' && names.length === given.length
          ? columns - names.length
          : 'unknown',
      dtype: null
    },
    new Map(names.length === given.length ? kept : []),
    ctx.api
  );
};

/** `to_frame()`: the series as the one column of a table. */
const toFrame: MethodModel = (ctx, receiver) =>
  frameOf(
    ctx,
    receiver.kind === 'object'
      ? { ...describe(ctx, receiver.object), columns: 1 }
      : { ...UNKNOWN_TABLE, columns: 1 },
    new Map(),
    ctx.api
  );

/** `transpose()`: rows and columns change places. */
const transpose: MethodModel = (ctx, receiver) => {
  if (receiver.kind !== 'object' || isOf(receiver, SERIES)) {
    return receiver;
  }
  const { rows, columns, dtype } = describe(ctx, receiver.object);
  return frameOf(ctx, { rows: columns, columns: rows, dtype }, new Map(), ctx.api);
};

const MISSING = ['diff', 'pct_change'];
const RUNNING = ['cumsum', 'cumprod', 'cummax', 'cummin'];
const QUESTIONS = ['isna', 'isnull', 'notna', 'notnull', 'isin', 'between', 'duplicated'];

export const FRAME_SHAPE_METHODS: ReadonlyMap<string, MethodModel> = new Map<string, MethodModel>(
  [FRAME, SERIES].flatMap(owner => [
    ...MISSING.map(name => [`${owner}.${name}`, elementwise(withMissing)] as const),
    ...RUNNING.map(
      name => [`${owner}.${name}`, elementwise(dtype => (dtype === 'bool' ? null : dtype))] as const
    ),
    ...QUESTIONS.filter(name => owner === SERIES || name !== 'duplicated').map(
      name => [`${owner}.${name}`, elementwise(() => 'bool')] as const
    ),
    [`${owner}.shift`, shifted] as const,
    [`${owner}.clip`, clipped] as const,
    [
      `${owner}.interpolate`,
      elementwise(dtype => (dtype !== null && isFloatingDType(dtype) ? dtype : null))
    ] as const,
    [`${owner}.rank`, elementwise(() => 'float64')] as const,
    [`${owner}.replace`, elementwise(() => null)] as const,
    [`${owner}.reset_index`, resetIndex] as const,
    [`${owner}.set_index`, setIndex] as const,
    [`${owner}.to_frame`, toFrame] as const,
    [`${owner}.transpose`, transpose] as const
  ])
);

/** Parts of dates as numbers. */
const DATE_PARTS = [
  'year',
  'month',
  'day',
  'hour',
  'minute',
  'second',
  'dayofweek',
  'weekday',
  'quarter',
  'dayofyear'
];
const DATES = 'pandas.core.dates';

/** `series.dt`: the dates of a series. */
const dates: AttributeModel = (ctx, receiver) => {
  const object = ctx.allocate('instance', ctx.values.library(DATES), 'dates');
  ctx.write(object, '#frame', receiver);
  return ctx.values.object(object);
};

const datePart: AttributeModel = (ctx, receiver) => {
  const series = receiver.kind === 'object' ? ctx.read(receiver.object, '#frame') : null;
  return similarTable(ctx, series ?? ctx.values.none, 'int32');
};

export const FRAME_PART_ATTRIBUTES: ReadonlyMap<string, AttributeModel> = new Map<
  string,
  AttributeModel
>([[`${SERIES}.dt`, dates], ...DATE_PARTS.map(name => [`${DATES}.${name}`, datePart] as const)]);
