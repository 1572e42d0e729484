/**
 * pandas: windows over rows (`rolling`, `expanding`, `ewm`) and groups of rows (`groupby`, `resample`), and the tables
 * that they are reduced to.
 */
import type { ObjectValue, Value } from '../../values/value';
import type { IModelContext, MethodModel } from '../model';
import type { DType } from '../rules/dtype';
import type { Dimension } from '../rules/tensorType';
import { argument, iteratorOf } from './arguments';
import { callFor, isCallable } from './frameCalls';
import {
  columnField,
  columnsOf,
  describe,
  FRAME,
  frameOf,
  isOf,
  SERIES,
  store,
  subscript,
  UNKNOWN_TABLE
} from './frames';

const WINDOW = 'pandas.core.window';
const GROUPS = 'pandas.core.groupby';
const TABLE = '#frame';
/** Where groups note that their names may become a column of the results. */
const AS_INDEX = '#as_index';

/** A method that makes windows or groups of the rows of a table. */
function over(cls: string): MethodModel {
  return (ctx, receiver, args) => {
    const object = ctx.allocate('instance', ctx.values.library(cls), ctx.api);
    ctx.write(object, TABLE, receiver);
    const asIndex = args.keywords.get('as_index');
    if (asIndex !== undefined) {
      ctx.write(object, AS_INDEX, asIndex);
    }
    if (cls === GROUPS) {
      const group = partOf(ctx, receiver, 'unknown', null);
      ctx.write(
        object,
        '#iterated',
        ctx.values.tuple([ctx.values.unknown('external', ctx.api), group])
      );
    }
    return ctx.values.object(object);
  };
}

function tableOf(ctx: IModelContext, receiver: Value): ObjectValue | null {
  const table = receiver.kind === 'object' ? ctx.read(receiver.object, TABLE) : null;
  return table !== null && table.kind === 'object' ? table : null;
}

/**
 * The table with another number of rows.
 *
 * @param dtype - what it holds then; `null` where the columns hold what they held.
 */
function partOf(ctx: IModelContext, table: Value, rows: Dimension, dtype: DType | null): Value {
  if (table.kind !== 'object') {
    return ctx.values.unknown('external', ctx.api);
  }
  const before = describe(ctx, table.object);
  if (isOf(table, SERIES)) {
    return store(ctx, SERIES, { ...before, rows, dtype: dtype ?? before.dtype }, `${ctx.api}:part`);
  }
  const columns = new Map<string, Value>();
  columnsOf(ctx, table.object).forEach((column, name) => {
    const own = column.kind === 'object' ? describe(ctx, column.object) : UNKNOWN_TABLE;
    columns.set(
      name,
      store(ctx, SERIES, { ...own, rows, dtype: dtype ?? own.dtype }, `${ctx.api}:part:${name}`)
    );
  });
  return frameOf(
    ctx,
    { rows, columns: before.columns, dtype: dtype ?? before.dtype },
    columns,
    `${ctx.api}:part`
  );
}

/** `windows[names]`, `groups[names]`: of these columns alone. */
const chosen: MethodModel = (ctx, receiver, args) => {
  const table = tableOf(ctx, receiver);
  const [index] = args.positional;
  if (table === null || index === undefined || receiver.kind !== 'object') {
    return ctx.values.unknown('external', ctx.api);
  }
  const asIndex = ctx.read(receiver.object, AS_INDEX);
  const cls = receiver.object.cls?.kind === 'library' ? receiver.object.cls.path : GROUPS;
  return over(cls)(ctx, subscript(ctx, table, args), {
    ...args,
    keywords: new Map(asIndex === null ? [] : [['as_index', asIndex]])
  });
};

/** A number for every row, from the window before it. */
const ofWindows: MethodModel = (ctx, receiver) => {
  const table = tableOf(ctx, receiver);
  return table === null
    ? ctx.values.unknown('external', ctx.api)
    : partOf(ctx, table, describe(ctx, table.object).rows, 'float64');
};

/** `windows.apply(f)`: the function gets the values of each window. */
const applyToWindows: MethodModel = (ctx, receiver, args) => {
  const callee = argument(args, 0, 'func');
  if (callee !== null && isCallable(callee)) {
    const raw = argument(args, 1, 'raw');
    const isArray = raw !== null && raw.kind === 'constant' && raw.value === true;
    callFor(
      ctx,
      callee,
      isArray
        ? ctx.values.tensor({ dtype: 'float64', shape: ['unknown'], form: 'ndarray' }, 'numpy')
        : store(ctx, SERIES, { ...UNKNOWN_TABLE, dtype: 'float64' }, `${ctx.api}:window`)
    );
  }
  return ofWindows(ctx, receiver, args);
};

/** What a reduction of groups holds; `null` where the columns do not tell, as where a group may be empty. */
function reducedDType(name: string, dtype: DType | null): DType | null {
  return /^(?:mean|std|var|median|sem|quantile)$/u.test(name)
    ? dtype === 'float32'
      ? 'float32'
      : dtype === 'int64' || dtype === 'float64'
        ? 'float64'
        : null
    : /^(?:count|size|nunique)$/u.test(name)
      ? 'int64'
      : dtype === 'float64' || dtype === 'float32' || (dtype === 'int64' && name === 'sum')
        ? dtype
        : null;
}

/** A row for each group. Of frames the columns that are the groups' names are gone. */
const reduceGroups: MethodModel = (ctx, receiver) => {
  const table = tableOf(ctx, receiver);
  const name = ctx.api.slice(ctx.api.lastIndexOf('.') + 1);
  if (table === null) {
    return ctx.values.unknown('external', ctx.api);
  }
  const { dtype } = describe(ctx, table.object);
  if (receiver.kind === 'object' && ctx.read(receiver.object, AS_INDEX) !== null) {
    return frameOf(ctx, UNKNOWN_TABLE, new Map(), ctx.api);
  }
  if (isOf(table, SERIES) || name === 'size') {
    return store(ctx, SERIES, { ...UNKNOWN_TABLE, dtype: reducedDType(name, dtype) }, ctx.api);
  }
  const columns = new Map<string, Value>();
  columnsOf(ctx, table.object).forEach((column, key) => {
    const own = column.kind === 'object' ? describe(ctx, column.object).dtype : null;
    const reduced = { ...UNKNOWN_TABLE, dtype: reducedDType(name, own) };
    columns.set(key, store(ctx, SERIES, reduced, `${ctx.api}:${key}`));
  });
  const result = frameOf(ctx, UNKNOWN_TABLE, new Map(), ctx.api);
  if (result.kind === 'object') {
    columns.forEach((column, key) => ctx.write(result.object, columnField(key), column));
  }
  return result;
};

/**
 * `groups.agg(f)`, `transform(f)`, `filter(f)`: the function gets the rows of each group. Several functions give a
 * column each; what `apply` makes depends on what the function gives.
 */
function callForGroups(keepsRows: boolean): MethodModel {
  return (ctx, receiver, args) => {
    const table = tableOf(ctx, receiver);
    const callee = argument(args, 0, 'func');
    if (table === null) {
      return ctx.values.unknown('external', ctx.api);
    }
    const isOne = callee === null || callee.kind === 'constant' || isCallable(callee);
    if (callee !== null && isCallable(callee)) {
      callFor(ctx, callee, partOf(ctx, table, 'unknown', null), args.positional.slice(1));
    }
    if (ctx.api.endsWith('.apply')) {
      return ctx.values.unknown('external', ctx.api);
    }
    const rows = keepsRows ? describe(ctx, table.object).rows : 'unknown';
    const isNamed =
      !keepsRows && receiver.kind === 'object' && ctx.read(receiver.object, AS_INDEX) !== null;
    return isOf(table, SERIES) && isOne && !isNamed && !ctx.api.endsWith('.describe')
      ? store(ctx, SERIES, { ...UNKNOWN_TABLE, rows }, ctx.api)
      : frameOf(ctx, { ...UNKNOWN_TABLE, rows }, new Map(), ctx.api);
  };
}

/** `groups.cumcount()`, `ngroup()`: a number for each row. */
const numbered: MethodModel = (ctx, receiver) => {
  const table = tableOf(ctx, receiver);
  const rows = table === null ? 'unknown' : describe(ctx, table.object).rows;
  return store(ctx, SERIES, { ...UNKNOWN_TABLE, rows, dtype: 'int64' }, ctx.api);
};

/** `groups.get_group(name)`, `head`, `tail`: some of the rows. */
const someOfGroups: MethodModel = (ctx, receiver) => {
  const table = tableOf(ctx, receiver);
  return table === null
    ? ctx.values.unknown('external', ctx.api)
    : partOf(ctx, table, 'unknown', null);
};

/** Iterating over groups gives the name and the rows of each. */
const iterateGroups: MethodModel = (ctx, receiver) =>
  iteratorOf(
    ctx,
    ctx.api,
    (receiver.kind === 'object' ? ctx.read(receiver.object, '#iterated') : null) ??
      ctx.values.unknown('external', ctx.api)
  );

const NUMBERS = [
  'mean',
  'std',
  'var',
  'median',
  'sum',
  'min',
  'max',
  'quantile',
  'count',
  'skew',
  'kurt'
];
const REDUCTIONS = [
  'mean',
  'std',
  'var',
  'median',
  'sem',
  'quantile',
  'sum',
  'prod',
  'min',
  'max',
  'first',
  'last',
  'count',
  'size',
  'nunique'
];
const KEEPING = [
  'transform',
  'cumsum',
  'shift',
  'diff',
  'rank',
  'fillna',
  'ffill',
  'bfill',
  'pct_change'
];
const FREE = ['apply', 'agg', 'aggregate', 'filter', 'describe', 'asfreq', 'interpolate'];

export const FRAME_GROUP_METHODS: ReadonlyMap<string, MethodModel> = new Map<string, MethodModel>([
  ...[FRAME, SERIES].flatMap(owner => [
    ...['rolling', 'expanding', 'ewm'].map(name => [`${owner}.${name}`, over(WINDOW)] as const),
    ...['groupby', 'resample'].map(name => [`${owner}.${name}`, over(GROUPS)] as const)
  ]),
  ...[WINDOW, GROUPS].map(owner => [`${owner}.__getitem__`, chosen] as const),
  ...NUMBERS.map(name => [`${WINDOW}.${name}`, ofWindows] as const),
  [`${WINDOW}.apply`, applyToWindows],
  [`${WINDOW}.agg`, callForGroups(true)],
  ...REDUCTIONS.map(name => [`${GROUPS}.${name}`, reduceGroups] as const),
  ...KEEPING.map(name => [`${GROUPS}.${name}`, callForGroups(true)] as const),
  ...FREE.map(name => [`${GROUPS}.${name}`, callForGroups(false)] as const),
  ...['get_group', 'head', 'tail', 'nth', 'sample'].map(
    name => [`${GROUPS}.${name}`, someOfGroups] as const
  ),
  ...['cumcount', 'ngroup'].map(name => [`${GROUPS}.${name}`, numbered] as const),
  [`${GROUPS}.__iter__`, iterateGroups]
]);
