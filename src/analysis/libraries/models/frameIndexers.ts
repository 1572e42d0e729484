/**
 * pandas: rows, columns and single elements by label or place (`loc`, `iloc`, `at`, `iat`), the index, and frames and
 * series that are laid one below the other.
 */
import { membersOf } from '../../values/join';
import type { HeapObject, Value } from '../../values/value';
import type { AttributeModel, FunctionModel, IModelContext, MethodModel } from '../model';
import type { DType } from '../rules/dtype';
import type { Dimension } from '../rules/tensorType';
import { argument, knownInteger } from './arguments';
import type { Table } from './frames';
import {
  columnsOf,
  commonDType,
  describe,
  dtypeOfColumn,
  elementAt,
  elementOf,
  FRAME,
  frameOf,
  isOf,
  SERIES,
  slicedRows,
  store,
  UNKNOWN_TABLE
} from './frames';

const INDEXERS = 'pandas.core.indexing';
const INDEX = 'pandas.Index';

/** Whether the index takes one row or column, not several. */
function isOne(part: Value | undefined): boolean {
  return part !== undefined && (part.kind === 'constant' || part.kind === 'tensor');
}

/** How many of the rows or columns an index takes: places count from zero, of labels only all are known. */
function taken(ctx: IModelContext, size: Dimension, part: Value, byPlace: boolean): Dimension {
  if (part.kind !== 'slice') {
    return byPlace ? (ctx.items(part)?.length ?? 'unknown') : 'unknown';
  }
  const isWhole = part.lower === null && part.upper === null;
  return byPlace || isWhole ? slicedRows(ctx, size, part) : 'unknown';
}

/** The columns that an index takes, with their names; `null` where they are not known. */
function chosenColumns(
  ctx: IModelContext,
  frame: HeapObject,
  part: Value,
  byPlace: boolean
): readonly (readonly [string, Value])[] | null {
  const all = [...columnsOf(ctx, frame)];
  const isComplete = all.length === describe(ctx, frame).columns;
  if (part.kind === 'slice') {
    const isWhole = part.lower === null && part.upper === null && part.step === null;
    const [lower, upper] = [knownInteger(part.lower), knownInteger(part.upper)];
    const isKnown =
      (part.lower === null || lower !== null) && (part.upper === null || upper !== null);
    return isWhole
      ? all
      : isComplete && byPlace && isKnown && part.step === null
        ? all.slice(lower ?? 0, upper ?? undefined)
        : null;
  }
  const names = part.kind === 'constant' ? [part] : ctx.items(part);
  const found = names?.map(name => {
    const place = knownInteger(name);
    return byPlace
      ? isComplete && place !== null
        ? all.at(place)
        : undefined
      : all.find(([known]) => name.kind === 'constant' && name.value === known);
  });
  return found?.every(column => column !== undefined) === true ? found : null;
}

function withRows(ctx: IModelContext, column: Value, rows: Dimension, part: string): Value {
  return store(
    ctx,
    SERIES,
    { rows, columns: 'unknown', dtype: dtypeOfColumn(ctx, column) },
    part,
    elementOf(ctx, column)
  );
}

/** What a column holds that is not known by name: what all hold, where they are of one type. */
function anyDType(ctx: IModelContext, frame: HeapObject): DType | null {
  const dtypes = [...columnsOf(ctx, frame).values()].map(column => dtypeOfColumn(ctx, column));
  const { dtype } = describe(ctx, frame);
  return new Set(dtypes).size <= 1 && dtype !== 'object' ? dtype : null;
}

/** `loc[…]`, `iloc[…]`: rows, and columns where the second index names them. */
const located: MethodModel = (ctx, receiver, args) => {
  const owner = receiver.kind === 'object' ? ctx.read(receiver.object, '#frame') : null;
  const [index] = args.positional;
  if (
    receiver.kind !== 'object' ||
    owner === null ||
    owner.kind !== 'object' ||
    index === undefined
  ) {
    return ctx.values.unknown('external', ctx.api);
  }
  const byPlace = ctx.read(receiver.object, '#places') !== null;
  const [rows, columns] = index.kind === 'tuple' ? index.items : [index];
  const table = describe(ctx, owner.object);
  const count = isOne(rows) ? 1 : taken(ctx, table.rows, rows, byPlace);
  if (isOf(owner, SERIES)) {
    return isOne(rows)
      ? elementAt(ctx, owner.object)
      : store(ctx, SERIES, { ...table, rows: count }, 'located', elementOf(ctx, owner));
  }
  const whole = ctx.values.slice(null, null, null);
  const chosen = chosenColumns(ctx, owner.object, columns ?? whole, byPlace);
  if (isOne(columns)) {
    const column = withRows(
      ctx,
      chosen?.[0]?.[1] ??
        store(ctx, SERIES, { ...UNKNOWN_TABLE, dtype: anyDType(ctx, owner.object) }, 'column'),
      count,
      'located'
    );
    return isOne(rows) && column.kind === 'object' ? elementAt(ctx, column.object) : column;
  }
  const width = columns === undefined ? table.columns : taken(ctx, table.columns, columns, byPlace);
  const found = chosen !== null && columns !== undefined ? chosen.length : width;
  const dtypes = (chosen ?? []).map(([, column]) => dtypeOfColumn(ctx, column));
  const dtype =
    chosen !== null && chosen.length === found && chosen.length > 0
      ? commonDType(dtypes)
      : columns === undefined
        ? table.dtype
        : anyDType(ctx, owner.object);
  if (isOne(rows)) {
    const row = store(ctx, SERIES, { rows: found, columns: 'unknown', dtype }, 'located');
    return row;
  }
  return frameOf(
    ctx,
    { rows: count, columns: found, dtype },
    new Map((chosen ?? []).map(([name, column]) => [name, withRows(ctx, column, count, name)])),
    'located'
  );
};

/** The indexer behind `loc` and `iloc`. */
function indexer(name: string): AttributeModel {
  return (ctx, receiver) => {
    const object = ctx.allocate('instance', ctx.values.library(INDEXERS), 'indexer');
    ctx.write(object, '#frame', receiver);
    if (name.startsWith('i')) {
      ctx.write(object, '#places', receiver);
    }
    return ctx.values.object(object);
  };
}

/** `table.index`: the labels of the rows. */
const indexOf: AttributeModel = (ctx, receiver) => {
  const index = ctx.allocate('instance', ctx.values.library(INDEX), 'index');
  ctx.write(index, '#iterated', ctx.values.unknown('external', INDEX));
  const { rows } = receiver.kind === 'object' ? describe(ctx, receiver.object) : UNKNOWN_TABLE;
  ctx.write(
    index,
    '#table',
    ctx.values.tensor({ dtype: null, shape: [rows, 'unknown'], form: 'ndarray' })
  );
  return ctx.values.object(index);
};

const labels: AttributeModel = (ctx, receiver) =>
  ctx.values.tensor(
    {
      dtype: null,
      shape: [receiver.kind === 'object' ? describe(ctx, receiver.object).rows : 'unknown'],
      form: 'ndarray'
    },
    'numpy'
  );

/** The rows of all tables together. */
function rowsTogether(tables: readonly Table[]): Dimension {
  return tables.reduce<Dimension>(
    (sum, { rows }) =>
      typeof sum === 'number' && typeof rows === 'number' ? sum + rows : 'unknown',
    0
  );
}

/** `pd.concat(tables)`: one below the other, with the columns that all have; side by side nothing is known. */
const concatenated: FunctionModel = (ctx, args) => {
  const given = argument(args, 0, 'objs') ?? ctx.values.never;
  const items = ctx.items(given);
  const parts = items ?? membersOf(ctx.iterate(given) ?? ctx.values.never);
  const isSeries = parts.length > 0 && parts.every(part => isOf(part, SERIES));
  const axis = argument(args, 1, 'axis');
  const isBelow = axis === null || knownInteger(axis) === 0;
  const tables = parts.map(part =>
    part.kind === 'object' ? describe(ctx, part.object) : UNKNOWN_TABLE
  );
  const rows = items === null ? 'unknown' : rowsTogether(tables);
  if (isSeries && isBelow) {
    const dtype = commonDType(tables.map(table => table.dtype));
    return store(ctx, SERIES, { rows, columns: 'unknown', dtype }, 'concat');
  }
  const frames = parts.flatMap(part =>
    part.kind === 'object' && isOf(part, FRAME) ? [part.object] : []
  );
  if (!isBelow || frames.length === 0 || frames.length !== parts.length) {
    return frameOf(ctx, UNKNOWN_TABLE, new Map(), 'concat');
  }
  const [first, ...others] = frames.map(frame => columnsOf(ctx, frame));
  const common = [...first].filter(([name, column]) =>
    others.every(columns => {
      const other = columns.get(name);
      return other !== undefined && dtypeOfColumn(ctx, other) === dtypeOfColumn(ctx, column);
    })
  );
  const isWhole = tables.every(({ columns }) => columns === common.length);
  return frameOf(
    ctx,
    {
      rows,
      columns: isWhole ? common.length : 'unknown',
      dtype: isWhole ? commonDType(common.map(([, column]) => dtypeOfColumn(ctx, column))) : null
    },
    new Map(common.map(([name, column]) => [name, withRows(ctx, column, rows, `concat:${name}`)])),
    'concat'
  );
};

/** `value_counts(normalize)`: how often each value is there. */
const valueCounts: MethodModel = (ctx, _receiver, args) =>
  store(
    ctx,
    SERIES,
    { ...UNKNOWN_TABLE, dtype: args.keywords.has('normalize') ? null : 'int64' },
    ctx.api
  );

/** `frame.corr()`, `series.corr(other)`. */
const correlation: MethodModel = (ctx, receiver) =>
  isOf(receiver, SERIES)
    ? ctx.values.tensor({ dtype: 'float64', shape: [], form: 'ndarray' }, 'numpy')
    : frameOf(ctx, { ...UNKNOWN_TABLE, dtype: 'float64' }, new Map(), ctx.api);

/** `pd.factorize(values)`: a code for each, and the distinct values. */
const factorized: FunctionModel = (ctx, args) => {
  const given = argument(args, 0, 'values');
  const rows =
    given?.kind === 'object' && isOf(given, SERIES) ? describe(ctx, given.object).rows : 'unknown';
  return ctx.values.tuple([
    ctx.values.tensor({ dtype: 'int64', shape: [rows], form: 'ndarray' }, 'numpy'),
    ctx.values.unknown('external', ctx.api)
  ]);
};

/** `pd.cut(series, bins)`, `pd.to_datetime(series)`: something for each element, of a series a series. */
const ofEach: FunctionModel = (ctx, args) => {
  const given = args.positional[0] ?? null;
  return given?.kind === 'object' && isOf(given, SERIES)
    ? store(ctx, SERIES, { ...describe(ctx, given.object), dtype: null }, ctx.api)
    : ctx.values.unknown('external', ctx.api);
};

export const FRAME_INDEX_FUNCTIONS: ReadonlyMap<string, FunctionModel> = new Map([
  ['pandas.concat', concatenated],
  ['pandas.factorize', factorized],
  ...['cut', 'qcut', 'to_datetime'].map(name => [`pandas.${name}`, ofEach] as const)
]);

export const FRAME_INDEX_METHODS: ReadonlyMap<string, MethodModel> = new Map<string, MethodModel>([
  [`${INDEXERS}.__getitem__`, located],
  ...[FRAME, SERIES].flatMap(owner => [
    [`${owner}.value_counts`, valueCounts] as const,
    [`${owner}.corr`, correlation] as const,
    [`${owner}.cov`, correlation] as const
  ])
]);

export const FRAME_INDEX_ATTRIBUTES: ReadonlyMap<string, AttributeModel> = new Map<
  string,
  AttributeModel
>([
  ...[FRAME, SERIES].flatMap(owner => [
    ...['loc', 'iloc', 'at', 'iat'].map(name => [`${owner}.${name}`, indexer(name)] as const),
    [`${owner}.index`, indexOf] as const
  ]),
  [`${INDEX}.values`, labels]
]);
