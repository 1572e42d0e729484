/**
 * pandas: data frames and series as far as their arrays reach functions: how many rows and columns they have, and
 * what the columns hold. Neither is a tensor; `.values` and `to_numpy()` give arrays.
 */
import type { HeapObject, SliceValue, Value } from '../../values/value';
import { toArgument } from '../convert';
import type { AttributeModel, FunctionModel, IModelContext, MethodModel } from '../model';
import type { DType } from '../rules/dtype';
import { isFloatingDType, isIntegerDType } from '../rules/dtype';
import { toDType, toTensorType } from '../rules/ruleCall';
import type { RuleArgument } from '../rules/ruleArgument';
import { slicedSize } from '../rules/slicing';
import type { Dimension, TensorType } from '../rules/tensorType';
import { argument, iteratorOf, knownInteger, listOfUnknownLength } from './arguments';

export const FRAME = 'pandas.DataFrame';
export const SERIES = 'pandas.Series';

export type Table = {
  readonly rows: Dimension;
  readonly columns: Dimension;
  readonly dtype: DType | null;
};

export const UNKNOWN_TABLE: Table = { rows: 'unknown', columns: 'unknown', dtype: null };

export function describe(ctx: IModelContext, object: HeapObject): Table {
  const stored = ctx.read(object, '#table');
  return stored !== null && stored.kind === 'tensor' && stored.type.shape !== null
    ? {
        rows: stored.type.shape[0],
        columns: stored.type.shape[1] ?? 'unknown',
        dtype: stored.type.dtype
      }
    : UNKNOWN_TABLE;
}

export function store(
  ctx: IModelContext,
  cls: string,
  table: Table,
  part: string,
  element: Value | null = null
): Value {
  const object = ctx.allocate('instance', ctx.values.library(cls), part);
  ctx.write(
    object,
    '#table',
    ctx.values.tensor({ dtype: table.dtype, shape: [table.rows, table.columns], form: 'ndarray' })
  );
  ctx.write(
    object,
    '#iterated',
    cls === FRAME ? ctx.values.scalar('str') : (element ?? scalarOf(ctx, table))
  );
  return ctx.values.object(object);
}

/** An element of a column; `null` where the value is no series. */
export function elementOf(ctx: IModelContext, column: Value): Value | null {
  return column.kind === 'object' && isOf(column, SERIES)
    ? ctx.read(column.object, '#iterated')
    : null;
}

/** One element of a series, by its label or place: a number of NumPy's, another object as it is. */
export function elementAt(ctx: IModelContext, series: HeapObject): Value {
  const { dtype } = describe(ctx, series);
  return dtype !== null && dtype !== 'object' && dtype !== 'string'
    ? ctx.values.tensor({ dtype, shape: [], form: 'ndarray' }, 'numpy')
    : (ctx.read(series, '#iterated') ?? ctx.values.unknown('external', SERIES));
}

/** An element of a series. */
function scalarOf(ctx: IModelContext, { dtype }: Table): Value {
  return dtype === null || dtype === 'object'
    ? ctx.values.unknown('external', SERIES)
    : ctx.values.scalar(dtype.startsWith('float') ? 'float' : dtype === 'bool' ? 'bool' : 'int');
}

/** A frame with those of its columns that are known by name. */
export function frameOf(
  ctx: IModelContext,
  table: Table,
  columns: ReadonlyMap<string, Value>,
  part: string
): Value {
  const frame = store(ctx, FRAME, table, part);
  if (frame.kind === 'object') {
    columns.forEach((column, name) => ctx.write(frame.object, columnField(name), column));
  }
  return frame;
}

export function columnField(name: string): string {
  return `['${name}']`;
}

export function columnsOf(ctx: IModelContext, object: HeapObject): ReadonlyMap<string, Value> {
  const columns = new Map<string, Value>();
  for (const field of ctx.fields(object)) {
    const name = /^\['(.*)'\]$/su.exec(field);
    const stored = ctx.read(object, field);
    if (name !== null && stored !== null && stored.kind !== 'never') {
      columns.set(name[1], stored);
    }
  }
  return columns;
}

/**
 * Writes the columns of a frame as the entries of a dictionary, as `dict(frame)` does; whether it is a frame.
 * Columns that are not known by name are series of which nothing is known.
 */
export function writeColumns(ctx: IModelContext, object: HeapObject, target: HeapObject): boolean {
  if (object.cls?.kind !== 'library' || object.cls.path !== FRAME) {
    return false;
  }
  const table = describe(ctx, object);
  const columns = columnsOf(ctx, object);
  columns.forEach((column, name) => ctx.write(target, columnField(name), column));
  if (columns.size !== table.columns) {
    ctx.write(target, '[*]', store(ctx, SERIES, { ...table, columns: 'unknown' }, 'column'));
  }
  ctx.write(target, '[keys]', ctx.values.scalar('str'));
  return true;
}

/** What one column given to a constructor holds, and how many rows it has. */
function columnType(
  ctx: IModelContext,
  value: Value
): { rows: Dimension; dtype: DType | null; element: Value | null } {
  const described = toArgument(ctx, value);
  if (described.kind === 'tensor' || described.kind === 'sequence') {
    const type = toTensorType(described, 'numpy');
    const isText = type.dtype === 'string' && type.shape?.length === 1;
    return {
      rows: type.shape?.[0] ?? 'unknown',
      dtype: type.dtype === 'string' ? 'object' : type.dtype,
      element: isText ? ctx.values.scalar('str') : null
    };
  }
  return { rows: 'unknown', dtype: null, element: null };
}

export function commonDType(dtypes: readonly (DType | null)[]): DType | null {
  const [first] = dtypes;
  return first === undefined
    ? null
    : dtypes.every(dtype => dtype === first)
      ? first
      : dtypes.includes(null)
        ? null
        : dtypes.includes('object') || dtypes.includes('bool')
          ? 'object'
          : dtypes.includes('float64')
            ? 'float64'
            : null;
}

const makeFrame: FunctionModel = (ctx, args) => {
  const data = argument(args, 0, 'data');
  if (data !== null && data.kind === 'object' && data.object.kind === 'dict') {
    const given = columnsOf(ctx, data.object);
    const types = [...given].map(([name, value]) => [name, columnType(ctx, value)] as const);
    const isComplete = ctx.read(data.object, '[*]') === null && types.length > 0;
    const rows = types[0]?.[1].rows ?? 'unknown';
    return frameOf(
      ctx,
      {
        rows,
        columns: isComplete ? types.length : 'unknown',
        dtype: isComplete ? commonDType(types.map(([, type]) => type.dtype)) : null
      },
      new Map(
        types.map(([name, type]) => [
          name,
          store(
            ctx,
            SERIES,
            { rows, columns: 'unknown', dtype: type.dtype },
            `column:${name}`,
            type.element
          )
        ])
      ),
      'frame'
    );
  }
  if (data !== null && data.kind === 'tensor' && data.type.shape?.length === 2) {
    const [rows, columns] = data.type.shape;
    return frameOf(ctx, { rows, columns, dtype: data.type.dtype }, new Map(), 'frame');
  }
  return frameOf(ctx, UNKNOWN_TABLE, new Map(), 'frame');
};

const makeSeries: FunctionModel = (ctx, args) => {
  const data = argument(args, 0, 'data');
  if (data === null) {
    return store(ctx, SERIES, UNKNOWN_TABLE, 'series');
  }
  const { element, ...type } = columnType(ctx, data);
  return store(ctx, SERIES, { ...type, columns: 'unknown' }, 'series', element);
};

const readFrame: FunctionModel = ctx => {
  ctx.effect({ kind: 'reading', construct: 'call' });
  return frameOf(ctx, UNKNOWN_TABLE, new Map(), 'read');
};

/** `frame[index]`: a column by name, several columns, or rows. */
export const subscript: MethodModel = (ctx, receiver, args) => {
  const [index] = args.positional;
  if (receiver.kind !== 'object' || index === undefined) {
    return ctx.values.unknown('external', ctx.api);
  }
  const table = describe(ctx, receiver.object);
  const columns = columnsOf(ctx, receiver.object);
  if (index.kind === 'constant') {
    const known = typeof index.value === 'string' ? columns.get(index.value) : undefined;
    if (known !== undefined || isOf(receiver, SERIES)) {
      return known ?? elementAt(ctx, receiver.object);
    }
    return store(
      ctx,
      SERIES,
      {
        rows: table.rows,
        columns: 'unknown',
        // A table of several kinds holds objects; each of its columns has a type of its own.
        dtype: table.dtype === 'object' ? null : table.dtype
      },
      'column'
    );
  }
  const names = index.kind === 'object' && index.object.kind === 'list' ? ctx.items(index) : null;
  if (names !== null) {
    const chosen = new Map(
      names.flatMap(name => {
        const column =
          name.kind === 'constant' && typeof name.value === 'string'
            ? columns.get(name.value)
            : undefined;
        return column === undefined || name.kind !== 'constant'
          ? []
          : [[String(name.value), column] as const];
      })
    );
    const dtypes = [...chosen.values()].map(column =>
      column.kind === 'object' ? describe(ctx, column.object).dtype : null
    );
    return frameOf(
      ctx,
      {
        rows: table.rows,
        columns: names.length,
        dtype: chosen.size === names.length ? commonDType(dtypes) : table.dtype
      },
      chosen,
      'columns'
    );
  }
  const isSeries = isOf(receiver, SERIES);
  const rows = index.kind === 'slice' ? slicedRows(ctx, table.rows, index) : 'unknown';
  return isSeries
    ? store(ctx, SERIES, { ...table, rows }, 'rows')
    : frameOf(ctx, { ...table, rows }, someRows(ctx, receiver.object, rows), 'rows');
};

/** The columns of a frame with some of its rows: each holds what it held. */
export function someRows(
  ctx: IModelContext,
  frame: HeapObject,
  rows: Dimension = 'unknown'
): ReadonlyMap<string, Value> {
  return new Map(
    [...columnsOf(ctx, frame)].map(([name, column]) => [
      name,
      store(
        ctx,
        SERIES,
        { rows, columns: 'unknown', dtype: dtypeOfColumn(ctx, column) },
        `${ctx.api}:${name}`,
        elementOf(ctx, column)
      )
    ])
  );
}

export function isOf(value: Value, cls: string): boolean {
  return (
    value.kind === 'object' && value.object.cls?.kind === 'library' && value.object.cls.path === cls
  );
}

/** The number of rows that a slice takes; of labels that are no numbers it cannot be told. */
export function slicedRows(ctx: IModelContext, rows: Dimension, index: SliceValue): Dimension {
  const part = (value: Value | null): RuleArgument | null =>
    value === null ? null : toArgument(ctx, value);
  return slicedSize(rows, {
    lower: part(index.lower),
    upper: part(index.upper),
    step: part(index.step)
  });
}

/** The type of the array that a frame or series converts to; `null` for anything else. */
export function frameArray(ctx: IModelContext, value: Value): TensorType | null {
  const isSeries = isOf(value, SERIES);
  if (value.kind !== 'object' || !(isSeries || isOf(value, FRAME))) {
    return null;
  }
  const { rows, columns, dtype } = describe(ctx, value.object);
  return { dtype, shape: isSeries ? [rows] : [rows, columns], form: 'ndarray' };
}

/** `.values`, `to_numpy()`: the array of a frame or series. */
const arrayOf: AttributeModel = (ctx, receiver) => {
  const type = frameArray(ctx, receiver);
  return type === null ? ctx.values.unknown('external', ctx.api) : ctx.values.tensor(type, 'numpy');
};

const toNumPy: MethodModel = (ctx, receiver, args) => {
  const array = arrayOf(ctx, receiver);
  const dtype = argument(args, 0, 'dtype');
  return array.kind === 'tensor' && dtype !== null && dtype !== ctx.values.none
    ? ctx.values.tensor(
        {
          dtype: toDType(toArgument(ctx, dtype), 'numpy'),
          shape: array.type.shape,
          form: array.type.form
        },
        'numpy'
      )
    : array;
};

/** A method whose result has the same rows and columns, or fewer rows. */
function similar(keepsAll: boolean): MethodModel {
  return (ctx, receiver, args) => {
    if (ctx.api.endsWith('.sample')) {
      ctx.effect({ kind: 'random', construct: 'call' });
    }
    if (receiver.kind !== 'object' || receiver.object.cls?.kind !== 'library') {
      return ctx.values.unknown('external', ctx.api);
    }
    const table = describe(ctx, receiver.object);
    // `sample(frac=1)` puts all rows into another order.
    const keepsRows = keepsAll || knownInteger(args.keywords.get('frac') ?? null) === 1;
    const kept = keepsRows ? table : { ...table, rows: 'unknown' as const };
    return isOf(receiver, SERIES)
      ? store(ctx, SERIES, kept, ctx.api, elementOf(ctx, receiver))
      : frameOf(
          ctx,
          kept,
          keepsRows ? columnsOf(ctx, receiver.object) : someRows(ctx, receiver.object),
          ctx.api
        );
  };
}

/** `astype`: the same rows and columns, of another type. */
const astype: MethodModel = (ctx, receiver, args) => {
  const dtype = argument(args, 0, 'dtype');
  const parsed =
    dtype === null || (dtype.kind === 'object' && dtype.object.kind === 'dict')
      ? null
      : toDType(toArgument(ctx, dtype), 'numpy');
  if (receiver.kind !== 'object') {
    return ctx.values.unknown('external', ctx.api);
  }
  const table = { ...describe(ctx, receiver.object), dtype: parsed };
  return isOf(receiver, SERIES)
    ? store(ctx, SERIES, table, ctx.api)
    : frameOf(ctx, table, new Map(), ctx.api);
};

/** A method whose result is a frame of which only that is known. */
export const anyFrame: MethodModel = (ctx, receiver) =>
  isOf(receiver, SERIES)
    ? store(ctx, SERIES, UNKNOWN_TABLE, ctx.api)
    : frameOf(ctx, UNKNOWN_TABLE, new Map(), ctx.api);

const transposed: AttributeModel = (ctx, receiver) =>
  isOf(receiver, SERIES) ? receiver : frameOf(ctx, UNKNOWN_TABLE, new Map(), 'transposed');

const toList: MethodModel = (ctx, receiver) =>
  listOfUnknownLength(ctx, ctx.iterate(receiver) ?? ctx.values.unknown('external', ctx.api));

const anySeries: MethodModel = ctx => store(ctx, SERIES, UNKNOWN_TABLE, ctx.api);

/** What a column, an array or a number holds; `null` where it is not known. */
export function dtypeOfColumn(ctx: IModelContext, value: Value): DType | null {
  return value.kind === 'object' && (isOf(value, SERIES) || isOf(value, FRAME))
    ? describe(ctx, value.object).dtype
    : value.kind === 'constant'
      ? value.type === 'int'
        ? 'int64'
        : value.type === 'float'
          ? 'float64'
          : value.type === 'bool'
            ? 'bool'
            : null
      : columnType(ctx, value).dtype;
}

/** A table of the same rows and columns that holds something else. */
export function similarTable(ctx: IModelContext, like: Value, dtype: DType | null): Value {
  if (like.kind !== 'object') {
    return ctx.values.unknown('external', ctx.api);
  }
  const table = { ...describe(ctx, like.object), dtype };
  return isOf(like, FRAME)
    ? frameOf(ctx, table, new Map(), ctx.api)
    : store(ctx, SERIES, table, ctx.api);
}

/** What a mean, a sum or a count of elements of a dtype is; small integers are added in 64 bits. */
function reducedDType(name: string, own: DType | null): DType | null {
  switch (name) {
    case 'mean':
    case 'std':
    case 'var':
    case 'median':
      return own !== null && isFloatingDType(own) ? own : 'float64';
    case 'quantile':
      return 'float64';
    case 'count':
    case 'nunique':
      return 'int64';
    case 'sum':
    case 'prod':
      return own === 'bool' || (own !== null && isIntegerDType(own))
        ? own.startsWith('u')
          ? 'uint64'
          : 'int64'
        : own;
    default:
      return own;
  }
}

/** A reduction: of a series a number, of a frame a series. */
const reduced: MethodModel = (ctx, receiver, args) => {
  const name = ctx.api.slice(ctx.api.lastIndexOf('.') + 1);
  const table = receiver.kind === 'object' ? describe(ctx, receiver.object) : UNKNOWN_TABLE;
  const columns = args.positional.length + args.keywords.size === 0 ? table.columns : 'unknown';
  const dtype = reducedDType(name, table.dtype);
  if (!isOf(receiver, SERIES)) {
    return store(ctx, SERIES, { ...UNKNOWN_TABLE, rows: columns, dtype }, ctx.api);
  }
  return name === 'nunique'
    ? ctx.values.scalar('int')
    : ctx.values.tensor({ dtype, shape: [], form: 'ndarray' }, 'numpy');
};

/** `items()`: a label and a series. */
const labelled: MethodModel = ctx =>
  iteratorOf(
    ctx,
    ctx.api,
    ctx.values.tuple([
      ctx.values.unknown('external', ctx.api),
      store(ctx, SERIES, UNKNOWN_TABLE, 'column')
    ])
  );

const shape: AttributeModel = (ctx, receiver) => {
  const array = arrayOf(ctx, receiver);
  return ctx.attribute(array, 'shape');
};

const toDict: MethodModel = ctx => {
  const dict = ctx.allocate('dict', null, 'to_dict');
  ctx.write(dict, '[*]', ctx.values.unknown('external', ctx.api));
  return ctx.values.object(dict);
};

const READERS = ['csv', 'excel', 'json', 'parquet', 'pickle', 'hdf', 'sql', 'feather', 'table'];
const SAME = ['copy', 'fillna', 'round', 'abs', 'sort_index', 'sort_values', 'ffill', 'bfill'];
const FEWER = [
  'dropna',
  'head',
  'tail',
  'sample',
  'drop_duplicates',
  'query',
  'nlargest',
  'nsmallest'
];
const OTHER = [
  'merge',
  'join',
  'rename',
  'select_dtypes',
  'describe',
  'pivot',
  'melt',
  'get_dummies',
  'asfreq'
];
const REDUCTIONS = [
  'mean',
  'std',
  'var',
  'median',
  'max',
  'min',
  'sum',
  'quantile',
  'count',
  'nunique',
  'prod'
];

export const FRAME_FUNCTIONS: ReadonlyMap<string, FunctionModel> = new Map<string, FunctionModel>([
  [FRAME, makeFrame],
  [SERIES, makeSeries],
  ...READERS.map(name => [`pandas.read_${name}`, readFrame] as const),
  ['pandas.merge', ctx => frameOf(ctx, UNKNOWN_TABLE, new Map(), 'merge')]
]);

export const FRAME_METHODS: ReadonlyMap<string, MethodModel> = new Map<string, MethodModel>([
  ...[FRAME, SERIES].flatMap(owner => [
    [`${owner}.__getitem__`, subscript] as const,
    [`${owner}.to_numpy`, toNumPy] as const,
    [`${owner}.astype`, astype] as const,
    [`${owner}.to_dict`, toDict] as const,
    [`${owner}.items`, labelled] as const,
    [`${owner}.tolist`, toList] as const,
    ...SAME.map(name => [`${owner}.${name}`, similar(true)] as const),
    ...FEWER.map(name => [`${owner}.${name}`, similar(false)] as const),
    ...OTHER.map(name => [`${owner}.${name}`, anyFrame] as const),
    ...REDUCTIONS.map(name => [`${owner}.${name}`, reduced] as const)
  ]),
  [`${FRAME}.corrwith`, anySeries]
]);

/** `frame.columns`, an index of names; of columns named by numbers nothing is known. */
const columnNames: AttributeModel = (ctx, receiver) => {
  const index = ctx.allocate('instance', ctx.values.library('pandas.Index'), 'columns');
  const isNamed =
    receiver.kind === 'object' &&
    columnsOf(ctx, receiver.object).size === describe(ctx, receiver.object).columns;
  ctx.write(
    index,
    '#iterated',
    isNamed ? ctx.values.scalar('str') : ctx.values.unknown('external', ctx.api)
  );
  return ctx.values.object(index);
};

export const FRAME_ATTRIBUTES: ReadonlyMap<string, AttributeModel> = new Map<
  string,
  AttributeModel
>([
  [`${FRAME}.columns`, columnNames],
  ...[FRAME, SERIES].flatMap(owner => [
    [`${owner}.values`, arrayOf] as const,
    [`${owner}.shape`, shape] as const,
    [`${owner}.T`, transposed] as const
  ])
]);
