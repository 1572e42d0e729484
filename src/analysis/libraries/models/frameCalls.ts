/**
 * pandas: methods that call a function for elements, rows or columns, and what they make of its results.
 */
import { joinAll, membersOf } from '../../values/join';
import type { Value } from '../../values/value';
import type { IModelContext, MethodModel } from '../model';
import type { DType } from '../rules/dtype';
import { argument, asPython, iteratorOf, knownInteger, positional } from './arguments';
import {
  anyFrame,
  columnField,
  columnsOf,
  describe,
  dtypeOfColumn,
  elementOf,
  FRAME,
  frameOf,
  isOf,
  SERIES,
  similarTable,
  store,
  UNKNOWN_TABLE
} from './frames';

/** Whether a function can be called: a table of values, a text or a list of names is none. */
export function isCallable(value: Value): boolean {
  return membersOf(value).every(
    member =>
      member.kind === 'function' ||
      member.kind === 'method' ||
      member.kind === 'library' ||
      member.kind === 'class' ||
      member.kind === 'wrapper' ||
      member.kind === 'partial'
  );
}

/** Calls a function of the program as pandas does, with what `args` and further keywords add. */
export function callFor(
  ctx: IModelContext,
  callee: Value,
  first: Value,
  more: readonly Value[] = []
): Value {
  return ctx.call(
    callee,
    positional([first, ...more]),
    asPython(ctx, { followedByPublished: false })
  );
}

/** What a series of such elements holds; `null` where pandas decides by the elements. */
function dtypeOfElements(element: Value): DType | null {
  const dtypes = new Set(
    membersOf(element).map(member =>
      member.kind === 'constant'
        ? member.type === 'int'
          ? 'int64'
          : member.type === 'float'
            ? 'float64'
            : member.type === 'bool'
              ? 'bool'
              : member.type === 'str'
                ? 'object'
                : null
        : member.kind === 'tensor' &&
            member.type.form === 'ndarray' &&
            member.type.shape?.length === 0
          ? member.type.dtype
          : null
    )
  );
  const [dtype] = dtypes;
  return dtypes.size === 1 ? dtype : null;
}

/** The series of a function's results; what is no single value makes a table that is not known. */
function resultsOf(ctx: IModelContext, receiver: Value, result: Value): Value {
  const rows = receiver.kind === 'object' ? describe(ctx, receiver.object).rows : 'unknown';
  return membersOf(result).some(member => isOf(member, SERIES))
    ? frameOf(ctx, { ...UNKNOWN_TABLE, rows }, new Map(), `${ctx.api}:rows`)
    : store(
        ctx,
        SERIES,
        { rows, columns: 'unknown', dtype: dtypeOfElements(result) },
        ctx.api,
        result
      );
}

/** `series.apply(f)`, `series.map(f)`: the function gets element by element; a table of values is looked up. */
const mapElements: MethodModel = (ctx, receiver, args) => {
  const callee = argument(args, 0, 'func') ?? argument(args, 0, 'arg');
  const element = elementOf(ctx, receiver) ?? ctx.values.unknown('external', ctx.api);
  const more = args.keywords.get('args');
  return callee !== null && isCallable(callee)
    ? resultsOf(
        ctx,
        receiver,
        callFor(ctx, callee, element, more === undefined ? [] : (ctx.items(more) ?? []))
      )
    : similarTable(ctx, receiver, null);
};

/** One row of a frame: a series whose elements have the names of the columns. */
export function rowOf(ctx: IModelContext, frame: Value): Value {
  if (frame.kind !== 'object') {
    return ctx.values.unknown('external', ctx.api);
  }
  const { columns, dtype } = describe(ctx, frame.object);
  const row = store(ctx, SERIES, { rows: columns, columns: 'unknown', dtype }, `${ctx.api}:row`);
  if (row.kind === 'object') {
    columnsOf(ctx, frame.object).forEach((column, name) => {
      const element = elementOf(ctx, column);
      if (element !== null) {
        ctx.write(row.object, columnField(name), element);
      }
    });
  }
  return row;
}

/** One column of a frame, whichever it is. */
function columnOf(ctx: IModelContext, frame: Value): Value {
  const rows = frame.kind === 'object' ? describe(ctx, frame.object).rows : 'unknown';
  return store(ctx, SERIES, { ...UNKNOWN_TABLE, rows }, `${ctx.api}:column`);
}

/** What a function makes of each column: numbers are a series, series are a table again. */
function columnsMade(ctx: IModelContext, frame: Value, result: Value): Value {
  const members = membersOf(result);
  const isNumber = (member: Value): boolean =>
    member.kind === 'constant' || (member.kind === 'tensor' && member.type.shape?.length === 0);
  const columns = frame.kind === 'object' ? describe(ctx, frame.object).columns : 'unknown';
  return members.every(isNumber)
    ? store(ctx, SERIES, { ...UNKNOWN_TABLE, rows: columns }, `${ctx.api}:numbers`)
    : members.every(member => isOf(member, SERIES))
      ? frameOf(ctx, { ...UNKNOWN_TABLE, columns }, new Map(), `${ctx.api}:columns`)
      : ctx.values.unknown('external', ctx.api);
}

/** `frame.apply(f, axis)`: the function gets rows where the axis is 1, else columns. */
const applyToParts: MethodModel = (ctx, receiver, args) => {
  const callee = argument(args, 0, 'func');
  const axis = argument(args, 1, 'axis');
  if (callee === null || !isCallable(callee)) {
    return anyFrame(ctx, receiver, args);
  }
  const isRows =
    knownInteger(axis) === 1 ||
    (axis !== null && axis.kind === 'constant' && axis.value === 'columns');
  if (!isRows) {
    return columnsMade(ctx, receiver, callFor(ctx, callee, columnOf(ctx, receiver)));
  }
  return resultsOf(ctx, receiver, callFor(ctx, callee, rowOf(ctx, receiver)));
};

/** `frame.map(f)`, `frame.applymap(f)`: the function gets every element of every column. */
const mapAll: MethodModel = (ctx, receiver, args) => {
  const callee = argument(args, 0, 'func');
  const columns = receiver.kind === 'object' ? [...columnsOf(ctx, receiver.object).values()] : [];
  const isComplete =
    receiver.kind === 'object' && describe(ctx, receiver.object).columns === columns.length;
  const elements = isComplete ? columns.map(column => elementOf(ctx, column)) : [null];
  if (callee !== null && isCallable(callee)) {
    callFor(
      ctx,
      callee,
      joinAll(
        ctx.values,
        elements.map(element => element ?? ctx.values.unknown('external', ctx.api))
      )
    );
  }
  return similarTable(ctx, receiver, null);
};

/** `table.pipe(f, *args)`: what the function makes of the table. */
const pipe: MethodModel = (ctx, receiver, args) => {
  const [callee, ...more] = args.positional;
  return callee === undefined || !isCallable(callee)
    ? ctx.values.unknown('external', ctx.api)
    : ctx.call(
        callee,
        { ...args, positional: [receiver, ...more] },
        asPython(ctx, { followedByPublished: false })
      );
};

/** `iterrows()`: a label and a row. */
const labelledRows: MethodModel = (ctx, receiver) =>
  iteratorOf(
    ctx,
    ctx.api,
    ctx.values.tuple([ctx.values.unknown('external', ctx.api), rowOf(ctx, receiver)])
  );

/** `assign(name=column)`: one more column for each name; a function gets the table. */
const assign: MethodModel = (ctx, receiver, args) => {
  if (receiver.kind !== 'object') {
    return ctx.values.unknown('external', ctx.api);
  }
  const { rows } = describe(ctx, receiver.object);
  const columns = new Map(columnsOf(ctx, receiver.object));
  args.keywords.forEach((given, name) => {
    const value = isCallable(given) ? callFor(ctx, given, receiver) : given;
    columns.set(
      name,
      store(
        ctx,
        SERIES,
        { rows, columns: 'unknown', dtype: dtypeOfColumn(ctx, value) },
        `assign:${name}`,
        elementOf(ctx, value)
      )
    );
  });
  return frameOf(ctx, { ...UNKNOWN_TABLE, rows }, columns, ctx.api);
};

export const FRAME_CALL_METHODS: ReadonlyMap<string, MethodModel> = new Map<string, MethodModel>([
  [`${SERIES}.apply`, mapElements],
  [`${SERIES}.map`, mapElements],
  [`${SERIES}.transform`, mapElements],
  [`${FRAME}.apply`, applyToParts],
  [`${FRAME}.map`, mapAll],
  [`${FRAME}.applymap`, mapAll],
  [`${FRAME}.iterrows`, labelledRows],
  [`${FRAME}.assign`, assign],
  [`${FRAME}.pipe`, pipe],
  [`${SERIES}.pipe`, pipe]
]);
