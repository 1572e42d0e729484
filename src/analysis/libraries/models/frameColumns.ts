/**
 * pandas: columns that are added to a data frame, or taken away from it.
 */
import type { HeapObject, Value } from '../../values/value';
import type { FunctionModel, IModelContext, MethodModel } from '../model';
import { toArgument } from '../convert';
import type { DType } from '../rules/dtype';
import { toDType } from '../rules/ruleCall';
import { argument, knownInteger } from './arguments';
import type { Table } from './frames';
import {
  anyFrame,
  columnField,
  columnsOf,
  commonDType,
  describe,
  dtypeOfColumn,
  elementOf,
  FRAME,
  frameOf,
  isOf,
  SERIES,
  store,
  subscript,
  UNKNOWN_TABLE
} from './frames';

/** What a table of these columns holds, where they are all that there are. */
function dtypeOfColumns(
  ctx: IModelContext,
  columns: ReadonlyMap<string, Value>,
  count: Table['columns']
): DType | null {
  return columns.size === count
    ? commonDType([...columns.values()].map(column => dtypeOfColumn(ctx, column)))
    : null;
}

/** Notes the rows and columns that a frame has from here on, with what its columns hold together. */
function retable(
  ctx: IModelContext,
  frame: HeapObject,
  { rows, columns }: Omit<Table, 'dtype'>
): void {
  const dtype = dtypeOfColumns(ctx, columnsOf(ctx, frame), columns);
  ctx.write(frame, '#table', ctx.values.tensor({ dtype, shape: [rows, columns], form: 'ndarray' }));
}

/** `frame[name] = column`: one more column, or another one. */
const assignColumn: MethodModel = (ctx, receiver, args) => {
  const [index, value] = args.positional;
  if (receiver.kind !== 'object' || !isOf(receiver, FRAME) || index === undefined) {
    return ctx.values.none;
  }
  const table = describe(ctx, receiver.object);
  const name = index.kind === 'constant' && typeof index.value === 'string' ? index.value : null;
  const known = columnsOf(ctx, receiver.object);
  const dtype = value === undefined ? null : dtypeOfColumn(ctx, value);
  const isNew = name !== null && !known.has(name) && known.size === table.columns;
  if (name !== null) {
    const column = { rows: table.rows, columns: 'unknown' as const, dtype };
    const element = value === undefined ? null : elementOf(ctx, value);
    ctx.write(
      receiver.object,
      columnField(name),
      store(ctx, SERIES, column, `assigned:${name}`, element)
    );
  }
  retable(ctx, receiver.object, {
    rows: table.rows,
    columns: isNew ? known.size + 1 : name !== null && known.has(name) ? table.columns : 'unknown'
  });
  return ctx.values.none;
};

/** `drop(columns=names)`: the same rows without these columns; other forms leave a frame that is not known. */
const drop: MethodModel = (ctx, receiver, args) => {
  const named = args.keywords.get('columns') ?? null;
  const labels = knownInteger(args.keywords.get('axis') ?? args.positional[1] ?? null) === 1;
  const given = named ?? (labels ? argument(args, 0, 'labels') : null);
  const items = given === null ? null : given.kind === 'constant' ? [given] : ctx.items(given);
  if (receiver.kind !== 'object' || items === null) {
    return anyFrame(ctx, receiver, args);
  }
  const table = describe(ctx, receiver.object);
  const names = items.flatMap(item => (item.kind === 'constant' ? [String(item.value)] : []));
  const all = columnsOf(ctx, receiver.object);
  const kept = new Map([...all].filter(([name]) => !names.includes(name)));
  const isComplete = all.size === table.columns && names.length === items.length;
  return frameOf(
    ctx,
    {
      rows: table.rows,
      columns:
        typeof table.columns === 'number' && names.every(name => all.has(name))
          ? table.columns - names.length
          : 'unknown',
      dtype: isComplete
        ? commonDType([...kept.values()].map(column => dtypeOfColumn(ctx, column)))
        : table.dtype === 'object'
          ? null
          : table.dtype
    },
    kept,
    'drop'
  );
};

/** `pop(name)`: the column, which the frame then has no more. */
const pop: MethodModel = (ctx, receiver, args) => {
  const [name] = args.positional;
  const column = subscript(ctx, receiver, args);
  if (receiver.kind === 'object') {
    ctx.effect({ kind: 'mutation', construct: 'call', object: receiver.object });
    const table = describe(ctx, receiver.object);
    if (name !== undefined && name.kind === 'constant' && typeof name.value === 'string') {
      ctx.write(receiver.object, columnField(name.value), ctx.values.never);
    }
    retable(ctx, receiver.object, {
      rows: table.rows,
      columns: typeof table.columns === 'number' ? table.columns - 1 : table.columns
    });
  }
  return column;
};

/** `frame.name`: the column of that name, where the frame, or the row of one, is known to have it; `null` otherwise. */
export function columnNamed(ctx: IModelContext, receiver: Value, name: string): Value | null {
  const column =
    receiver.kind === 'object' && (isOf(receiver, FRAME) || isOf(receiver, SERIES))
      ? columnsOf(ctx, receiver.object).get(name)
      : undefined;
  return column === undefined || column.kind === 'never' ? null : column;
}

/** `pd.get_dummies(frame, columns=names)`: indicators in the place of the named columns, the others as they are. */
const dummies: FunctionModel = (ctx, args) => {
  const frame = argument(args, 0, 'data');
  const given = args.keywords.get('columns');
  const names = given === undefined ? null : ctx.items(given);
  const encoded = new Set(
    (names ?? []).flatMap(name => (name.kind === 'constant' ? [String(name.value)] : []))
  );
  const isKnown = names !== null && names.length === encoded.size;
  if (frame === null || frame.kind !== 'object' || !isOf(frame, FRAME)) {
    return frameOf(ctx, UNKNOWN_TABLE, new Map(), 'dummies');
  }
  const all = columnsOf(ctx, frame.object);
  const kept = new Map(
    [...all].filter(([name, column]) =>
      given === undefined ? isNumeric(dtypeOfColumn(ctx, column)) : isKnown && !encoded.has(name)
    )
  );
  const dtype = args.keywords.get('dtype');
  const indicators = dtype === undefined ? 'bool' : toDType(toArgument(ctx, dtype), 'numpy');
  const isComplete = all.size === describe(ctx, frame.object).columns;
  return frameOf(
    ctx,
    {
      rows: describe(ctx, frame.object).rows,
      columns: 'unknown',
      dtype: isComplete
        ? commonDType([indicators, ...[...kept.values()].map(column => dtypeOfColumn(ctx, column))])
        : null
    },
    kept,
    'dummies'
  );
};

/** Whether a column of this dtype certainly stays as it is where no columns are named. */
function isNumeric(dtype: DType | null): boolean {
  return dtype !== null && dtype !== 'object' && dtype !== 'string';
}

export const FRAME_COLUMN_FUNCTIONS: ReadonlyMap<string, FunctionModel> = new Map([
  ['pandas.get_dummies', dummies]
]);

export const FRAME_COLUMN_METHODS: ReadonlyMap<string, MethodModel> = new Map(
  [FRAME, SERIES].flatMap(owner => [
    [`${owner}.__setitem__`, assignColumn] as const,
    [`${owner}.pop`, pop] as const,
    [`${owner}.__delitem__`, pop] as const,
    [`${owner}.drop`, drop] as const
  ])
);
